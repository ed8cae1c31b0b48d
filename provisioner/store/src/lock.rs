//! Locks: one holder a tenancy, a number that only grows, an end in time.

use gabakura_model::Timestamp;
use gabakura_model::port::{Lease, LockInfo, StoreError};
use gabakura_model::tenancy::TenancyId;
use jiff::SignedDuration;
use serde::Serialize;

use crate::chain::{HeldTenancy, Note};
use crate::error::{Error, corrupt};
use crate::journal::JournalEvent;
use crate::seal::{Mark, Seal};
use crate::tables::{LockRow, Tables};

/// Rows looked through for a note whose commit was not confirmed. The next holder may have
/// written some meanwhile; seconds pass between attempts, not more.
const LOOK_BACK: i64 = 10_000;

/// Takes the lock, if nobody holds it or its time is up.
///
/// `tried` keeps what an earlier attempt of this very call wrote: if its commit went through and
/// only the reply was lost, the lock found is our own.
pub(crate) async fn acquire(
    tables: &mut dyn Tables,
    seal: &Seal,
    tried: &mut Option<LockRow>,
    tenancy: &TenancyId,
    holder: &str,
    callers_now: Timestamp,
    ttl_ms: u64,
) -> Result<Lease, Error> {
    let key = tenancy.to_string();
    tables.add_tenancy(&key).await?;
    let held = HeldTenancy::of(tables, seal, tenancy).await?;
    let mut held = held.ok_or_else(|| corrupt(format!("the row of `{tenancy}` is missing")))?;
    let now = tables.lease_time(callers_now).await?;
    let lease = |fence| Lease {
        tenancy: tenancy.clone(),
        fence,
        holder: holder.to_owned(),
    };
    if let Some(found) = tables.lock(&key).await? {
        if tried.as_ref() == Some(&found) {
            return Ok(lease(found.fence));
        }
        refuse_held(found, now)?;
    }
    held.0.fence += 1;
    let lock = LockRow {
        tenancy: key,
        holder: holder.to_owned(),
        since: now.to_string(),
        until: end_of(now, ttl_ms).to_string(),
        fence: held.0.fence,
    };
    tables.put_lock(&lock).await?;
    held.save(tables).await?;
    let fence = lock.fence;
    *tried = Some(lock);
    Ok(lease(fence))
}

/// Moves the end of a lock that is still ours.
pub(crate) async fn renew(
    tables: &mut dyn Tables,
    seal: &Seal,
    lease: &Lease,
    callers_now: Timestamp,
    ttl_ms: u64,
) -> Result<(), Error> {
    let held = HeldTenancy::under(tables, seal, lease).await?;
    let now = tables.lease_time(callers_now).await?;
    if let Some(lock) = tables.lock(&held.0.tenancy).await? {
        let until = end_of(now, ttl_ms).to_string();
        tables.put_lock(&LockRow { until, ..lock }).await?;
    }
    Ok(())
}

/// Gives the lock back; one that is no longer ours stays.
pub(crate) async fn release(
    tables: &mut dyn Tables,
    seal: &Seal,
    lease: &Lease,
) -> Result<(), Error> {
    match HeldTenancy::under(tables, seal, lease).await {
        Ok(held) => tables.remove_lock(&held.0.tenancy).await,
        Err(Error::Refused(StoreError::LockLost { .. })) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Every lock, by tenancy; those whose time is up but that nobody took over included.
pub(crate) async fn list(tables: &mut dyn Tables) -> Result<Vec<LockInfo>, Error> {
    let mut rows = tables.locks().await?;
    rows.sort_by(|a, b| a.tenancy.cmp(&b.tenancy));
    rows.into_iter().map(lock_info).collect()
}

/// What the journal keeps of a broken lock.
#[derive(Serialize)]
struct Broken<'a> {
    lock: &'a LockInfo,
    reason: &'a str,
}

/// Breaks a lock, whoever holds it, and notes it. Without a lock nothing happens.
///
/// `tried` keeps the hash of the note an earlier attempt of this very call wrote: if its commit
/// went through and only the reply was lost, the note is in the journal.
pub(crate) async fn break_lock(
    tables: &mut dyn Tables,
    seal: &Seal,
    tried: &mut Option<String>,
    tenancy: &TenancyId,
    reason: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let Some(mut held) = HeldTenancy::of(tables, seal, tenancy).await? else {
        return Ok(false);
    };
    if let Some(tried) = tried {
        let newest = tables.newest_journal(&held.0.tenancy, LOOK_BACK).await?;
        if newest.iter().any(|row| row.hash == *tried) {
            return Ok(true);
        }
    }
    let Some(lock) = tables.lock(&held.0.tenancy).await? else {
        return Ok(false);
    };
    let lock = lock_info(lock)?;
    let body = Broken {
        lock: &lock,
        reason,
    };
    let note = Note {
        event: JournalEvent::LockBroken,
        intent: None,
        fence: lock.fence,
        at: Some(now),
        body: &body,
        mark: Mark::Nothing,
    };
    held.append(tables, note).await?;
    *tried = Some(held.0.journal_hash.clone());
    tables.remove_lock(&held.0.tenancy).await?;
    held.save(tables).await?;
    Ok(true)
}

/// Refuses what a lock forbids whose time is not up.
pub(crate) fn refuse_held(lock: LockRow, now: Timestamp) -> Result<(), Error> {
    let lock = lock_info(lock)?;
    if lock.until <= now {
        return Ok(());
    }
    Err(Error::Refused(StoreError::Locked {
        tenancy: lock.tenancy,
        holder: lock.holder,
        since: lock.since,
    }))
}

/// A lock, parsed.
fn lock_info(row: LockRow) -> Result<LockInfo, Error> {
    let tenancy = row.tenancy;
    let bad = |what| corrupt(format!("the lock on `{tenancy}` has an unreadable {what}"));
    Ok(LockInfo {
        since: row.since.parse().map_err(|_| bad("start"))?,
        until: row.until.parse().map_err(|_| bad("end"))?,
        tenancy: tenancy.parse().map_err(|_| bad("tenancy"))?,
        holder: row.holder,
        fence: row.fence,
    })
}

/// The end of a lease; one beyond the calendar never ends.
fn end_of(now: Timestamp, ttl_ms: u64) -> Timestamp {
    let ttl = SignedDuration::from_millis(i64::try_from(ttl_ms).unwrap_or(i64::MAX));
    now.checked_add(ttl).unwrap_or(Timestamp::MAX)
}
