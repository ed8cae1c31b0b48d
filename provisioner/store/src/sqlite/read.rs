//! What is recorded, owed and noted.

use std::sync::Arc;

use gabakura_model::port::{Intent, StoreError};
use gabakura_model::recorded::{Recorded, RecordedResource};
use gabakura_model::resource::Address;
use gabakura_model::tenancy::TenancyId;
use sqlx::{SqlitePool, query_as, query_scalar};

use super::error::failed;
use crate::journal::{JournalEntry, JournalRow};

/// The record, read in one statement so that serial and resources belong together.
pub(super) async fn recorded(
    pool: &SqlitePool,
    tenancy: &TenancyId,
) -> Result<Recorded, StoreError> {
    let rows: Vec<(i64, Option<String>, Option<String>)> = query_as(
        "SELECT tenancy.serial, resource.address, resource.body
         FROM tenancy LEFT JOIN resource ON resource.tenancy = tenancy.tenancy
         WHERE tenancy.tenancy = $1 ORDER BY resource.address",
    )
    .bind(tenancy.to_string())
    .fetch_all(pool)
    .await
    .map_err(failed("read"))?;
    let mut recorded = Recorded::empty(tenancy.clone());
    let shared = Arc::new(tenancy.clone());
    for (serial, address, body) in rows {
        recorded.serial = u64::try_from(serial)
            .map_err(|_| StoreError::Corrupt(format!("`{tenancy}` has serial {serial}")))?;
        if let (Some(address), Some(body)) = (address, body) {
            let resource = resource(&shared, &address, &body)?;
            recorded
                .resources
                .insert(resource.address.clone(), resource);
        }
    }
    Ok(recorded)
}

/// One resource, checked against the columns it is found by.
fn resource(
    tenancy: &Arc<TenancyId>,
    address: &str,
    body: &str,
) -> Result<RecordedResource, StoreError> {
    let corrupt =
        |problem: String| StoreError::Corrupt(format!("record of `{address}`: {problem}"));
    let place: Address = address
        .parse()
        .map_err(|error| corrupt(format!("{error}")))?;
    let mut resource: RecordedResource =
        serde_json::from_str(body).map_err(|error| corrupt(error.to_string()))?;
    if resource.address != place || place.tenancy != *tenancy {
        return Err(corrupt(format!("it holds `{}`", resource.address)));
    }
    // One copy of the tenancy for the whole record: a fleet holds hundreds of thousands.
    resource.address.tenancy = Arc::clone(tenancy);
    for other in &mut resource.depends_on {
        if other.tenancy == *tenancy {
            other.tenancy = Arc::clone(tenancy);
        }
    }
    Ok(resource)
}

/// Every tenancy whose serial moved or that has an open intent.
pub(super) async fn tenancies(pool: &SqlitePool) -> Result<Vec<TenancyId>, StoreError> {
    let rows: Vec<String> = query_scalar(
        "SELECT tenancy FROM tenancy WHERE serial > 0
            OR EXISTS (SELECT 1 FROM open_intent WHERE open_intent.tenancy = tenancy.tenancy)
         ORDER BY tenancy",
    )
    .fetch_all(pool)
    .await
    .map_err(failed("read"))?;
    rows.iter()
        .map(|text| {
            text.parse()
                .map_err(|error| StoreError::Corrupt(format!("{error}")))
        })
        .collect()
}

/// Intents without a known outcome, oldest first.
pub(super) async fn open_intents(
    pool: &SqlitePool,
    tenancy: &TenancyId,
) -> Result<Vec<Intent>, StoreError> {
    let rows: Vec<(String, String)> = query_as(
        "SELECT open_intent.token, journal.body
         FROM open_intent JOIN journal
           ON journal.tenancy = open_intent.tenancy AND journal.seq = open_intent.seq
         WHERE open_intent.tenancy = $1 ORDER BY open_intent.seq",
    )
    .bind(tenancy.to_string())
    .fetch_all(pool)
    .await
    .map_err(failed("read"))?;
    rows.iter()
        .map(|(token, body)| intent(tenancy, token, body))
        .collect()
}

fn intent(tenancy: &TenancyId, token: &str, body: &str) -> Result<Intent, StoreError> {
    let corrupt = |problem: String| StoreError::Corrupt(format!("intent `{token}`: {problem}"));
    let intent: Intent = serde_json::from_str(body).map_err(|error| corrupt(error.to_string()))?;
    if intent.token != token || *intent.address.tenancy != *tenancy {
        return Err(corrupt(format!(
            "it holds `{}` of `{}`",
            intent.token, intent.address
        )));
    }
    Ok(intent)
}

/// The newest rows of a journal, newest first.
pub(super) async fn journal(
    pool: &SqlitePool,
    tenancy: &TenancyId,
    limit: u32,
) -> Result<Vec<JournalEntry>, StoreError> {
    let rows: Vec<JournalRow> =
        query_as("SELECT * FROM journal WHERE tenancy = $1 ORDER BY seq DESC LIMIT $2")
            .bind(tenancy.to_string())
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await
            .map_err(failed("read"))?;
    rows.into_iter().map(JournalRow::entry).collect()
}
