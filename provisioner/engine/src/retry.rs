//! Retries of refused calls: only what was certainly not done is sent again.

use std::time::Duration;

use gabakura_model::outcome::{ProviderError, Retry};

/// First wait after a refusal, in milliseconds; it doubles with each further one.
const WAIT_MS_FIRST: u64 = 250;
/// Longest single wait, in milliseconds.
const WAIT_MS_MAX: u64 = 20_000;
/// Attempts under throttling: about two minutes of waiting in all.
const THROTTLED_ATTEMPTS_MAX: u32 = 12;
/// Attempts against eventual consistency: about one minute in all, longer than EC2 and IAM
/// usually take to agree with themselves.
const CONSISTENCY_ATTEMPTS_MAX: u32 = 9;

/// How long to wait before attempt `attempt + 1`, or `None` to give up.
///
/// The jitter is drawn from the token, so that parallel steps spread out and a replay is exact.
pub fn wait(error: &ProviderError, attempt: u32, token: &str) -> Option<Duration> {
    let attempts_max = match error.retry() {
        Retry::Never => return None,
        Retry::Throttled => THROTTLED_ATTEMPTS_MAX,
        Retry::NotYetConsistent => CONSISTENCY_ATTEMPTS_MAX,
    };
    if attempt >= attempts_max {
        return None;
    }
    let ceiling = WAIT_MS_FIRST
        .saturating_mul(1 << attempt.min(16))
        .min(WAIT_MS_MAX);
    // Between half the ceiling and the ceiling.
    Some(Duration::from_millis(
        ceiling / 2 + spread(token, attempt) % (ceiling / 2 + 1),
    ))
}

/// FNV-1a over token and attempt: evenly spread, no randomness.
fn spread(token: &str, attempt: u32) -> u64 {
    let bytes = token.bytes().chain(attempt.to_be_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(retry: Retry) -> ProviderError {
        ProviderError::Refused {
            service: "ec2".into(),
            operation: "CreateVpc".into(),
            code: "x".into(),
            message: String::new(),
            retry,
        }
    }

    #[test]
    fn waits_grow_are_bounded_and_end() {
        let error = refused(Retry::Throttled);
        let waits: Vec<_> = (1..).map_while(|n| wait(&error, n, "t")).collect();
        assert_eq!(waits.len(), THROTTLED_ATTEMPTS_MAX as usize - 1);
        assert!(
            waits
                .iter()
                .all(|w| *w <= Duration::from_millis(WAIT_MS_MAX))
        );
        assert!(waits[0] < waits[5]);
        assert_ne!(wait(&error, 3, "a"), wait(&error, 3, "b"));
        assert_eq!(wait(&refused(Retry::Never), 1, "t"), None);
    }

    #[test]
    fn a_lost_reply_is_never_sent_again() {
        let lost = ProviderError::NoReply {
            service: "ec2".into(),
            operation: "CreateVpc".into(),
            message: String::new(),
        };
        assert_eq!(wait(&lost, 1, "t"), None);
    }
}
