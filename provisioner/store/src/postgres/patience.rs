//! Which failures pass, and how long they are waited for.

use std::future::Future;
use std::time::Duration;

use gabakura_model::port::StoreError;
use tokio::time::{Instant, sleep, timeout};

use crate::fault::Fault;

/// How long a call is repeated: a server's restart or a failover takes seconds, and the lease of
/// the caller (two minutes, renewed at a third of it) must outlive the wait.
const PATIENCE: Duration = Duration::from_secs(30);
/// A single attempt. Ours take milliseconds; a connection silent for longer leads nowhere.
pub(super) const ATTEMPT_MAX: Duration = Duration::from_secs(15);
/// The first pause between attempts, in milliseconds; it doubles.
const PAUSE_MS_MIN: u64 = 10;
/// The longest pause.
const PAUSE_MS_MAX: u64 = 1_000;

/// One call's willingness to try again.
pub(super) struct Patience<'a> {
    name: &'a str,
    until: Instant,
    pause_ms: u64,
}

impl<'a> Patience<'a> {
    pub fn new(name: &'a str) -> Self {
        Self {
            name,
            until: Instant::now() + PATIENCE,
            pause_ms: PAUSE_MS_MIN,
        }
    }

    /// The answer to give, or `None`, after a pause, when the call should be made again.
    pub async fn judge<T>(&mut self, result: Result<T, Fault>) -> Option<Result<T, StoreError>> {
        let fault = match result {
            Ok(done) => return Some(Ok(done)),
            Err(fault) => fault,
        };
        let passing = matches!(&fault, Fault::Driver { error, .. } if passes(error));
        if !passing || Instant::now() >= self.until {
            return Some(Err(told(fault, self.name)));
        }
        sleep(Duration::from_millis(self.pause_ms)).await;
        self.pause_ms = (self.pause_ms * 2).min(PAUSE_MS_MAX);
        None
    }
}

/// Gives an attempt its time and no more.
pub(super) async fn limited<T>(
    action: &'static str,
    most: Duration,
    attempt: impl Future<Output = Result<T, Fault>>,
) -> Result<T, Fault> {
    match timeout(most, attempt).await {
        Ok(result) => result,
        Err(late) => Err(Fault::Driver {
            action,
            error: sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, late)),
        }),
    }
}

/// A fault, as the caller sees it.
pub(super) fn told(fault: Fault, name: &str) -> StoreError {
    match fault {
        Fault::Refused(error) => error,
        Fault::Driver { error, .. } if passes(&error) || is_no_way_in(&error) => {
            unreachable_because(name, &error.to_string())
        }
        Fault::Driver { action, error } => StoreError::Database {
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
pub(super) fn passes(error: &sqlx::Error) -> bool {
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
