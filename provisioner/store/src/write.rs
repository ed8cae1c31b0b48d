//! Intents and outcomes: what is written, one transaction a call.
//!
//! A reply to a commit can be lost. The same call made again, under the same lease, finds its
//! own rows and says yes once more; anything else that comes second is refused.

use gabakura_model::port::{Completion, Intent, Lease, RecordChange, StoreError};

use crate::chain::{HeldTenancy, Note, json};
use crate::error::{Error, corrupt};
use crate::intent::IntentState;
use crate::journal::{JournalEvent, JournalRow, OutcomeBody, RecordEffect, digest};
use crate::seal::{Mark, Seal};
use crate::tables::{ResourceRow, Tables};

/// Notes intents together: one sync of the disk for all of them.
pub(crate) async fn begin(
    tables: &mut dyn Tables,
    seal: &Seal,
    lease: &Lease,
    intents: &[Intent],
) -> Result<(), Error> {
    let mut held = HeldTenancy::under(tables, seal, lease).await?;
    let mut known = Vec::new();
    for intent in intents {
        if *intent.address.tenancy != lease.tenancy {
            return Err(wrong_lock(intent, lease));
        }
        known.push(noted(tables, seal, &intent.token).await?);
    }
    if same_batch(lease, intents, &known) {
        return Ok(());
    }
    let mut tokens = Vec::new();
    for (intent, known) in intents.iter().zip(known) {
        let twice = tokens.contains(&&intent.token);
        let state = match known {
            Some(known) => known.state,
            None if twice => IntentState::Open,
            None => IntentState::Unnoted,
        };
        let event = JournalEvent::Begin;
        state
            .next(event)
            .map_err(|illegal| refused(intent, &illegal.to_string()))?;
        tokens.push(&intent.token);
        let note = Note {
            event,
            intent: Some(intent),
            fence: lease.fence,
            at: Some(intent.noted_at),
            body: intent,
            mark: Mark::Nothing,
        };
        let seq = held.append(tables, note).await?;
        tables.add_open(&intent.token, &held.0.tenancy, seq).await?;
    }
    held.save(tables).await
}

/// Whether exactly these intents were noted together under this lease, and nothing is known of
/// any of them since.
fn same_batch(lease: &Lease, intents: &[Intent], known: &[Option<KnownIntent>]) -> bool {
    let first = known.first().and_then(|noted| Some(noted.as_ref()?.seq));
    intents
        .iter()
        .zip(known)
        .zip(0..)
        .all(|((intent, known), at)| {
            known.as_ref().is_some_and(|known| {
                known.state == IntentState::Open
                    && known.fence == lease.fence
                    && known.intent == *intent
                    && Some(known.seq - at) == first
            })
        })
}

/// Notes outcomes and changes the record with them: one sync of the disk for all of them.
pub(crate) async fn end(
    tables: &mut dyn Tables,
    seal: &Seal,
    lease: &Lease,
    completions: &[Completion],
) -> Result<(), Error> {
    let mut held = HeldTenancy::under(tables, seal, lease).await?;
    let mut noted_before = !completions.is_empty();
    for completion in completions {
        let known = noted(tables, seal, &completion.token).await?;
        noted_before &= match known {
            Some(known) => known.ended_as(lease, completion)?,
            None => false,
        };
    }
    if noted_before {
        return Ok(());
    }
    for completion in completions {
        end_one(tables, seal, &mut held, lease, completion).await?;
    }
    held.save(tables).await
}

async fn end_one(
    tables: &mut dyn Tables,
    seal: &Seal,
    held: &mut HeldTenancy<'_>,
    lease: &Lease,
    completion: &Completion,
) -> Result<(), Error> {
    let Completion {
        token,
        outcome,
        change,
        at,
        by_hand,
    } = completion;
    let Some(known) = noted(tables, seal, token).await? else {
        return Err(StoreError::IllegalMove(format!("no intent `{token}` was noted")).into());
    };
    let intent = &known.intent;
    if *intent.address.tenancy != lease.tenancy {
        return Err(wrong_lock(intent, lease));
    }
    let event = known.state.event_of(outcome, known.fence == lease.fence);
    let next = known
        .state
        .next(event)
        .map_err(|illegal| refused(intent, &illegal.to_string()))?;
    check_change(intent, next, change)?;

    let mut put = match change {
        RecordChange::Put(resource) => Some(ResourceRow {
            tenancy: held.0.tenancy.clone(),
            address: resource.address.to_string(),
            kind: resource.kind.to_string(),
            id: resource.id.clone(),
            body: json(resource)?,
            seq: held.next_seq(),
        }),
        RecordChange::Keep | RecordChange::Remove(_) => None,
    };
    let record_digest = put.as_ref().map(|row| digest(&row.body));
    let record = match change {
        RecordChange::Put(_) => RecordEffect::Put,
        RecordChange::Remove(address) => {
            let address = address.to_string();
            // Removing what is not there is no change.
            match tables.remove_resource(&held.0.tenancy, &address).await? {
                true => RecordEffect::Removed,
                false => RecordEffect::Nothing,
            }
        }
        RecordChange::Keep => RecordEffect::Nothing,
    };
    let body = OutcomeBody {
        outcome: outcome.clone(),
        record,
        record_digest,
        by_hand: by_hand.clone(),
    };
    if let Some(row) = &mut put {
        seal.close_resource(row)?;
    }
    let note = Note {
        event,
        intent: Some(intent),
        fence: lease.fence,
        at: Some(*at),
        body: &body,
        mark: Mark::of(record, put.as_ref().map(|row| digest(&row.body))),
    };
    held.append(tables, note).await?;
    if let Some(row) = put {
        tables.put_resource(&row).await?;
    }
    if record != RecordEffect::Nothing {
        held.0.serial += 1;
    }
    if !next.is_open() {
        tables.remove_open(token).await?;
    }
    Ok(())
}

/// What the journal knows of an intent.
struct KnownIntent {
    intent: Intent,
    /// Where it was noted.
    seq: i64,
    /// The lock it was noted under.
    fence: i64,
    state: IntentState,
    /// The newest row about it, its body open.
    last: JournalRow,
}

impl KnownIntent {
    /// Whether the intent ended under this lease in just this way.
    fn ended_as(&self, lease: &Lease, completion: &Completion) -> Result<bool, Error> {
        if self.state != IntentState::Ended || self.last.fence != lease.fence {
            return Ok(false);
        }
        let body: OutcomeBody = serde_json::from_str(&self.last.body)
            .map_err(|error| corrupt(format!("intent `{}`: {error}", self.intent.token)))?;
        let same_change = match &completion.change {
            RecordChange::Keep => body.record == RecordEffect::Nothing,
            RecordChange::Put(resource) => body.record_digest == Some(digest(&json(resource)?)),
            // A removal of what was not there is noted as nothing.
            RecordChange::Remove(address) => {
                *address == self.intent.address && body.record != RecordEffect::Put
            }
        };
        Ok(body.outcome == completion.outcome && body.by_hand == completion.by_hand && same_change)
    }
}

/// Replays the few rows of one intent.
async fn noted(
    tables: &mut dyn Tables,
    seal: &Seal,
    token: &str,
) -> Result<Option<KnownIntent>, Error> {
    let bad = |problem: String| corrupt(format!("intent `{token}`: {problem}"));
    let mut rows = tables.journal_of_token(token).await?;
    let mut state = IntentState::Unnoted;
    for row in &mut rows {
        row.body = seal.journal_body(row)?.into_owned();
        state = state
            .next(row.event.parse()?)
            .map_err(|illegal| bad(illegal.to_string()))?;
    }
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return Ok(None);
    };
    let intent = serde_json::from_str(&first.body).map_err(|error| bad(error.to_string()))?;
    Ok(Some(KnownIntent {
        intent,
        seq: first.seq,
        fence: first.fence,
        state,
        last: last.clone(),
    }))
}

/// Refuses a change of the record that does not belong to the intent and its outcome.
fn check_change(intent: &Intent, next: IntentState, change: &RecordChange) -> Result<(), Error> {
    let address = match change {
        RecordChange::Keep => return Ok(()),
        RecordChange::Put(resource) => &resource.address,
        RecordChange::Remove(address) => address,
    };
    if next.is_open() {
        return Err(refused(
            intent,
            "an unknown outcome does not change the record",
        ));
    }
    if *address != intent.address {
        return Err(refused(
            intent,
            &format!("its outcome does not change `{address}`"),
        ));
    }
    Ok(())
}

fn wrong_lock(intent: &Intent, lease: &Lease) -> Error {
    refused(intent, &format!("the lock is on `{}`", lease.tenancy))
}

fn refused(intent: &Intent, problem: &str) -> Error {
    let Intent {
        token,
        action,
        address,
        ..
    } = intent;
    StoreError::IllegalMove(format!(
        "{problem} (intent `{token}`: {action} `{address}`)"
    ))
    .into()
}
