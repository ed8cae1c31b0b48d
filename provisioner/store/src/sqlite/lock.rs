//! Locks: one holder a tenancy, a number that only grows, an end in time.

use gabakura_model::Timestamp;
use gabakura_model::port::{Lease, LockInfo, StoreError};
use gabakura_model::tenancy::TenancyId;
use jiff::SignedDuration;
use serde::Serialize;
use sqlx::{SqliteConnection, SqlitePool, query, query_as, query_scalar};

use super::chain::{Journal, Note};
use super::error::failed;
use super::row::{LockRow, lock_info};
use super::write::{BEGIN, check_lease};
use crate::journal::JournalEvent;

/// Takes the lock, if nobody holds it or its time is up.
pub(super) async fn take(
    pool: &SqlitePool,
    tenancy: &TenancyId,
    holder: &str,
    now: Timestamp,
    ttl_ms: u64,
) -> Result<Lease, StoreError> {
    let mut tx = pool.begin_with(BEGIN).await.map_err(failed("locked"))?;
    if let Some(held) = held(&mut tx, tenancy).await?
        && held.until > now
    {
        let LockInfo {
            tenancy,
            holder,
            since,
            ..
        } = held;
        return Err(StoreError::Locked {
            tenancy,
            holder,
            since,
        });
    }
    let fence: i64 = query_scalar(
        "INSERT INTO tenancy (tenancy, fence) VALUES ($1, 1)
         ON CONFLICT (tenancy) DO UPDATE SET fence = tenancy.fence + 1 RETURNING fence",
    )
    .bind(tenancy.to_string())
    .fetch_one(&mut *tx)
    .await
    .map_err(failed("locked"))?;
    query(
        "INSERT INTO lock (tenancy, holder, since, until, fence) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenancy) DO UPDATE SET
            holder = excluded.holder, since = excluded.since,
            until = excluded.until, fence = excluded.fence",
    )
    .bind(tenancy.to_string())
    .bind(holder)
    .bind(now.to_string())
    .bind(end_of(now, ttl_ms).to_string())
    .bind(fence)
    .execute(&mut *tx)
    .await
    .map_err(failed("locked"))?;
    tx.commit().await.map_err(failed("locked"))?;
    Ok(Lease {
        tenancy: tenancy.clone(),
        fence,
        holder: holder.to_owned(),
    })
}

/// Moves the end of a lock that is still ours.
pub(super) async fn renew(
    pool: &SqlitePool,
    lease: &Lease,
    now: Timestamp,
    ttl_ms: u64,
) -> Result<(), StoreError> {
    let mut tx = pool.begin_with(BEGIN).await.map_err(failed("locked"))?;
    check_lease(&mut tx, lease).await?;
    query("UPDATE lock SET until = $1 WHERE tenancy = $2")
        .bind(end_of(now, ttl_ms).to_string())
        .bind(lease.tenancy.to_string())
        .execute(&mut *tx)
        .await
        .map_err(failed("locked"))?;
    tx.commit().await.map_err(failed("locked"))
}

/// Gives the lock back; one that is no longer ours stays.
pub(super) async fn give_back(pool: &SqlitePool, lease: &Lease) -> Result<(), StoreError> {
    query("DELETE FROM lock WHERE tenancy = $1 AND fence = $2")
        .bind(lease.tenancy.to_string())
        .bind(lease.fence)
        .execute(pool)
        .await
        .map_err(failed("unlocked"))?;
    Ok(())
}

/// Every lock, by tenancy; those whose time is up but that nobody took over included.
pub(super) async fn all(pool: &SqlitePool) -> Result<Vec<LockInfo>, StoreError> {
    let rows: Vec<LockRow> =
        query_as("SELECT tenancy, holder, since, until, fence FROM lock ORDER BY tenancy")
            .fetch_all(pool)
            .await
            .map_err(failed("read"))?;
    rows.into_iter().map(lock_info).collect()
}

/// What the journal keeps of a broken lock.
#[derive(Serialize)]
struct Broken<'a> {
    lock: &'a LockInfo,
    reason: &'a str,
}

/// Breaks a lock, whoever holds it, and notes it. Without a lock nothing happens.
pub(super) async fn break_by_hand(
    pool: &SqlitePool,
    tenancy: &TenancyId,
    reason: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut tx = pool.begin_with(BEGIN).await.map_err(failed("unlocked"))?;
    let Some(lock) = held(&mut tx, tenancy).await? else {
        return Ok(false);
    };
    let mut journal = Journal::at_end(&mut tx, tenancy).await?;
    let note = Note {
        event: JournalEvent::LockBroken,
        intent: None,
        fence: lock.fence,
        at: Some(now),
        body: &Broken {
            lock: &lock,
            reason,
        },
    };
    journal.append(&mut tx, note).await?;
    journal.save(&mut tx).await?;
    query("DELETE FROM lock WHERE tenancy = $1")
        .bind(tenancy.to_string())
        .execute(&mut *tx)
        .await
        .map_err(failed("unlocked"))?;
    tx.commit().await.map_err(failed("unlocked"))?;
    Ok(true)
}

async fn held(
    connection: &mut SqliteConnection,
    tenancy: &TenancyId,
) -> Result<Option<LockInfo>, StoreError> {
    let row: Option<LockRow> =
        query_as("SELECT tenancy, holder, since, until, fence FROM lock WHERE tenancy = $1")
            .bind(tenancy.to_string())
            .fetch_optional(connection)
            .await
            .map_err(failed("read"))?;
    row.map(lock_info).transpose()
}

/// The end of a lease; one beyond the calendar never ends.
fn end_of(now: Timestamp, ttl_ms: u64) -> Timestamp {
    let ttl = SignedDuration::from_millis(i64::try_from(ttl_ms).unwrap_or(i64::MAX));
    now.checked_add(ttl).unwrap_or(Timestamp::MAX)
}
