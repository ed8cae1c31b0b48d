//! The sandbox's wall clock, in the form Google writes.

use jiff::{SignedDuration, Timestamp};

/// `2026-01-31T00:00:00.000000Z`, now.
pub(crate) fn now() -> String {
    after(0)
}

/// The same, `seconds` from now.
#[expect(
    clippy::disallowed_methods,
    reason = "an emulated cloud keeps its own time, as Google does"
)]
pub(crate) fn after(seconds: i64) -> String {
    let now = Timestamp::now();
    let later = now
        .checked_add(SignedDuration::from_secs(seconds))
        .unwrap_or(Timestamp::MAX);
    format!("{later:.6}")
}

/// The seconds of a duration such as `2592000s`.
pub(crate) fn seconds(duration: &str) -> Option<i64> {
    duration.strip_suffix('s')?.split('.').next()?.parse().ok()
}
