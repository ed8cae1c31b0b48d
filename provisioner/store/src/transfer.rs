//! A state as lines of JSON: for backups, and for moving between databases.
//!
//! One header, with the sealings of the state; then each tenancy in order of its key: its
//! counters, its journal from the first row, its resources; then a last line with counts and the
//! SHA-256 of all lines before it. Rows are kept column by column, so that every hash stays valid
//! and what is sealed stays sealed: no key is needed. Open intents follow from the journal. Locks
//! are not in it: whoever held one does not hold it elsewhere.

mod export;
mod import;
mod lines;

pub(crate) use export::export;
pub(crate) use import::import;
pub use lines::{LinesIn, LinesOut, Transferred};
