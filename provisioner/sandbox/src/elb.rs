//! Elastic Load Balancing, version 2: load balancers and where they listen. Nothing passes them.

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
    let record = json!({ "told": told, "listeners": [], "attributes": {} });
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
            let listener = json!({
                "LoadBalancerArn": arn, "Port": params.get("Port"),
                "Protocol": params.get("Protocol"), "SslPolicy": params.get("SslPolicy"),
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
