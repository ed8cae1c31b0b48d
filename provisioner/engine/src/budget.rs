//! The least that an apply costs: calls, and the time that rate limits make of them.

use std::collections::BTreeMap;

use gabakura_model::catalogue::KindSchema;
use gabakura_model::plan::{StepAction, TenancyPlan};
use gabakura_model::port::Provider;
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::Place;
use serde::Serialize;

use crate::throttle::Limits;

/// A lower bound: many kinds take more than one call, and the order of the steps is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Budget {
    /// Changing calls: one for each step that makes any.
    pub calls_at_least: u64,
    /// Seconds that the fullest bucket takes at the declared limits.
    pub seconds_at_least: u64,
}

/// The least that the apply of some plans costs.
///
/// Every creation of a kind is the same action, and so is every deletion: they share a bucket
/// for each account and region. Updates, and whatever is done to settings, may be one action or
/// another; they count as calls and not as time.
pub fn budget(plans: &[TenancyPlan], provider: &dyn Provider, limits: Limits) -> Budget {
    let catalogue = provider.catalogue();
    let mut calls_at_least = 0;
    let mut buckets: BTreeMap<(&Place, &Kind, StepAction), u32> = BTreeMap::new();
    for plan in plans {
        for step in &plan.steps {
            if matches!(step.action, StepAction::Adopt | StepAction::Forget) {
                continue;
            }
            calls_at_least += 1;
            let kind = &plan.change_of(step).kind;
            let is_created = catalogue
                .get(kind)
                .is_some_and(|s| !KindSchema::is_setting(s));
            if step.action != StepAction::Update && is_created {
                *buckets.entry((&plan.place, kind, step.action)).or_default() += 1;
            }
        }
    }
    if limits == Limits::Off {
        buckets.clear();
    }
    let seconds = buckets.into_iter().filter_map(|((_, kind, _), calls)| {
        let limit = provider.change_limit(kind)?;
        Some((f64::from(calls) - limit.burst) / limit.per_second)
    });
    let seconds = seconds.fold(0.0, f64::max).ceil();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not below zero, and a count of steps over a rate is far below 2^53"
    )]
    let seconds_at_least = seconds as u64;
    Budget {
        calls_at_least,
        seconds_at_least,
    }
}
