//! The ports through which the engine reaches clouds, the store and the clock.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::observed::ObservedResource;
use crate::outcome::{Created, Outcome, ProviderError};
use crate::plan::StepAction;
use crate::rate_limit::RateLimit;
use crate::recorded::{Recorded, RecordedResource};
use crate::resource::{Address, Kind, Tags};
use crate::tenancy::{Place, Scope, TenancyId};
use crate::time::Timestamp;
use crate::value::Value;

pub use crate::permit::{HeldLock, LockExpired, Permit};

/// How long a cloud takes at most to become consistent, in milliseconds. EC2 and IAM usually are
/// within seconds.
pub const CONSISTENCY_DELAY_MS: i64 = 60_000;

/// One cloud, behind its SDK.
#[async_trait]
pub trait Provider: Send + Sync {
    /// The kinds it can observe and change.
    fn catalogue(&self) -> &Catalogue;

    /// How long after a request left it may still take effect, and what it did may still be
    /// missing from lists, in milliseconds. Only later does absence mean anything.
    fn consistency_delay_ms(&self) -> i64 {
        CONSISTENCY_DELAY_MS
    }

    /// The rate limit of the calls that create and delete resources of a kind; `None` for a kind
    /// that it does not know.
    fn change_limit(&self, kind: &Kind) -> Option<RateLimit>;

    /// Lists every resource of a kind in an account and region, to the last page.
    ///
    /// # Guarantees
    /// `Ok` means complete: no page was lost, nothing was skipped.
    async fn list(
        &self,
        scope: &Scope,
        kind: &Kind,
    ) -> Result<Vec<ObservedResource>, ProviderError>;

    /// Creates a resource, by exactly one creating request.
    ///
    /// # Guarantees
    /// A lost request is never repeated by the adapter itself. An error means that request
    /// failed, so nothing exists unless the error is [`ProviderError::NoReply`].
    async fn create(
        &self,
        scope: &Scope,
        request: &CreateRequest,
        permit: &Permit,
    ) -> Result<Created, ProviderError>;

    /// Sets what the creating request could not carry. Safe to repeat.
    ///
    /// Called after the creation is on record, so that a failure here leaves a
    /// resource that is known and differs, never one that is forgotten.
    async fn finish(
        &self,
        scope: &Scope,
        request: &CreateRequest,
        created: &Created,
        permit: &Permit,
    ) -> Result<(), ProviderError>;

    /// Changes a resource in place. Safe to repeat.
    async fn update(
        &self,
        scope: &Scope,
        request: &UpdateRequest,
        permit: &Permit,
    ) -> Result<(), ProviderError>;

    /// Deletes a resource. Already gone is `Ok`.
    async fn delete(
        &self,
        scope: &Scope,
        request: &DeleteRequest,
        permit: &Permit,
    ) -> Result<(), ProviderError>;
}

/// A resource to create. Every reference in the spec is resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateRequest {
    /// The kind.
    pub kind: Kind,
    /// Its address, for names and descriptions.
    pub address: Address,
    /// Its settings, canonical.
    pub spec: Value,
    /// Its tags, ownership and intent included; empty for kinds without tags.
    pub tags: Tags,
    /// The idempotency token, for APIs that take one.
    pub token: String,
}

/// A resource to change.
#[derive(Clone, Debug, PartialEq)]
pub struct UpdateRequest {
    /// The kind.
    pub kind: Kind,
    /// Its identity.
    pub id: String,
    /// Its settings as observed, canonical.
    pub before: Value,
    /// Its settings afterwards, canonical.
    pub after: Value,
    /// Its tags as observed.
    pub tags_before: Tags,
    /// The tags it should have; others on it are kept.
    pub tags_after: Tags,
}

/// A resource to delete.
#[derive(Clone, Debug, PartialEq)]
pub struct DeleteRequest {
    /// The kind.
    pub kind: Kind,
    /// Its identity.
    pub id: String,
    /// Its settings as last known, canonical.
    pub spec: Value,
}

/// Makes every call wait for its turn under a rate limit, and counts it.
#[async_trait]
pub trait Throttle: Send + Sync {
    /// Waits until the call may be sent under `limit`, the one its service declares for its
    /// operation. A call with a permit changes something; one without only reads.
    ///
    /// # Errors
    /// [`LockExpired`]: the permit ended while the call waited, so it must not be sent.
    async fn turn(
        &self,
        call: &Call,
        limit: &RateLimit,
        permit: Option<&Permit>,
    ) -> Result<(), LockExpired>;

    /// Learns that the cloud answered such a call with "too many requests".
    fn pushed_back(&self, _call: &Call) {}
}

/// One request to a cloud, as rate limits and ledgers see it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// Account and region.
    pub place: Place,
    /// The service, by its endpoint prefix: `ec2`.
    pub service: String,
    /// The operation: `DescribeVpcs`.
    pub operation: String,
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The note of an operation, durable before its call is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    /// Idempotency token: unique, the same for every retry of this operation.
    pub token: String,
    /// The run it belongs to.
    pub run: String,
    /// The resource.
    pub address: Address,
    /// Its kind.
    pub kind: Kind,
    /// What the operation does.
    #[serde(rename = "make")]
    pub action: StepAction,
    /// The identity acted on, or the one a creation is expected to have, where known.
    pub expected_id: Option<String>,
    /// SHA-256 (hex) of the request's canonical form.
    pub request_digest: String,
    /// What will be recorded if it is done, id and outputs still open for creations.
    pub record: Option<RecordedResource>,
    /// What an update changed, as the plan saw it: an undo restores it where nothing was on record
    /// yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
    /// When it was noted.
    pub noted_at: Timestamp,
}

/// What was observed of a resource before an update.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Before {
    /// The top-level fields that the update declares; null where one was unset.
    pub spec: Value,
    /// The tags that the update declares, as far as the resource had them.
    pub tags: Tags,
}

impl Intent {
    /// What is recorded once the operation is known to be done, at `at`, where `made` is what the
    /// reply describes; `None` when it leaves nothing.
    pub fn leaves(&self, made: &Created, at: Timestamp) -> Option<RecordedResource> {
        let record = self.record.as_ref()?;
        // The reply to an update does not name the identity; the intent already knew it.
        let known = self.action != StepAction::Create;
        let outputs = match known && made.outputs.is_empty() {
            true => &record.outputs,
            false => &made.outputs,
        };
        let id = match made.id.is_empty() {
            true => &record.id,
            false => &made.id,
        };
        Some(RecordedResource {
            id: id.clone(),
            outputs: outputs.clone(),
            // How long it may be missing from lists counts from when it was known, not intended.
            recorded_at: at,
            ..record.clone()
        })
    }
}

/// How the record changes with an outcome, in one transaction.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordChange {
    /// Not at all.
    Keep,
    /// The resource is recorded as given.
    Put(Box<RecordedResource>),
    /// The resource is removed.
    Remove(Address),
}

/// The outcome of an intent, and how the record changes with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Completion {
    /// The intent's token.
    pub token: String,
    /// Its outcome; an [`Outcome::Unknown`] leaves the intent open.
    pub outcome: Outcome,
    /// The change of the record.
    pub change: RecordChange,
    /// When the outcome was known.
    pub at: Timestamp,
    /// The decision behind it; `None` where a reply or a list decided.
    pub by_hand: Option<ManualDecision>,
}

/// A decision about an operation in doubt, as the journal keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualDecision {
    /// Who, as the lock names them.
    pub by: String,
    /// Why, in their words.
    pub reason: String,
    /// What had been observed before.
    pub evidence: String,
    /// Whether a list confirmed it; no list confirms that something was not done.
    pub confirmed: bool,
}

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else holds the tenancy.
    #[error("`{tenancy}` is locked by {holder} since {since}")]
    Locked {
        /// The tenancy.
        tenancy: TenancyId,
        /// The holder.
        holder: String,
        /// Since when.
        since: Timestamp,
    },
    /// The lock was lost: its lease expired or was broken by hand.
    #[error("the lock on `{tenancy}` is no longer ours")]
    LockLost {
        /// The tenancy.
        tenancy: TenancyId,
    },
    /// The file is not a gabakura state, or is damaged.
    #[error("`{path}` is not a state file of gabakura, or is damaged: {problem}")]
    NotOurs {
        /// The file.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// The file was written by a newer release.
    #[error("`{path}` has state format {found}; this release reads up to {supported}")]
    TooNew {
        /// The file.
        path: String,
        /// Its format version.
        found: i64,
        /// The newest that this release reads.
        supported: i64,
    },
    /// The journal does not allow this transition.
    #[error("the journal refuses this: {0}")]
    IllegalMove(String),
    /// What was read back does not have the shape that was written.
    #[error("the state holds something unreadable: {0}")]
    Corrupt(String),
    /// The database cannot be reached, or not safely.
    #[error("`{place}` cannot be used: {problem}")]
    Unreachable {
        /// Its address, without a password.
        place: String,
        /// What is wrong.
        problem: String,
    },
    /// The tenancy to be imported is in use here.
    #[error("`{tenancy}` already has a record, or is locked")]
    Occupied {
        /// The tenancy.
        tenancy: TenancyId,
    },
    /// The state is sealed, and no identity was named.
    #[error("the state is sealed, and no identity was named")]
    KeyMissing,
    /// The state is sealed for others.
    #[error("none of the identities opens the state")]
    WrongKey,
    /// Somebody sealed the state, changed its recipients or removed the seal since it was opened.
    #[error("the state was sealed otherwise meanwhile")]
    Resealed,
    /// The import is sealed for other recipients than this state.
    #[error("what is to be imported is not sealed as this state is")]
    SealedOtherwise,
    /// The database failed.
    #[error("the state could not be {action}: {message}")]
    Database {
        /// What was attempted.
        action: &'static str,
        /// The driver's message.
        message: String,
    },
}

/// A held lock on a tenancy. Later locks have higher fencing numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The tenancy.
    pub tenancy: TenancyId,
    /// Fencing number, checked at each write.
    pub fence: i64,
    /// Who holds it.
    pub holder: String,
}

/// A lock as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockInfo {
    /// The tenancy.
    pub tenancy: TenancyId,
    /// Who holds it.
    pub holder: String,
    /// Since when.
    pub since: Timestamp,
    /// Until when, unless renewed.
    pub until: Timestamp,
    /// Fencing number.
    pub fence: i64,
}

/// The record and the journal of every tenancy.
#[async_trait]
pub trait Store: Send + Sync {
    /// The record of a tenancy; empty if it was never applied.
    async fn recorded(&self, tenancy: &TenancyId) -> Result<Recorded, StoreError>;

    /// Every tenancy that has a record.
    async fn tenancies(&self) -> Result<Vec<TenancyId>, StoreError>;

    /// Notes intents, durably, before their calls. Steps that start together are noted together.
    ///
    /// # Errors
    /// [`StoreError::LockLost`] when the lease is not the newest of its tenancy.
    ///
    /// # Guarantees
    /// The same batch again, under the same lease and before any outcome, is `Ok` and noted once.
    async fn begin(&self, lease: &Lease, intents: &[Intent]) -> Result<(), StoreError>;

    /// Notes outcomes and their changes of the record, all in one transaction: outcomes that arrived
    /// during the last write cost one sync of the disk together.
    ///
    /// # Guarantees
    /// The same batch of known outcomes again, under the same lease, is `Ok` and noted once.
    ///
    /// # Errors
    /// [`StoreError::LockLost`] when the lease is not the newest of its tenancy; then, as with
    /// any error, nothing of it is written.
    async fn end(&self, lease: &Lease, completions: &[Completion]) -> Result<(), StoreError>;

    /// Intents without a known outcome, oldest first.
    async fn open_intents(&self, tenancy: &TenancyId) -> Result<Vec<Intent>, StoreError>;

    /// Takes the lock of a tenancy for `ttl_ms` milliseconds.
    ///
    /// They count from `now` where all callers share a clock, from the store's own now where they
    /// may not; the same holds for [`Store::renew`].
    async fn lock(
        &self,
        tenancy: &TenancyId,
        holder: &str,
        now: Timestamp,
        ttl_ms: u64,
    ) -> Result<Lease, StoreError>;

    /// Extends a held lock.
    async fn renew(&self, lease: &Lease, now: Timestamp, ttl_ms: u64) -> Result<(), StoreError>;

    /// Releases a lock. One that is no longer ours is left alone.
    async fn unlock(&self, lease: &Lease) -> Result<(), StoreError>;

    /// Every lock that is held.
    async fn locks(&self) -> Result<Vec<LockInfo>, StoreError>;

    /// Breaks a lock by hand; the reason is noted in the journal.
    async fn break_lock(
        &self,
        tenancy: &TenancyId,
        reason: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError>;
}

/// A provider shared between tasks.
pub type SharedProvider = Arc<dyn Provider>;
