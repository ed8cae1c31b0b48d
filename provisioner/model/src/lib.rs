//! The nouns of gabakura and the ports its verbs reach the world through.
//!
//! Nothing here acts: no clock, no runtime, no cloud, no file. Start with
//! [`tenancy`] (who owns what), then [`resource`] and [`catalogue`] (what can be
//! declared), then [`observed`], [`recorded`] and [`plan`] (what is decided).

pub mod catalogue;
pub mod diagnostic;
pub mod drift;
pub mod finding;
pub mod graph;
pub mod municipality;
pub mod name;
pub mod observed;
pub mod outcome;
mod permit;
pub mod plan;
pub mod port;
pub mod recorded;
pub mod reference;
pub mod resource;
pub mod secret;
pub mod selector;
pub mod tenancy;

/// A point in time, RFC 3339 in every file and view.
pub type Timestamp = jiff::Timestamp;
/// A calendar day, `YYYY-MM-DD`; days are counted in Japan.
pub type Day = jiff::civil::Date;
/// The day it is in Japan (UTC+9, no daylight saving time since 1951).
pub fn day_in_japan(at: Timestamp) -> Day {
    jiff::tz::Offset::constant(9).to_datetime(at).date()
}

/// Untyped data of a spec or a parameter: JSON, keys in stable order.
pub type Value = serde_json::Value;
