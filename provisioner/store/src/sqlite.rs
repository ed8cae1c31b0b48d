//! The store in one SQLite file.

mod chain;
mod error;
mod lock;
mod open;
mod read;
mod row;
mod verify;
mod write;

use std::path::Path;

use async_trait::async_trait;
use gabakura_model::Timestamp;
use gabakura_model::port::{Ending, Intent, Lease, LockInfo, Store, StoreError};
use gabakura_model::recorded::Recorded;
use gabakura_model::tenancy::TenancyId;
use sqlx::SqlitePool;

use crate::journal::{JournalCheck, JournalEntry};

/// The record, the journal and the locks, in one SQLite file.
///
/// # Guarantees
/// - What returned `Ok` is on disk: every commit is synced. After a crash at any point the file
///   opens as of the last commit.
/// - Each call is one transaction. Processes on one machine may share the file.
///
/// # Assumptions
/// The file lies on a local disk: SQLite's locks do not work on network file systems.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    /// One connection: writers queue here, in order, instead of polling for SQLite's lock.
    writer: SqlitePool,
    reader: SqlitePool,
}

impl SqliteStore {
    /// Opens the file at `path`; makes it, and the folders above it, when there is none.
    ///
    /// # Guarantees
    /// A new file appears under its name whole or not at all. A file that is not ours is left
    /// as it is, byte for byte.
    ///
    /// # Errors
    /// [`StoreError::NotOurs`] for a file something else wrote, or a damaged one;
    /// [`StoreError::TooNew`] for one a newer release wrote; [`StoreError::Database`] when the
    /// file system or SQLite fails.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let (writer, reader) = open::file(path).await?;
        Ok(Self { writer, reader })
    }

    /// A store that is gone when dropped. For tests and dry runs.
    ///
    /// # Errors
    /// [`StoreError::Database`] when SQLite cannot start.
    pub async fn in_memory() -> Result<Self, StoreError> {
        let pool = open::memory().await?;
        Ok(Self {
            writer: pool.clone(),
            reader: pool,
        })
    }

    /// Closes the file after what is in flight, and folds SQLite's log into it. Optional: dropping
    /// the store loses nothing.
    pub async fn close(self) {
        self.reader.close().await;
        self.writer.close().await;
    }

    /// The newest `limit` rows of a tenancy's journal, newest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] for a row that does not parse.
    pub async fn journal(
        &self,
        tenancy: &TenancyId,
        limit: u32,
    ) -> Result<Vec<JournalEntry>, StoreError> {
        read::journal(&self.reader, tenancy, limit).await
    }

    /// Walks every chain, replays the journal, and compares the record and the open intents with
    /// what it says. Reads everything: for audits, not for each run.
    ///
    /// # Errors
    /// Only when reading fails; what does not hold together is in [`JournalCheck::faults`].
    pub async fn verify_journal(&self) -> Result<JournalCheck, StoreError> {
        verify::verify(&self.reader).await
    }
}

/// `begin` and `end` refuse an illegal move, and a resource of another tenancy than the lease's,
/// with [`StoreError::IllegalMove`]; then nothing of the call is written.
///
/// A lease that ran out still counts until somebody else takes the lock: nobody else can have
/// written in between. A tenancy has a record once its serial moved or an intent is open.
#[async_trait]
impl Store for SqliteStore {
    async fn recorded(&self, tenancy: &TenancyId) -> Result<Recorded, StoreError> {
        read::recorded(&self.reader, tenancy).await
    }

    async fn tenancies(&self) -> Result<Vec<TenancyId>, StoreError> {
        read::tenancies(&self.reader).await
    }

    async fn begin(&self, lease: &Lease, intents: &[Intent]) -> Result<(), StoreError> {
        write::begin(&self.writer, lease, intents).await
    }

    async fn end(&self, lease: &Lease, endings: &[Ending]) -> Result<(), StoreError> {
        write::end(&self.writer, lease, endings).await
    }

    async fn open_intents(&self, tenancy: &TenancyId) -> Result<Vec<Intent>, StoreError> {
        read::open_intents(&self.reader, tenancy).await
    }

    async fn lock(
        &self,
        tenancy: &TenancyId,
        holder: &str,
        now: Timestamp,
        ttl_ms: u64,
    ) -> Result<Lease, StoreError> {
        lock::take(&self.writer, tenancy, holder, now, ttl_ms).await
    }

    async fn renew(&self, lease: &Lease, now: Timestamp, ttl_ms: u64) -> Result<(), StoreError> {
        lock::renew(&self.writer, lease, now, ttl_ms).await
    }

    async fn unlock(&self, lease: &Lease) -> Result<(), StoreError> {
        lock::give_back(&self.writer, lease).await
    }

    async fn locks(&self) -> Result<Vec<LockInfo>, StoreError> {
        lock::all(&self.reader).await
    }

    async fn break_lock(
        &self,
        tenancy: &TenancyId,
        reason: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        lock::break_by_hand(&self.writer, tenancy, reason, now).await
    }
}
