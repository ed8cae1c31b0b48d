//! `gcp.logging.settings`: the Cloud Logging settings of the project (Cloud Logging `getSettings`).
//!
//! The organisation sets them. References ask for the service account that needs access to a
//! customer-managed key.

use google_cloud_logging_v2::model::Settings as SdkSettings;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::read;
use crate::kind::{Change, Clients, Created, Creation, Facts, GoogleKind, Item, Result};
use crate::logging::SERVICE;
use gabakura_adapter::created;

/// The Cloud Logging settings of the project; they cannot be declared.
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
            "the Cloud Logging settings of the project (Cloud Logging `getSettings`)",
        )
    };

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let settings = read(google).await?;
        let item = Item::of(&Spec {}).id(id(google));
        let account = settings.kms_service_account_id;
        Ok(vec![item.output("kms_service_account_id", account)])
    }

    async fn create(google: &Clients, _new: &Creation<Spec>) -> Result<Created> {
        let settings = read(google).await?;
        let mut created = created(id(google));
        let account = settings.kms_service_account_id;
        let output = "kms_service_account_id".to_owned();
        created.outputs.insert(output, account);
        Ok(created)
    }

    async fn update(_google: &Clients, _change: &Change<Spec>) -> Result<()> {
        Ok(())
    }

    /// They are no longer read; they are not ours to reset.
    async fn delete(_google: &Clients, _id: &str, _spec: Option<&Spec>) -> Result<()> {
        Ok(())
    }
}

fn id(google: &Clients) -> String {
    format!("{}/settings", google.project_name())
}

async fn read(google: &Clients) -> Result<SdkSettings> {
    let call = google.logging().await?.get_settings();
    let call = call.set_name(google.project_name());
    read!(google, (SERVICE, "GetSettings"), call)
}
