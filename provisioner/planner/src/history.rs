//! The past, rebuilt from the journal: which runs there were, and what was recorded before one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gabakura_model::Timestamp;
use gabakura_model::catalogue::{Catalogue, Protection};
use gabakura_model::diagnostic::Origin;
use gabakura_model::graph::{GraphError, ResourceGraph};
use gabakura_model::outcome::{Created, Outcome};
use gabakura_model::plan::{
    Action, NotUndone, NotUndoneReason, StepAction, TenancyPlan, Withheld, WithheldReason,
};
use gabakura_model::port::Intent;
use gabakura_model::recorded::{Recorded, RecordedResource};
use gabakura_model::resource::{Address, Resource};
use serde::{Deserialize, Serialize};

pub use self::error::PastError;
use self::found::FirstFound;
use crate::digest;

mod error;
mod found;

/// A row of the journal about an intent, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// It was noted; its call follows.
    Started(Box<Intent>),
    /// Its outcome became known.
    Ended {
        /// The intent's token.
        token: String,
        /// When it was known; always set where something was recorded.
        at: Option<Timestamp>,
        /// What is known, and what it did to the record.
        completion: Completion,
    },
}

/// An outcome as the journal holds it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Completion {
    /// What became of the call.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// What happened to the record with it.
    pub record: Wrote,
    /// SHA-256 (hex) of the resource as recorded.
    #[serde(default)]
    pub record_digest: Option<String>,
}

/// What happened to the record with an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Wrote {
    /// Nothing.
    Nothing,
    /// The resource was written.
    Put,
    /// The resource was removed.
    Removed,
}

/// One run in one tenancy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PastRun {
    /// Its name.
    pub run: String,
    /// When its first operation was noted.
    pub began: Timestamp,
    /// The operations that were done.
    pub done: BTreeMap<StepAction, usize>,
    /// How many operations were refused, or found not to have happened.
    pub refused: usize,
    /// How many have no known outcome.
    pub open: usize,
}

/// The runs of a tenancy, oldest first.
pub fn runs(notes: &[Note]) -> Vec<PastRun> {
    let mut all: Vec<PastRun> = Vec::new();
    let mut started: BTreeMap<&str, &Intent> = BTreeMap::new();
    for note in notes {
        match note {
            Note::Started(intent) => {
                started.insert(&intent.token, intent);
                if !all.iter().any(|past| past.run == intent.run) {
                    all.push(PastRun {
                        run: intent.run.clone(),
                        began: intent.noted_at,
                        done: BTreeMap::new(),
                        refused: 0,
                        open: 0,
                    });
                }
            }
            Note::Ended {
                token, completion, ..
            } => {
                let known = !matches!(completion.outcome, Outcome::Unknown { .. });
                let Some(intent) = started.get(token.as_str()).filter(|_| known) else {
                    continue;
                };
                let past = all.iter_mut().find(|past| past.run == intent.run);
                let Some(past) = past else { continue };
                match completion.outcome {
                    Outcome::Done { .. } => *past.done.entry(intent.action).or_default() += 1,
                    _ => past.refused += 1,
                }
                started.remove(token.as_str());
            }
        }
    }
    for intent in started.into_values() {
        let past = all.iter_mut().find(|past| past.run == intent.run);
        past.into_iter().for_each(|past| past.open += 1);
    }
    all
}

/// Whether a run is the one named: by its whole name, or without the number of the tenancy.
pub fn is_named(run: &str, name: &str) -> bool {
    let rest = run.strip_prefix(name);
    rest.is_some_and(|rest| {
        let number = rest.strip_prefix('-').map(str::parse::<u32>);
        rest.is_empty() || matches!(number, Some(Ok(_)))
    })
}

/// The record from before a run began, rebuilt from the journal of a tenancy.
///
/// What later runs did is undone with it. What no run since has touched is as recorded now. Each
/// resource taken from the journal is compared with the digest its outcome left there. What existed
/// before it was ever recorded (a setting, mostly) returns to what the first update found, or stays
/// as it was adopted.
///
/// # Errors
/// [`PastError`]: nothing is invented where the journal has no answer.
pub fn recorded_before(
    run: &str,
    notes: &[Note],
    recorded: &Recorded,
) -> Result<Recorded, PastError> {
    let begins = |note: &Note| matches!(note, Note::Started(intent) if is_named(&intent.run, run));
    let first = notes.iter().position(begins);
    let first = first.ok_or_else(|| PastError::NoSuchRun(run.to_owned()))?;
    let mut started: BTreeMap<&str, &Intent> = BTreeMap::new();
    let mut before: BTreeMap<&Address, Option<RecordedResource>> = BTreeMap::new();
    let mut since: BTreeMap<&Address, StepAction> = BTreeMap::new();
    let mut found = FirstFound::default();
    for (at, note) in notes.iter().enumerate() {
        match note {
            Note::Started(intent) => {
                started.insert(&intent.token, intent);
                if at >= first {
                    found.started(intent);
                }
            }
            Note::Ended {
                token,
                at: known,
                completion,
            } => {
                let Some(intent) = started.get(token.as_str()) else {
                    continue;
                };
                let address = &intent.address;
                match completion.record {
                    Wrote::Nothing => {}
                    // From the run on, only the first operation on an address counts: what it
                    // found is what was there before.
                    _ if at >= first => {
                        if intent.action == StepAction::Adopt {
                            found.adopted(address, left(intent, *known, completion)?);
                        }
                        since.entry(address).or_insert(intent.action);
                    }
                    Wrote::Removed => drop(before.insert(address, None)),
                    Wrote::Put => {
                        drop(before.insert(address, Some(left(intent, *known, completion)?)))
                    }
                }
            }
        }
    }
    // What no run since has touched stays as it is recorded now.
    let (mut past, mut existing) = (recorded.clone(), Vec::new());
    for (address, first_action) in since {
        match (before.remove(address), first_action) {
            (Some(Some(resource)), _) => drop(past.resources.insert(address.clone(), resource)),
            (_, StepAction::Create) => drop(past.resources.remove(address)),
            (_, first_action) => existing.push(found.before(address, first_action)?),
        }
    }
    found::put_back(&mut past, existing);
    Ok(past)
}

/// What an outcome left on record.
fn left(
    intent: &Intent,
    at: Option<Timestamp>,
    completion: &Completion,
) -> Result<RecordedResource, PastError> {
    let (Outcome::Done { made }, Some(at)) = (&completion.outcome, at) else {
        return Err(PastError::Lost(intent.address.clone()));
    };
    let made = made.clone().unwrap_or_else(Created::default);
    let left = intent.leaves(&made, at);
    let left = left.ok_or_else(|| PastError::Lost(intent.address.clone()))?;
    let text = serde_json::to_string(&left).expect("a resource serialises to JSON");
    match completion.record_digest.as_deref() {
        Some(found) if found == digest::of_text(&text) => Ok(left),
        _ => Err(PastError::Altered(intent.address.clone())),
    }
}

/// The runs that go with a run when it is undone: itself and those after it, oldest first.
pub fn since(run: &str, notes: &[Note]) -> Vec<String> {
    let mut names: Vec<String> = runs(notes).into_iter().map(|past| past.run).collect();
    let first = names.iter().position(|name| is_named(name, run));
    names.drain(..first.unwrap_or(names.len()));
    names
}

/// A record as something to be reached.
///
/// # Errors
/// What keeps a damaged record from being a graph.
pub fn as_desired(recorded: &Recorded) -> Result<ResourceGraph, Vec<GraphError>> {
    ResourceGraph::build(resources(recorded))
}

/// The recorded resources as they were declared, every reference open.
pub(crate) fn resources(recorded: &Recorded) -> Vec<Resource> {
    let file: Arc<str> = Arc::from("(recorded)");
    let desired = recorded.resources.values().map(|r| Resource {
        address: r.address.clone(),
        kind: r.kind.clone(),
        spec: r.declared.clone(),
        tags: r.tags.clone(),
        depends_on: r.depends_on.clone(),
        exclusive: r.exclusive,
        origin: Origin::at_line(&file, 0),
    });
    desired.collect()
}

/// What going back does not bring back: things whose deletion is irreversible.
pub fn beyond_undo(plan: &TenancyPlan, catalogue: &Catalogue) -> Vec<NotUndone> {
    let irreversible: BTreeSet<_> = catalogue
        .iter()
        .filter(|schema| schema.protection == Protection::Irreversible)
        .map(|schema| &schema.kind)
        .collect();
    let changed = plan.changes.iter().filter_map(|change| {
        let beyond = match change.action {
            Action::Create | Action::Replace => NotUndoneReason::Recreated,
            Action::Delete => NotUndoneReason::Gone,
            _ => return None,
        };
        Some((&change.address, &change.kind, beyond))
    });
    let kept = |held: &&Withheld| held.because == WithheldReason::Protected;
    let kept = plan.withheld.iter().filter(kept);
    let kept = kept.map(|held| (&held.address, &held.kind, NotUndoneReason::Kept));
    let mut all: Vec<NotUndone> = changed
        .chain(kept)
        .filter(|(_, kind, _)| irreversible.contains(kind))
        .map(|(address, kind, beyond)| NotUndone {
            address: address.clone(),
            kind: kind.clone(),
            beyond,
        })
        .collect();
    all.sort_by(|a, b| a.address.cmp(&b.address));
    all
}

#[cfg(test)]
mod tests;
