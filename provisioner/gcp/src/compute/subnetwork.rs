//! `gcp.compute.subnetwork`: a range of a network in one region (Compute Engine
//! `subnetworks.insert`).
//!
//! Keeps flow logs (CIS Google Cloud 3.8) and reaches Google's APIs without the Internet.

use std::collections::BTreeSet;

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_compute_v1::model::{
    Subnetwork as SdkSubnetwork, SubnetworksSetPrivateIpGoogleAccessRequest,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::clients::Clients;
use crate::compute::{self, SERVICE, pages_of_regions, region_of, run};
use crate::facts::{Facts, Ownership};
use crate::fault::{Fault, Result};
use crate::kind::GoogleKind;
use crate::order::New;
use crate::rest::{Fields, last};
use crate::seen::{Seen, keep_last};
use crate::spec::{check_name, fault, short_decimal};
use crate::words::words;

/// A range of a network in one region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in project and region.
    name: String,
    /// Its region, such as `asia-northeast1`.
    region: String,
    /// The network it is part of.
    network: String,
    /// Its IPv4 range.
    ip_cidr_range: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// What may stand in it. Google's default: `PRIVATE`, virtual machines.
    #[serde(default)]
    purpose: Purpose,
    /// Whether a subnetwork for proxies is in use or in reserve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    /// Which sorts of addresses it gives.
    #[serde(default)]
    stack_type: StackType,
    /// Whether machines without external addresses reach Google's APIs. Google's default: false.
    #[serde(default)]
    private_ip_google_access: bool,
    /// Flow logs. Google's default: none.
    #[serde(default)]
    log_config: LogConfig,
    /// Further ranges, for containers. One at a time can go; the last one cannot.
    #[serde(default)]
    secondary_ip_ranges: BTreeSet<SecondaryRange>,
}

/// Flow logs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct LogConfig {
    /// Whether they are kept.
    #[serde(default)]
    enable: bool,
    /// How long flows are put together before they are told of.
    #[serde(default)]
    aggregation_interval: Interval,
    /// Share of flows that is told of, 0 to 1. Google's default: 0.5.
    #[serde(default = "half", serialize_with = "short_decimal")]
    flow_sampling: f32,
    /// What is told of a flow besides its ends.
    #[serde(default)]
    metadata: Metadata,
    /// Which flows are told of. Google's default: all, `true`.
    #[serde(default = "all")]
    filter_expr: String,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            enable: false,
            aggregation_interval: Interval::default(),
            flow_sampling: half(),
            metadata: Metadata::default(),
            filter_expr: all(),
        }
    }
}

/// A further range.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct SecondaryRange {
    /// Its name.
    range_name: String,
    /// Its IPv4 range.
    ip_cidr_range: String,
}

words! {
    /// What may stand in a subnetwork.
    Purpose {
        "PRIVATE", "GLOBAL_MANAGED_PROXY", "INTERNAL_HTTPS_LOAD_BALANCER", "PEER_MIGRATION",
        "PRIVATE_NAT", "PRIVATE_RFC_1918", "PRIVATE_SERVICE_CONNECT", "REGIONAL_MANAGED_PROXY",
    }
}

words! {
    /// Whether a subnetwork for proxies is in use.
    Role { "ACTIVE", "BACKUP", }
}

words! {
    /// Sorts of addresses.
    StackType { "IPV4_ONLY", "IPV4_IPV6", "IPV6_ONLY", }
}

words! {
    /// How long flows are put together.
    Interval {
        "INTERVAL_5_SEC", "INTERVAL_30_SEC", "INTERVAL_1_MIN", "INTERVAL_5_MIN",
        "INTERVAL_10_MIN", "INTERVAL_15_MIN",
    }
}

words! {
    /// What is told of a flow.
    Metadata { "INCLUDE_ALL_METADATA", "EXCLUDE_ALL_METADATA", "CUSTOM_METADATA", }
}

/// Google's default share.
const fn half() -> f32 {
    0.5
}

/// Google's default filter.
fn all() -> String {
    "true".to_owned()
}

pub(crate) struct Subnetwork;

impl GoogleKind for Subnetwork {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &[
            "name",
            "region",
            "network",
            "ip_cidr_range",
            "description",
            "purpose",
        ],
        parent: Some("network"),
        outputs: &["self_link", "gateway_address"],
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.compute.subnetwork",
            "a range of a network in one region",
            "projects/{project}/regions/{region}/subnetworks/{name}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        if !spec.log_config.enable && spec.log_config != LogConfig::default() {
            return Err(fault("log_config", "logs that are off have no settings"));
        }
        check_name("name", &spec.name)
    }

    fn settle(seen: &mut Fields) {
        keep_last(seen, "region");
        // Google forgets the settings of logs that are off, or shows the last ones.
        let off = |log: &serde_json::Value| log["enable"] != true;
        if seen.get("log_config").is_some_and(off) {
            seen.remove("log_config");
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google.subnetworks().await?.aggregated_list();
        let call = call.set_project(google.project());
        let all: Vec<SdkSubnetwork> =
            pages_of_regions!(google, "AggregatedListSubnetworks", call, subnetworks)?;
        let outputs = [
            ("self_link", "selfLink"),
            ("gateway_address", "gatewayAddress"),
        ];
        Ok(all
            .iter()
            .map(|subnetwork| Seen::of(subnetwork).outputs(&outputs))
            .collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let (name, region) = (&new.spec.name, &new.spec.region);
        let call = google
            .subnetworks()
            .await?
            .insert()
            .set_project(google.project());
        let call = call.set_region(region).set_request_id(new.request_id());
        let call = call.set_body::<SdkSubnetwork>(new.model()?);
        run(google, "InsertSubnetwork", call.send()).await?;
        let mut made = compute::made(&new.id);
        // What is made stands, whatever becomes of looking at it.
        if let Ok(fresh) = read(google, region, name).await {
            let gateway = fresh.gateway_address.unwrap_or_default();
            made.outputs.insert("gateway_address".to_owned(), gateway);
        }
        Ok(made)
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let (name, region) = (&change.after.name, &change.after.region);
        let client = google.subnetworks().await?;
        if change.has("private_ip_google_access") {
            let on = change.after.private_ip_google_access;
            let body = SubnetworksSetPrivateIpGoogleAccessRequest::new();
            let call = client
                .set_private_ip_google_access()
                .set_project(google.project());
            let call = call.set_region(region).set_subnetwork(name);
            let call = call.set_body(body.set_private_ip_google_access(on));
            run(google, "SetPrivateIpGoogleAccess", call.send()).await?;
        }
        let none_left = change.after.secondary_ip_ranges.is_empty();
        if change.has("secondary_ip_ranges") && none_left {
            let told = "Google's client cannot tell it that no further range is left";
            return Err(Fault::refused(
                SERVICE,
                "PatchSubnetwork",
                "unsupported-change",
                told,
            ));
        }
        let others = ["log_config", "secondary_ip_ranges", "role", "stack_type"];
        if !others.iter().any(|field| change.has(field)) {
            return Ok(());
        }
        let fresh = read(google, region, name).await?;
        let mut body: SdkSubnetwork = change.only(&fresh, &["fingerprint"])?;
        body.private_ip_google_access = None;
        let call = client
            .patch()
            .set_project(google.project())
            .set_region(region);
        run(
            google,
            "PatchSubnetwork",
            call.set_subnetwork(name).set_body(body).send(),
        )
        .await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google
            .subnetworks()
            .await?
            .delete()
            .set_project(google.project());
        let call = call.set_region(region_of(id)).set_subnetwork(last(id));
        run(google, "DeleteSubnetwork", call.send()).await
    }
}

async fn read(google: &Clients, region: &str, name: &str) -> Result<SdkSubnetwork> {
    let call = google
        .subnetworks()
        .await?
        .get()
        .set_project(google.project());
    let call = call.set_region(region).set_subnetwork(name);
    google
        .read((SERVICE, "GetSubnetwork"), || call.clone().send())
        .await
}
