//! The store in one SQLite file.

mod dialect;
mod error;
mod open;

use std::path::Path;

use async_trait::async_trait;
use gabakura_model::Timestamp;
use gabakura_model::port::{Completion, Intent, Lease, LockInfo, Store, StoreError};
use gabakura_model::recorded::Recorded;
use gabakura_model::tenancy::TenancyId;
use sqlx::{Executor, SqliteConnection, SqlitePool, query_as};

use self::error::told;
use crate::fault::{Fault, failed};
use crate::journal::{JournalCheck, JournalEntry};
use crate::seal::{self, Identities, Resealed, Seal, SealState, Target};
use crate::transfer::{self, LinesIn, LinesOut, Transferred};
use crate::{StateStore, lock, read, verify, write};

/// Runs work in a transaction that may write. It takes SQLite's write lock at once: taking it at
/// the first write would let two processes refuse each other halfway.
macro_rules! writing {
    ($store:expr, $action:literal, |$tables:ident| $work:expr) => {{
        let done: Result<_, Fault> = async {
            let begun = $store.writer.begin_with("BEGIN IMMEDIATE").await;
            let mut tx = begun.map_err(failed($action))?;
            let $tables: &mut SqliteConnection = &mut tx;
            let done = $work.await?;
            tx.commit().await.map_err(failed($action))?;
            Ok(done)
        }
        .await;
        done.map_err(told)
    }};
}

/// Runs work on a view of one moment.
macro_rules! reading {
    ($store:expr, |$tables:ident| $work:expr) => {{
        let done: Result<_, Fault> = async {
            let mut tx = $store.reader.begin().await.map_err(failed("read"))?;
            let $tables: &mut SqliteConnection = &mut tx;
            $work.await
        }
        .await;
        done.map_err(told)
    }};
}

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
    seal: Seal,
    identities: Option<Identities>,
}

impl SqliteStore {
    /// The same as [`SqliteStore::open_with`] without a key.
    ///
    /// # Errors
    /// Those of [`SqliteStore::open_with`].
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_with(path, None).await
    }

    /// Opens the file at `path`; makes it, and the folders above it, when there is none. What is
    /// in a sealed one can be read if one of `keys` opens it.
    ///
    /// # Guarantees
    /// A new file appears under its name whole or not at all. A file that is not ours is left
    /// as it is, byte for byte.
    ///
    /// # Errors
    /// [`StoreError::NotOurs`] for a file something else wrote, or a damaged one;
    /// [`StoreError::TooNew`] for one a newer release wrote; [`StoreError::Database`] when the
    /// file system or SQLite fails; [`StoreError::WrongKey`] when none of the keys opens it.
    pub async fn open_with(path: &Path, keys: Option<&Identities>) -> Result<Self, StoreError> {
        let (writer, reader) = open::file(path).await?;
        let mut store = Self {
            writer,
            reader,
            seal: Seal::Plain,
            identities: keys.cloned(),
        };
        store.seal = reading!(store, |tables| seal::found(tables, keys))?;
        Ok(store)
    }

    /// Leaves nothing in the file and its log of what rows held before.
    async fn wipe(&self) -> Result<(), sqlx::Error> {
        let mut connection = self.writer.acquire().await?;
        connection.execute("VACUUM").await?;
        let (busy, _, _): (i64, i64, i64) = query_as("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(&mut *connection)
            .await?;
        match busy {
            0 => Ok(()),
            _ => Err(sqlx::Error::Protocol(
                "another process reads the file: its log could not be emptied".to_owned(),
            )),
        }
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
            seal: Seal::Plain,
            identities: None,
        })
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn recorded(&self, tenancy: &TenancyId) -> Result<Recorded, StoreError> {
        reading!(self, |tables| read::recorded(tables, &self.seal, tenancy))
    }

    async fn tenancies(&self) -> Result<Vec<TenancyId>, StoreError> {
        reading!(self, |tables| read::tenancies(tables))
    }

    async fn begin(&self, lease: &Lease, intents: &[Intent]) -> Result<(), StoreError> {
        writing!(self, "written", |tables| write::begin(
            tables, &self.seal, lease, intents
        ))
    }

    async fn end(&self, lease: &Lease, completions: &[Completion]) -> Result<(), StoreError> {
        writing!(self, "written", |tables| write::end(
            tables,
            &self.seal,
            lease,
            completions
        ))
    }

    async fn open_intents(&self, tenancy: &TenancyId) -> Result<Vec<Intent>, StoreError> {
        reading!(self, |tables| read::open_intents(
            tables, &self.seal, tenancy
        ))
    }

    async fn lock(
        &self,
        tenancy: &TenancyId,
        holder: &str,
        now: Timestamp,
        ttl_ms: u64,
    ) -> Result<Lease, StoreError> {
        writing!(self, "locked", |tables| lock::take(
            tables, &self.seal, &mut None, tenancy, holder, now, ttl_ms
        ))
    }

    async fn renew(&self, lease: &Lease, now: Timestamp, ttl_ms: u64) -> Result<(), StoreError> {
        writing!(self, "locked", |tables| lock::renew(
            tables, &self.seal, lease, now, ttl_ms
        ))
    }

    async fn unlock(&self, lease: &Lease) -> Result<(), StoreError> {
        writing!(self, "unlocked", |tables| lock::give_back(
            tables, &self.seal, lease
        ))
    }

    async fn locks(&self) -> Result<Vec<LockInfo>, StoreError> {
        reading!(self, |tables| lock::all(tables))
    }

    async fn break_lock(
        &self,
        tenancy: &TenancyId,
        reason: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        writing!(self, "unlocked", |tables| lock::break_by_hand(
            tables, &self.seal, &mut None, tenancy, reason, now
        ))
    }
}

#[async_trait]
impl StateStore for SqliteStore {
    async fn journal(
        &self,
        tenancy: &TenancyId,
        limit: u32,
    ) -> Result<Vec<JournalEntry>, StoreError> {
        reading!(self, |tables| read::journal(
            tables, &self.seal, tenancy, limit
        ))
    }

    async fn verify_journal(&self) -> Result<JournalCheck, StoreError> {
        reading!(self, |tables| verify::verify(tables, &self.seal))
    }

    async fn export(&self, to: LinesOut<'_>) -> Result<Transferred, StoreError> {
        reading!(self, |tables| transfer::export(tables, to))
    }

    async fn import(&self, name: &str, from: LinesIn<'_>) -> Result<Transferred, StoreError> {
        let keys = self.identities.as_ref();
        writing!(self, "imported", |tables| transfer::import(
            tables, keys, name, from
        ))
    }

    fn seal(&self) -> SealState {
        self.seal.state()
    }

    async fn reseal(&self, to: Target<'_>, now: Timestamp) -> Result<Resealed, StoreError> {
        let mut done = writing!(self, "sealed", |tables| seal::convert(
            tables, &self.seal, to, now
        ))?;
        done.left_over = self.wipe().await.err().map(|error| error.to_string());
        Ok(done)
    }

    /// Closes the file after what is in flight, and folds SQLite's log into it.
    async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}
