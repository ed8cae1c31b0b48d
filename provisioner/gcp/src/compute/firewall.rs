//! `gcp.compute.firewall`: a VPC firewall rule (Compute Engine `firewalls`).
//!
//! Allows or denies connections to and from VMs (CIS Google Cloud 3.6, 3.7) and can log them.

use std::collections::BTreeSet;

use google_cloud_compute_v1::model::Firewall as SdkFirewall;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::compute::collection::{Collection, OUTPUTS, PRIORITY, collection, item};
use crate::compute::operation::run;
use crate::compute::traffic::{Direction, Traffic};
use crate::enums::string_enum;
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Fields, Form, GoogleKind, Item, Ownership, Result,
    SpecError,
};
use crate::rest::{Naming, last};
use crate::validation::check_name;

/// A VPC firewall rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, unique in the project.
    name: String,
    /// The VPC network that the rule applies to.
    network: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// The direction of the connections that the rule applies to. Default: `INGRESS`.
    #[serde(default)]
    direction: Direction,
    /// The priority, 0 to 65535; the lowest number wins. Default: 1000.
    #[serde(default = "priority")]
    priority: i32,
    /// Whether Google ignores the rule. Default: false.
    #[serde(default)]
    disabled: bool,
    /// The protocols and ports to allow. A rule either allows or denies.
    #[serde(default)]
    allowed: BTreeSet<Traffic>,
    /// The protocols and ports to deny.
    #[serde(default)]
    denied: BTreeSet<Traffic>,
    /// The source ranges of an ingress rule, in CIDR notation.
    #[serde(default)]
    source_ranges: BTreeSet<String>,
    /// The destination ranges of an egress rule, in CIDR notation.
    #[serde(default)]
    destination_ranges: BTreeSet<String>,
    /// The network tags of the VMs that an ingress rule allows or denies as sources.
    #[serde(default)]
    source_tags: BTreeSet<String>,
    /// The network tags of the VMs that the rule applies to. Default, without target service
    /// accounts either: all VMs of the network.
    #[serde(default)]
    target_tags: BTreeSet<String>,
    /// The service accounts, by e-mail, of the VMs that an ingress rule allows or denies as
    /// sources.
    #[serde(default)]
    source_service_accounts: BTreeSet<String>,
    /// The service accounts, by e-mail, of the VMs that the rule applies to.
    #[serde(default)]
    target_service_accounts: BTreeSet<String>,
    /// Firewall rules logging. Default: off.
    #[serde(default)]
    log_config: LogConfig,
}

/// Firewall rules logging.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct LogConfig {
    /// Whether Google logs the connections that the rule matches. Default: false.
    #[serde(default)]
    enable: bool,
    /// Whether the log entries have metadata of VMs, networks and locations. Default:
    /// `INCLUDE_ALL_METADATA`.
    #[serde(default)]
    metadata: Metadata,
}

string_enum! {
    /// What a log entry has besides the connection.
    Metadata { "INCLUDE_ALL_METADATA", "EXCLUDE_ALL_METADATA", }
}

const fn priority() -> i32 {
    PRIORITY
}

pub(crate) struct Firewall;

collection!(Firewall: firewalls.set_firewall, SdkFirewall, "Firewall", "ListFirewalls");

impl GoogleKind for Firewall {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "network", "direction"],
        parent: Some("network"),
        outputs: OUTPUTS,
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.compute.firewall",
            "a VPC firewall rule (Compute Engine `firewalls`)",
            "projects/{project}/global/firewalls/{name}",
        )
    };

    const FORM: Form = Form {
        naming: Naming {
            irregular: &[("ip_protocol", "IPProtocol")],
            ..Naming::PLAIN
        },
        ..Form::PLAIN
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        if spec.allowed.is_empty() == spec.denied.is_empty() {
            return Err(SpecError::new(
                "allowed",
                "a rule either allows or denies something",
            ));
        }
        if !spec.log_config.enable && spec.log_config != LogConfig::default() {
            return Err(SpecError::new(
                "log_config",
                "logging that is off has no settings",
            ));
        }
        check_name("name", &spec.name)
    }

    fn to_request(spec: &mut Fields) {
        // Google refuses metadata settings where logging is off.
        if let Some(log) = spec
            .get_mut("log_config")
            .and_then(|log| log.as_object_mut())
            && log["enable"] != true
        {
            log.remove("metadata");
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        Ok(Self::all(google).await?.iter().map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        Self::insert(google, new).await
    }

    /// Replaces the rule as a whole: a patch could not empty a list.
    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let fresh = Self::get(google, &change.id).await?;
        let body: SdkFirewall = change.applied_to(&fresh)?;
        let call = google.firewalls().await?.update();
        let call = call.set_project(google.project());
        let call = call.set_firewall(last(&change.id)).set_body(body);
        run(google, "UpdateFirewall", call.send()).await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        Self::remove(google, id).await
    }
}
