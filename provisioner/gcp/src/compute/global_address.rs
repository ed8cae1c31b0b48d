//! `gcp.compute.global_address`: a reserved address or range of no region (Compute Engine
//! `globalAddresses.insert`).

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_compute_v1::model::{Address as SdkAddress, GlobalSetLabelsRequest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::clients::Clients;
use crate::compute::address::{OUTPUTS, SHOWN, made};
use crate::compute::{SERVICE, pages, run};
use crate::facts::{Facts, Ownership};
use crate::fault::Result;
use crate::kind::GoogleKind;
use crate::order::New;
use crate::rest::last;
use crate::seen::Seen;
use crate::spec::check_name;
use crate::words::words;

/// A reserved address or range of no region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the project.
    name: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// The address itself, or a range's first, where it matters which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// Whether the Internet sees it.
    #[serde(default)]
    address_type: AddressType,
    /// What an internal one is kept for: a peering, or a way to Google's APIs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    purpose: Option<Purpose>,
    /// Length of a range's prefix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prefix_length: Option<i32>,
    /// The network an internal one is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    network: Option<String>,
    /// Its sort.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ip_version: Option<IpVersion>,
}

words! {
    /// Whether the Internet sees an address.
    AddressType { "EXTERNAL", "INTERNAL", }
}

words! {
    /// What an internal address is kept for.
    Purpose { "VPC_PEERING", "PRIVATE_SERVICE_CONNECT", }
}

words! {
    /// Sorts of addresses.
    IpVersion { "IPV4", "IPV6", }
}

pub(crate) struct GlobalAddress;

impl GoogleKind for GlobalAddress {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &[
            "name",
            "description",
            "address",
            "address_type",
            "purpose",
            "prefix_length",
            "network",
            "ip_version",
        ],
        outputs: OUTPUTS,
        ownership: Ownership::Labels("labels"),
        ..Facts::path(
            "gcp.compute.global_address",
            "a reserved address or range of no region",
            "projects/{project}/global/addresses/{name}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        check_name("name", &spec.name)
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google
            .global_addresses()
            .await?
            .list()
            .set_project(google.project());
        let all: Vec<SdkAddress> = pages!(google, "ListGlobalAddresses", call)?;
        Ok(all
            .iter()
            .map(|address| Seen::of(address).outputs(SHOWN))
            .collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let call = google
            .global_addresses()
            .await?
            .insert()
            .set_project(google.project());
        let call = call
            .set_request_id(new.request_id())
            .set_body::<SdkAddress>(new.model()?);
        run(google, "InsertGlobalAddress", call.send()).await?;
        Ok(made(&new.id, read(google, &new.spec.name).await.ok()))
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let name = last(&change.id);
        let fresh = change.onto(&read(google, name).await?)?;
        let body = GlobalSetLabelsRequest::new().set_labels(fresh.labels);
        let body = body.set_or_clear_label_fingerprint(fresh.label_fingerprint);
        let call = google.global_addresses().await?.set_labels();
        let call = call
            .set_project(google.project())
            .set_resource(name)
            .set_body(body);
        run(google, "SetGlobalAddressLabels", call.send()).await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google
            .global_addresses()
            .await?
            .delete()
            .set_project(google.project());
        run(
            google,
            "DeleteGlobalAddress",
            call.set_address(last(id)).send(),
        )
        .await
    }
}

async fn read(google: &Clients, name: &str) -> Result<SdkAddress> {
    let call = google
        .global_addresses()
        .await?
        .get()
        .set_project(google.project());
    let call = call.set_address(name);
    google
        .read((SERVICE, "GetGlobalAddress"), || call.clone().send())
        .await
}
