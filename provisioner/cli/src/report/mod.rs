//! Reports to hand to others: one file, complete in itself.

mod html;
mod page;
mod rows;

pub use html::{ReportInput, html};
