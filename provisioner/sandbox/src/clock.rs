//! The sandbox's wall clock, in the forms the protocols write.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_smithy_types::date_time::{DateTime, Format};

/// Seconds since the epoch.
#[expect(
    clippy::disallowed_methods,
    reason = "an emulated cloud keeps its own time, as AWS does"
)]
pub(crate) fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| {
            i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
        })
}

/// `2026-01-31T00:00:00Z`.
pub(crate) fn iso(seconds: i64) -> String {
    DateTime::from_secs(seconds)
        .fmt(Format::DateTime)
        .unwrap_or_default()
}

/// Reads an RFC 3339 time back to seconds, or 0 when it is not one.
pub(crate) fn seconds(text: &str) -> i64 {
    DateTime::from_str(text, Format::DateTimeWithOffset).map_or(0, |time| time.secs())
}
