//! The record, the journal and the locks, kept in SQLite (one file) or PostgreSQL (a team).
//!
//! Start with [`intent`] (which events may follow which) and [`journal`] (what a row holds and how
//! rows are chained), both pure. `write`, `lock`, `read` and `verify` are the store's verbs, over
//! the statements in `tables`; `database` runs each in a transaction, which [`SqliteStore`] and
//! [`PostgresStore`] begin. The schema is in `migrations/`.
//!
//! **Invariant:** nothing here knows a clock of its own. Times come in as arguments; leases in
//! PostgreSQL are measured by the server's clock.

mod chain;
pub mod conformance;
mod database;
mod error;
mod format;
pub mod intent;
pub mod journal;
mod lock;
mod place;
mod postgres;
mod read;
mod replay;
mod reseal;
mod retry;
mod seal;
mod sqlite;
mod state;
mod tables;
mod transfer;
mod verify;
mod write;

pub use journal::{Chain, JournalEntry, JournalError, JournalEvent};
pub use place::StatePlace;
pub use postgres::PostgresStore;
pub use postgres::url::{PlaceError, ServerUrl};
pub use reseal::{Resealed, Target};
pub use seal::{Identities, KeyError, Recipients, SealState, Sealing};
pub use sqlite::SqliteStore;
pub use state::StateStore;
pub use transfer::{LinesIn, LinesOut, Transferred};
pub use verify::JournalCheck;
