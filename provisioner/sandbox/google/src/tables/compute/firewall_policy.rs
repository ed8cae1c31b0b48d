//! Firewall policies of organisations, folders and networks: their rules and associations.

use serde_json::{Value, json};

use super::shared::{NETWORKS, changed};
use crate::call::{Call, Response};
use crate::collection::{HookContext, Place};
use crate::engine::{self, links};
use crate::json::{self, set};
use crate::refusal::Refusal;
use crate::rules::Event;
use crate::world::{ABOVE, World};

const RULE: &str = "FirewallPolicyRule";

/// Completes a policy; a new one lets everything through to the next.
pub(super) fn complete(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    if context.event == Event::Created {
        let id = context.place.id().to_owned();
        if context.place.scope == ABOVE {
            let parent = match (context.call.query("parentId"), context.call.text("parent")) {
                ("", "") => return Err(Refusal::required("parentId")),
                ("", parent) | (parent, _) => parent.to_owned(),
            };
            let name = json::text(context.value, "shortName").to_owned();
            set(context.value, "parent", parent);
            set(context.value, "displayName", name);
            set(context.value, "id", id.as_str());
        }
        let numbered = match context.place.scope.as_str() {
            ABOVE => format!("{}/{id}", context.place.link()),
            _ => context.place.link().replace(
                &format!("/{id}"),
                &format!("/{}", json::text(context.value, "id")),
            ),
        };
        set(context.value, "selfLinkWithId", numbered);
        let rules = [
            (
                2_147_483_644_u32,
                "EGRESS",
                "::/0",
                "default egress rule ipv6",
            ),
            (
                2_147_483_645,
                "INGRESS",
                "::/0",
                "default ingress rule ipv6",
            ),
            (2_147_483_646, "EGRESS", "0.0.0.0/0", "default egress rule"),
            (
                2_147_483_647,
                "INGRESS",
                "0.0.0.0/0",
                "default ingress rule",
            ),
        ];
        let rules = rules
            .into_iter()
            .map(|(priority, direction, range, description)| {
                let side = if direction == "EGRESS" {
                    "destIpRanges"
                } else {
                    "srcIpRanges"
                };
                json!({
                    "action": "goto_next",
                    "description": description,
                    "direction": direction,
                    "enableLogging": false,
                    "kind": "compute#firewallPolicyRule",
                    "match": { side: [range], "layer4Configs": [{ "ipProtocol": "all" }] },
                    "priority": priority,
                    "ruleTupleCount": 2,
                })
            });
        set(context.value, "rules", rules.collect::<Vec<Value>>());
    }
    let associated = context.value.get("associations").and_then(Value::as_array);
    if context.event == Event::Deleted && associated.is_some_and(|list| !list.is_empty()) {
        return Err(Refusal::in_use(format!(
            "The firewall policy resource '{}' is still associated",
            context.place.path()
        )));
    }
    if matches!(context.event, Event::Created | Event::Changed) {
        let count: u64 = rules(context.value)
            .filter_map(|rule| rule["ruleTupleCount"].as_u64())
            .sum();
        set(context.value, "ruleTupleCount", count);
    }
    Ok(())
}

fn rules(policy: &Value) -> impl Iterator<Item = &Value> {
    policy
        .get("rules")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn priority(call: &Call) -> Result<u64, Refusal> {
    let given = call.query("priority");
    given
        .parse()
        .map_err(|_| Refusal::invalid(format!("Invalid value for field 'priority': '{given}'.")))
}

fn no_rule(priority: u64) -> Refusal {
    Refusal::bare(format!(
        "Invalid value for field 'priority': '{priority}'. The firewall policy does not contain a rule at priority {priority}."
    ))
}

/// A rule as it was sent, complete.
fn read(place: &Place, call: &Call, priority: Option<u64>) -> Result<Value, Refusal> {
    let mut rule = call.body.clone();
    let schema = &*place.row.service.schema;
    schema
        .normalize(RULE, &mut rule, "resource")
        .map_err(Refusal::invalid)?;
    set(&mut rule, "kind", "compute#firewallPolicyRule");
    if let Some(priority) = priority {
        set(&mut rule, "priority", priority);
    }
    if rule.get("priority").is_none() {
        return Err(Refusal::required("priority"));
    }
    if rule.get("description").is_none() {
        set(&mut rule, "description", "");
    }
    let count = tuples(&rule);
    set(&mut rule, "ruleTupleCount", count);
    Ok(rule)
}

/// How much of the quota a rule takes: two for each range and protocol, as in the recordings.
fn tuples(rule: &Value) -> usize {
    let matched = &rule["match"];
    let count = |field: &str| matched[field].as_array().map_or(0, Vec::len);
    let ranges = count("srcIpRanges") + count("destIpRanges");
    2 * ranges.max(1) * count("layer4Configs").max(1)
}

/// `addRule`.
pub(super) fn add_rule(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    let mut policy = engine::find(world, place)?.clone();
    let rule = read(place, call, None)?;
    let priority = &rule["priority"];
    if rules(&policy).any(|other| &other["priority"] == priority) {
        return Err(Refusal::invalid(format!(
            "Invalid value for field 'resource.priority': '{priority}'. The firewall policy already contains a rule at this priority."
        )));
    }
    let mut rules: Vec<Value> = rules(&policy).cloned().collect();
    rules.push(rule);
    rules.sort_by_key(|rule| rule["priority"].as_u64());
    set(&mut policy, "rules", rules);
    changed(
        world,
        place,
        call,
        policy,
        "addFirewallRuleToFirewallPolicy",
    )
}

/// `getRule`.
pub(super) fn get_rule(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    let priority = priority(call)?;
    let policy = engine::find(world, place)?;
    let rule = rules(policy).find(|rule| rule["priority"] == priority);
    rule.cloned()
        .map(Response::ok)
        .ok_or_else(|| no_rule(priority))
}

/// `patchRule`.
pub(super) fn patch_rule(
    world: &mut World,
    place: &Place,
    call: &Call,
) -> Result<Response, Refusal> {
    let priority = priority(call)?;
    let mut policy = engine::find(world, place)?.clone();
    let patch = read(place, call, Some(priority))?;
    let list = policy.get_mut("rules").and_then(Value::as_array_mut);
    let rule = list
        .into_iter()
        .flatten()
        .find(|rule| rule["priority"] == priority);
    let rule = rule.ok_or_else(|| no_rule(priority))?;
    json::merge(rule, patch);
    let count = tuples(rule);
    set(rule, "ruleTupleCount", count);
    changed(
        world,
        place,
        call,
        policy,
        "patchFirewallRuleInFirewallPolicy",
    )
}

/// `removeRule`.
pub(super) fn remove_rule(
    world: &mut World,
    place: &Place,
    call: &Call,
) -> Result<Response, Refusal> {
    let priority = priority(call)?;
    let mut policy = engine::find(world, place)?.clone();
    let before = rules(&policy).count();
    let kept: Vec<Value> = rules(&policy)
        .filter(|rule| rule["priority"] != priority)
        .cloned()
        .collect();
    if kept.len() == before {
        return Err(no_rule(priority));
    }
    set(&mut policy, "rules", kept);
    changed(
        world,
        place,
        call,
        policy,
        "removeFirewallRuleFromFirewallPolicy",
    )
}

fn associations(policy: &Value) -> Vec<Value> {
    policy
        .get("associations")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default()
}

/// `addAssociation`: from then on the policy holds for a network, or for what is below a
/// folder or organisation.
pub(super) fn add_association(
    world: &mut World,
    place: &Place,
    call: &Call,
) -> Result<Response, Refusal> {
    let mut policy = engine::find(world, place)?.clone();
    let mut given = call.body.clone();
    let schema = &*place.row.service.schema;
    schema
        .normalize("FirewallPolicyAssociation", &mut given, "resource")
        .map_err(Refusal::invalid)?;
    let wanted = json::text(&given, "attachmentTarget").to_owned();
    if wanted.is_empty() {
        return Err(Refusal::required("attachmentTarget"));
    }
    if place.scope != ABOVE {
        let target = links::target(place, &wanted, NETWORKS).unwrap_or_default();
        if world
            .get(&place.scope, &format!("compute/{target}"))
            .is_none()
        {
            return Err(Refusal::not_found(format!(
                "The resource '{wanted}' was not found"
            )));
        }
        set(
            &mut given,
            "attachmentTarget",
            place.row.service.link(&target),
        );
    }
    let target = given["attachmentTarget"].clone();
    let mut list = associations(&policy);
    let taken = world.under(&place.scope, place.prefix()).any(|(_, other)| {
        let mut others = associations(&other.value).into_iter();
        others.any(|association| association["attachmentTarget"] == target)
    });
    let named = list
        .iter()
        .any(|association| association["name"] == given["name"]);
    if taken || named {
        return Err(Refusal::invalid(format!(
            "An association already exists for {wanted}."
        )));
    }
    let id = policy["id"].clone();
    set(&mut given, "firewallPolicyId", id);
    list.push(given);
    set(&mut policy, "associations", list);
    changed(world, place, call, policy, "addAssociationToFirewallPolicy")
}

/// `removeAssociation`.
pub(super) fn remove_association(
    world: &mut World,
    place: &Place,
    call: &Call,
) -> Result<Response, Refusal> {
    let mut policy = engine::find(world, place)?.clone();
    let name = call.query("name");
    let (gone, kept): (Vec<Value>, Vec<Value>) = associations(&policy)
        .into_iter()
        .partition(|association| association["name"] == name);
    if gone.is_empty() {
        return Err(Refusal::bare(format!(
            "Invalid value for field 'name': '{name}'. The firewall policy does not contain an association of this name."
        )));
    }
    set(&mut policy, "associations", kept);
    if associations(&policy).is_empty() {
        json::take(&mut policy, "associations");
    }
    changed(
        world,
        place,
        call,
        policy,
        "removeAssociationFromFirewallPolicy",
    )
}
