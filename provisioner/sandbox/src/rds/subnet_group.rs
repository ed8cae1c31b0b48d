//! Where databases may stand.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{CLUSTER, INSTANCE, SUBNET_GROUP, arn, described, given_tags, missing, told_tags};
use crate::bank::Bank;
use crate::call::Call;
use crate::params::Params;
use crate::refusal::Refusal;

const NAME: &str = "DBSubnetGroupName";
const GONE: &str = "DBSubnetGroupNotFoundFault";

pub(super) fn create(call: &Call, params: &Params, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = params.need(NAME)?.to_lowercase();
    if bank.side(SUBNET_GROUP.0, &call.region, &name).is_some() {
        let message = format!("The DB subnet group '{name}' already exists.");
        return Err(Refusal::bad("DBSubnetGroupAlreadyExists", message));
    }
    let mut group = json!({
        NAME: name, "SubnetGroupStatus": "Complete",
        "DBSubnetGroupArn": arn(call, SUBNET_GROUP.1, &name),
        "TagList": told_tags(&given_tags(params)?),
    });
    set(call, params, bank, &mut group)?;
    bank.set_side(SUBNET_GROUP.0, &call.region, &name, group.clone());
    Ok(json!({ "DBSubnetGroup": group }))
}

/// AWS wants subnets of one VPC, in two zones at least.
fn set(call: &Call, params: &Params, bank: &Bank, group: &mut Value) -> Result<(), Refusal> {
    let (mut zones, mut vpcs, mut subnets) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for id in params.list("SubnetIds.SubnetIdentifier") {
        let known = bank.ec2.get(&call.region).and_then(|ec2| ec2.place_of(&id));
        let (vpc, zone) = known.ok_or_else(|| {
            let message = format!("Some input subnets in [{id}] are invalid.");
            Refusal::bad("InvalidSubnet", message)
        })?;
        subnets.push(json!({
            "SubnetIdentifier": id, "SubnetStatus": "Active",
            "SubnetAvailabilityZone": { "Name": zone },
        }));
        zones.insert(zone);
        vpcs.insert(vpc);
    }
    if vpcs.len() > 1 {
        let message = "The DB subnet group's subnets are in more than one VPC.";
        return Err(Refusal::bad("InvalidSubnet", message));
    }
    if zones.len() < 2 {
        let message = "The DB subnet group doesn't meet Availability Zone (AZ) coverage \
                       requirement. Add subnets to cover at least 2 AZs.";
        let code = "DBSubnetGroupDoesNotCoverEnoughAZs";
        return Err(Refusal::bad(code, message));
    }
    if let Some(description) = params.get("DBSubnetGroupDescription") {
        group["DBSubnetGroupDescription"] = description.into();
    }
    group["VpcId"] = json!(vpcs.first());
    group["Subnets"] = json!({ "Subnet": subnets });
    Ok(())
}

pub(super) fn modify(call: &Call, params: &Params, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = params.need(NAME)?;
    let group = bank.side(SUBNET_GROUP.0, &call.region, name);
    let mut group = group.cloned().ok_or_else(|| missing(GONE, name))?;
    set(call, params, bank, &mut group)?;
    bank.set_side(SUBNET_GROUP.0, &call.region, name, group.clone());
    Ok(json!({ "DBSubnetGroup": group }))
}

pub(super) fn describe(call: &Call, params: &Params, bank: &Bank) -> Result<Value, Refusal> {
    let list = ("DBSubnetGroups", "DBSubnetGroup");
    described(call, bank, params, (SUBNET_GROUP.0, NAME), list, GONE)
}

pub(super) fn delete(call: &Call, params: &Params, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = params.need(NAME)?;
    if bank.side(SUBNET_GROUP.0, &call.region, name).is_none() {
        return Err(missing(GONE, name));
    }
    let stands_in_it =
        |it: &Value| it["DBSubnetGroup"][NAME] == name || it["DBSubnetGroup"] == name;
    let instances = bank.sides(INSTANCE.0, &call.region);
    let clusters = bank.sides(CLUSTER.0, &call.region);
    if instances.iter().chain(&clusters).any(stands_in_it) {
        let message =
            format!("Cannot delete the subnet group '{name}' because a database uses it.");
        return Err(Refusal::bad("InvalidDBSubnetGroupStateFault", message));
    }
    bank.set_side(SUBNET_GROUP.0, &call.region, name, Value::Null);
    Ok(json!({}))
}
