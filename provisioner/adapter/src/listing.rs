//! Reading what a list leaves out: one resource after the other, a few at a time.

use std::future::Future;

use futures::{StreamExt, TryStreamExt, stream};

use crate::error::{CallError, unless_gone};

/// Resources read at once. Enough to hide the way there and back, few enough that one listing
/// does not use up a service's whole rate.
const AT_ONCE_MAX: usize = 8;

/// Reads each of `items`; `read` returns `None` for one that the list leaves out.
///
/// One that vanished since it was listed is left out, too.
///
/// # Errors
/// Any other error fails the whole: a listing with holes would pass for a complete one.
pub async fn read_each<T, R, E, F, Fut>(items: Vec<T>, read: F) -> Result<Vec<R>, E>
where
    E: CallError,
    F: Fn(T) -> Fut,
    Fut: Future<Output = Result<Option<R>, E>>,
{
    let reads: Vec<_> = items
        .into_iter()
        .map(|item| {
            let reading = read(item);
            async move { unless_gone(reading.await).map(Option::flatten) }
        })
        .collect();
    let found: Vec<Option<R>> = stream::iter(reads)
        .buffered(AT_ONCE_MAX)
        .try_collect()
        .await?;
    Ok(found.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    impl CallError for &str {
        fn is_gone(&self) -> bool {
            *self == "NoSuchBucket"
        }
    }

    #[test]
    fn the_vanished_is_left_out_and_the_denied_is_not() {
        let read = async |n: u32| match n {
            0 => Err("NoSuchBucket"),
            1 => Ok(None),
            2 => Err("AccessDenied"),
            n => Ok(Some(n)),
        };
        let all = |items| read_each(items, read).now_or_never().unwrap();
        assert_eq!(all(vec![0, 1, 3, 4]), Ok(vec![3, 4]));
        assert_eq!(all(vec![3, 2]), Err("AccessDenied"));
    }
}
