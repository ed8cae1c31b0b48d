//! `gcp.compute.address`: a reserved address of a region (Compute Engine `addresses.insert`).

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_compute_v1::model::{Address as SdkAddress, RegionSetLabelsRequest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::clients::Clients;
use crate::compute::{self, SERVICE, pages_of_regions, region_of, run};
use crate::facts::{Facts, Ownership};
use crate::fault::Result;
use crate::kind::GoogleKind;
use crate::order::New;
use crate::rest::{Fields, last};
use crate::seen::{Seen, keep_last};
use crate::spec::check_name;
use crate::words::words;

/// A reserved address of a region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in project and region.
    name: String,
    /// Its region.
    region: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// The address itself, where it matters which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// Whether the Internet sees it.
    #[serde(default)]
    address_type: AddressType,
    /// What may have it: `GCE_ENDPOINT`, `SHARED_LOADBALANCER_VIP`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    /// The subnetwork an internal address is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subnetwork: Option<String>,
    /// Whose network carries its traffic.
    #[serde(default)]
    network_tier: NetworkTier,
}

words! {
    /// Whether the Internet sees an address.
    AddressType { "EXTERNAL", "INTERNAL", }
}

words! {
    /// Whose network carries traffic.
    NetworkTier { "PREMIUM", "STANDARD", "FIXED_STANDARD", "STANDARD_OVERRIDES_FIXED_STANDARD", }
}

/// What references may ask an address for.
pub(super) const OUTPUTS: &[&str] = &["self_link", "address"];

pub(crate) struct Address;

impl GoogleKind for Address {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &[
            "name",
            "region",
            "description",
            "address",
            "address_type",
            "purpose",
            "subnetwork",
            "network_tier",
        ],
        outputs: OUTPUTS,
        ownership: Ownership::Labels("labels"),
        ..Facts::path(
            "gcp.compute.address",
            "a reserved address of a region",
            "projects/{project}/regions/{region}/addresses/{name}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        check_name("name", &spec.name)
    }

    fn settle(seen: &mut Fields) {
        keep_last(seen, "region");
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google.addresses().await?.aggregated_list();
        let call = call.set_project(google.project());
        let all: Vec<SdkAddress> =
            pages_of_regions!(google, "AggregatedListAddresses", call, addresses)?;
        // Global addresses are listed here too, and are a kind of their own.
        let regional = all.iter().filter(|address| address.region.is_some());
        Ok(regional
            .map(|address| Seen::of(address).outputs(SHOWN))
            .collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let (name, region) = (&new.spec.name, &new.spec.region);
        let call = google
            .addresses()
            .await?
            .insert()
            .set_project(google.project());
        let call = call.set_region(region).set_request_id(new.request_id());
        let call = call.set_body::<SdkAddress>(new.model()?);
        run(google, "InsertAddress", call.send()).await?;
        Ok(made(&new.id, read(google, region, name).await.ok()))
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let (name, region) = (last(&change.id), &change.after.region);
        let fresh = change.onto(&read(google, region, name).await?)?;
        let body = RegionSetLabelsRequest::new().set_labels(fresh.labels);
        let body = body.set_or_clear_label_fingerprint(fresh.label_fingerprint);
        let call = google
            .addresses()
            .await?
            .set_labels()
            .set_project(google.project());
        let call = call.set_region(region).set_resource(name).set_body(body);
        run(google, "SetAddressLabels", call.send()).await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google
            .addresses()
            .await?
            .delete()
            .set_project(google.project());
        let call = call.set_region(region_of(id)).set_address(last(id));
        run(google, "DeleteAddress", call.send()).await
    }
}

/// Outputs, and the fields of Google's they are.
pub(super) const SHOWN: &[(&str, &str)] = &[("self_link", "selfLink"), ("address", "address")];

/// What was made; it stands, whatever became of looking at it.
pub(super) fn made(id: &str, fresh: Option<SdkAddress>) -> Created {
    let mut made = compute::made(id);
    if let Some(address) = fresh.and_then(|fresh| fresh.address) {
        made.outputs.insert("address".to_owned(), address);
    }
    made
}

async fn read(google: &Clients, region: &str, name: &str) -> Result<SdkAddress> {
    let call = google
        .addresses()
        .await?
        .get()
        .set_project(google.project());
    let call = call.set_region(region).set_address(name);
    google
        .read((SERVICE, "GetAddress"), || call.clone().send())
        .await
}
