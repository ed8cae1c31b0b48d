//! Results as people and programs see them: each has a human view and a JSON view.
//!
//! Pure: results and words in, text out.

pub mod apply;
pub mod audit;
mod coverage;
pub mod diagnostic;
pub mod drift;
pub mod error;
pub mod explain;
mod finding;
pub mod format;
pub mod kind;
pub mod notice;
pub mod plan;
pub mod problem;
pub mod recovery;
mod refused_plan;
pub mod render;
pub mod report;
pub mod sandbox;
pub mod state;
pub mod step;
pub mod style;
mod table;
pub mod transfer;
pub mod value;
