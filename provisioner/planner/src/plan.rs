//! Planning: desired, recorded and observed become a decision for every resource.

mod adoption;
mod decider;
mod declaration;
mod deletion;
mod request;
mod sequence;
mod switched_off;

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::plan::{PlanIntent, TenancyPlan};
use gabakura_model::resource::Address;

use self::decider::Decider;
pub use self::request::PlanRequest;
use crate::order;

/// Decides which steps turn what is observed into what is desired.
///
/// Total: there is a plan for every input. Nothing is deleted or created where the kind was not
/// fully observed; such changes are withheld, with the reason, and so is what waits for them.
pub fn plan(request: PlanRequest<'_>) -> TenancyPlan {
    let known = switched_off::listed_as_empty(&request);
    let request = PlanRequest {
        observed: known.as_ref().unwrap_or(request.observed),
        ..request
    };
    let mut decider = Decider {
        request,
        known: BTreeMap::new(),
        decisions: BTreeMap::new(),
    };
    let mut changes = Vec::new();
    match request.intent {
        PlanIntent::Apply | PlanIntent::Undo => decider.declared(request.desired, &mut changes),
        PlanIntent::Fix => {
            decider.recorded_as_declared(&mut changes);
            decider.undeclared_inside(&mut changes);
        }
        PlanIntent::Adopt => decider.found_of_declared(request.desired, &mut changes),
        PlanIntent::Destroy => {}
    }
    if !matches!(request.intent, PlanIntent::Fix | PlanIntent::Adopt) {
        decider.no_longer_declared(&mut changes);
    }
    let mut withheld = decider.withheld();
    let held: BTreeSet<&Address> = withheld.iter().map(|w| &w.address).collect();
    changes.retain(|change| !held.contains(&change.address));
    changes.sort_by(|a, b| a.address.cmp(&b.address));
    withheld.sort_by(|a, b| a.address.cmp(&b.address));
    TenancyPlan {
        tenancy: request.recorded.tenancy.clone(),
        place: request.observed.place.clone(),
        recorded_serial: request.recorded.serial,
        steps: order::steps(&changes, request.recorded),
        changes,
        withheld,
        coverage: request.observed.coverage(),
    }
}

#[cfg(test)]
mod tests;
