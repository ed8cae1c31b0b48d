//! Reading what a list does not tell: one thing after the other, a few at a time.

use std::future::Future;

use futures::{StreamExt, TryStreamExt, stream};

use crate::fault::{Result, unless_gone};

/// Things read at once. Enough to hide the way there and back, few enough that one listing does
/// not eat up a service's whole rate.
const AT_ONCE_MAX: usize = 8;

/// Reads each of `items`. One that vanished since it was listed is left out; any other fault
/// fails the whole: a listing with holes would pass for a complete one.
pub(crate) async fn each<T, R, F, Fut>(items: Vec<T>, read: F) -> Result<Vec<R>>
where
    F: Fn(T) -> Fut,
    Fut: Future<Output = Result<R>>,
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

async fn unless_vanished<R>(reading: impl Future<Output = Result<R>>) -> Result<Option<R>> {
    unless_gone(reading.await)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fault;
    use futures::FutureExt;

    #[test]
    fn the_vanished_is_left_out_and_the_denied_is_not() {
        let read = async |n: u32, code: &str| match n {
            0 => Err(Fault::refused("cloudkms", "GetIamPolicy", code, "no")),
            n => Ok(n),
        };
        let all = |code: &'static str| each(vec![0, 1, 2], move |n| read(n, code)).now_or_never();
        assert_eq!(all("NOT_FOUND").unwrap().unwrap(), [1, 2]);
        let fault = all("PERMISSION_DENIED").unwrap().unwrap_err();
        assert_eq!(fault.code(), "PERMISSION_DENIED");
    }
}
