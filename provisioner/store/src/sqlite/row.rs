//! How rows come out of SQLite.

use gabakura_model::port::{LockInfo, StoreError};
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row};

use crate::journal::JournalRow;

impl FromRow<'_, SqliteRow> for JournalRow {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            tenancy: row.try_get("tenancy")?,
            seq: row.try_get("seq")?,
            event: row.try_get("event")?,
            run: row.try_get("run")?,
            token: row.try_get("token")?,
            address: row.try_get("address")?,
            fence: row.try_get("fence")?,
            at: row.try_get("at")?,
            body: row.try_get("body")?,
            prev_hash: row.try_get("prev_hash")?,
            hash: row.try_get("hash")?,
        })
    }
}

/// A lock's columns: tenancy, holder, since, until, fence.
pub(super) type LockRow = (String, String, String, String, i64);

/// A lock, parsed.
pub(super) fn lock_info(row: LockRow) -> Result<LockInfo, StoreError> {
    let (tenancy, holder, since, until, fence) = row;
    let bad =
        |what| StoreError::Corrupt(format!("the lock on `{tenancy}` has an unreadable {what}"));
    Ok(LockInfo {
        since: since.parse().map_err(|_| bad("start"))?,
        until: until.parse().map_err(|_| bad("end"))?,
        tenancy: tenancy.parse().map_err(|_| bad("tenancy"))?,
        holder,
        fence,
    })
}
