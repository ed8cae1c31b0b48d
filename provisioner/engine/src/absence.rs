//! Absence: what a list does not show may exist all the same, if it was created a moment ago.

use std::time::Duration;

use gabakura_model::observed::ObservedResource;
use gabakura_model::plan::{StepAction, TenancyPlan};
use gabakura_model::port::StoreError;
use gabakura_model::recorded::{Recorded, RecordedResource};
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::Scope;
use tracing::debug;

use crate::context::Context;
use crate::lease::LeaseGuard;
use crate::report::StepStatus;

/// Longest pause between two lists, in milliseconds.
const POLL_MS: u64 = 5_000;

/// Refuses the steps that rest on the absence of a resource that may exist, and waits until every
/// resource that the others delete is visible everywhere.
///
/// A resource that went on record shortly before it was looked for, and was not listed, is looked
/// for again until it shows or its time is up. Creating it again would make a second one; removing
/// it from the record, or adopting in its place what else bears its tags, would orphan it. So
/// would deleting it too early: the cloud may answer that there is no such resource, as if it were
/// gone.
pub(crate) async fn confirm(
    context: &Context,
    scope: &Scope,
    guard: &LeaseGuard<'_>,
    plan: &TenancyPlan,
    recorded: &Recorded,
    statuses: &mut [Option<StepStatus>],
) -> Result<(), StoreError> {
    let consistency_delay_ms = context.provider.consistency_delay_ms();
    let mut visible_at = i64::MIN;
    for (at, step) in plan.steps.iter().enumerate() {
        let change = plan.change_of(step);
        let record = recorded.resources.get(&change.address);
        let Some(record) = record.filter(|_| statuses[at].is_none()) else {
            continue;
        };
        let certain_at = record.recorded_at.as_millisecond() + consistency_delay_ms;
        if change.id.as_ref() == Some(&record.id) && step.action != StepAction::Forget {
            if step.action == StepAction::Delete {
                visible_at = visible_at.max(certain_at);
            }
        } else if plan.coverage.observed_at.as_millisecond() < certain_at
            && !is_gone(context, scope, guard, record, certain_at).await?
        {
            statuses[at] = Some(StepStatus::Refused {
                code: "not-gone".to_owned(),
                message: format!("`{}` may still be there: plan again", record.id),
            });
        }
    }
    loop {
        guard.ensure().await?;
        match context.clock.now().as_millisecond() {
            now if now < visible_at => pause(now, visible_at).await,
            _ => return Ok(()),
        }
    }
}

async fn is_gone(
    context: &Context,
    scope: &Scope,
    guard: &LeaseGuard<'_>,
    record: &RecordedResource,
    certain_at: i64,
) -> Result<bool, StoreError> {
    loop {
        guard.ensure().await?;
        let now = context.clock.now().as_millisecond();
        match list(context, scope, &record.kind).await {
            Ok(found) if found.iter().any(|found| found.id == record.id) => return Ok(false),
            Ok(_) if now >= certain_at => return Ok(true),
            Err(_) if now >= certain_at => return Ok(false),
            Ok(_) | Err(_) => {
                debug!(address = %record.address, "its absence is not certain yet");
                pause(now, certain_at).await;
            }
        }
    }
}

/// Lists a kind; an error comes as its message.
pub(crate) async fn list(
    context: &Context,
    scope: &Scope,
    kind: &Kind,
) -> Result<Vec<ObservedResource>, String> {
    let listed = context.provider.list(scope, kind).await;
    listed.map_err(|error| error.to_string())
}

/// Waits before the next list; the last one is asked for when `certain_at` has come, not before.
pub(crate) async fn pause(now: i64, certain_at: i64) {
    let left = u64::try_from(certain_at - now).unwrap_or(0);
    tokio::time::sleep(Duration::from_millis(left.clamp(1, POLL_MS))).await;
}
