//! Bringing a firewall policy's rules and associations to what is declared.

use std::collections::BTreeMap;

use google_cloud_compute_v1::model::{
    FirewallPolicy, FirewallPolicyAssociation, FirewallPolicyRule,
};
use serde_json::Value;

use crate::clients::Clients;
use crate::compute::network_firewall_policy::{Association, PRIORITY_OF_GOOGLE, Rule, Spec};
use crate::compute::{SERVICE, run};
use crate::fault::{Fault, Result};
use crate::rest::{Naming, short};
use crate::seen::plain;

/// A policy as it stands.
pub(super) async fn read(google: &Clients, name: &str) -> Result<FirewallPolicy> {
    let call = google
        .firewall_policies()
        .await?
        .get()
        .set_project(google.project());
    let call = call.set_firewall_policy(name);
    google
        .read((SERVICE, "GetNetworkFirewallPolicy"), || {
            call.clone().send()
        })
        .await
}

/// Adds what is missing, changes what differs, takes away what is not declared. Repeatable.
///
/// Rules come before associations, so that no network ever stands under half a policy; what goes
/// goes last, for the same reason.
pub(super) async fn conform(google: &Clients, name: &str, wanted: &Spec) -> Result<()> {
    let fresh = read(google, name).await?;
    let standing: BTreeMap<i32, &FirewallPolicyRule> = fresh
        .rules
        .iter()
        .filter_map(|rule| Some((rule.priority?, rule)))
        .filter(|(priority, _)| *priority < PRIORITY_OF_GOOGLE)
        .collect();
    for rule in &wanted.rules {
        match standing.get(&rule.priority) {
            None => add_rule(google, name, rule).await?,
            Some(old) if is_same(old, rule) => {}
            Some(old) if loses_a_list(&plain(*old), &plain(&sdk_rule(rule)?)) => {
                remove_rule(google, name, rule.priority).await?;
                add_rule(google, name, rule).await?;
            }
            Some(_) => patch_rule(google, name, rule).await?,
        }
    }
    for association in &wanted.associations {
        if !fresh.associations.iter().any(|old| is_of(old, association)) {
            associate(google, name, association).await?;
        }
    }
    for old in &fresh.associations {
        if !wanted
            .associations
            .iter()
            .any(|association| is_of(old, association))
        {
            dissociate(google, name, old).await?;
        }
    }
    for priority in standing.keys() {
        if !wanted.rules.iter().any(|rule| rule.priority == *priority) {
            remove_rule(google, name, *priority).await?;
        }
    }
    Ok(())
}

fn is_same(old: &FirewallPolicyRule, rule: &Rule) -> bool {
    let old = Naming::PLAIN.spec_of(&plain(old));
    serde_json::from_value::<Rule>(old).is_ok_and(|old| old == *rule)
}

fn is_of(old: &FirewallPolicyAssociation, association: &Association) -> bool {
    let target = old.attachment_target.as_deref().unwrap_or_default();
    old.name.as_ref() == Some(&association.name) && short(target) == association.attachment_target
}

/// Whether a list that the old rule has is gone in the new one. A patch cannot say so: Google's
/// client leaves empty lists out.
fn loses_a_list(old: &Value, new: &Value) -> bool {
    let (Some(old), Some(new)) = (old.as_object(), new.as_object()) else {
        return false;
    };
    old.iter().any(|(field, value)| match value {
        Value::Array(items) => !items.is_empty() && !new.contains_key(field),
        Value::Object(_) => new.get(field).is_some_and(|new| loses_a_list(value, new)),
        _ => false,
    })
}

fn sdk_rule(rule: &Rule) -> Result<FirewallPolicyRule> {
    serde_json::from_value(Naming::PLAIN.rest_of(&plain(rule)))
        .map_err(|error| Fault::refused(SERVICE, "AddRule", "invalid-spec", &error.to_string()))
}

async fn add_rule(google: &Clients, name: &str, rule: &Rule) -> Result<()> {
    let call = google
        .firewall_policies()
        .await?
        .add_rule()
        .set_project(google.project());
    let call = call.set_firewall_policy(name).set_body(sdk_rule(rule)?);
    run(google, "AddNetworkFirewallPolicyRule", call.send()).await
}

async fn patch_rule(google: &Clients, name: &str, rule: &Rule) -> Result<()> {
    let call = google
        .firewall_policies()
        .await?
        .patch_rule()
        .set_project(google.project());
    let call = call.set_firewall_policy(name).set_priority(rule.priority);
    let call = call.set_body(sdk_rule(rule)?);
    run(google, "PatchNetworkFirewallPolicyRule", call.send()).await
}

async fn remove_rule(google: &Clients, name: &str, priority: i32) -> Result<()> {
    let call = google
        .firewall_policies()
        .await?
        .remove_rule()
        .set_project(google.project());
    let call = call.set_firewall_policy(name).set_priority(priority);
    run(google, "RemoveNetworkFirewallPolicyRule", call.send()).await
}

async fn associate(google: &Clients, name: &str, association: &Association) -> Result<()> {
    let body = FirewallPolicyAssociation::new()
        .set_name(&association.name)
        .set_attachment_target(&association.attachment_target);
    let call = google.firewall_policies().await?.add_association();
    let call = call
        .set_project(google.project())
        .set_firewall_policy(name)
        .set_body(body);
    run(google, "AddNetworkFirewallPolicyAssociation", call.send()).await
}

async fn dissociate(google: &Clients, name: &str, old: &FirewallPolicyAssociation) -> Result<()> {
    let call = google.firewall_policies().await?.remove_association();
    let call = call.set_project(google.project()).set_firewall_policy(name);
    let call = call.set_name(old.name.clone().unwrap_or_default());
    run(
        google,
        "RemoveNetworkFirewallPolicyAssociation",
        call.send(),
    )
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_list_that_is_lost_is_noticed() {
        let old = json!({"match": {"srcIpRanges": ["10.0.0.0/8"], "srcFqdns": ["a.example"]}});
        let less = json!({"match": {"srcIpRanges": ["10.0.0.0/8"]}});
        assert!(loses_a_list(&old, &less));
        assert!(!loses_a_list(&less, &old));
    }
}
