//! What people do with a state beyond what the engine asks of a [`Store`].

use async_trait::async_trait;
use gabakura_model::Timestamp;
use gabakura_model::port::{Store, StoreError};
use gabakura_model::tenancy::TenancyId;

use crate::journal::JournalEntry;
use crate::reseal::{Resealed, Target};
use crate::seal::SealState;
use crate::transfer::{LinesIn, LinesOut, Transferred};
use crate::verify::JournalCheck;

/// A store that can be looked through, checked, copied out and filled.
///
/// `begin` and `end` refuse an illegal move, and a resource of another tenancy than the lease's,
/// with [`StoreError::IllegalMove`]; then nothing of the call is written. The same call once
/// more, under the same lease, is answered like the first: a reply that was lost can be asked
/// for again.
///
/// A lease that ran out still counts until somebody else takes the lock: nobody else can have
/// written in between. A tenancy has a record once its serial moved or an intent is open.
#[async_trait]
pub trait StateStore: Store {
    /// The newest `limit` rows of a tenancy's journal, newest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] for a row that does not parse.
    async fn journal(
        &self,
        tenancy: &TenancyId,
        limit: u32,
    ) -> Result<Vec<JournalEntry>, StoreError>;

    /// Walks every chain, replays the journal, and compares the record and the open intents with
    /// what it says. Reads everything: for audits, not for each run. Of a sealed state all of this
    /// is checked without the key; with it, also that every body is what was sealed there.
    ///
    /// # Errors
    /// Only when reading fails; what does not hold together is in [`JournalCheck::errors`].
    async fn verify_journal(&self) -> Result<JournalCheck, StoreError>;

    /// Writes every tenancy out, as it is at one moment. Locks stay behind; what is sealed stays
    /// sealed, and needs no key.
    ///
    /// # Errors
    /// [`StoreError::Database`] when reading or writing fails; what was written so far then lacks
    /// its last line, and [`StateStore::import`] refuses it.
    async fn export(&self, to: LinesOut<'_>) -> Result<Transferred, StoreError>;

    /// Takes in what [`StateStore::export`] wrote; `name` is what errors call it.
    ///
    /// # Guarantees
    /// All of it, checked like [`StateStore::verify_journal`] does, or nothing.
    ///
    /// # Errors
    /// [`StoreError::NotOurs`] for a file that is damaged, cut off or meddled with;
    /// [`StoreError::TooNew`] for a newer release's; [`StoreError::Occupied`] where a tenancy in
    /// it is in use here; [`StoreError::SealedOtherwise`] where this state is in use and not
    /// sealed with the same key.
    async fn import(&self, name: &str, from: LinesIn<'_>) -> Result<Transferred, StoreError>;

    /// Whether the state was sealed when it was opened here, and whether it can be read.
    fn seal(&self) -> SealState;

    /// Rewrites every row, sealed for other recipients with a new key, or plain. After it, this
    /// handle refuses: open the state again.
    ///
    /// # Guarantees
    /// All of it, checked like [`StateStore::verify_journal`] does before and after, or nothing.
    /// Where each chain ended before is kept.
    ///
    /// # Errors
    /// [`StoreError::KeyMissing`] for a sealed state opened without its key;
    /// [`StoreError::WrongKey`] when the identities given do not open it afterwards;
    /// [`StoreError::Locked`] while somebody holds a lock; [`StoreError::Corrupt`] where something
    /// does not hold together.
    async fn reseal(&self, to: Target<'_>, now: Timestamp) -> Result<Resealed, StoreError>;

    /// Closes the store after what is in flight. Optional: dropping it loses nothing.
    async fn close(&self);
}
