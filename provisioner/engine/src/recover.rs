//! Recovery: open intents of an earlier run are settled by looking, never by guessing.

use std::collections::BTreeMap;

use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::{Created, Outcome};
use gabakura_model::plan::StepAction;
use gabakura_model::port::{Completion, Intent, Lease, RecordChange, StoreError};
use gabakura_model::resource::{Address, Kind};
use gabakura_model::tenancy::{Scope, TenancyId};
use serde::Serialize;

use crate::World;
use crate::evidence::{Case, Look};
use crate::lease::LeaseGuard;
use crate::progress::{Event, Progress};
use crate::retry::SENDING_MS_MAX;
use crate::step::record_of;
use crate::visible;

/// What became of one open intent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Settled {
    /// The resource.
    pub address: Address,
    /// What had been intended.
    #[serde(rename = "make")]
    pub action: StepAction,
    /// Its token.
    pub token: String,
    /// What was found out.
    pub verdict: Verdict,
}

/// What looking showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "verdict")]
pub enum Verdict {
    /// It had been done.
    Done {
        /// The identity found.
        id: String,
    },
    /// It had not been done.
    NotDone,
    /// It cannot be told; the intent stays open and blocks what waits for it.
    Open {
        /// What was seen.
        evidence: String,
        /// The identities it may have; empty where nothing is known of that.
        candidates: Vec<String>,
    },
}

/// Settles every open intent of a tenancy whose lock is held.
///
/// # Guarantees
/// "It was not done" is concluded only when the request can no longer arrive and what it did can
/// no longer be hidden: [`Provider::consistency_delay_ms`] after the last moment it can have been sent.
///
/// # Errors
/// Those of the store. What the cloud does not answer leaves an intent open.
///
/// [`Provider::consistency_delay_ms`]: gabakura_model::port::Provider::consistency_delay_ms
pub async fn recover(
    world: &World,
    scope: &Scope,
    lease: &Lease,
    progress: &dyn Progress,
) -> Result<Vec<Settled>, StoreError> {
    let tenancy: &TenancyId = &lease.tenancy;
    let mut open = world.store.open_intents(tenancy).await?;
    if open.is_empty() {
        return Ok(Vec::new());
    }
    progress.event(Event::Recovering {
        tenancy: tenancy.clone(),
        intents: open.len(),
    });
    let guard = LeaseGuard::new(world, lease).await?;
    // From here on nobody but us can have the lock, and the runner before us stopped sending.
    let locked_at = world.clock.now().as_millisecond();
    let mut settled = Vec::with_capacity(open.len());
    while !open.is_empty() {
        guard.ensure().await?;
        let recorded = world.store.recorded(tenancy).await?;
        let now = world.clock.now().as_millisecond();
        let mut listed: BTreeMap<Kind, Result<Vec<ObservedResource>, String>> = BTreeMap::new();
        let (mut waiting, mut next_at, mut completions) = (Vec::new(), i64::MAX, Vec::new());
        for intent in open {
            if !listed.contains_key(&intent.kind) {
                let found = visible::look(world, scope, &intent.kind).await;
                listed.insert(intent.kind.clone(), found);
            }
            let last_sent = locked_at.min(intent.noted_at.as_millisecond() + SENDING_MS_MAX);
            let certain_at = last_sent + world.provider.consistency_delay_ms();
            let case = Case {
                intent: &intent,
                schema: world.provider.catalogue().get(&intent.kind),
                recorded: &recorded,
                certain: now >= certain_at,
            };
            let verdict = match case.look(&listed[&intent.kind]) {
                Look::Wait => {
                    next_at = next_at.min(certain_at);
                    waiting.push(intent);
                    continue;
                }
                look => conclude(&intent, look, world, &mut completions),
            };
            settled.push(Settled {
                address: intent.address,
                action: intent.action,
                token: intent.token,
                verdict,
            });
        }
        if !completions.is_empty() {
            world.store.end(lease, &completions).await?;
        }
        open = waiting;
        if !open.is_empty() {
            visible::pause(now, next_at).await;
        }
    }
    Ok(settled)
}

/// Turns what was seen into a verdict, and into the completion to be noted where there is one.
pub(crate) fn conclude(
    intent: &Intent,
    look: Look,
    world: &World,
    completions: &mut Vec<Completion>,
) -> Verdict {
    let at = world.clock.now();
    let (outcome, change, verdict) = match look {
        Look::Done(found) => {
            let (id, outputs) = (found.id, found.outputs);
            let made = Created { id, outputs };
            let id = made.id.clone();
            let change = record_of(intent, &made, at);
            let made = Some(made);
            (Outcome::Done { made }, change, Verdict::Done { id })
        }
        Look::Gone => {
            let id = intent.expected_id.clone().unwrap_or_default();
            let change = RecordChange::Remove(intent.address.clone());
            (Outcome::Done { made: None }, change, Verdict::Done { id })
        }
        Look::NotDone => {
            let (code, message) = ("not-done".to_owned(), "settled by looking".to_owned());
            let refused = Outcome::Refused { code, message };
            (refused, RecordChange::Keep, Verdict::NotDone)
        }
        Look::Open(evidence, candidates) => {
            return Verdict::Open {
                evidence,
                candidates,
            };
        }
        Look::Wait => unreachable!("the caller keeps what must wait"),
    };
    completions.push(Completion {
        token: intent.token.clone(),
        outcome,
        change,
        at,
        by_hand: None,
    });
    verdict
}

/// Open intents by address, with their tokens: what a plan must not touch.
pub async fn in_doubt(
    world: &World,
    tenancy: &TenancyId,
) -> Result<BTreeMap<Address, String>, StoreError> {
    let open = world.store.open_intents(tenancy).await?;
    Ok(open
        .into_iter()
        .map(|intent| (intent.address, intent.token))
        .collect())
}
