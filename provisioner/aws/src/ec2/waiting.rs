//! Waiting for what EC2 does asynchronously.

use std::future::Future;

use crate::error::Result;
use crate::waiting;

/// Polls until it is done. The first poll is at once.
///
/// # Errors
/// Those of a poll; one that a later retry may cure when it takes too long.
pub(super) async fn until<F, Fut>(operation: &str, awaited: &str, is_done: F) -> Result<()>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<bool>>,
{
    waiting::until("ec2", operation, awaited, is_done).await
}
