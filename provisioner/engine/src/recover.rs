//! Recovery: open intents of an earlier run are settled by looking, never by guessing.

use std::collections::BTreeMap;
use std::time::Duration;

use gabakura_model::observed::Found;
use gabakura_model::outcome::{Made, Outcome};
use gabakura_model::plan::Move;
use gabakura_model::port::{Ending, Intent, Lease, RecordChange, StoreError};
use gabakura_model::resource::Address;
use gabakura_model::tenancy::{Scope, TenancyId};
use gabakura_planner::diff;
use serde::Serialize;

use crate::World;
use crate::progress::{Event, Progress};
use crate::step::record_of;

/// How long after an intent its resource may still be invisible, in milliseconds. EC2 and IAM
/// usually agree with themselves within seconds; a creation counts as "not done" only later.
const VISIBLE_AFTER_MS: i64 = 60_000;
/// Pause between two looks, in milliseconds.
const LOOK_MS: u64 = 5_000;

/// What became of one open intent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Settled {
    /// The resource.
    pub address: Address,
    /// What had been intended.
    pub make: Move,
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
    },
}

/// Settles every open intent of a tenancy whose lock is held.
///
/// # Errors
/// Those of the store. What the cloud does not answer leaves an intent open.
pub async fn recover(
    world: &World,
    scope: &Scope,
    lease: &Lease,
    progress: &dyn Progress,
) -> Result<Vec<Settled>, StoreError> {
    let tenancy: &TenancyId = &lease.tenancy;
    let open = world.store.open_intents(tenancy).await?;
    if open.is_empty() {
        return Ok(Vec::new());
    }
    progress.event(Event::Recovering {
        tenancy: tenancy.clone(),
        intents: open.len(),
    });
    let mut settled = Vec::with_capacity(open.len());
    for intent in open {
        let verdict = look(world, scope, &intent).await;
        let closing = match &verdict {
            Look::Done(found) => {
                let made = Made {
                    id: found.id.clone(),
                    outputs: found.outputs.clone(),
                };
                let change = record_of(&intent, made.clone(), world.clock.now());
                Some((Outcome::Done { made: Some(made) }, change))
            }
            Look::Gone => {
                let change = RecordChange::Remove(intent.address.clone());
                Some((Outcome::Done { made: None }, change))
            }
            Look::NotDone => {
                let (code, message) = ("not-done".to_owned(), "settled by looking".to_owned());
                Some((Outcome::Refused { code, message }, RecordChange::Keep))
            }
            Look::Open(_) => None,
        };
        if let Some((outcome, change)) = closing {
            let ending = Ending {
                token: intent.token.clone(),
                outcome,
                change,
                at: world.clock.now(),
            };
            world.store.end(lease, &[ending]).await?;
        }
        let verdict = match verdict {
            Look::Done(found) => Verdict::Done { id: found.id },
            Look::Gone => Verdict::Done {
                id: intent.expected_id.clone().unwrap_or_default(),
            },
            Look::NotDone => Verdict::NotDone,
            Look::Open(evidence) => Verdict::Open { evidence },
        };
        let Intent {
            address,
            make,
            token,
            ..
        } = intent;
        settled.push(Settled {
            address,
            make,
            token,
            verdict,
        });
    }
    Ok(settled)
}

enum Look {
    Done(Found),
    Gone,
    NotDone,
    Open(String),
}

async fn look(world: &World, scope: &Scope, intent: &Intent) -> Look {
    loop {
        let found = match world.provider.list(scope, &intent.kind).await {
            Ok(found) => found,
            Err(error) => return Look::Open(error.to_string()),
        };
        let by_id = |id: &str| found.iter().find(|f| f.id == id);
        let expected = intent.expected_id.as_deref().and_then(by_id);
        match intent.make {
            Move::Adopt | Move::Forget => return Look::NotDone,
            Move::Delete if expected.is_some() => return Look::NotDone,
            Move::Delete => return Look::Gone,
            Move::Update => {
                return match expected {
                    Some(found) if is_as_intended(found, intent) => Look::Done(found.clone()),
                    _ => Look::NotDone,
                };
            }
            Move::Create => {}
        }
        let mine: Vec<&Found> = found
            .iter()
            .filter(|f| f.intent_tag() == Some(&intent.token))
            .collect();
        match (&mine[..], expected) {
            ([one], _) => return Look::Done((*one).clone()),
            ([], Some(found)) if found.tags.is_empty() && is_as_intended(found, intent) => {
                return Look::Done(found.clone());
            }
            ([], _) => {}
            (several, _) => {
                let ids: Vec<&str> = several.iter().map(|f| f.id.as_str()).collect();
                return Look::Open(format!("several bear its token: {}", ids.join(", ")));
            }
        }
        let age_ms = world.clock.now().as_millisecond() - intent.noted_at.as_millisecond();
        if age_ms >= VISIBLE_AFTER_MS {
            return Look::NotDone;
        }
        let left_ms = u64::try_from(VISIBLE_AFTER_MS - age_ms).unwrap_or(0);
        tokio::time::sleep(Duration::from_millis(left_ms.clamp(1, LOOK_MS))).await;
    }
}

/// Whether what is there is what the intent was to leave.
fn is_as_intended(found: &Found, intent: &Intent) -> bool {
    let Some(record) = &intent.record else {
        return false;
    };
    diff::specs(&found.spec, &record.spec).is_empty()
        && diff::tags(&found.tags, &record.tags).is_empty()
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
