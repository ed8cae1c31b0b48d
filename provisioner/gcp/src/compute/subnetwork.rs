//! `gcp.compute.subnetwork`: a VPC subnetwork (Compute Engine `subnetworks`).
//!
//! Can keep flow logs (CIS Google Cloud 3.8) and reach Google's APIs without the Internet.

use std::collections::BTreeSet;

use google_cloud_compute_v1::model::{
    Subnetwork as SdkSubnetwork, SubnetworksSetPrivateIpGoogleAccessRequest,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::compute::collection::{Collection, collection, created};
use crate::compute::operation::{SERVICE, run};
use crate::enums::string_enum;
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Fields, GoogleKind, Item, Ownership, Result,
    SpecError, unchangeable,
};
use crate::rest::{keep_last, last};
use crate::validation::check_name;

/// A VPC subnetwork.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, unique in the project and region.
    name: String,
    /// The region, such as `asia-northeast1`.
    region: String,
    /// The VPC network that the subnetwork belongs to.
    network: String,
    /// The primary IPv4 range, in CIDR notation.
    ip_cidr_range: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// What the subnetwork is used for. Default: `PRIVATE`, VMs and load balancers.
    #[serde(default)]
    purpose: Purpose,
    /// Whether a subnetwork for proxies is in use (`ACTIVE`) or in reserve (`BACKUP`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    /// The IP versions of the VMs in it. Default: `IPV4_ONLY`.
    #[serde(default)]
    stack_type: StackType,
    /// Whether VMs without external addresses can reach Google's APIs (Private Google Access).
    /// Default: false.
    #[serde(default)]
    private_ip_google_access: bool,
    /// VPC Flow Logs. Default: off.
    #[serde(default)]
    log_config: LogConfig,
    /// Secondary IPv4 ranges, for alias IP addresses such as those of containers. They can be removed
    /// one by one, except the last.
    #[serde(default)]
    secondary_ip_ranges: BTreeSet<SecondaryRange>,
}

/// VPC Flow Logs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct LogConfig {
    /// Whether Google logs flows. Default: false.
    #[serde(default)]
    enable: bool,
    /// How long Google aggregates a flow before it logs it. Default: `INTERVAL_5_SEC`.
    #[serde(default)]
    aggregation_interval: Interval,
    /// The share of flows to log, 0 to 1. Default: 0.5.
    #[serde(default = "half", serialize_with = "short_decimal")]
    flow_sampling: f32,
    /// The metadata in a log entry. Default: `INCLUDE_ALL_METADATA`.
    #[serde(default)]
    metadata: Metadata,
    /// The flows to log, as an expression in the Common Expression Language (CEL). Default: `true`,
    /// all.
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

/// A secondary range.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct SecondaryRange {
    /// The name, unique in the subnetwork.
    range_name: String,
    /// The range, in CIDR notation.
    ip_cidr_range: String,
}

string_enum! {
    /// What a subnetwork is used for.
    Purpose {
        "PRIVATE", "GLOBAL_MANAGED_PROXY", "INTERNAL_HTTPS_LOAD_BALANCER", "PEER_MIGRATION",
        "PRIVATE_NAT", "PRIVATE_RFC_1918", "PRIVATE_SERVICE_CONNECT", "REGIONAL_MANAGED_PROXY",
    }
}

string_enum! {
    /// The role of a subnetwork for proxies.
    Role { "ACTIVE", "BACKUP", }
}

string_enum! {
    /// IP versions.
    StackType { "IPV4_ONLY", "IPV4_IPV6", "IPV6_ONLY", }
}

string_enum! {
    /// An aggregation interval.
    Interval {
        "INTERVAL_5_SEC", "INTERVAL_30_SEC", "INTERVAL_1_MIN", "INTERVAL_5_MIN",
        "INTERVAL_10_MIN", "INTERVAL_15_MIN",
    }
}

string_enum! {
    /// The metadata in a log entry.
    Metadata { "INCLUDE_ALL_METADATA", "EXCLUDE_ALL_METADATA", "CUSTOM_METADATA", }
}

const fn half() -> f32 {
    0.5
}

fn all() -> String {
    "true".to_owned()
}

/// Writes a share in its shortest form: 0.1, not 0.10000000149011612.
fn short_decimal<S: Serializer>(share: &f32, to: S) -> std::result::Result<S::Ok, S::Error> {
    let exact = f64::from(*share);
    to.serialize_f64(share.to_string().parse().unwrap_or(exact))
}

pub(crate) struct Subnetwork;

collection!(
    Subnetwork: subnetworks.set_subnetwork in set_region, SdkSubnetwork,
    "Subnetwork", "AggregatedListSubnetworks".subnetworks
);

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
            "a VPC subnetwork (Compute Engine `subnetworks`)",
            "projects/{project}/regions/{region}/subnetworks/{name}",
        )
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        if !spec.log_config.enable && spec.log_config != LogConfig::default() {
            return Err(SpecError::new(
                "log_config",
                "logging that is off has no settings",
            ));
        }
        check_name("name", &spec.name)
    }

    fn normalize(observed: &mut Fields) {
        keep_last(observed, "region");
        // Of logging that is off, Google returns no settings or the last ones.
        let is_off = |log: &Value| log["enable"] != true;
        if observed.get("log_config").is_some_and(is_off) {
            observed.remove("log_config");
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let outputs = [
            ("self_link", "selfLink"),
            ("gateway_address", "gatewayAddress"),
        ];
        let item = |subnetwork| Item::of(subnetwork).outputs(&outputs);
        Ok(Self::all(google).await?.iter().map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        Self::insert(google, new).await?;
        let mut created = created(&new.id);
        // It is created, whether or not it can be read.
        if let Ok(fresh) = Self::get(google, &new.id).await {
            let gateway = fresh.gateway_address.unwrap_or_default();
            created
                .outputs
                .insert("gateway_address".to_owned(), gateway);
        }
        Ok(created)
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let (name, region) = (last(&change.id), &change.after.region);
        let client = google.subnetworks().await?;
        if change.has("private_ip_google_access") {
            let on = change.after.private_ip_google_access;
            let body = SubnetworksSetPrivateIpGoogleAccessRequest::new();
            let call = client.set_private_ip_google_access();
            let call = call.set_project(google.project());
            let call = call.set_region(region).set_subnetwork(name);
            let call = call.set_body(body.set_private_ip_google_access(on));
            run(google, "SetPrivateIpGoogleAccess", call.send()).await?;
        }
        let none_left = change.after.secondary_ip_ranges.is_empty();
        if change.has("secondary_ip_ranges") && none_left {
            let message = "Google's client cannot remove the last secondary range";
            return unchangeable(SERVICE, "PatchSubnetwork", message);
        }
        let patched = ["log_config", "secondary_ip_ranges", "role", "stack_type"];
        if !patched.iter().any(|field| change.has(field)) {
            return Ok(());
        }
        let fresh = Self::get(google, &change.id).await?;
        let mut body: SdkSubnetwork = change.patch_of(&fresh, &["fingerprint"])?;
        body.private_ip_google_access = None;
        let call = client.patch().set_project(google.project());
        let call = call.set_region(region).set_subnetwork(name);
        run(google, "PatchSubnetwork", call.set_body(body).send()).await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        Self::remove(google, id).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_stays_short() {
        let json = short_decimal(&0.1, serde_json::value::Serializer).unwrap();
        assert_eq!(json.to_string(), "0.1");
    }
}
