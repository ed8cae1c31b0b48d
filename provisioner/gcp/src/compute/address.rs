//! `gcp.compute.address`: a regional static IP address (Compute Engine `addresses`).

use google_cloud_compute_v1::model::{Address as SdkAddress, RegionSetLabelsRequest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::compute::collection::{self, Collection, collection, set_labels};
use crate::enums::string_enum;
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Fields, GoogleKind, Item, Ownership, Result,
    SpecError,
};
use crate::rest::keep_last;
use crate::validation::check_name;

/// A regional static IP address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, unique in the project and region.
    name: String,
    /// The region that the address is reserved in, such as `asia-northeast1`.
    region: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// The IPv4 address to reserve. Default: Google chooses one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// `EXTERNAL` reserves an address on the Internet, `INTERNAL` one in a subnetwork. Default:
    /// `EXTERNAL`.
    #[serde(default)]
    address_type: AddressType,
    /// The use that the address is reserved for: `GCE_ENDPOINT` (a VM or a load balancer),
    /// `SHARED_LOADBALANCER_VIP`, … Default: Google's choice for the address type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    /// The subnetwork that an internal address is taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subnetwork: Option<String>,
    /// The network service tier of an external address. Default: `PREMIUM`.
    #[serde(default)]
    network_tier: NetworkTier,
}

string_enum! {
    /// Whether an address is on the Internet.
    AddressType { "EXTERNAL", "INTERNAL", }
}

string_enum! {
    /// A network service tier.
    NetworkTier { "PREMIUM", "STANDARD", "FIXED_STANDARD", "STANDARD_OVERRIDES_FIXED_STANDARD", }
}

/// What references may ask an address for, and the fields of Google's.
pub(super) const OUTPUT_FIELDS: &[(&str, &str)] =
    &[("self_link", "selfLink"), ("address", "address")];

pub(crate) struct Address;

collection!(
    Address: addresses.set_address in set_region, SdkAddress,
    "Address", "AggregatedListAddresses".addresses
);

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
        outputs: &["self_link", "address"],
        ownership: Ownership::Labels("labels"),
        ..Facts::path(
            "gcp.compute.address",
            "a regional static IP address (Compute Engine `addresses`)",
            "projects/{project}/regions/{region}/addresses/{name}",
        )
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        check_name("name", &spec.name)
    }

    fn normalize(observed: &mut Fields) {
        keep_last(observed, "region");
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let all = Self::all(google).await?;
        // Global addresses are listed here too; they are a kind of their own.
        let regional = all.iter().filter(|address| address.region.is_some());
        let item = |address| Item::of(address).outputs(OUTPUT_FIELDS);
        Ok(regional.map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        Self::insert(google, new).await?;
        Ok(created(&new.id, Self::get(google, &new.id).await))
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let labelled = change.applied_to(&Self::get(google, &change.id).await?)?;
        set_labels!(
            google, &change.id, labelled,
            addresses in set_region, RegionSetLabelsRequest, "SetAddressLabels"
        )
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        Self::remove(google, id).await
    }
}

/// The result of a creation; it succeeded, whether or not the address could be read.
pub(super) fn created(id: &str, fresh: Result<SdkAddress>) -> Created {
    let mut created = collection::created(id);
    if let Some(address) = fresh.ok().and_then(|fresh| fresh.address) {
        created.outputs.insert("address".to_owned(), address);
    }
    created
}
