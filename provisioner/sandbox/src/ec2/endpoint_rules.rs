//! What an endpoint may hold, and what AWS refuses to put there.

use super::prefix_list::{SERVICES, of_service};
use super::{Ec2, Endpoint, Listed, RouteTable, Subnet};
use crate::aws_error::AwsError;

/// An interface takes an address in each subnet, one subnet per zone.
pub(super) fn add_subnet(
    ec2: &mut Ec2,
    endpoint: &mut Endpoint,
    subnet: &str,
) -> Result<(), AwsError> {
    if ec2.get::<Subnet>(subnet)?.vpc != endpoint.vpc {
        return Err(Subnet::missing(subnet));
    }
    if !endpoint.subnets.contains_key(subnet) {
        endpoint.subnets.insert(subnet.to_owned(), ec2.id("eni"));
    }
    Ok(())
}

/// A route table can point to one gateway endpoint per service.
pub(super) fn add_table(ec2: &Ec2, endpoint: &mut Endpoint, table: &str) -> Result<(), AwsError> {
    if ec2.get::<RouteTable>(table)?.vpc != endpoint.vpc {
        return Err(RouteTable::missing(table));
    }
    let taken = ec2.endpoints.values().any(|other| {
        other.id != endpoint.id
            && other.service == endpoint.service
            && other.route_tables.iter().any(|known| known == table)
    });
    if taken {
        let message = format!(
            "route table {table} already has a route with destination-prefix-list-id {}",
            of_service(&endpoint.service)
        );
        return Err(AwsError::bad("RouteAlreadyExists", message));
    }
    if !endpoint.route_tables.iter().any(|known| known == table) {
        endpoint.route_tables.push(table.to_owned());
    }
    Ok(())
}

/// Private DNS needs both DNS attributes of the VPC, and one endpoint per service to answer.
pub(super) fn check_private_dns(ec2: &Ec2, endpoint: &Endpoint) -> Result<(), AwsError> {
    if !endpoint.private_dns {
        return Ok(());
    }
    let vpc = &endpoint.vpc;
    if !ec2
        .vpcs
        .get(vpc)
        .is_some_and(|vpc| vpc.dns_support && vpc.dns_hostnames)
    {
        let message = format!(
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC \
             attributes set to true for {vpc}"
        );
        return Err(AwsError::bad("InvalidParameter", message));
    }
    let conflicts = |other: &&Endpoint| {
        other.id != endpoint.id
            && other.private_dns
            && other.vpc == *vpc
            && other.service == endpoint.service
    };
    if ec2.endpoints.values().find(conflicts).is_some() {
        let message = format!(
            "private-dns-enabled cannot be set because there is already a conflicting DNS domain \
             for {} in the VPC {vpc}",
            endpoint.service
        );
        return Err(AwsError::bad("InvalidParameter", message));
    }
    Ok(())
}

/// Gateways exist for two services; anything spelled like a service has an interface.
pub(super) fn check_service(ec2: &Ec2, kind: &str, service: &str) -> Result<(), AwsError> {
    let gateway = SERVICES
        .iter()
        .any(|it| service == format!("com.amazonaws.{}.{it}", ec2.region));
    let spelled = service.starts_with("com.amazonaws.") || service.starts_with("aws.");
    match kind {
        "Gateway" if gateway => Ok(()),
        "Interface" if spelled => Ok(()),
        "Gateway" | "Interface" => {
            let message = format!("The Vpc Endpoint Service '{service}' does not exist");
            Err(AwsError::bad("InvalidServiceName", message))
        }
        other => Err(AwsError::invalid_value(other, "VpcEndpointType", "")),
    }
}

pub(super) fn default_group(ec2: &Ec2, vpc: &str) -> Option<String> {
    let mut groups = ec2.security_groups.values();
    groups
        .find(|group| group.vpc == vpc && group.is_default())
        .map(|group| group.id.clone())
}
