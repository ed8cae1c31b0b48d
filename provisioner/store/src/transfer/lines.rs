//! What the lines of an export are.

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufRead, AsyncWrite};

use crate::journal::JournalRow;
use crate::tables::{ResourceRow, SealingRow, TenancyRow};

/// Where lines are written.
pub type LinesOut<'a> = &'a mut (dyn AsyncWrite + Unpin + Send);
/// Where lines come from.
pub type LinesIn<'a> = &'a mut (dyn AsyncBufRead + Unpin + Send + Sync);

/// The header's word for our files.
pub(super) const FORMAT_NAME: &str = "gabakura-state";
/// The newest version of the lines.
pub(super) const FORMAT_VERSION: i64 = 2;
/// The version of a state that was never sealed: earlier releases read it.
pub(super) const FORMAT_VERSION_PLAIN: i64 = 1;

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
pub(super) struct Header {
    pub format: String,
    pub format_version: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sealings: Vec<SealingRow>,
}

/// Any other line.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Line {
    Tenancy(TenancyRow),
    Journal(JournalRow),
    Resource(ResourceRow),
    End(End),
}

/// The last line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct End {
    pub tenancies: u64,
    pub entries: u64,
    pub resources: u64,
    pub sha256: String,
}
