//! The record and the journal, kept in SQLite: one file, durable, shared between processes.
//!
//! Start with [`intent`] (which moves are legal) and [`journal`] (what a row says and how rows
//! are chained), both pure; [`SqliteStore`] is the effect. The schema is in `migrations/`.
//!
//! **Invariant:** nothing here knows a clock; times come in as arguments.

pub mod conformance;
pub mod intent;
pub mod journal;
mod sqlite;

pub use journal::{Chain, JournalCheck, JournalEntry, JournalEvent, JournalFault};
pub use sqlite::SqliteStore;
