//! `gcp.serviceusage.service`: a service of Google's that is switched on (Service Usage
//! `EnableService`).
//!
//! Services that are off are not listed: switching one on makes it stand. A service that is on
//! stays on when it is no longer declared: nothing tells whether it was on before us, and others in
//! the project may use it by now, about which `DisableService` does not ask. A service that is on
//! costs nothing by itself.

use gabakura_model::catalogue::Identity;
use gabakura_model::outcome::Created;
use google_cloud_api_serviceusage_v1::model::Service as SdkService;
use google_cloud_longrunning::model::Operation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::listed;
use crate::change::Change;
use crate::clients::Clients;
use crate::facts::Facts;
use crate::fault::{Fault, Result};
use crate::kind::GoogleKind;
use crate::operation;
use crate::order::{New, made};
use crate::rest::last;
use crate::seen::Seen;

/// The service, as rate limits know it.
const SERVICE: &str = "serviceusage";
/// Largest page of `ListServices`.
const PAGE: i32 = 200;

/// A service of Google's that is switched on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, such as `compute.googleapis.com`.
    name: String,
}

pub(crate) struct Service;

impl GoogleKind for Service {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        account_wide: true,
        identity: Identity::SettingOf { field: "name" },
        immutable: &["name"],
        ..Facts::setting(
            "gcp.serviceusage.service",
            "a service of Google's that is switched on",
        )
    };

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google.service_usage().await?.list_services();
        let call = call.set_parent(google.project_name()).set_page_size(PAGE);
        let call = call.set_filter("state:ENABLED");
        let services = listed!(google, (SERVICE, "ListServices"), call, services)?;
        let seen = |service: &SdkService| {
            let name = last(&service.name).to_owned();
            Seen::of(&Spec { name: name.clone() }).named(name)
        };
        Ok(services.iter().map(seen).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let name = name(google, &new.spec.name);
        let call = google
            .service_usage()
            .await?
            .enable_service()
            .set_name(name);
        let started = google
            .change((SERVICE, "EnableService"), call.send())
            .await?;
        over(google, "EnableService", started).await?;
        Ok(made(&new.spec.name))
    }

    async fn update(_google: &Clients, _change: &Change<Spec>) -> Result<()> {
        let told = "a service that is on has nothing to change";
        Err(Fault::refused(
            SERVICE,
            "UpdateService",
            "unsupported-change",
            told,
        ))
    }

    /// It stays on.
    async fn delete(_google: &Clients, _id: &str, _spec: Option<&Spec>) -> Result<()> {
        Ok(())
    }
}

fn name(google: &Clients, service: &str) -> String {
    format!("{}/services/{service}", google.project_name())
}

async fn over(google: &Clients, operation: &'static str, started: Operation) -> Result<()> {
    let client = google.service_usage().await?;
    let look = |name: String| client.get_operation().set_name(name).send();
    operation::over(google, (SERVICE, operation), started, look).await
}
