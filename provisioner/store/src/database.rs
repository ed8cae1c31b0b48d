//! The store over any of the databases: each verb in a transaction of its own.
//!
//! A [`BackEnd`] says how its database is entered, which of its errors are transient, and how it
//! leaves nothing behind. Everything else is the same for all of them.

use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;
use gabakura_model::Timestamp;
use gabakura_model::port::{Completion, Intent, Lease, LockInfo, Store, StoreError};
use gabakura_model::recorded::Recorded;
use gabakura_model::tenancy::TenancyId;
use sqlx::Transaction;

use crate::error::{Error, failed};
use crate::journal::JournalEntry;
use crate::reseal::{self, Resealed, Target};
use crate::retry::{Retry, limited};
use crate::seal::{self, Identities, Seal, SealState};
use crate::state::StateStore;
use crate::tables::Tables;
use crate::transfer::{self, LinesIn, LinesOut, Transferred};
use crate::verify::{self, JournalCheck};
use crate::{lock, read, write};

/// What a transaction may do.
#[derive(Clone, Copy)]
pub(crate) enum Access {
    /// Read, from a view of one moment.
    Read,
    /// Read and write.
    Write,
}

/// One of the databases.
#[async_trait]
pub(crate) trait BackEnd: Send + Sync {
    type Database: sqlx::Database<Connection: Tables>;

    /// The longest time of one attempt, where the database sets none itself.
    const ATTEMPT_MAX: Option<Duration>;

    /// Begins a transaction.
    async fn begin(
        &self,
        access: Access,
    ) -> Result<Transaction<'static, Self::Database>, sqlx::Error>;

    /// Whether a failed call is worth another attempt.
    fn is_transient(error: &sqlx::Error) -> bool;

    /// An error as the caller sees it.
    fn store_error(&self, error: Error) -> StoreError;

    /// Leaves nothing in the database's files of what rows held before.
    async fn wipe(&self) -> Result<(), sqlx::Error>;

    /// Closes the connections after what is in flight.
    async fn close(&self);
}

/// The record, the journal and the locks, in a database of the back end `B`.
#[derive(Clone, Debug)]
pub struct DatabaseStore<B> {
    back_end: B,
    seal: Seal,
    identities: Option<Identities>,
}

/// One attempt at work in a transaction of its own.
macro_rules! attempt {
    ($store:expr, $access:ident, $action:literal, |$tables:ident| $work:expr) => {
        async {
            let begun = $store.back_end.begin(Access::$access).await;
            let mut transaction = begun.map_err(failed($action))?;
            let $tables: &mut dyn Tables = &mut *transaction;
            let done = $work.await?;
            transaction.commit().await.map_err(failed($action))?;
            Ok::<_, Error>(done)
        }
    };
}

/// Attempts of `$most` each, until one succeeds or fails for good.
macro_rules! retried {
    ($most:expr, $store:expr, $access:ident, $action:literal, |$tables:ident| $work:expr) => {{
        let mut retry = Retry::while_transient(B::is_transient);
        loop {
            let attempt = attempt!($store, $access, $action, |$tables| $work);
            let result = limited($action, $most, attempt).await;
            if let Some(result) = retry.judge(result).await {
                break result.map_err(|error| $store.back_end.store_error(error));
            }
        }
    }};
}

/// A single attempt, for work that cannot be repeated.
macro_rules! once {
    ($store:expr, $access:ident, $action:literal, |$tables:ident| $work:expr) => {{
        let result = attempt!($store, $access, $action, |$tables| $work).await;
        result.map_err(|error| $store.back_end.store_error(error))
    }};
}

macro_rules! reading {
    ($store:expr, |$tables:ident| $work:expr) => {
        retried!(B::ATTEMPT_MAX, $store, Read, "read", |$tables| $work)
    };
}

macro_rules! writing {
    ($store:expr, $action:literal, |$tables:ident| $work:expr) => {
        retried!(B::ATTEMPT_MAX, $store, Write, $action, |$tables| $work)
    };
}

/// The store over a database that was just entered. What is sealed in it can be read if one of
/// `keys` opens it.
pub(crate) async fn over<B: BackEnd>(
    back_end: B,
    keys: Option<&Identities>,
) -> Result<DatabaseStore<B>, StoreError> {
    let mut store = DatabaseStore {
        back_end,
        seal: Seal::Plain,
        identities: keys.cloned(),
    };
    store.seal = reading!(store, |tables| seal::found(tables, keys))?;
    Ok(store)
}

#[async_trait]
impl<B: BackEnd> Store for DatabaseStore<B> {
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
        writing!(self, "locked", |tables| lock::acquire(
            tables, &self.seal, &mut tried, tenancy, holder, now, ttl_ms
        ))
    }

    async fn renew(&self, lease: &Lease, now: Timestamp, ttl_ms: u64) -> Result<(), StoreError> {
        writing!(self, "locked", |tables| lock::renew(
            tables, &self.seal, lease, now, ttl_ms
        ))
    }

    async fn unlock(&self, lease: &Lease) -> Result<(), StoreError> {
        writing!(self, "unlocked", |tables| lock::release(
            tables, &self.seal, lease
        ))
    }

    async fn locks(&self) -> Result<Vec<LockInfo>, StoreError> {
        reading!(self, |tables| lock::list(tables))
    }

    async fn break_lock(
        &self,
        tenancy: &TenancyId,
        reason: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tried = None;
        writing!(self, "unlocked", |tables| lock::break_lock(
            tables, &self.seal, &mut tried, tenancy, reason, now
        ))
    }
}

#[async_trait]
impl<B: BackEnd> StateStore for DatabaseStore<B> {
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
        retried!(None, self, Read, "read", |tables| verify::verify(
            tables, &self.seal
        ))
    }

    /// Tried once: what was written out cannot be taken back.
    async fn export(&self, to: LinesOut<'_>) -> Result<Transferred, StoreError> {
        once!(self, Read, "read", |tables| transfer::export(tables, to))
    }

    /// Tried once: what was read cannot be read again.
    async fn import(&self, name: &str, from: LinesIn<'_>) -> Result<Transferred, StoreError> {
        let keys = self.identities.as_ref();
        once!(self, Write, "imported", |tables| transfer::import(
            tables, keys, name, from
        ))
    }

    fn seal(&self) -> SealState {
        self.seal.state()
    }

    /// Tried once: a new key is drawn for it.
    async fn reseal(&self, to: Target<'_>, now: Timestamp) -> Result<Resealed, StoreError> {
        let mut done = once!(self, Write, "sealed", |tables| reseal::reseal(
            tables, &self.seal, to, now
        ))?;
        let wiped = self.back_end.wipe().await;
        done.left_over = wiped.err().map(|error| error.to_string());
        Ok(done)
    }

    async fn close(&self) {
        self.back_end.close().await;
    }
}
