//! DB subnet groups.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{CLUSTER, INSTANCE, SUBNET_GROUP, arn, described, given_tags, missing, tag_list};
use crate::aws_error::AwsError;
use crate::records::done;
use crate::service::{Answer, Context};

const NAME: &str = "DBSubnetGroupName";
const NOT_FOUND: &str = "DBSubnetGroupNotFoundFault";

pub(super) fn create(cx: &mut Context) -> Answer {
    let name = cx.params.need(NAME)?.to_lowercase();
    if cx.has(SUBNET_GROUP, &name) {
        let message = format!("The DB subnet group '{name}' already exists.");
        return Err(AwsError::bad("DBSubnetGroupAlreadyExists", message));
    }
    let mut group = json!({
        NAME: name, "SubnetGroupStatus": "Complete",
        "DBSubnetGroupArn": arn(cx, "subgrp", &name),
        "TagList": tag_list(&given_tags(cx.params)?),
    });
    set(cx, &mut group)?;
    cx.put(SUBNET_GROUP, &name, group.clone());
    Ok(json!({ "DBSubnetGroup": group }))
}

/// AWS wants subnets of one VPC, in two zones at least.
fn set(cx: &Context, group: &mut Value) -> Result<(), AwsError> {
    let (mut zones, mut vpcs, mut subnets) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for id in cx.params.list("SubnetIds.SubnetIdentifier") {
        let known = cx.state.subnet(&cx.call.region, &id);
        let (vpc, zone) = known.ok_or_else(|| {
            let message = format!("Some input subnets in [{id}] are invalid.");
            AwsError::bad("InvalidSubnet", message)
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
        return Err(AwsError::bad("InvalidSubnet", message));
    }
    if zones.len() < 2 {
        let message = "The DB subnet group doesn't meet Availability Zone (AZ) coverage \
                       requirement. Add subnets to cover at least 2 AZs.";
        let code = "DBSubnetGroupDoesNotCoverEnoughAZs";
        return Err(AwsError::bad(code, message));
    }
    if let Some(description) = cx.params.get("DBSubnetGroupDescription") {
        group["DBSubnetGroupDescription"] = description.into();
    }
    group["VpcId"] = json!(vpcs.first());
    group["Subnets"] = json!({ "Subnet": subnets });
    Ok(())
}

pub(super) fn modify(cx: &mut Context) -> Answer {
    let name = cx.params.need(NAME)?;
    let group = cx.get(SUBNET_GROUP, name);
    let mut group = group.ok_or_else(|| missing(NOT_FOUND, name))?;
    set(cx, &mut group)?;
    cx.put(SUBNET_GROUP, name, group.clone());
    Ok(json!({ "DBSubnetGroup": group }))
}

pub(super) fn describe(cx: &mut Context) -> Answer {
    let list = ("DBSubnetGroups", "DBSubnetGroup");
    described(cx, (SUBNET_GROUP, NAME), list, NOT_FOUND)
}

pub(super) fn delete(cx: &mut Context) -> Answer {
    let name = cx.params.need(NAME)?;
    if !cx.has(SUBNET_GROUP, name) {
        return Err(missing(NOT_FOUND, name));
    }
    let is_in_it = |it: &Value| it["DBSubnetGroup"][NAME] == name || it["DBSubnetGroup"] == name;
    let instances = cx.list(INSTANCE);
    let clusters = cx.list(CLUSTER);
    if instances.iter().chain(&clusters).any(is_in_it) {
        let message =
            format!("Cannot delete the subnet group '{name}' because a database uses it.");
        return Err(AwsError::bad("InvalidDBSubnetGroupStateFault", message));
    }
    cx.remove(SUBNET_GROUP, name);
    done()
}
