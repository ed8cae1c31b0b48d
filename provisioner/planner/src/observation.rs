//! What must be observed before a plan, a drift report or an audit is made.

use std::collections::BTreeSet;

use gabakura_model::catalogue::Catalogue;
use gabakura_model::graph::ResourceGraph;
use gabakura_model::recorded::Recorded;
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::Cloud;

use crate::unmanaged::kinds_inside;

/// The kinds to list for a tenancy on a cloud: those declared, those recorded, and those that can
/// exist inside them, whether anybody can declare them or not. `read_by_checks` adds what an
/// audit judges, which may be of any cloud.
pub fn kinds_to_observe(
    cloud: Cloud,
    desired: Option<&ResourceGraph>,
    recorded: &Recorded,
    catalogue: &Catalogue,
    read_by_checks: &BTreeSet<Kind>,
) -> BTreeSet<Kind> {
    let desired = desired.into_iter().flat_map(ResourceGraph::iter);
    let desired = desired.map(|resource| (&resource.kind, resource.exclusive));
    let recorded = recorded.resources.values();
    let recorded = recorded.map(|resource| (&resource.kind, resource.exclusive));
    let (mut kinds, mut exclusive) = (BTreeSet::new(), false);
    for (kind, is_exclusive) in desired.chain(recorded) {
        kinds.insert(kind.clone());
        exclusive |= is_exclusive;
    }
    let inside = kinds.iter().flat_map(|kind| kinds_inside(kind, catalogue));
    let mut more: Vec<&Kind> = inside.map(|schema| &schema.kind).collect();
    let of_cloud = |kind: &&Kind| kind.as_str().split('.').next() == Some(cloud.as_str());
    // Whatever exists undeclared inside an exclusive container is drift.
    if exclusive {
        let contained = catalogue.iter().filter(|schema| schema.parent.is_some());
        more.extend(contained.map(|schema| &schema.kind).filter(of_cloud));
    }
    more.extend(read_by_checks.iter().filter(of_cloud));
    let more: Vec<Kind> = more.into_iter().cloned().collect();
    kinds.extend(more);
    kinds
}
