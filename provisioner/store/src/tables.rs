//! The statements: one SQL text that SQLite and PostgreSQL both read.
//!
//! [`Tables`] is all that the rest of the store knows of a database. `tables!` writes its
//! implementation once, as plain functions over a connection; the two back ends differ in what
//! [`Dialect`] asks of them and in nothing else.

use async_trait::async_trait;
use futures::stream::BoxStream;
use gabakura_model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::journal::JournalRow;

/// What the two databases do differently.
#[async_trait]
pub(crate) trait Dialect: Send {
    /// The time leases are measured by, where the caller's clock says `callers`.
    async fn lease_time(&mut self, callers: Timestamp) -> Result<Timestamp, Error>;

    /// Keeps every writer out until the transaction ends.
    async fn hold_all(&mut self) -> Result<(), Error>;

    /// Damage the database itself finds in its files.
    async fn damage(&mut self) -> Result<Vec<String>, Error>;
}

/// A tenancy's counters and the end of its journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TenancyRow {
    pub tenancy: String,
    pub serial: i64,
    pub fence: i64,
    pub journal_seq: i64,
    pub journal_hash: String,
    /// The name of the key its rows are sealed with; empty where they are plain.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seal: String,
}

/// One sealing of the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SealingRow {
    pub generation: i64,
    pub key_id: String,
    pub at: String,
    pub recipients: String,
    pub wrapped: String,
    pub former: String,
}

/// A resource on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResourceRow {
    pub tenancy: String,
    pub address: String,
    pub kind: String,
    pub id: String,
    pub body: String,
    pub seq: i64,
}

/// A held lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LockRow {
    pub tenancy: String,
    pub holder: String,
    pub since: String,
    pub until: String,
    pub fence: i64,
}

/// A serial, and a resource where the tenancy has any.
pub(crate) struct RecordedRow {
    pub serial: i64,
    pub resource: Option<ResourceRow>,
}

/// The tables, within a transaction or a single read.
#[async_trait]
pub(crate) trait Tables: Dialect {
    /// Every sealing, the newest last.
    async fn sealings(&mut self) -> Result<Vec<SealingRow>, Error>;
    /// Adds one.
    async fn add_sealing(&mut self, row: &SealingRow) -> Result<(), Error>;
    /// Names the key that every tenancy's rows are sealed with.
    async fn seal_tenancies(&mut self, key_id: &str) -> Result<(), Error>;
    /// Gives a row of a journal another body and other hashes.
    async fn rewrite_journal(&mut self, row: &JournalRow) -> Result<(), Error>;

    /// Makes a tenancy's row, unless it is there, sealed as the newest sealing says.
    async fn add_tenancy(&mut self, tenancy: &str) -> Result<(), Error>;
    /// A tenancy's row, kept from every other writer until the transaction ends. Every
    /// transaction that writes begins with it: this is what puts writers in order.
    async fn hold_tenancy(&mut self, tenancy: &str) -> Result<Option<TenancyRow>, Error>;
    /// Writes back a row that is held.
    async fn save_tenancy(&mut self, row: &TenancyRow) -> Result<(), Error>;
    /// Every tenancy's row.
    async fn tenancies(&mut self) -> Result<Vec<TenancyRow>, Error>;
    /// Tenancies whose serial moved or that have an open intent.
    async fn recorded_tenancies(&mut self) -> Result<Vec<String>, Error>;

    /// Appends to a journal.
    async fn add_journal(&mut self, row: &JournalRow) -> Result<(), Error>;
    /// The rows of one intent, oldest first.
    async fn journal_of_token(&mut self, token: &str) -> Result<Vec<JournalRow>, Error>;
    /// The newest rows, newest first.
    async fn newest_journal(&mut self, tenancy: &str, n: i64) -> Result<Vec<JournalRow>, Error>;
    /// A whole journal, oldest first.
    fn journal<'a>(&'a mut self, tenancy: &'a str) -> BoxStream<'a, Result<JournalRow, Error>>;
    /// Rows in all journals.
    async fn journal_count(&mut self) -> Result<i64, Error>;

    /// Lists an intent as open.
    async fn add_open(&mut self, token: &str, tenancy: &str, seq: i64) -> Result<(), Error>;
    /// Lists it no longer.
    async fn remove_open(&mut self, token: &str) -> Result<(), Error>;
    /// Tokens of open intents and the rows they began in.
    async fn open_tokens(&mut self, tenancy: &str) -> Result<Vec<(String, i64)>, Error>;
    /// The rows open intents began in, oldest first.
    async fn open_begins(&mut self, tenancy: &str) -> Result<Vec<JournalRow>, Error>;

    /// Puts a resource on record.
    async fn put_resource(&mut self, row: &ResourceRow) -> Result<(), Error>;
    /// Takes one off it; returns whether it was there.
    async fn remove_resource(&mut self, tenancy: &str, address: &str) -> Result<bool, Error>;
    /// Serial and resources in one statement, so that they belong together.
    async fn recorded(&mut self, tenancy: &str) -> Result<Vec<RecordedRow>, Error>;
    /// Every resource of a tenancy, the longest untouched first.
    fn resources<'a>(&'a mut self, tenancy: &'a str) -> BoxStream<'a, Result<ResourceRow, Error>>;

    /// The lock of a tenancy.
    async fn lock(&mut self, tenancy: &str) -> Result<Option<LockRow>, Error>;
    /// Every lock.
    async fn locks(&mut self) -> Result<Vec<LockRow>, Error>;
    /// Sets the lock of a tenancy.
    async fn put_lock(&mut self, row: &LockRow) -> Result<(), Error>;
    /// Removes it.
    async fn remove_lock(&mut self, tenancy: &str) -> Result<(), Error>;
}

/// Reads each of the structs from the columns that its fields are named after.
macro_rules! columns {
    ($row:ty: $($of:ident { $($column:ident),+ })+) => {$(
        impl FromRow<'_, $row> for $of {
            fn from_row(row: &$row) -> Result<Self, sqlx::Error> {
                Ok(Self { $($column: row.try_get(stringify!($column))?),+ })
            }
        }
    )+};
}
pub(crate) use columns;

/// Implements [`Tables`] for a driver's connection. `$hold` is what a statement ends with to
/// keep the row it reads from other writers.
macro_rules! tables {
    ($connection:ty, $row:ty, hold = $hold:literal) => {
        use async_trait::async_trait;
        use futures::TryStreamExt;
        use futures::stream::BoxStream;
        use sqlx::{FromRow, Row, query, query_as, query_scalar};

        use $crate::error::{Error, failed};
        use $crate::journal::JournalRow;
        use $crate::tables::{
            LockRow, RecordedRow, ResourceRow, SealingRow, Tables, TenancyRow,
        };

        $crate::tables::columns! { $row:
            TenancyRow { tenancy, serial, fence, journal_seq, journal_hash, seal }
            SealingRow { generation, key_id, at, recipients, wrapped, former }
            ResourceRow { tenancy, address, kind, id, body, seq }
            LockRow { tenancy, holder, since, until, fence }
            JournalRow {
                tenancy, seq, event, run, token, address, fence, at, body, prev_hash, hash
            }
        }

        impl FromRow<'_, $row> for RecordedRow {
            fn from_row(row: &$row) -> Result<Self, sqlx::Error> {
                let any: Option<String> = row.try_get("address")?;
                Ok(Self {
                    serial: row.try_get("serial")?,
                    resource: any.map(|_| ResourceRow::from_row(row)).transpose()?,
                })
            }
        }

        #[async_trait]
        impl Tables for $connection {
            async fn sealings(&mut self) -> Result<Vec<SealingRow>, Error> {
                query_as("SELECT * FROM sealing ORDER BY generation")
                    .fetch_all(self)
                    .await
                    .map_err(failed("read"))
            }

            async fn add_sealing(&mut self, row: &SealingRow) -> Result<(), Error> {
                query(
                    "INSERT INTO sealing (generation, key_id, at, recipients, wrapped, former)
                     VALUES ($1, $2, $3, $4, $5, $6)",
                )
                .bind(row.generation)
                .bind(&row.key_id)
                .bind(&row.at)
                .bind(&row.recipients)
                .bind(&row.wrapped)
                .bind(&row.former)
                .execute(self)
                .await
                .map_err(failed("sealed"))?;
                Ok(())
            }

            async fn seal_tenancies(&mut self, key_id: &str) -> Result<(), Error> {
                query("UPDATE tenancy SET seal = $1")
                    .bind(key_id)
                    .execute(self)
                    .await
                    .map_err(failed("sealed"))?;
                Ok(())
            }

            async fn rewrite_journal(&mut self, row: &JournalRow) -> Result<(), Error> {
                query(
                    "UPDATE journal SET body = $1, prev_hash = $2, hash = $3
                     WHERE tenancy = $4 AND seq = $5",
                )
                .bind(&row.body)
                .bind(&row.prev_hash)
                .bind(&row.hash)
                .bind(&row.tenancy)
                .bind(row.seq)
                .execute(self)
                .await
                .map_err(failed("sealed"))?;
                Ok(())
            }

            async fn add_tenancy(&mut self, tenancy: &str) -> Result<(), Error> {
                // `WHERE true`: SQLite would read `ON` as a join's.
                query(
                    "INSERT INTO tenancy (tenancy, seal)
                     SELECT $1, COALESCE(
                        (SELECT key_id FROM sealing ORDER BY generation DESC LIMIT 1), '')
                     WHERE true ON CONFLICT (tenancy) DO NOTHING",
                )
                .bind(tenancy)
                .execute(self)
                .await
                .map_err(failed("written"))?;
                Ok(())
            }

            async fn hold_tenancy(&mut self, tenancy: &str) -> Result<Option<TenancyRow>, Error> {
                query_as(concat!("SELECT * FROM tenancy WHERE tenancy = $1", $hold))
                    .bind(tenancy)
                    .fetch_optional(self)
                    .await
                    .map_err(failed("read"))
            }

            async fn save_tenancy(&mut self, row: &TenancyRow) -> Result<(), Error> {
                query(
                    "UPDATE tenancy SET serial = $1, fence = $2, journal_seq = $3,
                        journal_hash = $4 WHERE tenancy = $5",
                )
                .bind(row.serial)
                .bind(row.fence)
                .bind(row.journal_seq)
                .bind(&row.journal_hash)
                .bind(&row.tenancy)
                .execute(self)
                .await
                .map_err(failed("written"))?;
                Ok(())
            }

            async fn tenancies(&mut self) -> Result<Vec<TenancyRow>, Error> {
                query_as("SELECT * FROM tenancy")
                    .fetch_all(self)
                    .await
                    .map_err(failed("read"))
            }

            async fn recorded_tenancies(&mut self) -> Result<Vec<String>, Error> {
                query_scalar(
                    "SELECT tenancy FROM tenancy WHERE serial > 0 OR EXISTS
                        (SELECT 1 FROM open_intent WHERE open_intent.tenancy = tenancy.tenancy)",
                )
                .fetch_all(self)
                .await
                .map_err(failed("read"))
            }

            async fn add_journal(&mut self, row: &JournalRow) -> Result<(), Error> {
                query(
                    "INSERT INTO journal (tenancy, seq, event, run, token, address, fence, at,
                        body, prev_hash, hash)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                )
                .bind(&row.tenancy)
                .bind(row.seq)
                .bind(&row.event)
                .bind(&row.run)
                .bind(&row.token)
                .bind(&row.address)
                .bind(row.fence)
                .bind(&row.at)
                .bind(&row.body)
                .bind(&row.prev_hash)
                .bind(&row.hash)
                .execute(self)
                .await
                .map_err(failed("written"))?;
                Ok(())
            }

            async fn journal_of_token(&mut self, token: &str) -> Result<Vec<JournalRow>, Error> {
                query_as("SELECT * FROM journal WHERE token = $1 ORDER BY seq")
                    .bind(token)
                    .fetch_all(self)
                    .await
                    .map_err(failed("read"))
            }

            async fn newest_journal(
                &mut self,
                tenancy: &str,
                n: i64,
            ) -> Result<Vec<JournalRow>, Error> {
                query_as("SELECT * FROM journal WHERE tenancy = $1 ORDER BY seq DESC LIMIT $2")
                    .bind(tenancy)
                    .bind(n)
                    .fetch_all(self)
                    .await
                    .map_err(failed("read"))
            }

            fn journal<'a>(
                &'a mut self,
                tenancy: &'a str,
            ) -> BoxStream<'a, Result<JournalRow, Error>> {
                let rows = query_as("SELECT * FROM journal WHERE tenancy = $1 ORDER BY seq")
                    .bind(tenancy)
                    .fetch(self);
                Box::pin(rows.map_err(failed("read")))
            }

            async fn journal_count(&mut self) -> Result<i64, Error> {
                query_scalar("SELECT COUNT(*) FROM journal")
                    .fetch_one(self)
                    .await
                    .map_err(failed("read"))
            }

            async fn add_open(
                &mut self,
                token: &str,
                tenancy: &str,
                seq: i64,
            ) -> Result<(), Error> {
                query("INSERT INTO open_intent (token, tenancy, seq) VALUES ($1, $2, $3)")
                    .bind(token)
                    .bind(tenancy)
                    .bind(seq)
                    .execute(self)
                    .await
                    .map_err(failed("written"))?;
                Ok(())
            }

            async fn remove_open(&mut self, token: &str) -> Result<(), Error> {
                query("DELETE FROM open_intent WHERE token = $1")
                    .bind(token)
                    .execute(self)
                    .await
                    .map_err(failed("written"))?;
                Ok(())
            }

            async fn open_tokens(&mut self, tenancy: &str) -> Result<Vec<(String, i64)>, Error> {
                query_as("SELECT token, seq FROM open_intent WHERE tenancy = $1")
                    .bind(tenancy)
                    .fetch_all(self)
                    .await
                    .map_err(failed("read"))
            }

            async fn open_begins(&mut self, tenancy: &str) -> Result<Vec<JournalRow>, Error> {
                query_as(
                    "SELECT journal.*
                     FROM open_intent JOIN journal
                       ON journal.tenancy = open_intent.tenancy AND journal.seq = open_intent.seq
                     WHERE open_intent.tenancy = $1 ORDER BY open_intent.seq",
                )
                .bind(tenancy)
                .fetch_all(self)
                .await
                .map_err(failed("read"))
            }

            async fn put_resource(&mut self, row: &ResourceRow) -> Result<(), Error> {
                query(
                    "INSERT INTO resource (tenancy, address, kind, id, body, seq)
                     VALUES ($1, $2, $3, $4, $5, $6)
                     ON CONFLICT (tenancy, address) DO UPDATE SET
                        kind = excluded.kind, id = excluded.id,
                        body = excluded.body, seq = excluded.seq",
                )
                .bind(&row.tenancy)
                .bind(&row.address)
                .bind(&row.kind)
                .bind(&row.id)
                .bind(&row.body)
                .bind(row.seq)
                .execute(self)
                .await
                .map_err(failed("written"))?;
                Ok(())
            }

            async fn remove_resource(
                &mut self,
                tenancy: &str,
                address: &str,
            ) -> Result<bool, Error> {
                let gone = query("DELETE FROM resource WHERE tenancy = $1 AND address = $2")
                    .bind(tenancy)
                    .bind(address)
                    .execute(self)
                    .await
                    .map_err(failed("written"))?;
                Ok(gone.rows_affected() > 0)
            }

            async fn recorded(&mut self, tenancy: &str) -> Result<Vec<RecordedRow>, Error> {
                query_as(
                    "SELECT tenancy.serial, resource.*
                     FROM tenancy LEFT JOIN resource ON resource.tenancy = tenancy.tenancy
                     WHERE tenancy.tenancy = $1",
                )
                .bind(tenancy)
                .fetch_all(self)
                .await
                .map_err(failed("read"))
            }

            fn resources<'a>(
                &'a mut self,
                tenancy: &'a str,
            ) -> BoxStream<'a, Result<ResourceRow, Error>> {
                let rows = query_as("SELECT * FROM resource WHERE tenancy = $1 ORDER BY seq")
                    .bind(tenancy)
                    .fetch(self);
                Box::pin(rows.map_err(failed("read")))
            }

            async fn lock(&mut self, tenancy: &str) -> Result<Option<LockRow>, Error> {
                query_as("SELECT * FROM lock WHERE tenancy = $1")
                    .bind(tenancy)
                    .fetch_optional(self)
                    .await
                    .map_err(failed("read"))
            }

            async fn locks(&mut self) -> Result<Vec<LockRow>, Error> {
                query_as("SELECT * FROM lock")
                    .fetch_all(self)
                    .await
                    .map_err(failed("read"))
            }

            async fn put_lock(&mut self, row: &LockRow) -> Result<(), Error> {
                query(
                    "INSERT INTO lock (tenancy, holder, since, until, fence)
                     VALUES ($1, $2, $3, $4, $5)
                     ON CONFLICT (tenancy) DO UPDATE SET
                        holder = excluded.holder, since = excluded.since,
                        until = excluded.until, fence = excluded.fence",
                )
                .bind(&row.tenancy)
                .bind(&row.holder)
                .bind(&row.since)
                .bind(&row.until)
                .bind(row.fence)
                .execute(self)
                .await
                .map_err(failed("locked"))?;
                Ok(())
            }

            async fn remove_lock(&mut self, tenancy: &str) -> Result<(), Error> {
                query("DELETE FROM lock WHERE tenancy = $1")
                    .bind(tenancy)
                    .execute(self)
                    .await
                    .map_err(failed("unlocked"))?;
                Ok(())
            }
        }
    };
}
pub(crate) use tables;
