//! What a SQLite error means.

use gabakura_model::port::StoreError;

use crate::error::Error;

/// SQLite's primary result codes for a damaged file and for a file of another kind.
const SQLITE_CORRUPT: i32 = 11;
const SQLITE_NOTADB: i32 = 26;

/// An error as the caller sees it.
pub(super) fn store_error(error: Error) -> StoreError {
    match error {
        Error::Refused(error) => error,
        Error::Driver { action, error } => failed(action)(error),
    }
}

/// Maps a driver's error; `action` completes "the state could not be …".
pub(super) fn failed(action: &'static str) -> impl Fn(sqlx::Error) -> StoreError {
    move |error| match damage(&error) {
        Some(message) => StoreError::Corrupt(message),
        None => StoreError::Database {
            action,
            message: error.to_string(),
        },
    }
}

/// SQLite's words, when it found the file damaged or not a database.
pub(super) fn damage(error: &sqlx::Error) -> Option<String> {
    let database = error.as_database_error()?;
    let code: i32 = database.code()?.parse().ok()?;
    // Extended codes keep the primary one in the low byte.
    matches!(code & 0xff, SQLITE_CORRUPT | SQLITE_NOTADB).then(|| database.message().to_owned())
}
