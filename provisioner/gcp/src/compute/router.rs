//! `gcp.compute.router`: a router with its address translation (Compute Engine `routers.insert`).
//!
//! Its NATs are part of it: what is not declared goes.

use std::collections::BTreeSet;

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_compute_v1::model::Router as SdkRouter;
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

/// A router with its address translation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in project and region.
    name: String,
    /// Its region.
    region: String,
    /// The network it serves.
    network: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// How it speaks to other routers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bgp: Option<Bgp>,
    /// Its address translations.
    #[serde(default)]
    nats: BTreeSet<Nat>,
}

/// How a router speaks to others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Bgp {
    /// Its number among routers.
    asn: u32,
    /// Whether it tells of its subnetworks or of what is listed.
    #[serde(default)]
    advertise_mode: AdvertiseMode,
    /// Groups it tells of.
    #[serde(default)]
    advertised_groups: BTreeSet<String>,
    /// Ranges it tells of.
    #[serde(default)]
    advertised_ip_ranges: BTreeSet<Advertised>,
    /// Seconds between signs of life. Google's default: 20.
    #[serde(default = "keepalive")]
    keepalive_interval: u32,
}

/// A range that a router tells others of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Advertised {
    /// The range.
    range: String,
    /// What it is for.
    #[serde(default)]
    description: String,
}

/// An address translation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Nat {
    /// Its name within the router.
    name: String,
    /// Whether Google gives it addresses or it has its own.
    #[serde(default)]
    nat_ip_allocate_option: Allocation,
    /// Its own addresses.
    #[serde(default)]
    nat_ips: BTreeSet<String>,
    /// Whose addresses it translates.
    #[serde(default)]
    source_subnetwork_ip_ranges_to_nat: Sources,
    /// The subnetworks it serves, where it serves a list of them.
    #[serde(default)]
    subnetworks: BTreeSet<Served>,
    /// Least ports of a machine. Google's default: 64.
    #[serde(default = "ports_min")]
    min_ports_per_vm: i32,
    /// Whether an inner end keeps its outer one for all far ends. Google's default: false.
    #[serde(default)]
    enable_endpoint_independent_mapping: bool,
    /// Logs of translations. Google's default: none.
    #[serde(default)]
    log_config: LogConfig,
}

/// A subnetwork that an address translation serves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Served {
    /// The subnetwork.
    name: String,
    /// Which of its ranges.
    #[serde(default = "every_range")]
    source_ip_ranges_to_nat: BTreeSet<String>,
}

/// Logs of translations.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[schemars(deny_unknown_fields)]
struct LogConfig {
    /// Whether they are kept.
    #[serde(default)]
    enable: bool,
    /// What is told of.
    #[serde(default)]
    filter: Filter,
}

words! {
    /// What a router tells others of.
    AdvertiseMode { "DEFAULT", "CUSTOM", }
}

words! {
    /// Where outer addresses come from.
    Allocation { "AUTO_ONLY", "MANUAL_ONLY", }
}

words! {
    /// Whose addresses are translated.
    Sources {
        "ALL_SUBNETWORKS_ALL_IP_RANGES", "ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES",
        "LIST_OF_SUBNETWORKS",
    }
}

words! {
    /// Which translations are told of.
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

impl GoogleKind for Router {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "region", "network"],
        parent: Some("network"),
        outputs: compute::OUTPUTS,
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.compute.router",
            "a router with its address translation",
            "projects/{project}/regions/{region}/routers/{name}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        check_name("name", &spec.name)
    }

    fn settle(seen: &mut Fields) {
        keep_last(seen, "region");
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google.routers().await?.aggregated_list();
        let call = call.set_project(google.project());
        let routers: Vec<SdkRouter> =
            pages_of_regions!(google, "AggregatedListRouters", call, routers)?;
        let seen = |router| Seen::of(router).outputs(&[("self_link", "selfLink")]);
        Ok(routers.iter().map(seen).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let call = google
            .routers()
            .await?
            .insert()
            .set_project(google.project());
        let call = call
            .set_region(&new.spec.region)
            .set_request_id(new.request_id());
        let call = call.set_body::<SdkRouter>(new.model()?);
        run(google, "InsertRouter", call.send()).await?;
        Ok(compute::made(&new.id))
    }

    /// Replaces the router as a whole: a patch could not take away the last NAT.
    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let (client, region) = (google.routers().await?, &change.after.region);
        let get = client.get().set_project(google.project());
        let get = get.set_region(region).set_router(last(&change.id));
        let fresh = google
            .read((SERVICE, "GetRouter"), || get.clone().send())
            .await?;
        let call = client.update().set_project(google.project());
        let call = call.set_region(region).set_router(last(&change.id));
        let body: SdkRouter = change.onto(&fresh)?;
        run(google, "UpdateRouter", call.set_body(body).send()).await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google
            .routers()
            .await?
            .delete()
            .set_project(google.project());
        let call = call.set_region(region_of(id)).set_router(last(id));
        run(google, "DeleteRouter", call.send()).await
    }
}
