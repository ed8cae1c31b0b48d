//! A state as lines of JSON: for backups, and for moving between databases.
//!
//! One header, with the sealings of the state; then each tenancy in order of its key: its counters, its journal from the first
//! row, its resources; then a last line with counts and the SHA-256 of all lines before it. Rows
//! are kept column by column, so that every hash holds as it stands and what is sealed stays
//! sealed: no key is needed. Open intents follow from the journal. Locks are not in it: whoever held one does not hold it elsewhere.

mod export;
mod import;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufRead, AsyncWrite};

use crate::journal::JournalRow;
use crate::tables::{ResourceRow, SealingRow, TenancyRow};

pub(crate) use export::export;
pub(crate) use import::import;

/// Where lines go.
pub type LinesOut<'a> = &'a mut (dyn AsyncWrite + Unpin + Send);
/// Where lines come from.
pub type LinesIn<'a> = &'a mut (dyn AsyncBufRead + Unpin + Send + Sync);

/// The word in the header that tells our files from others.
const FORMAT_NAME: &str = "gabakura-state";
/// The newest version of the lines.
const FORMAT_VERSION: i64 = 2;
/// The version of a state that was never sealed: earlier releases read it.
const FORMAT_VERSION_PLAIN: i64 = 1;

/// What went out or came in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transferred {
    /// Tenancies.
    pub tenancies: u64,
    /// Rows of their journals.
    pub entries: u64,
    /// Resources on record.
    pub resources: u64,
    /// Locks that were held meanwhile and stayed behind: somebody may still be writing there.
    pub locks: u64,
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct Header {
    format: String,
    format_version: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sealings: Vec<SealingRow>,
}

/// Any other line.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Tenancy(TenancyRow),
    Journal(JournalRow),
    Resource(ResourceRow),
    End(End),
}

/// The last line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    tenancies: u64,
    entries: u64,
    resources: u64,
    sha256: String,
}
