//! The store in one SQLite file.

mod dialect;
mod error;
mod open;

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use gabakura_model::port::StoreError;
use sqlx::{Executor, Sqlite, SqlitePool, Transaction, query_as};

use crate::database::{Access, BackEnd, DatabaseStore, over};
use crate::error::Error;
use crate::seal::Identities;

/// The record, the journal and the locks, in one SQLite file.
///
/// # Guarantees
/// - What returned `Ok` is on disk: every commit is synced. After a crash at any point the file
///   opens as of the last commit.
/// - Each call is one transaction. Processes on one machine may share the file.
///
/// # Assumptions
/// The file lies on a local disk: SQLite's locks do not work on network file systems.
pub type SqliteStore = DatabaseStore<SqliteFile>;

/// The connections to a file.
#[derive(Clone, Debug)]
pub struct SqliteFile {
    /// One connection: writers queue here, in order, instead of polling for SQLite's lock.
    writer: SqlitePool,
    reader: SqlitePool,
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
        over(SqliteFile { writer, reader }, keys).await
    }

    /// A store that is gone when dropped. For tests and dry runs.
    ///
    /// # Errors
    /// [`StoreError::Database`] when SQLite cannot start.
    pub async fn in_memory() -> Result<Self, StoreError> {
        let writer = open::memory().await?;
        let reader = writer.clone();
        over(SqliteFile { writer, reader }, None).await
    }
}

#[async_trait]
impl BackEnd for SqliteFile {
    type Database = Sqlite;

    /// SQLite's own timeouts end what waits for another process.
    const ATTEMPT_MAX: Option<Duration> = None;

    /// Writing takes SQLite's write lock at once: taking it at the first write would let two
    /// processes refuse each other halfway.
    async fn begin(&self, access: Access) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
        match access {
            Access::Read => self.reader.begin().await,
            Access::Write => self.writer.begin_with("BEGIN IMMEDIATE").await,
        }
    }

    fn is_transient(_: &sqlx::Error) -> bool {
        false
    }

    fn store_error(&self, error: Error) -> StoreError {
        error::store_error(error)
    }

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

    /// Folds SQLite's log into the file.
    async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}
