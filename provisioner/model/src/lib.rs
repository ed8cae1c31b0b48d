//! The nouns of gabakura and the ports its verbs reach the world through.
//!
//! Nothing here acts: no clock, no runtime, no cloud, no file. Start with
//! [`tenancy`] (who owns what), then [`resource`] and [`catalogue`] (what can be
//! declared), then [`observed`], [`recorded`] and [`plan`] (what is decided), then [`port`].

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
pub mod rate_limit;
pub mod recorded;
pub mod reference;
pub mod resource;
pub mod secret;
pub mod selector;
pub mod tenancy;
mod time;
mod value;

pub use time::{Day, Timestamp, day_in_japan};
pub use value::Value;
