//! Retries of refused calls: only what was certainly not done is sent again.

use std::time::Duration;

use gabakura_model::Timestamp;
use gabakura_model::outcome::{ProviderError, Retry};
use gabakura_model::port::Intent;

/// First wait after a refusal, in milliseconds; it doubles with each further one.
const WAIT_MS_FIRST: u64 = 250;
/// Longest single wait, in milliseconds.
const WAIT_MS_MAX: u64 = 20_000;
/// Attempts under throttling: about two minutes of waiting in all.
const THROTTLED_ATTEMPTS_MAX: u32 = 12;
/// Attempts against eventual consistency: about one minute in all, longer than EC2 and IAM
/// usually take to agree with themselves.
const CONSISTENCY_ATTEMPTS_MAX: u32 = 9;
/// Attempts while a service that was switched on is not on everywhere: about three minutes of
/// waiting in all. Google asks for "a few minutes".
const SWITCHING_ATTEMPTS_MAX: u32 = 15;

/// How long after an intent was noted a refused call is still repeated, in milliseconds: all the
/// waits above and slow replies between them.
const REPEATING_MS_MAX: i64 = 300_000;
/// How long after an intent was noted its calls may still go out, in milliseconds. Where the cloud
/// pushes back and many steps are in flight, one call waits for its turn for hours (half a call a
/// second, a sixteenth of it left, hundreds before it); no run lasts a day. Recovery counts on it.
pub const SENDING_MS_MAX: i64 = 86_400_000;

/// How long to wait before attempt `attempt + 1`, or `None` to give up.
///
/// The jitter is drawn from the token, so that parallel steps spread out and a replay is exact.
pub fn wait(
    error: &ProviderError,
    attempt: u32,
    intent: &Intent,
    now: Timestamp,
) -> Option<Duration> {
    let attempts_max = match (error, error.retry()) {
        (_, Retry::Never) => return None,
        (_, Retry::Throttled | Retry::Unsent) => THROTTLED_ATTEMPTS_MAX,
        (ProviderError::ServiceDisabled { .. }, _) => SWITCHING_ATTEMPTS_MAX,
        (_, Retry::NotYetConsistent) => CONSISTENCY_ATTEMPTS_MAX,
    };
    if attempt >= attempts_max {
        return None;
    }
    let ceiling = WAIT_MS_FIRST
        .saturating_mul(1 << attempt.min(16))
        .min(WAIT_MS_MAX);
    // Between half the ceiling and the ceiling.
    let wait = ceiling / 2 + spread(&intent.token, attempt) % (ceiling / 2 + 1);
    let age_ms = now.as_millisecond() - intent.noted_at.as_millisecond();
    let in_time = age_ms.saturating_add_unsigned(wait) < REPEATING_MS_MAX;
    in_time.then(|| Duration::from_millis(wait))
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
    use gabakura_model::plan::StepAction;

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

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(ms).expect("within the calendar")
    }

    fn intent(token: &str) -> Intent {
        Intent {
            token: token.to_owned(),
            run: "r".to_owned(),
            address: "131016/acme/prod/net/vpc".parse().expect("an address"),
            kind: "t.vpc".into(),
            action: StepAction::Create,
            expected_id: None,
            request_digest: String::new(),
            record: None,
            before: None,
            noted_at: at(0),
        }
    }

    #[test]
    fn waits_grow_are_bounded_and_end() {
        let (error, one) = (refused(Retry::Throttled), intent("a"));
        let waits: Vec<_> = (1..).map_while(|n| wait(&error, n, &one, at(9))).collect();
        assert_eq!(waits.len(), THROTTLED_ATTEMPTS_MAX as usize - 1);
        let longest = Duration::from_millis(WAIT_MS_MAX);
        assert!(waits.iter().all(|w| *w <= longest));
        assert!(waits[0] < waits[5]);
        let another = wait(&error, 3, &intent("b"), at(9));
        assert_ne!(wait(&error, 3, &one, at(9)), another);
        assert_eq!(wait(&refused(Retry::Never), 1, &one, at(9)), None);
        let late = at(REPEATING_MS_MAX - 100);
        assert_eq!(wait(&error, 1, &one, late), None, "nothing is sent so late");
    }

    #[test]
    fn a_lost_reply_is_never_sent_again() {
        let lost = ProviderError::NoReply {
            service: "ec2".into(),
            operation: "CreateVpc".into(),
            message: String::new(),
        };
        assert_eq!(wait(&lost, 1, &intent("a"), at(9)), None);
    }
}
