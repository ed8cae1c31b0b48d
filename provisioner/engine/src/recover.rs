//! Recovery: what an earlier run left in doubt is resolved from lists, never by guessing.

use std::collections::BTreeMap;

use gabakura_model::Timestamp;
use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::{Created, Outcome};
use gabakura_model::plan::StepAction;
use gabakura_model::port::{Completion, Intent, Lease, RecordChange, StoreError};
use gabakura_model::resource::{Address, Kind};
use gabakura_model::tenancy::{Scope, TenancyId};
use serde::Serialize;
use tracing::{info, instrument};

use crate::absence;
use crate::context::Context;
use crate::evidence::{Case, Evidence};
use crate::lease::LeaseGuard;
use crate::operation::record_of;
use crate::progress::{Event, Progress};
use crate::retry::SENDING_MS_MAX;

/// What became of one open intent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Resolved {
    /// The resource.
    pub address: Address,
    /// What the intent was about to do.
    #[serde(rename = "make")]
    pub action: StepAction,
    /// Its token.
    pub token: String,
    /// What was found out.
    pub verdict: Verdict,
}

/// Whether an intent's call was carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "verdict")]
pub enum Verdict {
    /// It was.
    Done {
        /// The resource's identity.
        id: String,
    },
    /// It was not.
    NotDone,
    /// It is not known; the intent stays open and blocks what waits for it.
    #[serde(rename = "open")]
    InDoubt {
        /// What was observed.
        evidence: String,
        /// The identities the resource may have; empty where none is known.
        candidates: Vec<String>,
    },
}

impl Verdict {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Done { .. } => "done",
            Self::NotDone => "not done",
            Self::InDoubt { .. } => "in doubt",
        }
    }
}

/// Resolves every open intent of a tenancy whose lock is held.
///
/// # Guarantees
/// "It was not done" is concluded only when the request can no longer arrive and what it did can
/// no longer be missing from a list: [`Provider::consistency_delay_ms`] after the last moment at
/// which it can have been sent.
///
/// # Errors
/// Those of the store. Where the cloud does not answer, the intent stays open.
///
/// [`Provider::consistency_delay_ms`]: gabakura_model::port::Provider::consistency_delay_ms
#[instrument(skip_all, fields(tenancy = %lease.tenancy))]
pub async fn recover(
    context: &Context,
    scope: &Scope,
    lease: &Lease,
    progress: &dyn Progress,
) -> Result<Vec<Resolved>, StoreError> {
    let tenancy: &TenancyId = &lease.tenancy;
    let mut open = context.store.open_intents(tenancy).await?;
    if open.is_empty() {
        return Ok(Vec::new());
    }
    progress.event(Event::Recovering {
        tenancy: tenancy.clone(),
        intents: open.len(),
    });
    let guard = LeaseGuard::new(context, lease).await?;
    // From here on nobody else can have the lock, so the runner before us has stopped sending.
    let locked_at = context.clock.now().as_millisecond();
    let mut resolved = Vec::with_capacity(open.len());
    while !open.is_empty() {
        guard.ensure().await?;
        let recorded = context.store.recorded(tenancy).await?;
        let now = context.clock.now();
        // One list of a kind serves all its intents of this round.
        let mut lists: BTreeMap<Kind, Result<Vec<ObservedResource>, String>> = BTreeMap::new();
        let (mut waiting, mut next_at, mut completions) = (Vec::new(), i64::MAX, Vec::new());
        for intent in open {
            if !lists.contains_key(&intent.kind) {
                let list = absence::list(context, scope, &intent.kind).await;
                lists.insert(intent.kind.clone(), list);
            }
            let last_sent = locked_at.min(intent.noted_at.as_millisecond() + SENDING_MS_MAX);
            let certain_at = last_sent + context.provider.consistency_delay_ms();
            let case = Case {
                intent: &intent,
                schema: context.provider.catalogue().get(&intent.kind),
                recorded: &recorded,
                certain: now.as_millisecond() >= certain_at,
            };
            let Some(evidence) = case.judge(&lists[&intent.kind]) else {
                next_at = next_at.min(certain_at);
                waiting.push(intent);
                continue;
            };
            let (verdict, completion) = conclude(&intent, evidence, context.clock.now());
            completions.extend(completion);
            let (token, address) = (&intent.token, &intent.address);
            info!(token, %address, verdict = verdict.as_str(), "an intent was open");
            resolved.push(Resolved {
                address: intent.address,
                action: intent.action,
                token: intent.token,
                verdict,
            });
        }
        if !completions.is_empty() {
            context.store.end(lease, &completions).await?;
        }
        open = waiting;
        if !open.is_empty() {
            absence::pause(now.as_millisecond(), next_at).await;
        }
    }
    Ok(resolved)
}

/// Turns evidence into a verdict, and into the completion that the journal notes where there is
/// one.
pub(crate) fn conclude(
    intent: &Intent,
    evidence: Evidence,
    at: Timestamp,
) -> (Verdict, Option<Completion>) {
    let (outcome, change, verdict) = match evidence {
        Evidence::Done(found) => {
            let id = found.id.clone();
            let created = Created {
                id: found.id,
                outputs: found.outputs,
            };
            let change = record_of(intent, &created, at);
            let made = Some(created);
            (Outcome::Done { made }, change, Verdict::Done { id })
        }
        Evidence::Deleted => {
            let id = intent.expected_id.clone().unwrap_or_default();
            let change = RecordChange::Remove(intent.address.clone());
            (Outcome::Done { made: None }, change, Verdict::Done { id })
        }
        Evidence::NotDone => {
            let (code, message) = ("not-done".to_owned(), "settled by looking".to_owned());
            let refused = Outcome::Refused { code, message };
            (refused, RecordChange::Keep, Verdict::NotDone)
        }
        Evidence::InDoubt(evidence, candidates) => {
            let in_doubt = Verdict::InDoubt {
                evidence,
                candidates,
            };
            return (in_doubt, None);
        }
    };
    let completion = Completion {
        token: intent.token.clone(),
        outcome,
        change,
        at,
        by_hand: None,
    };
    (verdict, Some(completion))
}

/// Open intents by address, with their tokens: what a plan must not touch.
///
/// # Errors
/// Those of the store.
pub async fn in_doubt(
    context: &Context,
    tenancy: &TenancyId,
) -> Result<BTreeMap<Address, String>, StoreError> {
    let open = context.store.open_intents(tenancy).await?;
    Ok(open
        .into_iter()
        .map(|intent| (intent.address, intent.token))
        .collect())
}
