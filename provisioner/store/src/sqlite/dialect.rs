//! The statements on SQLite, and what SQLite does its own way.

use gabakura_model::Timestamp;
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use crate::tables::{Dialect, tables};

// `BEGIN IMMEDIATE` already holds the whole file.
tables!(SqliteConnection, SqliteRow, hold = "");

#[async_trait]
impl Dialect for SqliteConnection {
    /// All who share the file share the machine, and its clock.
    async fn lease_time(&mut self, callers: Timestamp) -> Result<Timestamp, Error> {
        Ok(callers)
    }

    /// `BEGIN IMMEDIATE` keeps everybody out.
    async fn hold_all(&mut self) -> Result<(), Error> {
        Ok(())
    }

    /// Indexes against tables too: SQLite answers from either.
    async fn damage(&mut self) -> Result<Vec<String>, Error> {
        let mut words: Vec<String> = query_scalar("PRAGMA integrity_check(10)")
            .fetch_all(self)
            .await
            .map_err(failed("read"))?;
        words.retain(|word| word != "ok");
        Ok(words)
    }
}
