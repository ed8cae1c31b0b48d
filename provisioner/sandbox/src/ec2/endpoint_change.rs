//! Changing and deleting VPC endpoints.

use super::endpoint::FULL_ACCESS;
use super::endpoint_rules::{add_subnet, add_table, check_private_dns};
use super::{Ec2, Endpoint, Outcome, SecurityGroup, yes};
use crate::aws_error::AwsError;
use crate::params::Params;

pub(super) fn modify(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("VpcEndpointId")?;
    let mut endpoint = ec2.get::<Endpoint>(id)?.clone();
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
    ec2.check_all::<SecurityGroup>(&added)?;
    endpoint.groups.retain(|group| !added.contains(group));
    endpoint.groups.extend(added);
    let gone = params.list("RemoveSecurityGroupId");
    endpoint.groups.retain(|group| !gone.contains(group));
    if !endpoint.is_gateway() && endpoint.groups.is_empty() {
        let message = "An interface endpoint must have at least one security group.";
        return Err(AwsError::bad("InvalidParameter", message));
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
