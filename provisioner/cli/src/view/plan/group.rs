//! A fleet's plan: tenancies with the same plan are shown once.

use std::collections::BTreeMap;
use std::fmt::Write;

use gabakura_model::plan::{Action, TenancyPlan};

use crate::view::plan::change::reason_key;
use crate::view::value::local;

/// Up to so many tenancies are shown one by one.
const ONE_BY_ONE_MAX: usize = 20;

/// Tenancies with the same plan.
pub struct Group<'p> {
    /// The first of them, which stands for all.
    pub first: &'p TenancyPlan,
    pub rest: Vec<&'p TenancyPlan>,
}

/// Groups of plans, the largest first, then those that are like no other.
///
/// Plans are the same when the same actions are taken on the same local addresses for the same
/// reasons; values such as address ranges may differ.
pub fn groups(plans: &[TenancyPlan]) -> Vec<Group<'_>> {
    let alone = |first| Group {
        first,
        rest: Vec::new(),
    };
    if plans.len() <= ONE_BY_ONE_MAX {
        return plans.iter().map(alone).collect();
    }
    let mut alike: BTreeMap<String, Group<'_>> = BTreeMap::new();
    for plan in plans {
        match alike.entry(likeness(plan)) {
            std::collections::btree_map::Entry::Vacant(slot) => drop(slot.insert(alone(plan))),
            std::collections::btree_map::Entry::Occupied(mut slot) => {
                slot.get_mut().rest.push(plan)
            }
        }
    }
    let mut groups: Vec<Group<'_>> = alike.into_values().collect();
    groups.sort_by(|a, b| (b.rest.len(), &a.first.tenancy).cmp(&(a.rest.len(), &b.first.tenancy)));
    groups
}

/// What two plans must share to be shown as one.
fn likeness(plan: &TenancyPlan) -> String {
    let mut out = String::new();
    for change in plan
        .changes
        .iter()
        .filter(|change| change.action != Action::NoOp)
    {
        let (address, (reason, field)) = (change.address.to_string(), reason_key(&change.reason));
        let _ = write!(
            out,
            "{} {} {:?} {reason} {field}",
            local(&address),
            change.kind,
            change.action
        );
        out.extend(change.fields.iter().flat_map(|field| [" ", &field.path]));
        out.push('\n');
    }
    for withheld in &plan.withheld {
        let address = withheld.address.to_string();
        let because = std::mem::discriminant(&withheld.because);
        let _ = writeln!(
            out,
            "{} {} {:?} {because:?}",
            local(&address),
            withheld.kind,
            withheld.action
        );
    }
    for gap in &plan.coverage.gaps {
        let _ = writeln!(out, "{} {}", gap.kind, gap.reason.code);
    }
    let _ = write!(out, "{}", plan.changes.len());
    out
}
