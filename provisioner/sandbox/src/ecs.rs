//! ECS: clusters. Nothing runs in them.

use serde_json::{Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::protocol::Protocol;
use crate::records::{items, page_by, text};
use crate::service::{Answer, Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "ecs",
    Protocol::Json("1.1"),
    Operations::Own(&[
        ("CreateCluster", create),
        ("ListClusters", list),
        ("DescribeClusters", describe),
        ("UpdateCluster", |cx| change(cx, set)),
        ("DeleteCluster", |cx| {
            change(cx, |cluster, _| {
                cluster["status"] = "INACTIVE".into();
                Ok(())
            })
        }),
        ("TagResource", |cx| change(cx, tag)),
        ("UntagResource", |cx| change(cx, untag)),
    ]),
);

/// Clusters by name; a deleted one is described as inactive.
const CLUSTER: Kind = Kind::regional("ecs.cluster");
/// Whether the account has the service-linked role of ECS.
const ROLE: Kind = Kind::global("ecs.role", "");
const ROLE_ID: &str = "ecs.role";
const PAGE: usize = 100;
const ACTIVE: &str = "ACTIVE";

fn invalid(message: &str) -> AwsError {
    AwsError::bad("InvalidParameterException", message)
}

/// The name that a name or an ARN stands for.
fn name_of(named: &str) -> &str {
    named.rsplit('/').next().unwrap_or_default()
}

fn active(cx: &Context, name: &str) -> Option<Value> {
    cx.get(CLUSTER, name).filter(|it| it["status"] == ACTIVE)
}

/// AWS answers with the cluster of that name that exists already.
fn create(cx: &mut Context) -> Answer {
    let name = cx.request["clusterName"].as_str().unwrap_or("default");
    if let Some(existing) = active(cx, name) {
        return Ok(json!({ "cluster": existing }));
    }
    // The first cluster creates the role, and comes too early for it.
    if !cx.has(ROLE, ROLE_ID) {
        cx.put(ROLE, ROLE_ID, json!({}));
        let message = "Unable to assume the service linked role. Please verify that the ECS \
                       service linked role exists.";
        return Err(invalid(message));
    }
    let mut cluster = json!({
        "clusterName": name, "status": ACTIVE, "tags": cx.request["tags"],
        "clusterArn": cx.arn("ecs", format_args!("cluster/{name}")),
        "settings": [{ "name": "containerInsights", "value": "disabled" }],
    });
    set(&mut cluster, cx.request)?;
    cx.put(CLUSTER, name, cluster.clone());
    Ok(json!({ "cluster": cluster }))
}

/// AWS demands a log configuration exactly where logging is overridden.
fn set(cluster: &mut Value, request: &Value) -> Result<(), AwsError> {
    for setting in items(&request["settings"]) {
        if text(setting, "name") != "containerInsights" {
            return Err(invalid("The specified cluster setting is not valid."));
        }
        cluster["settings"] = json!([setting]);
    }
    let execute = &request["configuration"]["executeCommandConfiguration"];
    if !execute.is_null() {
        let overrides = text(execute, "logging") == "OVERRIDE";
        if overrides != execute["logConfiguration"].is_object() {
            let message =
                "Log configuration must be specified if, and only if, logging is OVERRIDE.";
            return Err(invalid(message));
        }
        cluster["configuration"]["executeCommandConfiguration"] = execute.clone();
    }
    Ok(())
}

fn tag(cluster: &mut Value, request: &Value) -> Result<(), AwsError> {
    let is_replaced = |tag: &Value| items(&request["tags"]).any(|it| it["key"] == tag["key"]);
    let kept = items(&cluster["tags"]).filter(|tag| !is_replaced(tag));
    cluster["tags"] = kept.chain(items(&request["tags"])).cloned().collect();
    Ok(())
}

fn untag(cluster: &mut Value, request: &Value) -> Result<(), AwsError> {
    let is_removed = |tag: &Value| items(&request["tagKeys"]).any(|key| *key == tag["key"]);
    let kept = items(&cluster["tags"]).filter(|tag| !is_removed(tag));
    cluster["tags"] = kept.cloned().collect();
    Ok(())
}

fn list(cx: &mut Context) -> Answer {
    let mut all = cx.list(CLUSTER);
    all.retain(|cluster| cluster["status"] == ACTIVE);
    let token = cx.request["nextToken"].as_str();
    let (all, next) = page_by(all, "clusterArn", token, PAGE);
    let arns: Vec<&Value> = all.iter().map(|it| &it["clusterArn"]).collect();
    Ok(json!({ "clusterArns": arns, "nextToken": next }))
}

/// AWS leaves out the parts that were not asked for.
fn describe(cx: &mut Context) -> Answer {
    let (mut clusters, mut failures) = (Vec::new(), Vec::new());
    let included = |part: &str| items(&cx.request["include"]).any(|it| it == part);
    for named in items(&cx.request["clusters"]).filter_map(Value::as_str) {
        let Some(mut cluster) = cx.get(CLUSTER, name_of(named)) else {
            failures.push(json!({ "arn": named, "reason": "MISSING" }));
            continue;
        };
        for (part, member) in [
            ("CONFIGURATIONS", "configuration"),
            ("SETTINGS", "settings"),
            ("TAGS", "tags"),
        ] {
            if let Some(members) = cluster.as_object_mut().filter(|_| !included(part)) {
                members.remove(member);
            }
        }
        clusters.push(cluster);
    }
    Ok(json!({ "clusters": clusters, "failures": failures }))
}

/// Changes the active cluster that a request names.
fn change(
    cx: &mut Context,
    change: impl FnOnce(&mut Value, &Value) -> Result<(), AwsError>,
) -> Answer {
    let named = cx.request["cluster"].as_str();
    let named = named.or(cx.request["resourceArn"].as_str());
    let name = name_of(named.unwrap_or("default"));
    let missing = || AwsError::bad("ClusterNotFoundException", "Cluster not found.");
    let mut cluster = active(cx, name).ok_or_else(missing)?;
    change(&mut cluster, cx.request)?;
    cx.put(CLUSTER, name, cluster.clone());
    Ok(json!({ "cluster": cluster }))
}
