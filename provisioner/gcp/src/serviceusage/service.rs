//! `gcp.serviceusage.service`: a service of Google's that is switched on (Service Usage
//! `EnableService`).
//!
//! Services that are off are not listed: switching one on makes it stand, switching it off is its
//! deletion, and Google refuses that while others need it.

use std::time::Duration;

use gabakura_model::catalogue::Identity;
use gabakura_model::outcome::Made;
use google_cloud_api_serviceusage_v1::model::Service as SdkService;
use google_cloud_longrunning::model::Operation;
use google_cloud_longrunning::model::operation::Result as Ended;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep};

use crate::call::listed;
use crate::change::Change;
use crate::clients::Clients;
use crate::facts::Facts;
use crate::fault::{Fault, Result};
use crate::kind::GoogleKind;
use crate::order::{New, made};
use crate::rest::last;
use crate::seen::Seen;

/// The service, as rate limits know it.
const SERVICE: &str = "serviceusage";
/// Largest page of `ListServices`.
const PAGE: i32 = 200;
/// Longest wait for a switch, in milliseconds; it takes seconds, for some services a minute.
const OPERATION_MS_MAX: u64 = 300_000;
/// Pause between two looks at a switch, in milliseconds. The first look comes at once.
const LOOK_MS: u64 = 250;

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

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Made> {
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

    async fn delete(google: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        let call = google.service_usage().await?.disable_service();
        let call = call.set_name(name(google, id));
        let started = google
            .change((SERVICE, "DisableService"), call.send())
            .await?;
        over(google, "DisableService", started).await
    }
}

fn name(google: &Clients, service: &str) -> String {
    format!("{}/services/{service}", google.project_name())
}

/// Waits until an operation is over. One that is lost sight of counts as unanswered.
async fn over(google: &Clients, operation: &'static str, mut at: Operation) -> Result<()> {
    let lost = |told: &str| Fault::no_reply(SERVICE, operation, format!("its operation: {told}"));
    let end = Instant::now() + Duration::from_millis(OPERATION_MS_MAX);
    let client = google.service_usage().await?;
    while !at.done {
        if Instant::now() >= end {
            return Err(lost("it did not end in time"));
        }
        let get = client.get_operation().set_name(&at.name);
        let look = google
            .read((SERVICE, "GetOperation"), || get.clone().send())
            .await;
        at = look.map_err(|fault| lost(fault.message()))?;
        if !at.done {
            sleep(Duration::from_millis(LOOK_MS)).await;
        }
    }
    match at.result {
        Some(Ended::Error(status)) => {
            let code = google_cloud_gax::error::rpc::Code::from(status.code);
            Err(Fault::refused(
                SERVICE,
                operation,
                code.name(),
                &status.message,
            ))
        }
        _ => Ok(()),
    }
}
