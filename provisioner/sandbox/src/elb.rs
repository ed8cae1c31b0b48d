//! Elastic Load Balancing, version 2: load balancers, where they listen, and by which rules. Nothing
//! passes them.

use serde_json::{Value, json};

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::ids;
use crate::mends::paging::page;
use crate::params::Params;
use crate::records::text;
use crate::refusal::{self, Refusal};

const NAMESPACE: &str = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/";
const PAGE: usize = 100;

/// Load balancers by ARN.
const BALANCER: &str = "elb.load-balancer";

/// Answers an ELB call.
pub(crate) fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let params = call.params();
    let operation = call.operation();
    let answered = match operation.as_str() {
        "CreateLoadBalancer" => create(call, &params, bank),
        "DescribeLoadBalancers" => Ok(list(call, &params, bank)),
        "CreateRule" => create_rule(call, &params, bank),
        "DescribeRules" => rules(call, &params, bank),
        other => on_one(other, call, &params, bank),
    };
    match answered {
        Ok(result) => refusal::query(&operation, NAMESPACE, &|xml| {
            xml.record(&result);
        }),
        Err(refusal) => refusal.reply(Service::Elb),
    }
}

fn create(call: &Call, params: &Params, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = params.need("Name")?;
    let subnets = params.list("Subnets.member");
    let known = |id: &String| bank.ec2.get(&call.region).and_then(|ec2| ec2.place_of(id));
    let Some((vpc, _)) = subnets.first().and_then(known) else {
        let message = "The subnet ID does not exist";
        return Err(Refusal::bad("SubnetNotFound", message));
    };
    let sort = params.get("Type").unwrap_or("application");
    let short = if sort == "network" { "net" } else { "app" };
    let id = &ids::digest(&[name])[..16];
    let arn = format!(
        "arn:aws:elasticloadbalancing:{}:{}:loadbalancer/{short}/{name}/{id}",
        call.region, call.account
    );
    let told = json!({
        "LoadBalancerArn": arn, "LoadBalancerName": name, "Type": sort, "VpcId": vpc,
        "Scheme": params.get("Scheme").unwrap_or("internet-facing"),
        "State": { "Code": "active" },
        "SecurityGroups": { "member": params.list("SecurityGroups.member") },
    });
    let record = json!({ "told": told, "listeners": [], "rules": [], "attributes": {} });
    bank.set_side(BALANCER, &call.region, &arn, record);
    Ok(json!({ "LoadBalancers": { "member": told } }))
}

fn list(call: &Call, params: &Params, bank: &Bank) -> Value {
    let all = bank.sides(BALANCER, &call.region).into_iter();
    let all = all.map(|mut record| record["told"].take()).collect();
    let key = |told: &Value| text(told, "LoadBalancerArn").to_owned();
    let (all, next) = page(all, key, params.get("Marker"), PAGE);
    json!({ "LoadBalancers": { "member": all }, "NextMarker": next })
}

/// What is to be done with a caller, as it is told.
fn actions(asked: &[Params]) -> Value {
    let action = |it: &Params| {
        let redirect = it.below("RedirectConfig");
        let protocol = redirect.get("Protocol");
        let redirect = protocol.map(
            |protocol| json!({ "Protocol": protocol, "StatusCode": redirect.get("StatusCode") }),
        );
        json!({ "Type": it.get("Type"), "RedirectConfig": redirect })
    };
    json!({ "member": asked.iter().map(action).collect::<Vec<_>>() })
}

fn rule_arn(listener: &str, priority: &str) -> String {
    let own = &ids::digest(&[listener, priority])[..16];
    format!(
        "{}/{own}",
        listener.replace(":listener/", ":listener-rule/")
    )
}

/// The listener that is asked about, and the load balancer it belongs to.
fn of_listener(call: &Call, params: &Params, bank: &Bank) -> Result<(String, Value), Refusal> {
    let arn = params.need("ListenerArn")?;
    let balancers = bank.sides(BALANCER, &call.region).into_iter();
    let has_it = |record: &Value| {
        let listeners = record["listeners"].as_array();
        let mut listeners = listeners.into_iter().flatten();
        listeners.any(|it| text(it, "ListenerArn") == arn)
    };
    let balancer = balancers.into_iter().find(has_it);
    let message = format!("Listener '{arn}' not found");
    let balancer = balancer.ok_or_else(|| Refusal::bad("ListenerNotFound", message))?;
    Ok((arn.to_owned(), balancer))
}

fn create_rule(call: &Call, params: &Params, bank: &mut Bank) -> Result<Value, Refusal> {
    let (listener, mut balancer) = of_listener(call, params, bank)?;
    let priority = params.need("Priority")?;
    let rule = json!({
        "RuleArn": rule_arn(&listener, priority), "ListenerArn": listener,
        "Priority": priority, "IsDefault": false,
        "Actions": actions(&params.nested("Actions.member")),
    });
    if let Some(rules) = balancer["rules"].as_array_mut() {
        rules.push(rule.clone());
    }
    let arn = text(&balancer["told"], "LoadBalancerArn").to_owned();
    bank.set_side(BALANCER, &call.region, &arn, balancer);
    Ok(json!({ "Rules": { "member": rule } }))
}

fn rules(call: &Call, params: &Params, bank: &Bank) -> Result<Value, Refusal> {
    let (listener, balancer) = of_listener(call, params, bank)?;
    let all = balancer["rules"].as_array().into_iter().flatten();
    let own = all.filter(|it| text(it, "ListenerArn") == listener);
    let key = |it: &Value| text(it, "RuleArn").to_owned();
    let (own, next) = page(own.cloned().collect(), key, params.get("Marker"), PAGE);
    Ok(json!({ "Rules": { "member": own }, "NextMarker": next }))
}

/// What is done with a load balancer that is there.
fn on_one(
    operation: &str,
    call: &Call,
    params: &Params,
    bank: &mut Bank,
) -> Result<Value, Refusal> {
    let arn = params.need("LoadBalancerArn")?;
    let record = bank.side(BALANCER, &call.region, arn).cloned();
    let message = || format!("Load balancer '{arn}' not found");
    let gone = || Refusal::bad("LoadBalancerNotFound", message());
    let mut record = record.ok_or_else(gone)?;
    let attributes = |record: &Value| {
        let all = record["attributes"].as_object().into_iter().flatten();
        let told = all.map(|(key, value)| json!({ "Key": key, "Value": value }));
        json!({ "Attributes": { "member": told.collect::<Vec<_>>() } })
    };
    let reply = match operation {
        "DescribeListeners" => {
            return Ok(json!({ "Listeners": { "member": record["listeners"] } }));
        }
        "DescribeLoadBalancerAttributes" => return Ok(attributes(&record)),
        "CreateListener" => {
            let port = params.get("Port");
            let own = &ids::digest(&[arn, port.unwrap_or_default()])[..16];
            let listener_arn = format!("{}/{own}", arn.replace(":loadbalancer/", ":listener/"));
            let actions = actions(&params.nested("DefaultActions.member"));
            let default = json!({
                "RuleArn": rule_arn(&listener_arn, "default"), "ListenerArn": listener_arn,
                "Priority": "default", "IsDefault": true, "Actions": actions,
            });
            if let Some(rules) = record["rules"].as_array_mut() {
                rules.push(default);
            }
            let listener = json!({
                "ListenerArn": listener_arn, "LoadBalancerArn": arn, "Port": port,
                "Protocol": params.get("Protocol"), "SslPolicy": params.get("SslPolicy"),
                "DefaultActions": actions,
            });
            if let Some(listeners) = record["listeners"].as_array_mut() {
                listeners.push(listener.clone());
            }
            json!({ "Listeners": { "member": listener } })
        }
        "ModifyLoadBalancerAttributes" => {
            for attribute in params.nested("Attributes.member") {
                record["attributes"][attribute.need("Key")?] = attribute.need("Value")?.into();
            }
            attributes(&record)
        }
        "DeleteLoadBalancer" => {
            record = Value::Null;
            json!({})
        }
        other => return Err(Refusal::unknown_operation(other)),
    };
    bank.set_side(BALANCER, &call.region, arn, record);
    Ok(reply)
}
