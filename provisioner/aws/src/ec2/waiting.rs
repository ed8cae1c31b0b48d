//! Waiting for what EC2 does in its own time.

use std::future::Future;

use crate::fault::Result;
use crate::waiting;

/// Looks until it is done. The first look is at once.
///
/// # Errors
/// What a look says; a refusal that time cures when it takes too long.
pub(super) async fn until<F, Fut>(operation: &str, awaited: &str, is_done: F) -> Result<()>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<bool>>,
{
    waiting::until("ec2", operation, awaited, is_done).await
}
