//! Why work on the tables stopped, before anyone decided whether to try again.

use gabakura_model::port::StoreError;

/// What stopped a transaction.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The store refuses; trying again changes nothing.
    Refused(StoreError),
    /// The driver failed. Each back end knows which of its errors pass.
    Driver {
        /// Completes "the state could not be …".
        action: &'static str,
        /// The driver's error.
        error: sqlx::Error,
    },
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Refused(error)
    }
}

/// Maps a driver's error; `action` completes "the state could not be …".
pub(crate) fn failed(action: &'static str) -> impl Fn(sqlx::Error) -> Fault {
    move |error| Fault::Driver { action, error }
}

/// Something read back does not have the shape that was written.
pub(crate) fn corrupt(problem: impl Into<String>) -> Fault {
    Fault::Refused(StoreError::Corrupt(problem.into()))
}
