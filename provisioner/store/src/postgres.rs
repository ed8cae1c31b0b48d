//! The store in a PostgreSQL database, shared by a team.

mod dialect;
mod open;
mod patience;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use gabakura_model::Timestamp;
use gabakura_model::port::{Completion, Intent, Lease, LockInfo, Store, StoreError};
use gabakura_model::recorded::Recorded;
use gabakura_model::tenancy::TenancyId;
use sqlx::{Executor, PgConnection, PgPool};

use self::patience::{ATTEMPT_MAX, Patience};
use crate::fault::{Fault, failed};
use crate::journal::{JournalCheck, JournalEntry};
use crate::place::ServerUrl;
use crate::seal::{self, Identities, Resealed, Seal, SealState, Target};
use crate::transfer::{self, LinesIn, LinesOut, Transferred};
use crate::{StateStore, lock, read, verify, write};

/// Runs work in a transaction, again where the failure may pass. An attempt takes `$most`.
macro_rules! patiently {
    ($store:expr, $begin:expr, $most:expr, $action:literal, |$tables:ident| $work:expr) => {{
        let mut patience = Patience::new(&$store.name);
        loop {
            let attempt = async {
                let begun = $store.pool.begin_with($begin).await;
                let mut tx = begun.map_err(failed($action))?;
                let $tables: &mut PgConnection = &mut tx;
                let done = $work.await?;
                tx.commit().await.map_err(failed($action))?;
                Ok::<_, Fault>(done)
            };
            let result = patience::limited($action, $most, attempt).await;
            if let Some(answer) = patience.judge(result).await {
                break answer;
            }
        }
    }};
}

/// Runs work in a transaction, once.
macro_rules! once {
    ($store:expr, $begin:expr, $action:literal, |$tables:ident| $work:expr) => {{
        let done: Result<_, Fault> = async {
            let begun = $store.pool.begin_with($begin).await;
            let mut tx = begun.map_err(failed($action))?;
            let $tables: &mut PgConnection = &mut tx;
            let done = $work.await?;
            tx.commit().await.map_err(failed($action))?;
            Ok(done)
        }
        .await;
        done.map_err(|fault| patience::told(fault, &$store.name))
    }};
}

/// Each statement sees what was committed before it, and the row held first keeps others out:
/// nothing more is needed, whatever the server's default is.
const WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
/// A view of one moment.
const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

macro_rules! writing {
    ($store:expr, $action:literal, |$tables:ident| $work:expr) => {
        patiently!($store, WRITE, ATTEMPT_MAX, $action, |$tables| $work)
    };
}

macro_rules! reading {
    ($store:expr, |$tables:ident| $work:expr) => {
        patiently!($store, READ, ATTEMPT_MAX, "read", |$tables| $work)
    };
}

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
#[derive(Clone, Debug)]
pub struct PostgresStore {
    pool: PgPool,
    /// What errors call the database; no password in it.
    name: Arc<str>,
    seal: Seal,
    identities: Option<Identities>,
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
    /// is told to keep (`fsync = off`, a standby); [`StoreError::NotOurs`] when its schema
    /// `gabakura` is something else; [`StoreError::TooNew`] when a newer release made it;
    /// [`StoreError::WrongKey`] when none of the keys opens it.
    pub async fn open_with(url: &ServerUrl, keys: Option<&Identities>) -> Result<Self, StoreError> {
        let mut store = Self {
            pool: open::database(url).await?,
            name: url.to_string().into(),
            seal: Seal::Plain,
            identities: keys.cloned(),
        };
        store.seal = reading!(store, |tables| seal::found(tables, keys))?;
        Ok(store)
    }

    /// Leaves nothing in the tables' files of what rows held before. The server's own log and
    /// backups keep it until they are recycled.
    async fn wipe(&self) -> Result<(), sqlx::Error> {
        let tables = "VACUUM (FULL) gabakura.journal, gabakura.resource, gabakura.tenancy";
        self.pool.execute(tables).await.map(drop)
    }
}

#[async_trait]
impl Store for PostgresStore {
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
        let mut tried = None;
        writing!(self, "locked", |tables| lock::take(
            tables, &self.seal, &mut tried, tenancy, holder, now, ttl_ms
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
        let mut tried = None;
        writing!(self, "unlocked", |tables| lock::break_by_hand(
            tables, &self.seal, &mut tried, tenancy, reason, now
        ))
    }
}

#[async_trait]
impl StateStore for PostgresStore {
    async fn journal(
        &self,
        tenancy: &TenancyId,
        limit: u32,
    ) -> Result<Vec<JournalEntry>, StoreError> {
        reading!(self, |tables| read::journal(
            tables, &self.seal, tenancy, limit
        ))
    }

    /// However long it takes: it reads everything.
    async fn verify_journal(&self) -> Result<JournalCheck, StoreError> {
        patiently!(self, READ, Duration::MAX, "read", |tables| verify::verify(
            tables, &self.seal
        ))
    }

    /// Created once: what was written out cannot be taken back.
    async fn export(&self, to: LinesOut<'_>) -> Result<Transferred, StoreError> {
        once!(self, READ, "read", |tables| transfer::export(tables, to))
    }

    /// Created once: what was read cannot be read again.
    async fn import(&self, name: &str, from: LinesIn<'_>) -> Result<Transferred, StoreError> {
        once!(self, WRITE, "imported", |tables| transfer::import(
            tables,
            self.identities.as_ref(),
            name,
            from
        ))
    }

    fn seal(&self) -> SealState {
        self.seal.state()
    }

    /// Created once: a new key is drawn for it.
    async fn reseal(&self, to: Target<'_>, now: Timestamp) -> Result<Resealed, StoreError> {
        let mut done = once!(self, WRITE, "sealed", |tables| seal::convert(
            tables, &self.seal, to, now
        ))?;
        done.left_over = self.wipe().await.err().map(|error| error.to_string());
        Ok(done)
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}
