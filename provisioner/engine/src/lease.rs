//! The lock that a run works under, and the permit that comes with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use gabakura_model::port::{Clock, HeldLock, Lease, Permit, StoreError};
use tracing::debug;

use crate::context::Context;

/// How long a lock is held without a sign of life, in milliseconds. Renewed at a third of it.
pub const LEASE_MS: u64 = 120_000;

/// What must be left of a lease when a call is sent, in milliseconds: the clocks of two machines
/// may differ, and the call takes its time.
const MARGIN_MS: i64 = 20_000;

/// Renews a lease and knows when it ends.
///
/// A runner that slept past its lease must find out by itself that another runner may have taken
/// over, before it sends anything.
pub(crate) struct LeaseGuard<'a> {
    context: &'a Context,
    lease: &'a Lease,
    term: Arc<Term>,
    permit: Permit,
}

/// How long nobody else can take the lock.
struct Term {
    clock: Arc<dyn Clock>,
    /// Unix milliseconds.
    ends_at: AtomicI64,
}

impl HeldLock for Term {
    fn is_certainly_held(&self) -> bool {
        let ends_at = self.ends_at.load(Ordering::Relaxed);
        self.clock.now().as_millisecond() < ends_at.saturating_sub(MARGIN_MS)
    }
}

impl<'a> LeaseGuard<'a> {
    /// Takes over a lease whose age is not known.
    ///
    /// # Errors
    /// [`StoreError::LockLost`] when it is no longer the newest.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one permit that a lock backs"
    )]
    pub async fn new(context: &'a Context, lease: &'a Lease) -> Result<Self, StoreError> {
        let term = Arc::new(Term {
            clock: Arc::clone(&context.clock),
            ends_at: AtomicI64::new(i64::MIN),
        });
        let guard = Self {
            context,
            lease,
            permit: Permit::under(Arc::clone(&term) as _),
            term,
        };
        guard.renew().await?;
        Ok(guard)
    }

    /// The lease itself, for writes to the store.
    pub fn lease(&self) -> &Lease {
        self.lease
    }

    /// What changing calls are sent under; it ends with the lease.
    pub fn permit(&self) -> &Permit {
        &self.permit
    }

    /// Extends the lease.
    ///
    /// # Errors
    /// [`StoreError::LockLost`] when another runner has it.
    pub async fn renew(&self) -> Result<(), StoreError> {
        let now = self.context.clock.now();
        self.context.store.renew(self.lease, now, LEASE_MS).await?;
        let ends_at = now.as_millisecond() + i64::try_from(LEASE_MS).unwrap_or(i64::MAX);
        self.term.ends_at.store(ends_at, Ordering::Relaxed);
        debug!(tenancy = %self.lease.tenancy, fence = self.lease.fence, "the lease is renewed");
        Ok(())
    }

    /// Returns once it is certain that nobody else can have the lock yet.
    ///
    /// # Errors
    /// As [`LeaseGuard::renew`]; then nothing may be sent any more.
    pub async fn ensure(&self) -> Result<(), StoreError> {
        if self.term.is_certainly_held() {
            return Ok(());
        }
        self.renew().await
    }
}
