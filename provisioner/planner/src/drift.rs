//! Drift: what we left against what is there.

use std::collections::BTreeMap;

use gabakura_model::catalogue::Catalogue;
use gabakura_model::drift::{DriftEntry, DriftField, DriftStatus};
use gabakura_model::observed::{Observed, ObservedResource, Owner};
use gabakura_model::plan::FieldChange;
use gabakura_model::recorded::{Recorded, RecordedResource};
use gabakura_model::resource::Address;

use crate::diff;
use crate::unmanaged::{foreign, unmanaged};

/// Finds every recorded resource that changed, vanished or could not be seen, everything
/// undeclared inside what is exclusively ours, and whatever is foreign inside what is ours.
/// In order of address.
///
/// `in_doubt` names the resources whose last operation is in doubt, with its token.
pub fn drift(
    recorded: &Recorded,
    observed: &Observed,
    catalogue: &Catalogue,
    in_doubt: &BTreeMap<Address, String>,
) -> Vec<DriftEntry> {
    let mut entries: Vec<DriftEntry> = recorded
        .resources
        .values()
        .filter_map(|resource| {
            let doubt = in_doubt.get(&resource.address);
            match doubt {
                Some(token) => Some(unknown(resource, format!("intent {token} is still open"))),
                None => compare(resource, observed),
            }
        })
        .collect();
    for (status, all) in [
        (
            DriftStatus::Unmanaged,
            unmanaged(recorded, observed, catalogue),
        ),
        (DriftStatus::Foreign, foreign(recorded, observed, catalogue)),
    ] {
        entries.extend(all.into_iter().map(|(address, found)| DriftEntry {
            address: address.to_string(),
            kind: found.kind.clone(),
            id: found.id.clone(),
            status,
            owner: Owner::Foreign,
            fields: whole(&found),
            reason: None,
        }));
    }
    entries.sort_by(|a, b| a.address.cmp(&b.address));
    entries
}

fn compare(resource: &RecordedResource, observed: &Observed) -> Option<DriftEntry> {
    if let Some(gap) = observed.gap(&resource.kind) {
        return Some(unknown(resource, format!("{}: {}", gap.code, gap.message)));
    }
    let Some(found) = observed.get(&resource.kind, &resource.id) else {
        return Some(DriftEntry {
            status: DriftStatus::Missing,
            reason: None,
            ..unknown(resource, String::new())
        });
    };
    let fields = differences(resource, found);
    (!fields.is_empty()).then(|| DriftEntry {
        status: DriftStatus::Changed,
        fields,
        reason: None,
        ..unknown(resource, String::new())
    })
}

/// Fields that differ, expected first.
fn differences(resource: &RecordedResource, found: &ObservedResource) -> Vec<DriftField> {
    let mut changes = diff::specs(&found.spec, &resource.spec);
    changes.extend(diff::tags(&found.tags, &resource.tags));
    let field = |c: FieldChange| DriftField {
        path: c.path,
        expected: c.after,
        observed: c.before,
    };
    changes.into_iter().map(field).collect()
}

fn unknown(resource: &RecordedResource, reason: String) -> DriftEntry {
    DriftEntry {
        address: resource.address.to_string(),
        kind: resource.kind.clone(),
        id: resource.id.clone(),
        status: DriftStatus::Unknown,
        owner: Owner::Ours,
        fields: Vec::new(),
        reason: Some(reason),
    }
}

/// Every top-level field of something nobody declared.
fn whole(found: &ObservedResource) -> Vec<DriftField> {
    let fields = found.spec.as_object().into_iter().flatten();
    fields
        .map(|(key, value)| DriftField {
            path: key.clone(),
            expected: None,
            observed: Some(value.clone()),
        })
        .collect()
}
