//! `gcp.logging.exclusion`: an exclusion filter of the project (Cloud Logging `exclusions`).

use google_cloud_logging_v2::model::LogExclusion;

use crate::call::{list_all, read};
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Fields, GoogleKind, Item, Ownership, Result,
};
use crate::logging::{self, PAGE, SERVICE};
use crate::rest::keep_last;

pub(crate) struct Exclusion;

impl GoogleKind for Exclusion {
    type Spec = logging::Exclusion;

    const FACTS: Facts = Facts {
        immutable: &["name"],
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.logging.exclusion",
            "a log exclusion filter of the project (Cloud Logging `exclusions`)",
            "projects/{project}/exclusions/{name}",
        )
    };

    fn normalize(observed: &mut Fields) {
        keep_last(observed, "name");
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let call = google.logging().await?.list_exclusions();
        let call = call.set_parent(google.project_name()).set_page_size(PAGE);
        let all = list_all!(google, (SERVICE, "ListExclusions"), call, exclusions)?;
        Ok(all.iter().map(Item::of).collect())
    }

    async fn create(google: &Clients, new: &Creation<Self::Spec>) -> Result<Created> {
        let call = google.logging().await?.create_exclusion();
        let call = call.set_parent(google.project_name());
        let call = call.set_exclusion(new.model::<LogExclusion>()?);
        let created = google.change((SERVICE, "CreateExclusion"), call.send());
        created.await.map(|_| new.created())
    }

    async fn update(google: &Clients, change: &Change<Self::Spec>) -> Result<()> {
        let client = google.logging().await?;
        let call = client.get_exclusion().set_name(&change.id);
        let fresh: LogExclusion = read!(google, (SERVICE, "GetExclusion"), call)?;
        let call = client.update_exclusion().set_name(&change.id);
        let call = call.set_exclusion(change.applied_to(&fresh)?);
        let call = call.set_update_mask(change.mask());
        let updated = google.change((SERVICE, "UpdateExclusion"), call.send());
        updated.await.map(drop)
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Self::Spec>) -> Result<()> {
        let call = google.logging().await?.delete_exclusion().set_name(id);
        let name = (SERVICE, "DeleteExclusion");
        google.change(name, call.send()).await
    }
}
