//! Deciding by hand: where a list does not decide, somebody who knows may.

use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::{Outcome, ProviderError, Retry};
use gabakura_model::plan::StepAction;
use gabakura_model::port::{Intent, Lease, ManualDecision, StoreError};
use gabakura_model::recorded::Recorded;
use gabakura_model::resource::{Address, Tags};
use gabakura_model::tenancy::Scope;
use serde::Serialize;

use crate::context::Context;
use crate::evidence::Evidence;
use crate::progress::Progress;
use crate::recover::{Resolved, Verdict, conclude, recover};

/// What somebody decides about an operation in doubt.
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
    /// Whether recovery came to the same verdict.
    pub fn agrees_with(&self, verdict: &Verdict) -> bool {
        match (self, verdict) {
            (Self::Done { id }, Verdict::Done { id: found }) => id == found,
            (Self::NotDone, Verdict::NotDone) => true,
            _ => false,
        }
    }
}

/// What became of the operations in doubt of a tenancy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Resolution {
    /// Every operation that was in doubt, the one decided about among them.
    #[serde(rename = "settled")]
    pub resolved: Vec<Resolved>,
    /// The decision as noted; `None` when recovery resolved the operation by itself.
    pub by_hand: Option<ManualDecision>,
}

/// Why a decision was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// There is nothing to decide.
    #[error("no operation on `{0}` is in doubt")]
    NotInDoubt(Address),
    /// The operation was about another resource.
    #[error("the operation was on `{expected}`, not on `{id}`")]
    OtherResource {
        /// The identity that was named.
        id: String,
        /// The one the intent names.
        expected: String,
    },
    /// A complete list does not hold it.
    #[error("there is no `{0}`")]
    NotFound(String),
    /// It is decided to be deleted, and exists.
    #[error("`{0}` still exists")]
    StillExists(String),
    /// It belongs to something else.
    #[error("`{id}` belongs to {owner}")]
    Foreign {
        /// The identity that was named.
        id: String,
        /// Its owner: an address, a tenancy, or the platform.
        owner: String,
    },
    /// The cloud could not be asked; asking again may succeed.
    #[error("the cloud could not be asked")]
    Provider(#[source] ProviderError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Resolves one operation in doubt as somebody decided, after recovery had its turn. The caller
/// holds the lock.
///
/// # Guarantees
/// Only what [`recover`] leaves in doubt is decided by hand. Before an operation is recorded as
/// done, a complete list must confirm it, unless its kind cannot be listed at all. The journal
/// keeps who decided, why, and what had been observed.
///
/// # Errors
/// [`ResolveError`]: then the operation is in doubt as before.
pub async fn resolve(
    context: &Context,
    scope: &Scope,
    lease: &Lease,
    address: &Address,
    (decision, reason): (&Decision, &str),
    progress: &dyn Progress,
) -> Result<Resolution, ResolveError> {
    let mut resolved = recover(context, scope, lease, progress).await?;
    if !resolved.iter().any(|one| one.address == *address) {
        return Err(ResolveError::NotInDoubt(address.clone()));
    }
    let mut about = resolved.iter_mut().filter(|one| one.address == *address);
    let in_doubt = about.find_map(|one| match &one.verdict {
        Verdict::InDoubt { evidence, .. } => Some((evidence.clone(), one)),
        Verdict::Done { .. } | Verdict::NotDone => None,
    });
    let Some((evidence, one)) = in_doubt else {
        let by_hand = None;
        return Ok(Resolution { resolved, by_hand });
    };
    let open = context.store.open_intents(&lease.tenancy).await?;
    let intent = open.into_iter().find(|intent| intent.token == one.token);
    let intent = intent.ok_or_else(|| ResolveError::NotInDoubt(address.clone()))?;
    let (decided, confirmed) = match decision {
        Decision::NotDone => (Evidence::NotDone, false),
        Decision::Done { id } => {
            let recorded = context.store.recorded(&lease.tenancy).await?;
            confirm(context, scope, &intent, id, &recorded).await?
        }
    };
    let by_hand = ManualDecision {
        by: lease.holder.clone(),
        reason: reason.to_owned(),
        evidence,
        confirmed,
    };
    let (verdict, completion) = conclude(&intent, decided, context.clock.now());
    one.verdict = verdict;
    let completion = completion.map(|mut completion| {
        if let Outcome::Refused { message, .. } = &mut completion.outcome {
            "settled by hand".clone_into(message);
        }
        completion.by_hand = Some(by_hand.clone());
        completion
    });
    context.store.end(lease, completion.as_slice()).await?;
    let by_hand = Some(by_hand);
    Ok(Resolution { resolved, by_hand })
}

/// The evidence for an operation decided to be done to `id`, and whether a list confirms it.
async fn confirm(
    context: &Context,
    scope: &Scope,
    intent: &Intent,
    id: &str,
    recorded: &Recorded,
) -> Result<(Evidence, bool), ResolveError> {
    let id = id.to_owned();
    if let Some(expected) = intent.expected_id.clone().filter(|known| *known != id) {
        return Err(ResolveError::OtherResource { id, expected });
    }
    let mut others = recorded.resources.values();
    let other = others.find(|r| r.kind == intent.kind && r.id == id && r.address != intent.address);
    if let Some(other) = other {
        let owner = other.address.to_string();
        return Err(ResolveError::Foreign { id, owner });
    }
    let deleted = intent.action == StepAction::Delete;
    let found = match context.provider.list(scope, &intent.kind).await {
        Ok(all) => all.into_iter().find(|found| found.id == id),
        Err(error) if !can_be_listed(&error) => {
            let evidence = match deleted {
                true => Evidence::Deleted,
                false => Evidence::Done(as_intended(intent, id)),
            };
            return Ok((evidence, false));
        }
        Err(error) => return Err(ResolveError::Provider(error)),
    };
    match found {
        Some(_) if deleted => Err(ResolveError::StillExists(id)),
        None if deleted => Ok((Evidence::Deleted, true)),
        None => Err(ResolveError::NotFound(id)),
        Some(found) => match foreign_owner(&intent.address, &found) {
            Some(owner) => Err(ResolveError::Foreign { id, owner }),
            None => Ok((Evidence::Done(found), true)),
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

/// A resource that no list shows, as the call was to leave it.
fn as_intended(intent: &Intent, id: String) -> ObservedResource {
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

/// The owner of a resource by its tags, unless they name `address` or nobody.
fn foreign_owner(address: &Address, found: &ObservedResource) -> Option<String> {
    if found.platform {
        return Some("platform".to_owned());
    }
    let tags = [
        (found.address_tag(), address.to_string()),
        (found.tenancy_tag(), address.tenancy.to_string()),
    ];
    let other = |(tag, ours): (Option<&str>, String)| tag.filter(|t| *t != ours).map(str::to_owned);
    tags.into_iter().find_map(other)
}
