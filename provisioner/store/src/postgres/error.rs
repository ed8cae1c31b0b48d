//! What a PostgreSQL error means.

use gabakura_model::port::StoreError;

use crate::error::Error;

/// An error as the caller sees it; `name` is the database's.
pub(super) fn store_error(error: Error, name: &str) -> StoreError {
    match error {
        Error::Refused(error) => error,
        Error::Driver { error, .. } if is_transient(&error) || is_no_way_in(&error) => {
            unreachable_because(name, &error.to_string())
        }
        Error::Driver { action, error } => StoreError::Database {
            action,
            message: error.to_string(),
        },
    }
}

pub(super) fn unreachable_because(name: &str, problem: &str) -> StoreError {
    StoreError::Unreachable {
        place: name.to_owned(),
        problem: problem.to_owned(),
    }
}

/// Whether a failure may be gone with a new connection or a little later.
pub(super) fn is_transient(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::BeginFailed | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            // Connection lost; shutting down, crashed, starting up, session ended; too many
            // connections; serialization failure, deadlock; lock not available; a primary that
            // has just become a standby; a transaction the server gave up as idle.
            code.starts_with("08")
                || matches!(
                    &*code,
                    "57P01"
                        | "57P02"
                        | "57P03"
                        | "57P05"
                        | "53300"
                        | "40001"
                        | "40P01"
                        | "55P03"
                        | "25006"
                        | "25P03"
                )
        }),
        _ => false,
    }
}

/// Whether a failure means that the database cannot be reached or entered.
fn is_no_way_in(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut | sqlx::Error::Configuration(_) => true,
        // No such database; no right to connect; role or password refused.
        sqlx::Error::Database(error) => error
            .code()
            .is_some_and(|code| code.starts_with("28") || matches!(&*code, "3D000" | "42501")),
        _ => false,
    }
}
