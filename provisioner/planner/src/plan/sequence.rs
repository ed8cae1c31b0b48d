//! The order in which resources are decided about.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::graph::ResourceGraph;
use gabakura_model::reference::references;
use gabakura_model::resource::{Address, Resource};

/// The graph's resources, each after what it depends on; ties by address.
pub(super) fn dependencies_first(graph: &ResourceGraph) -> Vec<&Resource> {
    let all: Vec<&Resource> = graph.iter().collect();
    let order = topological(all.iter().map(|r| (&r.address, &r.depends_on[..])));
    order.into_iter().map(|at| all[at]).collect()
}

/// The same for a record, by its references alone: a damaged record may claim other orders.
pub(super) fn recorded_order(resources: Vec<Resource>) -> Vec<Resource> {
    let refers_to = |r: &Resource| -> Vec<Address> {
        references(&r.spec)
            .into_iter()
            .map(|reference| reference.address)
            .collect()
    };
    let uses: Vec<Vec<Address>> = resources.iter().map(refers_to).collect();
    let order = topological(
        resources
            .iter()
            .zip(&uses)
            .map(|(r, uses)| (&r.address, &uses[..])),
    );
    let mut slots: Vec<Option<Resource>> = resources.into_iter().map(Some).collect();
    order
        .into_iter()
        .filter_map(|at| slots[at].take())
        .collect()
}

/// Positions in an order where dependencies come first. What is circular comes last, as given.
fn topological<'r>(items: impl Iterator<Item = (&'r Address, &'r [Address])>) -> Vec<usize> {
    let items: Vec<_> = items.collect();
    let at: BTreeMap<&Address, usize> = items
        .iter()
        .enumerate()
        .map(|(at, (address, _))| (*address, at))
        .collect();
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); items.len()];
    let mut waits: Vec<usize> = vec![0; items.len()];
    for (user, (_, depends_on)) in items.iter().enumerate() {
        for to in depends_on.iter().filter_map(|to| at.get(to)) {
            users[*to].push(user);
            waits[user] += 1;
        }
    }
    let mut free: BTreeSet<usize> = (0..items.len()).filter(|&n| waits[n] == 0).collect();
    let mut order = Vec::with_capacity(items.len());
    while let Some(node) = free.pop_first() {
        order.push(node);
        for &user in &users[node] {
            waits[user] -= 1;
            if waits[user] == 0 {
                free.insert(user);
            }
        }
    }
    order.extend((0..items.len()).filter(|&n| waits[n] > 0));
    order
}
