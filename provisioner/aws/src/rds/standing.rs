//! Waiting for a database: making, changing and deleting one takes RDS minutes.

use std::future::Future;
use std::time::Duration;

use crate::fault::{Fault, Result};

/// How often is looked.
const POLL_MS: u64 = 10_000;

/// How many looks before the rest is left to a retry: forty minutes. A large instance in two zones
/// takes half an hour.
const POLLS_MAX: u32 = 240;

/// What RDS says when a database is ready.
pub(super) const AVAILABLE: &str = "available";

/// What RDS says while a database goes.
pub(super) const DELETING: &str = "deleting";

/// States that no waiting leads out of.
const STUCK: &[&str] = &[
    "failed",
    "inaccessible-encryption-credentials",
    "incompatible-network",
    "incompatible-parameters",
    "incompatible-restore",
    "restore-error",
    "storage-full",
];

/// Waits until a database stands, or is gone. The first look is at once.
///
/// # Errors
/// What a look says; a refusal that names the state it is stuck in; one that time cures when it
/// takes too long.
pub(super) async fn until<F, Fut>(operation: &str, wanted: Option<&str>, look: F) -> Result<()>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<Option<String>>>,
{
    let mut last = None;
    for _ in 0..POLLS_MAX {
        last = look().await?;
        if last.as_deref() == wanted {
            return Ok(());
        }
        if let Some(state) = last.as_deref().filter(|state| STUCK.contains(state)) {
            let message = format!("the database is in state {state}");
            return Err(Fault::refused("rds", operation, state, &message));
        }
        tokio::time::sleep(Duration::from_millis(POLL_MS)).await;
    }
    let message = format!("the database is still {}", last.unwrap_or_default());
    let code = "IncorrectState";
    Err(Fault::refused("rds", operation, code, &message))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn it_is_waited_for_unless_it_is_stuck() {
        let look = |states: &'static [&'static str]| {
            let left = RefCell::new(states.iter());
            async move {
                let next = || async { Ok(left.borrow_mut().next().map(|it| (*it).to_owned())) };
                until("CreateDBInstance", Some(AVAILABLE), next).await
            }
        };
        look(&["creating", "backing-up", "available"])
            .await
            .unwrap();
        let stuck = look(&["creating", "failed"]).await.unwrap_err();
        assert_eq!(stuck.code(), "failed");
        let slow = look(&["creating"]).await.unwrap_err();
        assert_eq!(slow.code(), "IncorrectState");
    }
}
