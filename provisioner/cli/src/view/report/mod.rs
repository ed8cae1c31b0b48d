//! The audit report: one file, complete in itself.

mod html;
mod page;
mod rows;

pub use html::html;
