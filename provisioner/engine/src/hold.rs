//! The lock, while work is done under it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use gabakura_model::port::{Clock, Lease, LockExpired, StoreError};

use crate::World;

/// How long a lock is held without a sign of life, in milliseconds. Renewed at a third of it.
pub const LEASE_MS: u64 = 120_000;

/// What must be left of a lease when a call goes out, in milliseconds: the clocks of two
/// machines may differ, and the call takes its time.
const MARGIN_MS: i64 = 20_000;

/// A lease whose end is known.
///
/// The cloud does not ask for fencing numbers. A runner that slept past its lease must find out
/// by itself that somebody else may have taken over, before it sends anything.
pub(crate) struct Hold<'a> {
    world: &'a World,
    lease: &'a Lease,
    until: Arc<AtomicI64>,
    permit: Permit,
}

/// What allows calls that change something.
#[derive(Clone)]
enum Permit {
    /// A lock.
    Lock {
        clock: Arc<dyn Clock>,
        /// Until when nobody else can take it, in Unix milliseconds.
        until: Arc<AtomicI64>,
    },
    /// Nobody's word: see [`without_lock`].
    Free,
}

impl Permit {
    fn holds(&self) -> bool {
        match self {
            Self::Lock { clock, until } => {
                let until = until.load(Ordering::Relaxed);
                clock.now().as_millisecond() < until - MARGIN_MS
            }
            Self::Free => true,
        }
    }
}

tokio::task_local! {
    /// What the calls of this task are made under.
    static PERMIT: Permit;
}

/// Looks at the lock once more: a call may have waited long for its turn. What is under no lock
/// may not go at all.
pub(crate) fn may_go() -> Result<(), LockExpired> {
    let holds = PERMIT.try_with(Permit::holds).unwrap_or(false);
    if holds { Ok(()) } else { Err(LockExpired) }
}

/// Makes calls that no lock is asked for: what a stranger does, in a demonstration or a test.
pub async fn without_lock<T>(calls: impl Future<Output = T>) -> T {
    PERMIT.scope(Permit::Free, calls).await
}

impl<'a> Hold<'a> {
    /// Takes over a lease whose age is not known.
    ///
    /// # Errors
    /// [`StoreError::LockLost`] when it is no longer the newest.
    pub async fn new(world: &'a World, lease: &'a Lease) -> Result<Self, StoreError> {
        let until = Arc::new(AtomicI64::new(i64::MIN));
        let permit = Permit::Lock {
            clock: Arc::clone(&world.clock),
            until: Arc::clone(&until),
        };
        let hold = Self {
            world,
            lease,
            until,
            permit,
        };
        hold.renew().await?;
        Ok(hold)
    }

    /// The lease itself, for writes to the store.
    pub fn lease(&self) -> &Lease {
        self.lease
    }

    /// Extends the lease.
    ///
    /// # Errors
    /// [`StoreError::LockLost`] when somebody else has it.
    pub async fn renew(&self) -> Result<(), StoreError> {
        let now = self.world.clock.now();
        self.world.store.renew(self.lease, now, LEASE_MS).await?;
        let ends = now.as_millisecond() + i64::try_from(LEASE_MS).unwrap_or(i64::MAX);
        self.until.store(ends, Ordering::Relaxed);
        Ok(())
    }

    /// Returns once it is certain that nobody else can have the lock yet.
    ///
    /// # Errors
    /// As [`Hold::renew`]; then nothing may be sent any more.
    pub async fn ensure(&self) -> Result<(), StoreError> {
        if self.permit.holds() {
            return Ok(());
        }
        self.renew().await
    }

    /// Makes calls that are let go only as long as nobody else can have the lock.
    pub async fn under<T>(&self, calls: impl Future<Output = T>) -> T {
        PERMIT.scope(self.permit.clone(), calls).await
    }
}
