//! `gcp.logging.exclusion`: logs that are not kept (Cloud Logging `CreateExclusion`).

use gabakura_model::outcome::Created;
use google_cloud_logging_v2::model::LogExclusion as SdkExclusion;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::listed;
use crate::change::Change;
use crate::clients::Clients;
use crate::facts::{Facts, Ownership};
use crate::fault::Result;
use crate::kind::GoogleKind;
use crate::logging::{PAGE, SERVICE};
use crate::order::New;
use crate::rest::Fields;
use crate::seen::{Seen, keep_last};

/// Logs that are not kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the project.
    name: String,
    /// Which logs.
    filter: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// Whether they are kept for now.
    #[serde(default)]
    disabled: bool,
}

pub(crate) struct Exclusion;

impl GoogleKind for Exclusion {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name"],
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.logging.exclusion",
            "logs that are not kept",
            "projects/{project}/exclusions/{name}",
        )
    };

    fn settle(seen: &mut Fields) {
        keep_last(seen, "name");
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google.logging().await?.list_exclusions();
        let call = call.set_parent(google.project_name()).set_page_size(PAGE);
        let all = listed!(google, (SERVICE, "ListExclusions"), call, exclusions)?;
        Ok(all.iter().map(Seen::of).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let call = google.logging().await?.create_exclusion();
        let call = call.set_parent(google.project_name());
        let call = call.set_exclusion::<SdkExclusion>(new.model()?);
        google
            .change((SERVICE, "CreateExclusion"), call.send())
            .await?;
        Ok(new.made())
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let client = google.logging().await?;
        let get = client.get_exclusion().set_name(&change.id);
        let fresh = google
            .read((SERVICE, "GetExclusion"), || get.clone().send())
            .await?;
        let call = client.update_exclusion().set_name(&change.id);
        let call = call.set_exclusion::<SdkExclusion>(change.onto(&fresh)?);
        let call = call.set_update_mask(change.mask());
        google
            .change((SERVICE, "UpdateExclusion"), call.send())
            .await?;
        Ok(())
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google.logging().await?.delete_exclusion().set_name(id);
        google
            .change((SERVICE, "DeleteExclusion"), call.send())
            .await
    }
}
