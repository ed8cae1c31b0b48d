//! Which calls are made again, and for how long.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::error::Error;

/// How long a call is repeated: a server's restart or a failover takes seconds, and the lease of
/// the caller (two minutes, renewed at a third of it) must outlive the wait.
const RETRY_MAX: Duration = Duration::from_secs(30);
/// The first pause between attempts, in milliseconds; it doubles.
const PAUSE_MS_MIN: u64 = 10;
/// The longest pause.
const PAUSE_MS_MAX: u64 = 1_000;

/// The attempts of one call.
pub(crate) struct Retry {
    until: Instant,
    pause_ms: u64,
    is_transient: fn(&sqlx::Error) -> bool,
}

impl Retry {
    /// Repeats a call while its error `is_transient`.
    pub fn while_transient(is_transient: fn(&sqlx::Error) -> bool) -> Self {
        Self {
            until: Instant::now() + RETRY_MAX,
            pause_ms: PAUSE_MS_MIN,
            is_transient,
        }
    }

    /// The result to return, or `None`, after a pause, when the call should be made again.
    pub async fn judge<T>(&mut self, result: Result<T, Error>) -> Option<Result<T, Error>> {
        let transient =
            matches!(&result, Err(Error::Driver { error, .. }) if (self.is_transient)(error));
        if !transient || Instant::now() >= self.until {
            return Some(result);
        }
        sleep(Duration::from_millis(self.pause_ms)).await;
        self.pause_ms = (self.pause_ms * 2).min(PAUSE_MS_MAX);
        None
    }
}

/// Gives an attempt its time and no more.
pub(crate) async fn limited<T>(
    action: &'static str,
    most: Option<Duration>,
    attempt: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let Some(most) = most else {
        return attempt.await;
    };
    match timeout(most, attempt).await {
        Ok(result) => result,
        Err(late) => Err(Error::Driver {
            action,
            error: sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, late)),
        }),
    }
}
