//! Services that are switched off: nothing of them can exist.
//!
//! In a fresh account services are off, and their resources cannot be listed. Where the plan itself
//! switches a service on first, it need not wait for a listing: one apply is enough.

use std::collections::BTreeSet;
use std::sync::Arc;

use gabakura_model::graph::ResourceGraph;
use gabakura_model::observed::{GapReason, Listing, Observed, Switch};
use gabakura_model::plan::PlanIntent;
use gabakura_model::resource::{Address, Kind, Resource};

use super::request::PlanRequest;

/// The observation with empty listings in place of those gaps that the plan itself opens, or that
/// a destroy leaves behind; `None` where there are none.
///
/// A gap stays a gap where something of the kind is recorded (it may exist behind a switch that
/// somebody turned off), and where something declared does not wait for the switch.
pub(super) fn listed_as_empty(request: &PlanRequest<'_>) -> Option<Observed> {
    let is_known = match request.intent {
        PlanIntent::Apply | PlanIntent::Undo => is_opened,
        PlanIntent::Destroy => is_left,
        PlanIntent::Fix | PlanIntent::Adopt => return None,
    };
    let mut known: Option<Observed> = None;
    for (kind, listing) in &request.observed.listings {
        if let Listing::Gap(GapReason {
            switch: Some(switch),
            ..
        }) = listing.as_ref()
            && !request.recorded.resources.values().any(|r| r.kind == *kind)
            && is_known(request, kind, switch)
        {
            let known = known.get_or_insert_with(|| request.observed.clone());
            let nothing = Arc::new(Listing::Complete(Vec::new()));
            known.listings.insert(kind.clone(), nothing);
        }
    }
    known
}

/// Whether everything declared of a kind comes after what turns its switch.
fn is_opened(request: &PlanRequest<'_>, kind: &Kind, switch: &Switch) -> bool {
    let openers = openers(request, switch);
    let mut declared = request.desired.iter().filter(|r| r.kind == *kind);
    !openers.is_empty() && declared.all(|resource| comes_after(request.desired, resource, &openers))
}

/// Whether a destroy is done with a kind: nothing of it is recorded, and its switch is off.
fn is_left(request: &PlanRequest<'_>, _kind: &Kind, switch: &Switch) -> bool {
    !is_on(request, switch).unwrap_or(true)
}

/// Whether a switch is on; `None` where that was not observed.
fn is_on(request: &PlanRequest<'_>, switch: &Switch) -> Option<bool> {
    let all = request.observed.all(&switch.kind)?;
    Some(all.iter().any(|found| found.id == switch.id))
}

/// What is declared to turn on a switch that is off: several modules may declare it.
fn openers<'a>(request: &PlanRequest<'a>, switch: &Switch) -> Vec<&'a Address> {
    let (Some(schema), Some(false)) = (request.catalogue.get(&switch.kind), is_on(request, switch))
    else {
        return Vec::new();
    };
    let account = request.observed.place.account.as_str();
    let turns = |resource: &&Resource| {
        resource.kind == switch.kind
            && schema.implied_id(&resource.spec, account).as_ref() == Some(&switch.id)
    };
    let openers = request.desired.iter().filter(turns);
    openers.map(|opener| &opener.address).collect()
}

/// Whether a resource depends on one of others, however far.
fn comes_after(graph: &ResourceGraph, resource: &Resource, first: &[&Address]) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&Address> = resource.depends_on.iter().collect();
    while let Some(address) = open.pop() {
        if first.contains(&address) {
            return true;
        }
        if seen.insert(address) {
            open.extend(graph.get(address).into_iter().flat_map(|r| &r.depends_on));
        }
    }
    false
}
