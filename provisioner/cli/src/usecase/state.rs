//! `state list|runs|show|unlock`: the record, the journal and the locks.

use gabakura_model::Timestamp;
use gabakura_model::recorded::RecordedResource;
use gabakura_model::selector::Selector;
use gabakura_model::tenancy::TenancyId;
use gabakura_planner::history::{self, PastRun};
use gabakura_store::StateStore;

use crate::error::Error;
use crate::settings::Settings;
use crate::usecase::plan::address;
use crate::usecase::recover::refuse_secret;
use crate::usecase::undo;

/// Lists the record; no environment file is needed for that.
pub async fn list(
    settings: &Settings,
    selector: &Selector,
) -> Result<Vec<RecordedResource>, Error> {
    let store = settings.open_store().await?;
    let mut resources = Vec::new();
    for tenancy in selected(store.as_ref(), selector).await? {
        resources.extend(store.recorded(&tenancy).await?.resources.into_values());
    }
    Ok(resources)
}

/// Lists the runs of each tenancy, newest first; their names are what `--undo` takes.
pub async fn runs(
    settings: &Settings,
    selector: &Selector,
) -> Result<Vec<(TenancyId, PastRun)>, Error> {
    let store = settings.open_store().await?;
    let mut all = Vec::new();
    for tenancy in selected(store.as_ref(), selector).await? {
        let notes = undo::notes(store.as_ref(), &tenancy).await?;
        let runs = history::runs(&notes).into_iter().rev();
        all.extend(runs.map(|run| (tenancy.clone(), run)));
    }
    Ok(all)
}

async fn selected(store: &dyn StateStore, selector: &Selector) -> Result<Vec<TenancyId>, Error> {
    let mut tenancies = store.tenancies().await?;
    tenancies.retain(|id| selector.matches(id));
    Ok(tenancies)
}

/// Returns a recorded resource.
///
/// # Errors
/// An address that is none, or of nothing recorded; those of the store.
pub async fn show(settings: &Settings, text: &str) -> Result<RecordedResource, Error> {
    let address = address(text)?;
    let store = settings.open_store().await?;
    let mut recorded = store.recorded(&address.tenancy).await?;
    let resource = recorded.resources.remove(&address);
    resource.ok_or_else(|| Error::message("not-recorded", &[("address", text)]))
}

/// Breaks a tenancy's lock; returns whether there was one.
///
/// # Errors
/// A reason that shows a secret; a text that is not a tenancy; those of the store.
pub async fn unlock(
    settings: &Settings,
    tenancy: &str,
    reason: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    refuse_secret(reason)?;
    let id: TenancyId = tenancy
        .parse()
        .map_err(|_| Error::message("not-a-tenancy", &[("text", tenancy)]))?;
    let store = settings.open_store().await?;
    Ok(store.break_lock(&id, reason, now).await?)
}
