//! Waiting for what AWS does in its own time.

use std::future::Future;
use std::time::Duration;

use crate::fault::{Fault, Result};

/// How often is looked. Interface endpoints, NAT gateways and conformance packs take minutes, most
/// else no time.
const POLL_MS: u64 = 3_000;

/// How many looks before the rest is left to a retry: five minutes.
const POLLS_MAX: u32 = 100;

/// Looks until it is done. The first look is at once.
///
/// # Errors
/// What a look says; a refusal that time cures when it takes too long.
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
    Err(Fault::refused(service, operation, code, &message).not_yet())
}
