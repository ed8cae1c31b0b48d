//! Results as people and programs see them: for each, a human view and a JSON view of one value.
//!
//! Pure: values and words in, text out. Human views are for reading and may change; JSON views
//! carry [`FORMAT_VERSION`] and keep their names.

pub mod apply;
pub mod audit;
mod coverage;
pub mod diagnostic;
pub mod drift;
pub mod explain;
pub mod finding;
pub mod fleet;
pub mod kind;
pub mod plan;
mod plan_group;
mod plan_json;
pub mod problem;
pub mod settled;
pub mod stale;
pub mod state;
pub mod style;
mod table;
mod value;

pub use value::{home_of, local, plain};

/// Version of every JSON view.
pub const FORMAT_VERSION: &str = "1.0";
