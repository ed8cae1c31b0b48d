//! Changing and deleting VPC endpoints.

use super::endpoint::FULL_ACCESS;
use super::endpoint_rules::{add_subnet, add_table, check_groups, check_private_dns};
use super::refusals::no_endpoint;
use super::{Ec2, Outcome, yes};
use crate::params::Params;
use crate::refusal::Refusal;
use crate::xml::Xml;

pub(super) fn modify(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("VpcEndpointId")?;
    let mut endpoint = ec2
        .endpoints
        .get(id)
        .ok_or_else(|| no_endpoint(id))?
        .clone();
    for table in params.list("AddRouteTableId") {
        add_table(ec2, &mut endpoint, &table)?;
    }
    let gone = params.list("RemoveRouteTableId");
    endpoint.route_tables.retain(|table| !gone.contains(table));
    for subnet in params.list("AddSubnetId") {
        add_subnet(ec2, &mut endpoint, &subnet)?;
    }
    let gone = params.list("RemoveSubnetId");
    endpoint.subnets.retain(|subnet, _| !gone.contains(subnet));
    let added = params.list("AddSecurityGroupId");
    check_groups(ec2, &added)?;
    endpoint.groups.retain(|group| !added.contains(group));
    endpoint.groups.extend(added);
    let gone = params.list("RemoveSecurityGroupId");
    endpoint.groups.retain(|group| !gone.contains(group));
    if !endpoint.is_gateway() && endpoint.groups.is_empty() {
        let message = "An interface endpoint must have at least one security group.";
        return Err(Refusal::bad("InvalidParameter", message));
    }
    if let Some(policy) = params.get("PolicyDocument") {
        endpoint.policy = policy.to_owned();
    }
    if params.flag("ResetPolicy") == Some(true) {
        endpoint.policy = FULL_ACCESS.to_owned();
    }
    if let Some(enabled) = params.flag("PrivateDnsEnabled") {
        endpoint.private_dns = enabled;
    }
    if let Some(kind) = params.get("IpAddressType") {
        endpoint.ip_address_type = kind.to_owned();
    }
    if let Some(kind) = params.get("DnsOptions.DnsRecordIpType") {
        endpoint.dns_record_ip_type = kind.to_owned();
    }
    check_private_dns(ec2, &endpoint)?;
    ec2.endpoints.insert(id.to_owned(), endpoint);
    yes()
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Xml {
    let ids = params.list("VpcEndpointId");
    let missing: Vec<String> = ids
        .into_iter()
        .filter(|id| ec2.endpoints.remove(id).is_none())
        .collect();
    unsuccessful(missing.iter().map(|id| (id.as_str(), no_endpoint(id))))
}

/// What a bulk operation could not do, item by item.
pub(super) fn unsuccessful<'a>(items: impl Iterator<Item = (&'a str, Refusal)>) -> Xml {
    let mut xml = Xml::new();
    xml.list("unsuccessful", "item", items, |xml, (id, refusal)| {
        xml.text("resourceId", id).node("error", |xml| {
            xml.text("code", &refusal.code)
                .text("message", &refusal.message);
        });
    });
    xml
}
