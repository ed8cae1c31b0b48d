//! ECS: clusters. Nothing runs in them.

use serde_json::{Value, json};

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::mends::paging::page;
use crate::records::text;
use crate::refusal::{self, Refusal};

/// Clusters by name; deleted ones are told of as inactive.
const CLUSTER: &str = "ecs.cluster";
/// That the account has the role that ECS works by.
const ROLE: &str = "ecs.role";
const PAGE: usize = 100;
const ACTIVE: &str = "ACTIVE";

/// Answers an ECS call.
pub(crate) fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let request = call.json();
    let answered = match call.operation().as_str() {
        "CreateCluster" => create(call, &request, bank),
        "ListClusters" => Ok(list(call, &request, bank)),
        "DescribeClusters" => Ok(describe(call, &request, bank)),
        operation => on_one(operation, call, &request, bank),
    };
    match answered {
        Ok(body) => refusal::json(&body),
        Err(refusal) => refusal.reply(Service::Ecs),
    }
}

fn invalid(message: &str) -> Refusal {
    Refusal::bad("InvalidParameterException", message)
}

/// The name an ARN or a name stands for.
fn name_of(asked: &str) -> &str {
    asked.rsplit('/').next().unwrap_or_default()
}

fn find(call: &Call, name: &str, bank: &Bank) -> Option<Value> {
    bank.side(CLUSTER, &call.region, name).cloned()
}

/// A cluster of that name that is there already is the answer.
fn create(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = request["clusterName"].as_str().unwrap_or("default");
    if let Some(there) = find(call, name, bank).filter(|it| it["status"] == ACTIVE) {
        return Ok(json!({ "cluster": there }));
    }
    // The first cluster makes the role, and comes too early for it.
    if bank.side(ROLE, "", ROLE).is_none() {
        bank.set_side(ROLE, "", ROLE, json!({}));
        let message = "Unable to assume the service linked role. Please verify that the ECS \
                       service linked role exists.";
        return Err(invalid(message));
    }
    let mut cluster = json!({
        "clusterName": name, "status": ACTIVE, "tags": request["tags"],
        "clusterArn": format!("arn:aws:ecs:{}:{}:cluster/{name}", call.region, call.account),
        "settings": [{ "name": "containerInsights", "value": "disabled" }],
    });
    set(&mut cluster, request)?;
    bank.set_side(CLUSTER, &call.region, name, cluster.clone());
    Ok(json!({ "cluster": cluster }))
}

/// AWS demands a place for what is typed exactly where the log's own place is overridden.
fn set(cluster: &mut Value, request: &Value) -> Result<(), Refusal> {
    for setting in request["settings"].as_array().into_iter().flatten() {
        if text(setting, "name") != "containerInsights" {
            return Err(invalid("The specified cluster setting is not valid."));
        }
        cluster["settings"] = json!([setting]);
    }
    let typed = &request["configuration"]["executeCommandConfiguration"];
    if !typed.is_null() {
        let overrides = text(typed, "logging") == "OVERRIDE";
        if overrides != typed["logConfiguration"].is_object() {
            let message =
                "Log configuration must be specified if, and only if, logging is OVERRIDE.";
            return Err(invalid(message));
        }
        cluster["configuration"]["executeCommandConfiguration"] = typed.clone();
    }
    Ok(())
}

fn list(call: &Call, request: &Value, bank: &Bank) -> Value {
    let mut all = bank.sides(CLUSTER, &call.region);
    all.retain(|cluster| cluster["status"] == ACTIVE);
    let key = |cluster: &Value| text(cluster, "clusterArn").to_owned();
    let (all, next) = page(all, key, request["nextToken"].as_str(), PAGE);
    let arns: Vec<&Value> = all.iter().map(|it| &it["clusterArn"]).collect();
    json!({ "clusterArns": arns, "nextToken": next })
}

/// Parts that were not asked for are left out.
fn describe(call: &Call, request: &Value, bank: &Bank) -> Value {
    let asked = request["clusters"].as_array().cloned().unwrap_or_default();
    let (mut clusters, mut failures) = (Vec::new(), Vec::new());
    let included = |part: &str| {
        let parts = request["include"].as_array();
        parts.is_some_and(|parts| parts.iter().any(|it| it == part))
    };
    for one in asked.iter().filter_map(Value::as_str) {
        let Some(mut cluster) = find(call, name_of(one), bank) else {
            failures.push(json!({ "arn": one, "reason": "MISSING" }));
            continue;
        };
        for (part, field) in [
            ("CONFIGURATIONS", "configuration"),
            ("SETTINGS", "settings"),
            ("TAGS", "tags"),
        ] {
            if let Some(fields) = cluster.as_object_mut().filter(|_| !included(part)) {
                fields.remove(field);
            }
        }
        clusters.push(cluster);
    }
    json!({ "clusters": clusters, "failures": failures })
}

/// What is done with a cluster that is there.
fn on_one(
    operation: &str,
    call: &Call,
    request: &Value,
    bank: &mut Bank,
) -> Result<Value, Refusal> {
    let asked = request["cluster"]
        .as_str()
        .or(request["resourceArn"].as_str());
    let name = name_of(asked.unwrap_or("default")).to_owned();
    let there = find(call, &name, bank).filter(|it| it["status"] == ACTIVE);
    let missing = || Refusal::bad("ClusterNotFoundException", "Cluster not found.");
    let mut cluster = there.ok_or_else(missing)?;
    let mut tags = cluster["tags"].as_array().cloned().unwrap_or_default();
    match operation {
        "UpdateCluster" => set(&mut cluster, request)?,
        "DeleteCluster" => cluster["status"] = "INACTIVE".into(),
        "TagResource" => {
            let given = request["tags"].as_array().cloned().unwrap_or_default();
            tags.retain(|tag| !given.iter().any(|it| it["key"] == tag["key"]));
            tags.extend(given);
            cluster["tags"] = tags.into();
        }
        "UntagResource" => {
            let gone = request["tagKeys"].as_array().cloned().unwrap_or_default();
            tags.retain(|tag| !gone.contains(&tag["key"]));
            cluster["tags"] = tags.into();
        }
        other => return Err(Refusal::unknown_operation(other)),
    }
    bank.set_side(CLUSTER, &call.region, &name, cluster.clone());
    Ok(json!({ "cluster": cluster }))
}
