//! The record, the journal and the locks, kept in SQLite (one file) or PostgreSQL (a team).
//!
//! Start with [`intent`] (which moves are legal) and [`journal`] (what a row says and how rows
//! are chained), both pure. `write`, `lock`, `read` and `verify` are the store, over the
//! statements in `tables`; [`SqliteStore`] and [`PostgresStore`] give them transactions. The
//! schema is in `migrations/`.
//!
//! **Invariant:** nothing here knows a clock of its own. Times come in as arguments; leases in
//! PostgreSQL are measured by the server's clock.

mod chain;
pub mod conformance;
mod fault;
mod format;
pub mod intent;
pub mod journal;
mod lock;
mod place;
mod postgres;
mod read;
mod seal;
mod sqlite;
mod state;
mod tables;
mod transfer;
mod verify;
mod write;

pub use journal::{Chain, JournalCheck, JournalEntry, JournalEvent, JournalFault};
pub use place::{PlaceError, ServerUrl, StatePlace};
pub use postgres::PostgresStore;
pub use seal::{Identities, KeyError, Recipients, Resealed, SealState, Sealing, Target};
pub use sqlite::SqliteStore;
pub use state::StateStore;
pub use transfer::{LinesIn, LinesOut, Transferred};
