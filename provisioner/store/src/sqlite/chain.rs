//! Appending to a tenancy's journal.

use gabakura_model::Timestamp;
use gabakura_model::port::{Intent, StoreError};
use gabakura_model::tenancy::TenancyId;
use serde::Serialize;
use sqlx::{SqliteConnection, query, query_as};

use super::error::failed;
use crate::journal::{JournalEvent, JournalRow};

/// The end of a tenancy's journal, within a transaction.
pub(super) struct Journal {
    tenancy: String,
    seq: i64,
    hash: String,
}

/// What to append.
pub(super) struct Note<'a, B> {
    pub event: JournalEvent,
    /// The intent it is about; `None` for a broken lock.
    pub intent: Option<&'a Intent>,
    pub fence: i64,
    pub at: Option<Timestamp>,
    pub body: &'a B,
}

impl Journal {
    /// Finds the end. The caller's transaction keeps others from moving it.
    pub async fn at_end(
        connection: &mut SqliteConnection,
        tenancy: &TenancyId,
    ) -> Result<Self, StoreError> {
        let tenancy = tenancy.to_string();
        let (seq, hash) =
            query_as("SELECT journal_seq, journal_hash FROM tenancy WHERE tenancy = $1")
                .bind(&tenancy)
                .fetch_one(connection)
                .await
                .map_err(failed("read"))?;
        Ok(Self { tenancy, seq, hash })
    }

    /// Appends a row; returns its position.
    pub async fn append<B: Serialize + Sync>(
        &mut self,
        connection: &mut SqliteConnection,
        note: Note<'_, B>,
    ) -> Result<i64, StoreError> {
        let mut row = JournalRow {
            tenancy: self.tenancy.clone(),
            seq: self.seq + 1,
            event: note.event.as_str().to_owned(),
            run: note.intent.map(|intent| intent.run.clone()),
            token: note.intent.map(|intent| intent.token.clone()),
            address: note.intent.map(|intent| intent.address.to_string()),
            fence: note.fence,
            at: note.at.map(|at| at.to_string()),
            body: json(note.body)?,
            prev_hash: std::mem::take(&mut self.hash),
            hash: String::new(),
        };
        row.hash = row.hash_of_content();
        self.seq = row.seq;
        self.hash.clone_from(&row.hash);
        insert(connection, row).await?;
        Ok(self.seq)
    }

    /// Keeps the new end.
    pub async fn save(self, connection: &mut SqliteConnection) -> Result<(), StoreError> {
        query("UPDATE tenancy SET journal_seq = $1, journal_hash = $2 WHERE tenancy = $3")
            .bind(self.seq)
            .bind(self.hash)
            .bind(self.tenancy)
            .execute(connection)
            .await
            .map_err(failed("written"))?;
        Ok(())
    }
}

async fn insert(connection: &mut SqliteConnection, row: JournalRow) -> Result<(), StoreError> {
    query(
        "INSERT INTO journal
            (tenancy, seq, event, run, token, address, fence, at, body, prev_hash, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(row.tenancy)
    .bind(row.seq)
    .bind(row.event)
    .bind(row.run)
    .bind(row.token)
    .bind(row.address)
    .bind(row.fence)
    .bind(row.at)
    .bind(row.body)
    .bind(row.prev_hash)
    .bind(row.hash)
    .execute(connection)
    .await
    .map_err(failed("written"))?;
    Ok(())
}

/// The JSON text of a body.
pub(super) fn json(body: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(body).map_err(|error| StoreError::Database {
        action: "written",
        message: error.to_string(),
    })
}
