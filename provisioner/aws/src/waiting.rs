//! Waiting for what AWS does asynchronously.

use std::future::Future;
use std::time::Duration;

use crate::error::{Error, Result};

/// Time between two polls. Interface endpoints, NAT gateways and conformance packs take minutes,
/// most others no time.
const POLL_MS: u64 = 3_000;

/// Most polls before the rest is left to a retry: five minutes.
const POLLS_MAX: u32 = 100;

/// Polls until it is done. The first poll is at once.
///
/// # Errors
/// Those of a poll; one that a later retry may cure when it takes too long.
pub(crate) async fn until<F, Fut>(
    service: &str,
    operation: &str,
    awaited: &str,
    is_done: F,
) -> Result<()>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<bool>>,
{
    for _ in 0..POLLS_MAX {
        if is_done().await? {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(POLL_MS)).await;
    }
    let message = format!("still waiting for {awaited}");
    let code = "IncorrectState";
    Err(Error::refused(service, operation, code, &message).not_yet())
}
