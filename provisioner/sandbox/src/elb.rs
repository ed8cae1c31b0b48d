//! Elastic Load Balancing, version 2: load balancers, listeners and rules. No traffic passes them.

use serde_json::{Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::ids;
use crate::params::Params;
use crate::protocol::Protocol;
use crate::records::{done, items, page_by, text};
use crate::service::{Answer, Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "elasticloadbalancing",
    Protocol::Query("http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"),
    Operations::Own(&[
        ("CreateLoadBalancer", create),
        ("DescribeLoadBalancers", list),
        ("DeleteLoadBalancer", delete),
        ("DescribeLoadBalancerAttributes", |cx| {
            Ok(attributes(&balancer(cx)?.1))
        }),
        ("ModifyLoadBalancerAttributes", modify_attributes),
        ("CreateListener", create_listener),
        ("DescribeListeners", |cx| {
            Ok(json!({ "Listeners": { "member": balancer(cx)?.1["listeners"] } }))
        }),
        ("CreateRule", create_rule),
        ("DescribeRules", rules),
    ]),
);

const PAGE: usize = 100;
/// Load balancers by ARN.
const BALANCER: Kind = Kind::regional("elb.load-balancer");
/// The member of a record that holds the load balancer as AWS describes it.
const DESCRIPTION: &str = "told";

fn create(cx: &mut Context) -> Answer {
    let (params, name) = (cx.params, cx.params.need("Name")?);
    let subnets = params.list("Subnets.member");
    let known = |id: &String| cx.state.subnet(&cx.call.region, id);
    let Some((vpc, _)) = subnets.first().and_then(known) else {
        let message = "The subnet ID does not exist";
        return Err(AwsError::bad("SubnetNotFound", message));
    };
    let kind = params.get("Type").unwrap_or("application");
    let short = if kind == "network" { "net" } else { "app" };
    let id = &ids::digest(&[name])[..16];
    let resource = format_args!("loadbalancer/{short}/{name}/{id}");
    let arn = cx.arn("elasticloadbalancing", resource);
    let described = json!({
        "LoadBalancerArn": arn, "LoadBalancerName": name, "Type": kind, "VpcId": vpc,
        "Scheme": params.get("Scheme").unwrap_or("internet-facing"),
        "State": { "Code": "active" },
        "SecurityGroups": { "member": params.list("SecurityGroups.member") },
    });
    let record = json!({ DESCRIPTION: described, "listeners": [], "rules": [], "attributes": {} });
    cx.put(BALANCER, &arn, record);
    Ok(json!({ "LoadBalancers": { "member": described } }))
}

fn list(cx: &mut Context) -> Answer {
    let all = cx.list(BALANCER).into_iter();
    let all = all.map(|mut record| record[DESCRIPTION].take()).collect();
    let (all, next) = page_by(all, "LoadBalancerArn", cx.params.get("Marker"), PAGE);
    Ok(json!({ "LoadBalancers": { "member": all }, "NextMarker": next }))
}

fn balancer(cx: &Context) -> Result<(String, Value), AwsError> {
    let arn = cx.params.need("LoadBalancerArn")?;
    let record = cx.get(BALANCER, arn).ok_or_else(|| {
        let message = format!("Load balancer '{arn}' not found");
        AwsError::bad("LoadBalancerNotFound", message)
    })?;
    Ok((arn.to_owned(), record))
}

fn delete(cx: &mut Context) -> Answer {
    let (arn, _) = balancer(cx)?;
    cx.remove(BALANCER, &arn);
    done()
}

fn attributes(record: &Value) -> Value {
    let all = record["attributes"].as_object().into_iter().flatten();
    let all = all.map(|(key, value)| json!({ "Key": key, "Value": value }));
    json!({ "Attributes": { "member": all.collect::<Vec<_>>() } })
}

fn modify_attributes(cx: &mut Context) -> Answer {
    let (arn, mut record) = balancer(cx)?;
    for attribute in cx.params.nested("Attributes.member") {
        record["attributes"][attribute.need("Key")?] = attribute.need("Value")?.into();
    }
    let reply = attributes(&record);
    cx.put(BALANCER, &arn, record);
    Ok(reply)
}

/// The actions that a request asks for, as AWS describes them.
fn actions(params: &[Params]) -> Value {
    let action = |it: &Params| {
        let redirect = it.below("RedirectConfig");
        let redirect = redirect.get("Protocol").map(
            |protocol| json!({ "Protocol": protocol, "StatusCode": redirect.get("StatusCode") }),
        );
        json!({ "Type": it.get("Type"), "RedirectConfig": redirect })
    };
    json!({ "member": params.iter().map(action).collect::<Vec<_>>() })
}

fn rule(listener: &str, priority: &str, actions: &Value) -> Value {
    let own = &ids::digest(&[listener, priority])[..16];
    let arn = listener.replace(":listener/", ":listener-rule/");
    json!({
        "RuleArn": format!("{arn}/{own}"), "ListenerArn": listener, "Priority": priority,
        "IsDefault": priority == "default", "Actions": actions,
    })
}

fn push(list: &mut Value, item: &Value) {
    if let Some(list) = list.as_array_mut() {
        list.push(item.clone());
    }
}

fn create_listener(cx: &mut Context) -> Answer {
    let (balancer, mut record) = balancer(cx)?;
    let (params, port) = (cx.params, cx.params.get("Port"));
    let own = &ids::digest(&[&balancer, port.unwrap_or_default()])[..16];
    let arn = format!("{}/{own}", balancer.replace(":loadbalancer/", ":listener/"));
    let actions = actions(&params.nested("DefaultActions.member"));
    push(&mut record["rules"], &rule(&arn, "default", &actions));
    let listener = json!({
        "ListenerArn": arn, "LoadBalancerArn": balancer, "Port": port,
        "Protocol": params.get("Protocol"), "SslPolicy": params.get("SslPolicy"),
        "DefaultActions": actions,
    });
    push(&mut record["listeners"], &listener);
    cx.put(BALANCER, &balancer, record);
    Ok(json!({ "Listeners": { "member": listener } }))
}

/// The listener that a request names, and the record of its load balancer.
fn listener(cx: &Context) -> Result<(String, Value), AwsError> {
    let arn = cx.params.need("ListenerArn")?;
    let has_it =
        |record: &Value| items(&record["listeners"]).any(|it| text(it, "ListenerArn") == arn);
    let balancer = cx.list(BALANCER).into_iter().find(has_it);
    let message = format!("Listener '{arn}' not found");
    let balancer = balancer.ok_or_else(|| AwsError::bad("ListenerNotFound", message))?;
    Ok((arn.to_owned(), balancer))
}

fn create_rule(cx: &mut Context) -> Answer {
    let (listener, mut balancer) = listener(cx)?;
    let actions = actions(&cx.params.nested("Actions.member"));
    let rule = rule(&listener, cx.params.need("Priority")?, &actions);
    push(&mut balancer["rules"], &rule);
    let arn = text(&balancer[DESCRIPTION], "LoadBalancerArn").to_owned();
    cx.put(BALANCER, &arn, balancer);
    Ok(json!({ "Rules": { "member": rule } }))
}

fn rules(cx: &mut Context) -> Answer {
    let (listener, balancer) = listener(cx)?;
    let own = items(&balancer["rules"]).filter(|it| text(it, "ListenerArn") == listener);
    let token = cx.params.get("Marker");
    let (own, next) = page_by(own.cloned().collect(), "RuleArn", token, PAGE);
    Ok(json!({ "Rules": { "member": own }, "NextMarker": next }))
}
