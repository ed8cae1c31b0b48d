//! `gcp.compute.router`: a Cloud Router with its Cloud NAT gateways (Compute Engine `routers`).
//!
//! Its NAT gateways are part of it: those that are not declared are removed.

use std::collections::BTreeSet;

use google_cloud_compute_v1::model::Router as SdkRouter;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::compute::collection::{Collection, OUTPUTS, collection, item};
use crate::compute::operation::run;
use crate::enums::string_enum;
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Fields, GoogleKind, Item, Ownership, Result,
    SpecError,
};
use crate::rest::{keep_last, last};
use crate::validation::check_name;

/// A Cloud Router with its Cloud NAT gateways.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, unique in the project and region.
    name: String,
    /// The region, such as `asia-northeast1`.
    region: String,
    /// The VPC network that the router serves.
    network: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// BGP settings. Default: none; a router that only has NAT gateways needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bgp: Option<Bgp>,
    /// All Cloud NAT gateways of the router.
    #[serde(default)]
    nats: BTreeSet<Nat>,
}

/// BGP settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Bgp {
    /// The autonomous system number of the router.
    asn: u32,
    /// `DEFAULT` advertises the subnetworks, `CUSTOM` the groups and ranges below. Default:
    /// `DEFAULT`.
    #[serde(default)]
    advertise_mode: AdvertiseMode,
    /// The groups to advertise: `ALL_SUBNETS`.
    #[serde(default)]
    advertised_groups: BTreeSet<String>,
    /// The ranges to advertise.
    #[serde(default)]
    advertised_ip_ranges: BTreeSet<Advertised>,
    /// The interval between keepalive messages, in seconds, 20 to 60. Default: 20.
    #[serde(default = "keepalive")]
    keepalive_interval: u32,
}

/// An advertised range.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Advertised {
    /// The range, in CIDR notation.
    range: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
}

/// A Cloud NAT gateway.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Nat {
    /// The name, unique in the router.
    name: String,
    /// `AUTO_ONLY` uses addresses that Google allocates, `MANUAL_ONLY` those in `nat_ips`. Default:
    /// `AUTO_ONLY`.
    #[serde(default)]
    nat_ip_allocate_option: Allocation,
    /// The external addresses to use, as `gcp.compute.address`.
    #[serde(default)]
    nat_ips: BTreeSet<String>,
    /// The ranges that the gateway serves. Default: `ALL_SUBNETWORKS_ALL_IP_RANGES`.
    #[serde(default)]
    source_subnetwork_ip_ranges_to_nat: Sources,
    /// The subnetworks that the gateway serves, with `LIST_OF_SUBNETWORKS`.
    #[serde(default)]
    subnetworks: BTreeSet<Served>,
    /// The minimum number of ports allocated to a VM. Default: 64.
    #[serde(default = "ports_min")]
    min_ports_per_vm: i32,
    /// Whether a source address and port keep their external address and port for all destinations.
    /// Default: false.
    #[serde(default)]
    enable_endpoint_independent_mapping: bool,
    /// Cloud NAT logging. Default: off.
    #[serde(default)]
    log_config: LogConfig,
}

/// A subnetwork that a NAT gateway serves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Served {
    /// The subnetwork.
    name: String,
    /// The ranges of the subnetwork to serve. Default: `ALL_IP_RANGES`.
    #[serde(default = "every_range")]
    source_ip_ranges_to_nat: BTreeSet<String>,
}

/// Cloud NAT logging.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[schemars(deny_unknown_fields)]
struct LogConfig {
    /// Whether Google logs NAT connections. Default: false.
    #[serde(default)]
    enable: bool,
    /// The events to log. Default: `ALL`.
    #[serde(default)]
    filter: Filter,
}

string_enum! {
    /// What a router advertises.
    AdvertiseMode { "DEFAULT", "CUSTOM", }
}

string_enum! {
    /// Where external addresses come from.
    Allocation { "AUTO_ONLY", "MANUAL_ONLY", }
}

string_enum! {
    /// The ranges that a NAT gateway serves.
    Sources {
        "ALL_SUBNETWORKS_ALL_IP_RANGES", "ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES",
        "LIST_OF_SUBNETWORKS",
    }
}

string_enum! {
    /// The events to log.
    Filter { "ALL", "ERRORS_ONLY", "TRANSLATIONS_ONLY", }
}

const fn keepalive() -> u32 {
    20
}

const fn ports_min() -> i32 {
    64
}

fn every_range() -> BTreeSet<String> {
    BTreeSet::from(["ALL_IP_RANGES".to_owned()])
}

pub(crate) struct Router;

collection!(
    Router: routers.set_router in set_region, SdkRouter,
    "Router", "AggregatedListRouters".routers
);

impl GoogleKind for Router {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "region", "network"],
        parent: Some("network"),
        outputs: OUTPUTS,
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.compute.router",
            "a Cloud Router with its Cloud NAT gateways (Compute Engine `routers`)",
            "projects/{project}/regions/{region}/routers/{name}",
        )
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        check_name("name", &spec.name)
    }

    fn normalize(observed: &mut Fields) {
        keep_last(observed, "region");
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        Ok(Self::all(google).await?.iter().map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        Self::insert(google, new).await
    }

    /// Replaces the router as a whole: a patch could not remove the last NAT gateway.
    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let fresh = Self::get(google, &change.id).await?;
        let body: SdkRouter = change.applied_to(&fresh)?;
        let call = google.routers().await?.update();
        let call = call.set_project(google.project());
        let call = call.set_region(&change.after.region);
        let call = call.set_router(last(&change.id)).set_body(body);
        run(google, "UpdateRouter", call.send()).await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        Self::remove(google, id).await
    }
}
