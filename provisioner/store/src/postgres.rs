//! The store in a PostgreSQL database, shared by a team.

mod dialect;
mod error;
mod open;
pub(crate) mod url;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use gabakura_model::port::StoreError;
use sqlx::{Executor, PgPool, Postgres, Transaction};

use self::url::ServerUrl;
use crate::database::{Access, BackEnd, DatabaseStore, over};
use crate::error::Error;
use crate::seal::Identities;

/// The record, the journal and the locks, in the schema `gabakura` of a PostgreSQL database.
///
/// # Guarantees
/// - What returned `Ok` is on the server's disk, whatever `synchronous_commit` the role has.
/// - Each call is one transaction that first holds its tenancy's row: writers to one tenancy
///   queue, writers to others never meet.
/// - Leases are measured by the server's clock, so callers' clocks may differ.
/// - A call whose connection is lost is made again on a new one for half a minute. If its commit
///   had gone through, the second time finds that out and writes nothing.
///
/// # Assumptions
/// Connections are sessions: a pooler in between must not share them between transactions.
pub type PostgresStore = DatabaseStore<PostgresServer>;

/// The connections to a database.
#[derive(Clone, Debug)]
pub struct PostgresServer {
    pool: PgPool,
    /// What errors call the database; no password in it.
    name: Arc<str>,
}

impl PostgresStore {
    /// The same as [`PostgresStore::open_with`] without a key.
    ///
    /// # Errors
    /// Those of [`PostgresStore::open_with`].
    pub async fn open(url: &ServerUrl) -> Result<Self, StoreError> {
        Self::open_with(url, None).await
    }

    /// Opens the database; makes the schema in it when there is none. What is in a sealed one can
    /// be read if one of `keys` opens it.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] when there is no way in, or the server does not keep what it
    /// confirms (`fsync = off`, a standby); [`StoreError::NotOurs`] when its schema
    /// `gabakura` is something else; [`StoreError::TooNew`] when a newer release made it;
    /// [`StoreError::WrongKey`] when none of the keys opens it.
    pub async fn open_with(url: &ServerUrl, keys: Option<&Identities>) -> Result<Self, StoreError> {
        let (pool, name) = (open::database(url).await?, url.to_string().into());
        over(PostgresServer { pool, name }, keys).await
    }
}

#[async_trait]
impl BackEnd for PostgresServer {
    type Database = Postgres;

    /// Ours take milliseconds; a connection silent for longer leads nowhere.
    const ATTEMPT_MAX: Option<Duration> = Some(Duration::from_secs(15));

    async fn begin(&self, access: Access) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
        self.pool
            .begin_with(match access {
                Access::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                Access::Write => open::WRITE,
            })
            .await
    }

    fn is_transient(error: &sqlx::Error) -> bool {
        error::is_transient(error)
    }

    fn store_error(&self, error: Error) -> StoreError {
        error::store_error(error, &self.name)
    }

    /// The server's own log and backups keep what rows held until they are recycled.
    async fn wipe(&self) -> Result<(), sqlx::Error> {
        let tables = "VACUUM (FULL) gabakura.journal, gabakura.resource, gabakura.tenancy";
        self.pool.execute(tables).await.map(drop)
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}
