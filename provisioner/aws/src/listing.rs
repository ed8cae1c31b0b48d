//! Reading what has no list API: one resource after the other, a few at a time.

use std::future::Future;

use futures::{StreamExt, TryStreamExt, stream};

use crate::fault::{Result, says_gone};

/// Resources read at once. Enough to hide the way there and back, few enough that one listing
/// does not eat up a service's whole rate.
const AT_ONCE_MAX: usize = 8;

/// Reads each of `items`. One that vanished since it was listed is left out; any other fault
/// fails the whole: a listing with holes would pass for a complete one.
pub(crate) async fn read_each<T, R, F, Fut>(items: Vec<T>, read: F) -> Result<Vec<R>>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = Result<Option<R>>>,
{
    let reads: Vec<_> = items
        .into_iter()
        .map(|item| unless_vanished(read(item)))
        .collect();
    let found: Vec<Option<R>> = stream::iter(reads)
        .buffered(AT_ONCE_MAX)
        .try_collect()
        .await?;
    Ok(found.into_iter().flatten().collect())
}

async fn unless_vanished<R>(reading: impl Future<Output = Result<Option<R>>>) -> Result<Option<R>> {
    match reading.await {
        Err(fault) if says_gone(&fault) => Ok(None),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fault;
    use futures::FutureExt;

    fn refused(code: &str) -> Fault {
        Fault::refused("s3", "GetBucketPolicy", code, "no")
    }

    #[test]
    fn the_vanished_is_left_out_and_the_denied_is_not() {
        let read = async |n: u32| match n {
            0 => Err(refused("NoSuchBucket")),
            1 => Ok(None),
            n => Ok(Some(n)),
        };
        assert_eq!(
            read_each(vec![0, 1, 2, 3], read)
                .now_or_never()
                .unwrap()
                .unwrap(),
            [2, 3]
        );
        let denied = async |n: u32| match n {
            0 => Err(refused("AccessDenied")),
            n => Ok(Some(n)),
        };
        let fault = read_each(vec![0, 1], denied)
            .now_or_never()
            .unwrap()
            .unwrap_err();
        assert_eq!(fault.code(), "AccessDenied");
    }
}
