//! `gcp.logging.settings`: how Cloud Logging treats the project (`GetSettings`).
//!
//! The organisation sets them; others refer to the service account that needs a key of ours.

use gabakura_model::outcome::Created;
use google_cloud_logging_v2::model::Settings as SdkSettings;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::clients::Clients;
use crate::facts::Facts;
use crate::fault::Result;
use crate::kind::GoogleKind;
use crate::logging::SERVICE;
use crate::order::{New, made};
use crate::seen::Seen;

/// How Cloud Logging treats the project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {}

pub(crate) struct Settings;

impl GoogleKind for Settings {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        outputs: &["kms_service_account_id"],
        ..Facts::setting(
            "gcp.logging.settings",
            "how Cloud Logging treats the project",
        )
    };

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let settings = read(google).await?;
        let seen = Seen::of(&Spec {})
            .named(name(google))
            .output("kms_service_account_id", settings.kms_service_account_id);
        Ok(vec![seen])
    }

    async fn create(google: &Clients, _new: &New<Spec>) -> Result<Created> {
        let settings = read(google).await?;
        let mut made = made(name(google));
        let account = settings.kms_service_account_id;
        made.outputs
            .insert("kms_service_account_id".to_owned(), account);
        Ok(made)
    }

    async fn update(_google: &Clients, _change: &Change<Spec>) -> Result<()> {
        Ok(())
    }

    /// They are no longer looked at; they are not ours to reset.
    async fn delete(_google: &Clients, _id: &str, _spec: Option<&Spec>) -> Result<()> {
        Ok(())
    }
}

fn name(google: &Clients) -> String {
    format!("{}/settings", google.project_name())
}

async fn read(google: &Clients) -> Result<SdkSettings> {
    let call = google
        .logging()
        .await?
        .get_settings()
        .set_name(google.project_name());
    google
        .read((SERVICE, "GetSettings"), || call.clone().send())
        .await
}
