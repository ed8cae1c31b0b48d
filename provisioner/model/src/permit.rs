//! The permit that a call needs to change something.

use std::sync::Arc;

/// A lock that its holder renews.
pub trait HeldLock: Send + Sync {
    /// Whether nobody else can have taken the lock by now.
    fn is_certainly_held(&self) -> bool;
}

/// The right to send requests that change something.
///
/// A cloud does not check fencing numbers, so the lock is part of the signature instead: whoever
/// holds no permit cannot ask for a change, and the permit is checked again when the request is
/// about to leave.
#[derive(Clone)]
pub struct Permit(Option<Arc<dyn HeldLock>>);

impl Permit {
    /// A permit that is valid while `lock` is held. For the engine alone; `clippy.toml` bans it
    /// elsewhere.
    pub fn under(lock: Arc<dyn HeldLock>) -> Self {
        Self(Some(lock))
    }

    /// A permit that no lock backs, for changes that a demonstration or a test makes behind
    /// gabakura's back; `clippy.toml` bans it elsewhere.
    pub fn without_lock() -> Self {
        Self(None)
    }

    /// Checks that the permit is still valid.
    ///
    /// # Errors
    /// [`LockExpired`] when another runner may have the lock by now.
    pub fn check(&self) -> Result<(), LockExpired> {
        match &self.0 {
            Some(lock) if !lock.is_certainly_held() => Err(LockExpired),
            _ => Ok(()),
        }
    }
}

/// Why a call that waited for its turn was not sent: its process slept so long meanwhile that
/// another runner may hold the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("its turn came when the lock may have been another's already, so it was not sent")]
pub struct LockExpired;
