//! A tenancy held for writing, and the end of its journal.

use gabakura_model::Timestamp;
use gabakura_model::port::{Intent, Lease, StoreError};
use gabakura_model::tenancy::TenancyId;
use serde::Serialize;

use crate::error::{Error, corrupt};
use crate::journal::{JournalEvent, JournalRow};
use crate::seal::{Mark, Seal};
use crate::tables::{Tables, TenancyRow};

/// A tenancy that nobody else writes to until the transaction ends.
pub(crate) struct HeldTenancy<'s>(pub TenancyRow, &'s Seal);

/// What to append.
pub(crate) struct Note<'a, B> {
    pub event: JournalEvent,
    /// The intent it is about; `None` for a broken lock.
    pub intent: Option<&'a Intent>,
    pub fence: i64,
    pub at: Option<Timestamp>,
    pub body: &'a B,
    /// What of the body must be known without the key.
    pub mark: Mark,
}

impl<'s> HeldTenancy<'s> {
    /// Holds a tenancy; `None` where it was never locked.
    ///
    /// # Errors
    /// [`StoreError::Resealed`] when its rows are not kept as `seal` says.
    pub async fn of(
        tables: &mut dyn Tables,
        seal: &'s Seal,
        tenancy: &TenancyId,
    ) -> Result<Option<Self>, Error> {
        match tables.hold_tenancy(&tenancy.to_string()).await? {
            Some(row) if row.seal != seal.key_id() => Err(StoreError::Resealed.into()),
            row => Ok(row.map(|row| Self(row, seal))),
        }
    }

    /// Holds the tenancy of a lease, if the lease is its newest. One that ran out counts until it
    /// is taken over: nobody else can have written meanwhile.
    ///
    /// The lock is read after the row is held: nobody can take it between here and the commit.
    pub async fn under(
        tables: &mut dyn Tables,
        seal: &'s Seal,
        lease: &Lease,
    ) -> Result<Self, Error> {
        let lost = || StoreError::LockLost {
            tenancy: lease.tenancy.clone(),
        };
        let held = Self::of(tables, seal, &lease.tenancy)
            .await?
            .ok_or_else(lost)?;
        let lock = tables.lock(&held.0.tenancy).await?;
        if lock.is_some_and(|lock| lock.fence == lease.fence) {
            Ok(held)
        } else {
            Err(lost().into())
        }
    }

    /// Where the next row will stand.
    pub fn next_seq(&self) -> i64 {
        self.0.journal_seq + 1
    }

    /// Appends a row; returns its position. The new end is kept by [`HeldTenancy::save`].
    pub async fn append<B: Serialize + Sync>(
        &mut self,
        tables: &mut dyn Tables,
        note: Note<'_, B>,
    ) -> Result<i64, Error> {
        let mut row = JournalRow {
            tenancy: self.0.tenancy.clone(),
            seq: self.next_seq(),
            event: note.event.as_str().to_owned(),
            run: note.intent.map(|intent| intent.run.clone()),
            token: note.intent.map(|intent| intent.token.clone()),
            address: note.intent.map(|intent| intent.address.to_string()),
            fence: note.fence,
            at: note.at.map(|at| at.to_string()),
            body: json(note.body)?,
            prev_hash: std::mem::take(&mut self.0.journal_hash),
            hash: String::new(),
        };
        self.1.close_journal(&mut row, &note.mark)?;
        row.hash = row.hash_of_content();
        tables.add_journal(&row).await?;
        self.0.journal_seq = row.seq;
        self.0.journal_hash = row.hash;
        Ok(row.seq)
    }

    /// Keeps the counters and the journal's new end.
    pub async fn save(self, tables: &mut dyn Tables) -> Result<(), Error> {
        tables.save_tenancy(&self.0).await
    }
}

/// The JSON text of a body.
pub(crate) fn json(body: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(body).map_err(|error| corrupt(error.to_string()))
}
