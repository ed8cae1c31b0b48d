//! Brings a firewall policy's rules and associations to what is declared.

use std::collections::BTreeMap;

use gabakura_adapter::spec::plain;
use google_cloud_compute_v1::model::{
    FirewallPolicy, FirewallPolicyAssociation, FirewallPolicyRule,
};
use serde_json::Value;

use super::spec::{Association, GOOGLES_PRIORITY_MIN, Rule, Spec};
use crate::clients::Clients;
use crate::compute::operation::{SERVICE, run};
use crate::error::{Error, Result};
use crate::rest::{Naming, json_of, last, model_of, short};

/// Adds what is missing, changes what differs, removes what is not declared. Repeatable.
///
/// Rules come before associations, so that no network is ever under half a policy; removals come
/// last, for the same reason.
pub(super) async fn conform(
    google: &Clients,
    id: &str,
    fresh: &FirewallPolicy,
    wanted: &Spec,
) -> Result<()> {
    let name = last(id);
    let existing = fresh.rules.iter();
    let existing = existing.filter_map(|rule| Some((rule.priority?, rule)));
    let existing: BTreeMap<i32, &FirewallPolicyRule> = existing
        .filter(|(priority, _)| *priority < GOOGLES_PRIORITY_MIN)
        .collect();
    for rule in &wanted.rules {
        match existing.get(&rule.priority) {
            None => add_rule(google, name, rule).await?,
            Some(old) if is_same(old, rule) => {}
            Some(old) if loses_a_list(&json_of(*old), &json_of(&sdk_rule(rule)?)) => {
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
        if !wanted.associations.iter().any(|new| is_of(old, new)) {
            dissociate(google, name, old).await?;
        }
    }
    for priority in existing.keys() {
        if !wanted.rules.iter().any(|rule| rule.priority == *priority) {
            remove_rule(google, name, *priority).await?;
        }
    }
    Ok(())
}

fn is_same(old: &FirewallPolicyRule, rule: &Rule) -> bool {
    let old = Naming::PLAIN.spec_of(&json_of(old));
    serde_json::from_value::<Rule>(old).is_ok_and(|old| old == *rule)
}

fn is_of(old: &FirewallPolicyAssociation, association: &Association) -> bool {
    let target = old.attachment_target.as_deref().unwrap_or_default();
    old.name.as_ref() == Some(&association.name) && short(target) == association.attachment_target
}

/// Whether a list of the old rule is empty in the new one. A patch cannot do that: Google's client
/// leaves empty lists out.
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
    let rest = Naming::PLAIN.rest_of(&plain(rule));
    model_of(&rest)
        .map_err(|error| Error::refused(SERVICE, "AddRule", "invalid-spec", &error.to_string()))
}

async fn add_rule(google: &Clients, name: &str, rule: &Rule) -> Result<()> {
    let call = google.firewall_policies().await?.add_rule();
    let call = call.set_project(google.project()).set_firewall_policy(name);
    let call = call.set_body(sdk_rule(rule)?);
    run(google, "AddNetworkFirewallPolicyRule", call.send()).await
}

async fn patch_rule(google: &Clients, name: &str, rule: &Rule) -> Result<()> {
    let call = google.firewall_policies().await?.patch_rule();
    let call = call.set_project(google.project()).set_firewall_policy(name);
    let call = call.set_priority(rule.priority).set_body(sdk_rule(rule)?);
    run(google, "PatchNetworkFirewallPolicyRule", call.send()).await
}

async fn remove_rule(google: &Clients, name: &str, priority: i32) -> Result<()> {
    let call = google.firewall_policies().await?.remove_rule();
    let call = call.set_project(google.project()).set_firewall_policy(name);
    let call = call.set_priority(priority);
    run(google, "RemoveNetworkFirewallPolicyRule", call.send()).await
}

async fn associate(google: &Clients, name: &str, association: &Association) -> Result<()> {
    let body = FirewallPolicyAssociation::new()
        .set_name(&association.name)
        .set_attachment_target(&association.attachment_target);
    let call = google.firewall_policies().await?.add_association();
    let call = call.set_project(google.project()).set_firewall_policy(name);
    let call = call.set_body(body);
    run(google, "AddNetworkFirewallPolicyAssociation", call.send()).await
}

async fn dissociate(google: &Clients, name: &str, old: &FirewallPolicyAssociation) -> Result<()> {
    let call = google.firewall_policies().await?.remove_association();
    let call = call.set_project(google.project()).set_firewall_policy(name);
    let call = call.set_name(old.name.as_deref().unwrap_or_default());
    let operation = "RemoveNetworkFirewallPolicyAssociation";
    run(google, operation, call.send()).await
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
