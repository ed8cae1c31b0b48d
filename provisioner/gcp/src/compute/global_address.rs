//! `gcp.compute.global_address`: a global static IP address or range (Compute Engine
//! `globalAddresses`).

use google_cloud_compute_v1::model::{Address as SdkAddress, GlobalSetLabelsRequest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::compute::address::{OUTPUT_FIELDS, created};
use crate::compute::collection::{Collection, collection, set_labels};
use crate::enums::string_enum;
use crate::kind::{
    Change, Clients, Created, Creation, Facts, GoogleKind, Item, Ownership, Result, SpecError,
};
use crate::validation::check_name;

/// A global static IP address or range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, unique in the project.
    name: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// The address to reserve, or the first of a range. Default: Google chooses one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// `EXTERNAL` reserves an address on the Internet, `INTERNAL` one in a network. Default:
    /// `EXTERNAL`.
    #[serde(default)]
    address_type: AddressType,
    /// The use that an internal address or range is reserved for: peering with a service
    /// producer's network, or a Private Service Connect endpoint for Google's APIs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    purpose: Option<Purpose>,
    /// The prefix length of a range, in bits. Default: a single address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prefix_length: Option<i32>,
    /// The VPC network that an internal address or range is reserved in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    network: Option<String>,
    /// The IP version. Default: `IPV4`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ip_version: Option<IpVersion>,
}

string_enum! {
    /// Whether an address is on the Internet.
    AddressType { "EXTERNAL", "INTERNAL", }
}

string_enum! {
    /// The use that an internal address is reserved for.
    Purpose { "VPC_PEERING", "PRIVATE_SERVICE_CONNECT", }
}

string_enum! {
    /// An IP version.
    IpVersion { "IPV4", "IPV6", }
}

pub(crate) struct GlobalAddress;

collection!(
    GlobalAddress: global_addresses.set_address, SdkAddress,
    "GlobalAddress", "ListGlobalAddresses"
);

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
        outputs: &["self_link", "address"],
        ownership: Ownership::Labels("labels"),
        ..Facts::path(
            "gcp.compute.global_address",
            "a global static IP address or range (Compute Engine `globalAddresses`)",
            "projects/{project}/global/addresses/{name}",
        )
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        check_name("name", &spec.name)
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let item = |address| Item::of(address).outputs(OUTPUT_FIELDS);
        Ok(Self::all(google).await?.iter().map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        Self::insert(google, new).await?;
        Ok(created(&new.id, Self::get(google, &new.id).await))
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let labelled = change.applied_to(&Self::get(google, &change.id).await?)?;
        set_labels!(
            google,
            &change.id,
            labelled,
            global_addresses,
            GlobalSetLabelsRequest,
            "SetGlobalAddressLabels"
        )
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        Self::remove(google, id).await
    }
}
