//! What is recorded, owed and noted.

use std::sync::Arc;

use gabakura_model::port::Intent;
use gabakura_model::recorded::{Recorded, RecordedResource};
use gabakura_model::resource::Address;
use gabakura_model::tenancy::TenancyId;

use crate::error::{Error, corrupt};
use crate::journal::{JournalEntry, JournalRow};
use crate::seal::Seal;
use crate::tables::{RecordedRow, ResourceRow, Tables};

/// The record of a tenancy.
pub(crate) async fn recorded(
    tables: &mut dyn Tables,
    seal: &Seal,
    tenancy: &TenancyId,
) -> Result<Recorded, Error> {
    let rows = tables.recorded(&tenancy.to_string()).await?;
    let mut recorded = Recorded::empty(tenancy.clone());
    let shared = Arc::new(tenancy.clone());
    for RecordedRow {
        serial,
        resource: row,
    } in rows
    {
        recorded.serial = u64::try_from(serial)
            .map_err(|_| corrupt(format!("`{tenancy}` has serial {serial}")))?;
        if let Some(row) = row {
            let resource = resource(&shared, seal, &row)?;
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
    seal: &Seal,
    row: &ResourceRow,
) -> Result<RecordedResource, Error> {
    let address = &row.address;
    let bad = |problem: String| corrupt(format!("record of `{address}`: {problem}"));
    let place: Address = address.parse().map_err(|error| bad(format!("{error}")))?;
    let mut resource: RecordedResource =
        serde_json::from_str(&seal.resource_body(row)?).map_err(|error| bad(error.to_string()))?;
    if resource.address != place || place.tenancy != *tenancy {
        return Err(bad(format!("it holds `{}`", resource.address)));
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
pub(crate) async fn tenancies(tables: &mut dyn Tables) -> Result<Vec<TenancyId>, Error> {
    let mut rows = tables.recorded_tenancies().await?;
    rows.sort();
    let parsed = rows.iter().map(|text| text.parse());
    parsed
        .map(|id| id.map_err(|error| corrupt(format!("{error}"))))
        .collect()
}

/// Intents without a known outcome, oldest first.
pub(crate) async fn open_intents(
    tables: &mut dyn Tables,
    seal: &Seal,
    tenancy: &TenancyId,
) -> Result<Vec<Intent>, Error> {
    let rows = tables.open_begins(&tenancy.to_string()).await?;
    rows.iter().map(|row| intent(tenancy, seal, row)).collect()
}

fn intent(tenancy: &TenancyId, seal: &Seal, row: &JournalRow) -> Result<Intent, Error> {
    let token = row.token.as_deref().unwrap_or_default();
    let bad = |problem: String| corrupt(format!("intent `{token}`: {problem}"));
    let body = seal.journal_body(row)?;
    let intent: Intent = serde_json::from_str(&body).map_err(|error| bad(error.to_string()))?;
    if intent.token != token || *intent.address.tenancy != *tenancy {
        return Err(bad(format!(
            "it holds `{}` of `{}`",
            intent.token, intent.address
        )));
    }
    Ok(intent)
}

/// The newest rows of a journal, newest first.
pub(crate) async fn journal(
    tables: &mut dyn Tables,
    seal: &Seal,
    tenancy: &TenancyId,
    limit: u32,
) -> Result<Vec<JournalEntry>, Error> {
    let rows = tables
        .newest_journal(&tenancy.to_string(), i64::from(limit))
        .await?;
    let entry = |mut row: JournalRow| {
        row.body = seal.journal_body(&row)?.into_owned();
        row.entry().map_err(Error::from)
    };
    rows.into_iter().map(entry).collect()
}
