//! The order of steps: creations along the references, deletions against them.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::plan::{Action, Change, Step, StepAction};
use gabakura_model::recorded::Recorded;
use gabakura_model::resource::Address;

/// How strictly one step must wait for another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Edge {
    /// Better so: a reference is dropped before what it named is deleted. Given up in a circle.
    Preferred,
    /// From the record; a damaged record may be circular, then these give way.
    Recorded,
    /// Always.
    Required,
}

/// The steps of the changes, each after those it waits for.
pub fn steps(changes: &[Change], recorded: &Recorded) -> Vec<Step> {
    let mut actions: Vec<(usize, StepAction)> = Vec::new();
    let mut of: BTreeMap<(&Address, StepAction), usize> = BTreeMap::new();
    for (at, change) in changes.iter().enumerate() {
        for &make in actions_of(change.action) {
            of.insert((&change.address, make), actions.len());
            actions.push((at, make));
        }
    }
    let mut edges: Vec<BTreeMap<usize, Edge>> = vec![BTreeMap::new(); actions.len()];
    let mut wait = |later: usize, earlier: Option<&usize>, edge: Edge| {
        if let Some(&earlier) = earlier {
            let strongest = edges[later].entry(earlier).or_insert(edge);
            *strongest = edge.max(*strongest);
        }
    };
    for (&(address, make), &node) in &of {
        let change = &changes[actions[node].0];
        match make {
            StepAction::Create | StepAction::Update | StepAction::Adopt => {
                // A replacement takes the name, so what bears it is deleted first.
                wait(node, of.get(&(address, StepAction::Delete)), Edge::Required);
                for to in &change.depends_on {
                    for earlier in [StepAction::Create, StepAction::Update, StepAction::Adopt] {
                        wait(node, of.get(&(to, earlier)), Edge::Required);
                    }
                }
            }
            StepAction::Delete | StepAction::Forget => {
                // The cloud refuses to delete what is still used, so whoever uses it is deleted,
                // or has dropped its reference, before.
                for user in users_of(address, recorded) {
                    wait(node, of.get(&(user, StepAction::Delete)), Edge::Recorded);
                    if change.action == Action::Delete {
                        wait(node, of.get(&(user, StepAction::Update)), Edge::Preferred);
                    }
                }
            }
        }
    }
    lay_out(&actions, edges)
}

fn actions_of(action: Action) -> &'static [StepAction] {
    match action {
        Action::NoOp => &[],
        Action::Create => &[StepAction::Create],
        Action::Update => &[StepAction::Update],
        Action::Replace => &[StepAction::Delete, StepAction::Create],
        Action::Delete => &[StepAction::Delete],
        Action::Adopt => &[StepAction::Adopt],
        Action::Forget => &[StepAction::Forget],
    }
}

fn users_of<'r>(address: &Address, recorded: &'r Recorded) -> impl Iterator<Item = &'r Address> {
    let uses = recorded
        .resources
        .values()
        .filter(|r| r.depends_on.contains(address));
    uses.map(|r| &r.address)
}

/// Kahn's order; among actions that are free, the one that comes first by address.
fn lay_out(actions: &[(usize, StepAction)], mut edges: Vec<BTreeMap<usize, Edge>>) -> Vec<Step> {
    let mut later: Vec<Vec<usize>> = vec![Vec::new(); actions.len()];
    for (node, earlier) in edges.iter().enumerate() {
        earlier.keys().for_each(|&e| later[e].push(node));
    }
    let mut waits: Vec<usize> = edges.iter().map(BTreeMap::len).collect();
    let mut free: BTreeSet<usize> = (0..actions.len()).filter(|&n| waits[n] == 0).collect();
    let mut position: Vec<Option<usize>> = vec![None; actions.len()];
    let mut steps: Vec<Step> = Vec::with_capacity(actions.len());
    while steps.len() < actions.len() {
        let Some(node) = free.pop_first() else {
            free = break_circle(&mut edges, &position, &mut waits);
            continue;
        };
        if position[node].is_some() {
            continue;
        }
        position[node] = Some(steps.len());
        let mut after: Vec<usize> = edges[node].keys().filter_map(|&e| position[e]).collect();
        after.sort_unstable();
        steps.push(Step {
            change: actions[node].0,
            action: actions[node].1,
            after,
        });
        for &user in &later[node] {
            if edges[user].contains_key(&node) {
                waits[user] -= 1;
                if waits[user] == 0 {
                    free.insert(user);
                }
            }
        }
    }
    steps
}

/// Gives up the weakest edges among the actions that are left, until one of them is free.
fn break_circle(
    edges: &mut [BTreeMap<usize, Edge>],
    position: &[Option<usize>],
    waits: &mut [usize],
) -> BTreeSet<usize> {
    for weakest in [Edge::Preferred, Edge::Recorded, Edge::Required] {
        let mut free = BTreeSet::new();
        for node in (0..edges.len()).filter(|&n| position[n].is_none()) {
            edges[node].retain(|&earlier, edge| *edge > weakest || position[earlier].is_some());
            waits[node] = edges[node]
                .keys()
                .filter(|&&e| position[e].is_none())
                .count();
            if waits[node] == 0 {
                free.insert(node);
            }
        }
        if !free.is_empty() {
            return free;
        }
    }
    unreachable!("without edges every action is free")
}
