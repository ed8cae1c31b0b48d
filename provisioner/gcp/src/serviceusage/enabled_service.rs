//! `gcp.serviceusage.service`: an enabled Google Cloud service (Service Usage `services`).
//!
//! Services that are disabled are not listed; creating one enables it. A service stays enabled when
//! it is no longer declared: nothing shows whether it was enabled before us, and others in the
//! project may use it by now, which `DisableService` does not check. An enabled service costs
//! nothing by itself.

use gabakura_model::catalogue::Identity;
use google_cloud_api_serviceusage_v1::model::Service as SdkService;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SERVICE;
use crate::call::list_all;
use crate::kind::{
    Change, Clients, Created, Creation, Facts, GoogleKind, Item, Result, unchangeable,
};
use crate::operation;
use crate::rest::last;
use gabakura_adapter::created;

/// Page size of `ListServices`.
const PAGE: i32 = 200;

/// An enabled Google Cloud service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name of the service to enable, such as `compute.googleapis.com`.
    name: String,
}

pub(crate) struct EnabledService;

impl GoogleKind for EnabledService {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        account_wide: true,
        identity: Identity::SettingOf { field: "name" },
        immutable: &["name"],
        ..Facts::setting(
            "gcp.serviceusage.service",
            "an enabled Google Cloud service (Service Usage `services`)",
        )
    };

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let call = google.service_usage().await?.list_services();
        let call = call.set_parent(google.project_name()).set_page_size(PAGE);
        let call = call.set_filter("state:ENABLED");
        let services = list_all!(google, (SERVICE, "ListServices"), call, services)?;
        let item = |service: &SdkService| {
            let name = last(&service.name).to_owned();
            Item::of(&Spec { name: name.clone() }).id(name)
        };
        Ok(services.iter().map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let name = format!("{}/services/{}", google.project_name(), new.spec.name);
        let client = google.service_usage().await?;
        let call = client.enable_service().set_name(name);
        let operation = (SERVICE, "EnableService");
        let started = google.change(operation, call.send()).await?;
        let poll = |name: String| client.get_operation().set_name(name).send();
        operation::wait(google, operation, started, poll).await?;
        Ok(created(&new.spec.name))
    }

    async fn update(_google: &Clients, _change: &Change<Spec>) -> Result<()> {
        let message = "an enabled service has no settings";
        unchangeable(SERVICE, "UpdateService", message)
    }

    /// The service stays enabled.
    async fn delete(_google: &Clients, _id: &str, _spec: Option<&Spec>) -> Result<()> {
        Ok(())
    }
}
