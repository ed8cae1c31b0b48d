//! Deciding by hand: what looking cannot settle, somebody who knows may.

use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::{Outcome, ProviderError, Retry};
use gabakura_model::plan::StepAction;
use gabakura_model::port::{Intent, Lease, ManualDecision, StoreError};
use gabakura_model::recorded::Recorded;
use gabakura_model::resource::{Address, Tags};
use gabakura_model::tenancy::Scope;
use serde::Serialize;

use crate::World;
use crate::evidence::Look;
use crate::progress::Progress;
use crate::recover::{Settled, Verdict, conclude, recover};

/// What somebody says of an open move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It was done, to the resource with this identity.
    Done {
        /// The identity.
        id: String,
    },
    /// It was not done.
    NotDone,
}

impl Decision {
    /// Whether looking said the same.
    pub fn agrees_with(&self, verdict: &Verdict) -> bool {
        match (self, verdict) {
            (Self::Done { id }, Verdict::Done { id: found }) => id == found,
            (Self::NotDone, Verdict::NotDone) => true,
            _ => false,
        }
    }
}

/// What became of the open moves of a tenancy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Settlement {
    /// Every move that was open, the one decided about among them.
    pub settled: Vec<Settled>,
    /// The decision as noted; `None` when looking told by itself, and nothing had to be decided.
    pub by_hand: Option<ManualDecision>,
}

/// Why a decision was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// There is nothing to decide.
    #[error("no move on `{0}` is open")]
    NotOpen(Address),
    /// The move was about something else.
    #[error("the move was on `{expected}`, not on `{id}`")]
    Other {
        /// The identity that was named.
        id: String,
        /// The one the intent names.
        expected: String,
    },
    /// A complete list does not show it.
    #[error("there is no `{0}`")]
    NoSuch(String),
    /// It was said to be deleted, and is there.
    #[error("`{0}` is still there")]
    StillThere(String),
    /// It belongs to something else.
    #[error("`{id}` belongs to {owner}")]
    Taken {
        /// The identity that was named.
        id: String,
        /// Whose it is: an address, a tenancy, or the platform.
        owner: String,
    },
    /// The cloud could not be asked just now; asking again may do.
    #[error("the cloud could not be asked")]
    Unasked(#[source] ProviderError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Settles one open move as somebody decided, after looking once more. The caller holds the lock.
///
/// # Guarantees
/// Only what [`recover`] leaves open is decided by hand. Before something goes on record as done,
/// a complete list must bear it out, unless its kind cannot be listed at all. The journal keeps
/// who decided, why, and what had been seen.
///
/// # Errors
/// [`SettleError`]: then the move is as open as before.
pub async fn settle(
    world: &World,
    scope: &Scope,
    lease: &Lease,
    address: &Address,
    (decision, reason): (&Decision, &str),
    progress: &dyn Progress,
) -> Result<Settlement, SettleError> {
    let mut settled = recover(world, scope, lease, progress).await?;
    let about = |one: &&mut Settled| one.address == *address;
    if !settled.iter().any(|one| one.address == *address) {
        return Err(SettleError::NotOpen(address.clone()));
    }
    let open = settled
        .iter_mut()
        .filter(about)
        .find_map(|one| match &one.verdict {
            Verdict::Open { evidence, .. } => Some((evidence.clone(), one)),
            Verdict::Done { .. } | Verdict::NotDone => None,
        });
    let Some((evidence, one)) = open else {
        let by_hand = None;
        return Ok(Settlement { settled, by_hand });
    };
    let all = world.store.open_intents(&lease.tenancy).await?;
    let intent = all.into_iter().find(|intent| intent.token == one.token);
    let intent = intent.ok_or_else(|| SettleError::NotOpen(address.clone()))?;
    let (look, confirmed) = match decision {
        Decision::NotDone => (Look::NotDone, false),
        Decision::Done { id } => {
            let recorded = world.store.recorded(&lease.tenancy).await?;
            borne_out(world, scope, &intent, id, &recorded).await?
        }
    };
    let mut endings = Vec::new();
    one.verdict = conclude(&intent, look, world, &mut endings);
    let by_hand = ManualDecision {
        by: lease.holder.clone(),
        reason: reason.to_owned(),
        evidence,
        confirmed,
    };
    for ending in &mut endings {
        if let Outcome::Refused { message, .. } = &mut ending.outcome {
            "settled by hand".clone_into(message);
        }
        ending.by_hand = Some(by_hand.clone());
    }
    world.store.end(lease, &endings).await?;
    let by_hand = Some(by_hand);
    Ok(Settlement { settled, by_hand })
}

/// What a move left, said to be done to `id`, and whether a list bears it out.
async fn borne_out(
    world: &World,
    scope: &Scope,
    intent: &Intent,
    id: &str,
    recorded: &Recorded,
) -> Result<(Look, bool), SettleError> {
    let id = id.to_owned();
    if let Some(expected) = intent.expected_id.clone().filter(|known| *known != id) {
        return Err(SettleError::Other { id, expected });
    }
    let mut others = recorded.resources.values();
    let other = others.find(|r| r.kind == intent.kind && r.id == id && r.address != intent.address);
    if let Some(other) = other {
        let owner = other.address.to_string();
        return Err(SettleError::Taken { id, owner });
    }
    let deleted = intent.action == StepAction::Delete;
    let found = match world.provider.list(scope, &intent.kind).await {
        Ok(all) => all.into_iter().find(|found| found.id == id),
        Err(error) if !can_be_listed(&error) => {
            let look = if deleted {
                Look::Gone
            } else {
                Look::Done(unseen(intent, id))
            };
            return Ok((look, false));
        }
        Err(error) => return Err(SettleError::Unasked(error)),
    };
    match found {
        Some(_) if deleted => Err(SettleError::StillThere(id)),
        None if deleted => Ok((Look::Gone, true)),
        None => Err(SettleError::NoSuch(id)),
        Some(found) => match owner_but(&intent.address, &found) {
            Some(owner) => Err(SettleError::Taken { id, owner }),
            None => Ok((Look::Done(found), true)),
        },
    }
}

/// Whether asking again may bring a list: what was refused for good, or is not known, will not.
fn can_be_listed(error: &ProviderError) -> bool {
    match error {
        ProviderError::UnknownKind { .. } => false,
        ProviderError::Refused { retry, .. } => *retry != Retry::Never,
        ProviderError::ServiceDisabled { .. }
        | ProviderError::NoReply { .. }
        | ProviderError::Malformed { .. }
        | ProviderError::NoCredentials { .. } => true,
    }
}

fn unseen(intent: &Intent, id: String) -> ObservedResource {
    let record = intent.record.as_ref();
    ObservedResource {
        kind: intent.kind.clone(),
        id,
        spec: record.map(|record| record.spec.clone()).unwrap_or_default(),
        tags: Tags::new(),
        outputs: record.map(|r| r.outputs.clone()).unwrap_or_default(),
        platform: false,
    }
}

/// Whose something is, as far as its marks say, unless they name `address` or nobody.
fn owner_but(address: &Address, found: &ObservedResource) -> Option<String> {
    if found.platform {
        return Some("platform".to_owned());
    }
    let marks = [
        (found.address_tag(), address.to_string()),
        (found.tenancy_tag(), address.tenancy.to_string()),
    ];
    let other =
        |(mark, ours): (Option<&str>, String)| mark.filter(|m| *m != ours).map(str::to_owned);
    marks.into_iter().find_map(other)
}
