//! Intents and outcomes: what is written, one transaction a call.

use gabakura_model::port::{Ending, Intent, Lease, RecordChange, StoreError};
use gabakura_model::recorded::RecordedResource;
use sqlx::{SqliteConnection, SqlitePool, query, query_as, query_scalar};

use super::chain::{Journal, Note, json};
use super::error::failed;
use crate::intent::IntentState;
use crate::journal::{JournalEvent, OutcomeBody, Wrote, digest};

/// Starts a transaction that may write. Taking the write lock at once, instead of at the first
/// write, keeps two processes from refusing each other halfway.
pub(super) const BEGIN: &str = "BEGIN IMMEDIATE";

/// Notes intents together: one sync of the disk for all of them.
pub(super) async fn begin(
    pool: &SqlitePool,
    lease: &Lease,
    intents: &[Intent],
) -> Result<(), StoreError> {
    let mut tx = pool.begin_with(BEGIN).await.map_err(failed("written"))?;
    check_lease(&mut tx, lease).await?;
    let mut journal = Journal::at_end(&mut tx, &lease.tenancy).await?;
    for intent in intents {
        if *intent.address.tenancy != lease.tenancy {
            return Err(refused(
                intent,
                &format!("the lock is on `{}`", lease.tenancy),
            ));
        }
        let event = JournalEvent::Begin;
        let state = noted(&mut tx, &intent.token)
            .await?
            .map_or(IntentState::Unnoted, |n| n.state);
        state
            .next(event)
            .map_err(|illegal| refused(intent, &illegal.to_string()))?;
        let note = Note {
            event,
            intent: Some(intent),
            fence: lease.fence,
            at: Some(intent.noted_at),
            body: intent,
        };
        let seq = journal.append(&mut tx, note).await?;
        query("INSERT INTO open_intent (token, tenancy, seq) VALUES ($1, $2, $3)")
            .bind(&intent.token)
            .bind(lease.tenancy.to_string())
            .bind(seq)
            .execute(&mut *tx)
            .await
            .map_err(failed("written"))?;
    }
    journal.save(&mut tx).await?;
    tx.commit().await.map_err(failed("written"))
}

/// Notes outcomes and changes the record with them: one sync of the disk for all of them.
pub(super) async fn end(
    pool: &SqlitePool,
    lease: &Lease,
    endings: &[Ending],
) -> Result<(), StoreError> {
    let mut tx = pool.begin_with(BEGIN).await.map_err(failed("written"))?;
    check_lease(&mut tx, lease).await?;
    if endings.is_empty() {
        return Ok(());
    }
    let mut journal = Journal::at_end(&mut tx, &lease.tenancy).await?;
    for ending in endings {
        end_one(&mut tx, &mut journal, lease, ending).await?;
    }
    journal.save(&mut tx).await?;
    tx.commit().await.map_err(failed("written"))
}

async fn end_one(
    tx: &mut SqliteConnection,
    journal: &mut Journal,
    lease: &Lease,
    ending: &Ending,
) -> Result<(), StoreError> {
    let Ending {
        token,
        outcome,
        change,
        at,
    } = ending;
    let Some(Noted {
        intent,
        fence,
        state,
    }) = noted(tx, token).await?
    else {
        return Err(StoreError::IllegalMove(format!(
            "no intent `{token}` was noted"
        )));
    };
    let event = state.event_of(outcome, fence == lease.fence);
    let next = state
        .next(event)
        .map_err(|illegal| refused(&intent, &illegal.to_string()))?;
    check_change(lease, &intent, next, change)?;

    let row = RecordRow::of(tx, change).await?;
    let body = OutcomeBody {
        outcome: outcome.clone(),
        record: row.wrote(),
        record_digest: match &row {
            RecordRow::Put(_, body) => Some(digest(body)),
            RecordRow::Remove(_) | RecordRow::Keep => None,
        },
    };
    let note = Note {
        event,
        intent: Some(&intent),
        fence: lease.fence,
        at: Some(*at),
        body: &body,
    };
    let seq = journal.append(tx, note).await?;
    row.write(tx, &lease.tenancy.to_string(), seq).await?;
    if !next.is_open() {
        query("DELETE FROM open_intent WHERE token = $1")
            .bind(token)
            .execute(tx)
            .await
            .map_err(failed("written"))?;
    }
    Ok(())
}

/// Refuses a lease that is not the tenancy's newest. One that ran out counts until it is taken
/// over: nobody else can have written meanwhile.
pub(super) async fn check_lease(
    connection: &mut SqliteConnection,
    lease: &Lease,
) -> Result<(), StoreError> {
    let held: Option<i64> = query_scalar("SELECT fence FROM lock WHERE tenancy = $1")
        .bind(lease.tenancy.to_string())
        .fetch_optional(connection)
        .await
        .map_err(failed("read"))?;
    if held == Some(lease.fence) {
        Ok(())
    } else {
        Err(StoreError::LockLost {
            tenancy: lease.tenancy.clone(),
        })
    }
}

/// What the journal knows of an intent.
struct Noted {
    intent: Intent,
    /// The lock it was noted under.
    fence: i64,
    state: IntentState,
}

/// Replays the few rows of one intent.
async fn noted(
    connection: &mut SqliteConnection,
    token: &str,
) -> Result<Option<Noted>, StoreError> {
    let corrupt = |problem: String| StoreError::Corrupt(format!("intent `{token}`: {problem}"));
    let rows: Vec<(String, i64, String)> =
        query_as("SELECT event, fence, body FROM journal WHERE token = $1 ORDER BY seq")
            .bind(token)
            .fetch_all(connection)
            .await
            .map_err(failed("read"))?;
    let Some((_, fence, body)) = rows.first() else {
        return Ok(None);
    };
    let intent: Intent = serde_json::from_str(body).map_err(|error| corrupt(error.to_string()))?;
    let mut state = IntentState::Unnoted;
    for (event, _, _) in &rows {
        state = state
            .next(event.parse()?)
            .map_err(|illegal| corrupt(illegal.to_string()))?;
    }
    Ok(Some(Noted {
        intent,
        fence: *fence,
        state,
    }))
}

/// Refuses a change of the record that does not belong to the intent and its outcome.
fn check_change(
    lease: &Lease,
    intent: &Intent,
    next: IntentState,
    change: &RecordChange,
) -> Result<(), StoreError> {
    let address = match change {
        RecordChange::Keep => None,
        RecordChange::Put(resource) => Some(&resource.address),
        RecordChange::Remove(address) => Some(address),
    };
    if *intent.address.tenancy != lease.tenancy {
        return Err(refused(
            intent,
            &format!("the lock is on `{}`", lease.tenancy),
        ));
    }
    match address {
        Some(_) if next.is_open() => Err(refused(
            intent,
            "an unknown outcome does not change the record",
        )),
        Some(other) if *other != intent.address => Err(refused(
            intent,
            &format!("its outcome does not change `{other}`"),
        )),
        _ => Ok(()),
    }
}

fn refused(intent: &Intent, problem: &str) -> StoreError {
    let Intent {
        token,
        make,
        address,
        ..
    } = intent;
    StoreError::IllegalMove(format!("{problem} (intent `{token}`: {make} `{address}`)"))
}

/// A change of the record, worked out: removing what is not there is no change.
enum RecordRow<'a> {
    Keep,
    Put(&'a RecordedResource, String),
    Remove(String),
}

impl<'a> RecordRow<'a> {
    async fn of(
        connection: &mut SqliteConnection,
        change: &'a RecordChange,
    ) -> Result<Self, StoreError> {
        match change {
            RecordChange::Keep => Ok(Self::Keep),
            RecordChange::Put(resource) => Ok(Self::Put(resource, json(resource)?)),
            RecordChange::Remove(address) => {
                let found: Option<i64> =
                    query_scalar("SELECT 1 FROM resource WHERE tenancy = $1 AND address = $2")
                        .bind(address.tenancy.to_string())
                        .bind(address.to_string())
                        .fetch_optional(connection)
                        .await
                        .map_err(failed("read"))?;
                Ok(found.map_or(Self::Keep, |_| Self::Remove(address.to_string())))
            }
        }
    }

    fn wrote(&self) -> Wrote {
        match self {
            Self::Keep => Wrote::Nothing,
            Self::Put(..) => Wrote::Put,
            Self::Remove(_) => Wrote::Removed,
        }
    }

    /// Changes the record, and its serial with it.
    async fn write(
        self,
        connection: &mut SqliteConnection,
        tenancy: &str,
        seq: i64,
    ) -> Result<(), StoreError> {
        let change = match self {
            Self::Keep => return Ok(()),
            Self::Put(resource, body) => query(
                "INSERT INTO resource (tenancy, address, kind, id, body, seq)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (tenancy, address) DO UPDATE SET
                    kind = excluded.kind, id = excluded.id,
                    body = excluded.body, seq = excluded.seq",
            )
            .bind(tenancy)
            .bind(resource.address.to_string())
            .bind(resource.kind.as_str())
            .bind(&resource.id)
            .bind(body)
            .bind(seq),
            Self::Remove(address) => {
                query("DELETE FROM resource WHERE tenancy = $1 AND address = $2")
                    .bind(tenancy)
                    .bind(address)
            }
        };
        change
            .execute(&mut *connection)
            .await
            .map_err(failed("written"))?;
        query("UPDATE tenancy SET serial = serial + 1 WHERE tenancy = $1")
            .bind(tenancy)
            .execute(connection)
            .await
            .map_err(failed("written"))?;
        Ok(())
    }
}
