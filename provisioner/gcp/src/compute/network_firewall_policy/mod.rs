//! `gcp.compute.network_firewall_policy`: a global network firewall policy (Compute Engine
//! `networkFirewallPolicies`).
//!
//! Its rules and associations are part of it: those that are not declared are removed.

mod conform;
mod spec;

use std::collections::BTreeSet;

use google_cloud_compute_v1::model::FirewallPolicy as SdkPolicy;
use serde_json::Value;

use self::conform::conform;
use self::spec::{GOOGLES_PRIORITY_MIN, Spec};
use crate::compute::collection::{Collection, OUTPUTS, collection, item};
use crate::compute::operation::run;
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Fields, Form, GoogleKind, Item, Ownership, Result,
    SpecError, required,
};
use crate::rest::last;
use crate::validation::check_name;

pub(crate) struct NetworkFirewallPolicy;

collection!(
    NetworkFirewallPolicy: firewall_policies.set_firewall_policy, SdkPolicy,
    "NetworkFirewallPolicy", "ListNetworkFirewallPolicies"
);

impl GoogleKind for NetworkFirewallPolicy {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name"],
        outputs: OUTPUTS,
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.compute.network_firewall_policy",
            "a global network firewall policy (Compute Engine `networkFirewallPolicies`)",
            "projects/{project}/global/firewallPolicies/{name}",
        )
    };

    const FORM: Form = Form {
        not_in_body: &["rules", "associations"],
        ..Form::PLAIN
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        let priorities: BTreeSet<i32> = spec.rules.iter().map(|rule| rule.priority).collect();
        if priorities.len() < spec.rules.len() {
            return Err(SpecError::new("rules", "two rules have the same priority"));
        }
        let is_allowed = |priority: &i32| (0..GOOGLES_PRIORITY_MIN).contains(priority);
        if !priorities.iter().all(is_allowed) {
            return Err(SpecError::new("rules", "a priority is 0 to 2147483643"));
        }
        check_name("name", &spec.name)
    }

    fn normalize(observed: &mut Fields) {
        if let Some(Value::Array(rules)) = observed.get_mut("rules") {
            let is_declarable = |priority| priority < i64::from(GOOGLES_PRIORITY_MIN);
            rules.retain(|rule| rule["priority"].as_i64().is_some_and(is_declarable));
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        Ok(Self::all(google).await?.iter().map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        Self::insert(google, new).await
    }

    async fn finish(google: &Clients, created: &Created, new: &Creation<Spec>) -> Result<()> {
        let fresh = Self::get(google, &created.id).await?;
        conform(google, &created.id, &fresh, &new.spec).await
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let fresh = Self::get(google, &change.id).await?;
        if change.has("description") {
            let body: SdkPolicy = change.patch_of(&fresh, &["fingerprint"])?;
            let call = google.firewall_policies().await?.patch();
            let call = call.set_project(google.project());
            let call = call.set_firewall_policy(last(&change.id)).set_body(body);
            run(google, "PatchNetworkFirewallPolicy", call.send()).await?;
        }
        conform(google, &change.id, &fresh, &change.after).await
    }

    /// A policy that is associated with a network cannot be deleted.
    async fn delete(google: &Clients, id: &str, spec: Option<&Spec>) -> Result<()> {
        let free = Spec {
            associations: BTreeSet::new(),
            ..required(Self::FACTS.kind, spec)?.clone()
        };
        conform(google, id, &Self::get(google, id).await?, &free).await?;
        Self::remove(google, id).await
    }
}
