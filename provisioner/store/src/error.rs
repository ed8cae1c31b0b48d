//! Why work on the tables stopped, before anyone decided whether to try again.

use gabakura_model::port::StoreError;

/// What stopped a transaction.
#[derive(Debug)]
pub(crate) enum Error {
    /// The store refuses; trying again changes nothing.
    Refused(StoreError),
    /// The driver failed. Each back end knows which of its errors are transient.
    Driver {
        /// Completes "the state could not be …".
        action: &'static str,
        /// The driver's error.
        error: sqlx::Error,
    },
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::Refused(error)
    }
}

/// Maps a driver's error; `action` completes "the state could not be …".
pub(crate) fn failed(action: &'static str) -> impl Fn(sqlx::Error) -> Error {
    move |error| Error::Driver { action, error }
}

/// Maps an error of the file system or a stream; `action` completes "the state could not be …".
pub(crate) fn io_failed(action: &'static str) -> impl Fn(std::io::Error) -> StoreError {
    move |error| StoreError::Database {
        action,
        message: error.to_string(),
    }
}

/// Something read back does not have the shape that was written.
pub(crate) fn corrupt(problem: impl Into<String>) -> Error {
    Error::Refused(StoreError::Corrupt(problem.into()))
}

/// A file, or the schema of a database, that gabakura did not write.
pub(crate) fn not_ours(place: impl ToString, problem: impl Into<String>) -> StoreError {
    StoreError::NotOurs {
        path: place.to_string(),
        problem: problem.into(),
    }
}
