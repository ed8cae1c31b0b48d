//! Sealing a state, sealing it with a new key, and unsealing it: every row, in one transaction.

use futures::TryStreamExt;
use gabakura_model::Timestamp;
use gabakura_model::port::StoreError;
use serde::{Deserialize, Serialize};

use crate::chain::json;
use crate::error::{Error, corrupt};
use crate::journal::{Chain, JournalEvent, JournalRow, OutcomeBody, digest};
use crate::lock::refuse_held;
use crate::seal::{DataKey, Identities, Mark, Recipients, Seal};
use crate::tables::{ResourceRow, SealingRow, Tables, TenancyRow};
use crate::verify::verify;

/// How a state is to be kept from now on.
#[derive(Clone, Copy)]
pub enum Target<'a> {
    /// Plain.
    Plain,
    /// Sealed with a new key for `recipients`. One of `identities` must open it: a state that
    /// nobody here can read any more is not made.
    Sealed {
        /// Who can open it.
        recipients: &'a Recipients,
        /// Who proves that it opens.
        identities: &'a Identities,
    },
}

/// What was rewritten.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resealed {
    /// Tenancies.
    pub tenancies: u64,
    /// Rows of their journals.
    pub entries: u64,
    /// Resources on record.
    pub resources: u64,
    /// Why what was there before may still lie in the database's files, where it may.
    pub left_over: Option<String>,
}

/// Rewrites every row. The caller's transaction makes it all or nothing.
pub(crate) async fn reseal(
    tables: &mut dyn Tables,
    from: &Seal,
    to: Target<'_>,
    now: Timestamp,
) -> Result<Resealed, Error> {
    if let Seal::Shut(_) = from {
        return Err(StoreError::KeyMissing.into());
    }
    tables.hold_all().await?;
    let sealings = tables.sealings().await?;
    if sealings.last().map_or("", |row| &row.key_id) != from.key_id() {
        return Err(StoreError::Resealed.into());
    }
    refuse_while_locked(tables, now).await?;
    // What does not hold together must not get new hashes.
    let check = verify(tables, from).await?;
    if let Some(error) = check.errors.first() {
        return Err(corrupt(error.problem.clone()));
    }
    let (to, recipients, wrapped) = match to {
        Target::Plain => (Seal::Plain, Vec::new(), String::new()),
        Target::Sealed {
            recipients,
            identities,
        } => {
            let (key, wrapped) = DataKey::draw(recipients)?;
            let opened = DataKey::unwrap(&key.id, &wrapped, identities)?;
            (Seal::Open(opened.into()), recipients.texts(), wrapped)
        }
    };
    tables
        .add_sealing(&SealingRow {
            generation: sealings.last().map_or(0, |row| row.generation) + 1,
            key_id: to.key_id().to_owned(),
            at: now.to_string(),
            recipients: json(&recipients)?,
            wrapped,
            former: json(
                &check
                    .chains
                    .iter()
                    .filter(|end| end.seq > 0)
                    .collect::<Vec<&Chain>>(),
            )?,
        })
        .await?;
    tables.seal_tenancies(to.key_id()).await?;
    let mut sum = Resealed::default();
    for tenancy in tables.tenancies().await? {
        rewrite(tables, from, &to, tenancy, &mut sum).await?;
    }
    let check = verify(tables, &to).await?;
    match check.errors.first() {
        Some(error) => Err(corrupt(error.problem.clone())),
        None => Ok(sum),
    }
}

/// Whoever holds a lock knows the old key, and could not note its outcomes any more.
async fn refuse_while_locked(tables: &mut dyn Tables, now: Timestamp) -> Result<(), Error> {
    let now = tables.lease_time(now).await?;
    let locks = tables.locks().await?;
    locks
        .into_iter()
        .try_for_each(|lock| refuse_held(lock, now))
}

/// Rewrites a tenancy: first its resources, whose digests its journal holds.
async fn rewrite(
    tables: &mut dyn Tables,
    from: &Seal,
    to: &Seal,
    mut tenancy: TenancyRow,
    sum: &mut Resealed,
) -> Result<(), Error> {
    sum.tenancies += 1;
    let resources: Vec<ResourceRow> = tables.resources(&tenancy.tenancy).try_collect().await?;
    let mut kept = std::collections::BTreeMap::new();
    for mut row in resources {
        sum.resources += 1;
        row.body = from.resource_body(&row)?.into_owned();
        row.id = id_of(&row)?;
        to.close_resource(&mut row)?;
        kept.insert(row.seq, digest(&row.body));
        tables.put_resource(&row).await?;
    }
    let rows: Vec<JournalRow> = tables.journal(&tenancy.tenancy).try_collect().await?;
    let mut hash = String::new();
    for mut row in rows {
        sum.entries += 1;
        row.body = from.journal_body(&row)?.into_owned();
        let mark = mark_of(&row, kept.get(&row.seq))?;
        row.prev_hash = std::mem::take(&mut hash);
        to.close_journal(&mut row, &mark)?;
        row.hash = row.hash_of_content();
        tables.rewrite_journal(&row).await?;
        hash.clone_from(&row.hash);
    }
    tenancy.journal_hash = hash;
    tables.save_tenancy(&tenancy).await
}

/// The mark of an open row. A resource that is on record gets its digest as it is kept now; one
/// that was replaced or removed since gets none: the digest of its plain text fits nothing now.
fn mark_of(row: &JournalRow, kept: Option<&String>) -> Result<Mark, Error> {
    let event: JournalEvent = row.event.parse()?;
    if matches!(event, JournalEvent::Begin | JournalEvent::LockBroken) {
        return Ok(Mark::Nothing);
    }
    let body: OutcomeBody = serde_json::from_str(&row.body)
        .map_err(|error| corrupt(format!("journal row {}: {error}", row.seq)))?;
    Ok(Mark::of(body.record, kept.cloned()))
}

/// What the cloud calls a resource, from its open body.
fn id_of(row: &ResourceRow) -> Result<String, Error> {
    let found: gabakura_model::recorded::RecordedResource = serde_json::from_str(&row.body)
        .map_err(|error| corrupt(format!("the record of `{}`: {error}", row.address)))?;
    Ok(found.id)
}
