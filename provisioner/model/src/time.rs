//! Points in time and calendar days.

/// A point in time, RFC 3339 in every file and view.
pub type Timestamp = jiff::Timestamp;
/// A calendar day, `YYYY-MM-DD`; days are counted in Japan.
pub type Day = jiff::civil::Date;

/// The day it is in Japan (UTC+9, no daylight saving time since 1951).
pub fn day_in_japan(at: Timestamp) -> Day {
    jiff::tz::Offset::constant(9).to_datetime(at).date()
}
