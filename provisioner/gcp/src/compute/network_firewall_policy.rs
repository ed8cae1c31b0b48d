//! `gcp.compute.network_firewall_policy`: rules for whole networks (Compute Engine
//! `networkFirewallPolicies.insert`).
//!
//! Its rules and associations are part of it: what is not declared goes.

use std::collections::BTreeSet;

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_compute_v1::model::FirewallPolicy as SdkPolicy;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::clients::Clients;
use crate::compute::firewall_policy_change::{conform, read};
use crate::compute::{self, pages, run};
use crate::facts::{Facts, Ownership};
use crate::fault::Result;
use crate::kind::{GoogleKind, known};
use crate::order::New;
use crate::rest::{Fields, last};
use crate::seen::Seen;
use crate::spec::{check_name, fault};
use crate::words::words;

/// Rules from here on are Google's own: they pass what no other rule decided.
pub(super) const PRIORITY_OF_GOOGLE: i32 = 2_147_483_644;

/// Rules for whole networks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the project.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// Its rules, Google's own left out.
    #[serde(default)]
    pub rules: BTreeSet<Rule>,
    /// The networks it holds for.
    #[serde(default)]
    pub associations: BTreeSet<Association>,
}

/// A rule of a policy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Rule {
    /// Its place in the line; no other rule of the policy has it, and the lowest decides.
    pub priority: i32,
    /// What it does: `allow`, `deny`, `goto_next` or `apply_security_profile_group`.
    pub action: Action,
    /// Which way it looks.
    pub direction: Direction,
    /// What it is called.
    #[serde(default)]
    pub rule_name: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// Whether it is out of force.
    #[serde(default)]
    pub disabled: bool,
    /// Whether it tells of what it decided on.
    #[serde(default)]
    pub enable_logging: bool,
    /// Which traffic it is about.
    #[serde(rename = "match")]
    pub matches: Matcher,
    /// Service accounts, by e-mail, of the machines it is for; all, where none is given.
    #[serde(default)]
    pub target_service_accounts: BTreeSet<String>,
}

/// Which traffic a rule is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Matcher {
    /// Protocols and ports.
    layer4_configs: BTreeSet<Traffic>,
    /// Ranges it comes from.
    #[serde(default)]
    src_ip_ranges: BTreeSet<String>,
    /// Ranges it goes to.
    #[serde(default)]
    dest_ip_ranges: BTreeSet<String>,
    /// Host names it comes from.
    #[serde(default)]
    src_fqdns: BTreeSet<String>,
    /// Host names it goes to.
    #[serde(default)]
    dest_fqdns: BTreeSet<String>,
    /// Countries it comes from.
    #[serde(default)]
    src_region_codes: BTreeSet<String>,
    /// Countries it goes to.
    #[serde(default)]
    dest_region_codes: BTreeSet<String>,
    /// Google's lists of dangerous places it comes from.
    #[serde(default)]
    src_threat_intelligences: BTreeSet<String>,
    /// Google's lists of dangerous places it goes to.
    #[serde(default)]
    dest_threat_intelligences: BTreeSet<String>,
    /// Groups of addresses it comes from.
    #[serde(default)]
    src_address_groups: BTreeSet<String>,
    /// Groups of addresses it goes to.
    #[serde(default)]
    dest_address_groups: BTreeSet<String>,
}

/// A sort of traffic.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Traffic {
    /// `tcp`, `udp`, `icmp`, …, a number, or `all`.
    ip_protocol: String,
    /// Ports or ranges of ports; all, where none is given.
    #[serde(default)]
    ports: BTreeSet<String>,
}

/// A network that a policy holds for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Association {
    /// Its name within the policy.
    pub name: String,
    /// The network.
    pub attachment_target: String,
}

words! {
    /// What a rule does.
    Action { "allow", "deny", "goto_next", "apply_security_profile_group", }
}

words! {
    /// Which way a rule looks.
    Direction { "INGRESS", "EGRESS", }
}

pub(crate) struct NetworkFirewallPolicy;

impl GoogleKind for NetworkFirewallPolicy {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name"],
        outputs: compute::OUTPUTS,
        ownership: Ownership::Description,
        beside: &["rules", "associations"],
        ..Facts::path(
            "gcp.compute.network_firewall_policy",
            "rules for whole networks",
            "projects/{project}/global/firewallPolicies/{name}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        let places: BTreeSet<i32> = spec.rules.iter().map(|rule| rule.priority).collect();
        if places.len() < spec.rules.len() {
            return Err(fault("rules", "two rules have the same priority"));
        }
        if places
            .iter()
            .any(|place| !(0..PRIORITY_OF_GOOGLE).contains(place))
        {
            return Err(fault("rules", "a priority is 0 to 2147483643"));
        }
        check_name("name", &spec.name)
    }

    fn settle(seen: &mut Fields) {
        if let Some(rules) = seen.get_mut("rules").and_then(|rules| rules.as_array_mut()) {
            let own = |rule: &serde_json::Value| rule["priority"].as_i64();
            rules.retain(|rule| own(rule).is_some_and(|at| at < i64::from(PRIORITY_OF_GOOGLE)));
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google
            .firewall_policies()
            .await?
            .list()
            .set_project(google.project());
        let policies: Vec<SdkPolicy> = pages!(google, "ListNetworkFirewallPolicies", call)?;
        let seen = |policy| Seen::of(policy).outputs(&[("self_link", "selfLink")]);
        Ok(policies.iter().map(seen).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let call = google
            .firewall_policies()
            .await?
            .insert()
            .set_project(google.project());
        let call = call
            .set_request_id(new.request_id())
            .set_body::<SdkPolicy>(new.model()?);
        run(google, "InsertNetworkFirewallPolicy", call.send()).await?;
        Ok(compute::made(&new.id))
    }

    async fn finish(google: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        conform(google, last(&made.id), &new.spec).await
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let name = last(&change.id);
        if change.has("description") {
            let fresh = read(google, name).await?;
            let body: SdkPolicy = change.only(&fresh, &["fingerprint"])?;
            let call = google.firewall_policies().await?.patch();
            let call = call.set_project(google.project()).set_firewall_policy(name);
            run(
                google,
                "PatchNetworkFirewallPolicy",
                call.set_body(body).send(),
            )
            .await?;
        }
        conform(google, name, &change.after).await
    }

    /// A policy that holds for a network cannot be deleted.
    async fn delete(google: &Clients, id: &str, spec: Option<&Spec>) -> Result<()> {
        let free = Spec {
            associations: BTreeSet::new(),
            ..known(Self::FACTS.kind, spec)?.clone()
        };
        conform(google, last(id), &free).await?;
        let call = google
            .firewall_policies()
            .await?
            .delete()
            .set_project(google.project());
        let call = call.set_firewall_policy(last(id));
        run(google, "DeleteNetworkFirewallPolicy", call.send()).await
    }
}
