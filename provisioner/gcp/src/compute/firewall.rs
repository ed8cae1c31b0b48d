//! `gcp.compute.firewall`: one rule of a network's firewall (Compute Engine `firewalls.insert`).
//!
//! Says what may come in and go out (CIS Google Cloud 3.6, 3.7) and tells of it in logs.

use std::collections::BTreeSet;

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_compute_v1::model::Firewall as SdkFirewall;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::clients::Clients;
use crate::compute::{self, SERVICE, pages, run};
use crate::facts::{Facts, Ownership};
use crate::fault::Result;
use crate::kind::GoogleKind;
use crate::order::New;
use crate::rest::{Fields, Naming, last};
use crate::seen::Seen;
use crate::spec::{check_name, fault, priority};
use crate::words::words;

/// One rule of a network's firewall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the project.
    name: String,
    /// The network it guards.
    network: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// Which way it looks.
    #[serde(default)]
    direction: Direction,
    /// Its place in the line, 0 to 65535; the lowest decides. Google's default: 1000.
    #[serde(default = "priority")]
    priority: i32,
    /// Whether it is out of force.
    #[serde(default)]
    disabled: bool,
    /// What it lets through.
    #[serde(default)]
    allowed: BTreeSet<Traffic>,
    /// What it stops.
    #[serde(default)]
    denied: BTreeSet<Traffic>,
    /// Ranges that incoming traffic comes from.
    #[serde(default)]
    source_ranges: BTreeSet<String>,
    /// Ranges that outgoing traffic goes to.
    #[serde(default)]
    destination_ranges: BTreeSet<String>,
    /// Network tags of the machines that traffic comes from.
    #[serde(default)]
    source_tags: BTreeSet<String>,
    /// Network tags of the machines it is for; all, where neither these nor accounts are given.
    #[serde(default)]
    target_tags: BTreeSet<String>,
    /// Service accounts, by e-mail, of the machines that traffic comes from.
    #[serde(default)]
    source_service_accounts: BTreeSet<String>,
    /// Service accounts, by e-mail, of the machines it is for.
    #[serde(default)]
    target_service_accounts: BTreeSet<String>,
    /// Logs of the connections it decided on. Google's default: none.
    #[serde(default)]
    log_config: LogConfig,
}

/// A sort of traffic.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Traffic {
    /// `tcp`, `udp`, `icmp`, …, a number, or `all`.
    ip_protocol: String,
    /// Ports or ranges of ports, `443` or `8000-8080`; all, where none is given.
    #[serde(default)]
    ports: BTreeSet<String>,
}

/// Logs of connections.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct LogConfig {
    /// Whether they are kept.
    #[serde(default)]
    enable: bool,
    /// What is told of a connection besides its ends.
    #[serde(default)]
    metadata: Metadata,
}

words! {
    /// Which way a rule looks.
    Direction { "INGRESS", "EGRESS", }
}

words! {
    /// What is told of a connection.
    Metadata { "INCLUDE_ALL_METADATA", "EXCLUDE_ALL_METADATA", }
}

pub(crate) struct Firewall;

impl GoogleKind for Firewall {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "network", "direction"],
        parent: Some("network"),
        outputs: compute::OUTPUTS,
        ownership: Ownership::Description,
        naming: Naming {
            odd: &[("ip_protocol", "IPProtocol")],
            ..Naming::PLAIN
        },
        ..Facts::path(
            "gcp.compute.firewall",
            "one rule of a network's firewall",
            "projects/{project}/global/firewalls/{name}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        if spec.allowed.is_empty() == spec.denied.is_empty() {
            return Err(fault("allowed", "a rule either allows or denies something"));
        }
        if !spec.log_config.enable && spec.log_config != LogConfig::default() {
            return Err(fault("log_config", "logs that are off have no settings"));
        }
        check_name("name", &spec.name)
    }

    fn shape(spec: &mut Fields) {
        // Google wants to hear of metadata only where logs are kept.
        if let Some(log) = spec
            .get_mut("log_config")
            .and_then(|log| log.as_object_mut())
            && log["enable"] != true
        {
            log.remove("metadata");
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google
            .firewalls()
            .await?
            .list()
            .set_project(google.project());
        let rules: Vec<SdkFirewall> = pages!(google, "ListFirewalls", call)?;
        let seen = |rule| Seen::of(rule).outputs(&[("self_link", "selfLink")]);
        Ok(rules.iter().map(seen).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let call = google
            .firewalls()
            .await?
            .insert()
            .set_project(google.project());
        let call = call
            .set_request_id(new.request_id())
            .set_body::<SdkFirewall>(new.model()?);
        run(google, "InsertFirewall", call.send()).await?;
        Ok(compute::made(&new.id))
    }

    /// Replaces the rule as a whole: a patch could not empty a list.
    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let client = google.firewalls().await?;
        let get = client
            .get()
            .set_project(google.project())
            .set_firewall(last(&change.id));
        let fresh = google
            .read((SERVICE, "GetFirewall"), || get.clone().send())
            .await?;
        let call = client
            .update()
            .set_project(google.project())
            .set_firewall(last(&change.id));
        let body: SdkFirewall = change.onto(&fresh)?;
        run(google, "UpdateFirewall", call.set_body(body).send()).await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google
            .firewalls()
            .await?
            .delete()
            .set_project(google.project());
        run(google, "DeleteFirewall", call.set_firewall(last(id)).send()).await
    }
}
