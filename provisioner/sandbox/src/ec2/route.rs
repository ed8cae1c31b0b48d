//! Routes.
//!
//! The local route and those of gateway endpoints are not stored: they follow from the VPC and
//! its endpoints. Targets other than endpoints are taken as given, since the sandbox has no
//! gateways, appliances or peerings to look them up among.

use serde::{Deserialize, Serialize};

use super::vpc::network;
use super::{Ec2, Outcome, RouteTable, prefix_list, yes};
use crate::aws_error::AwsError;
use crate::params::Params;
use crate::xml::Xml;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Route {
    /// The element that carries the destination.
    pub(super) destination_kind: String,
    pub(super) destination: String,
    /// The element that carries the target.
    target_kind: String,
    pub(super) target: String,
}

/// Request parameters that name a destination, with the elements for it.
const DESTINATIONS: [(&str, &str); 3] = [
    ("DestinationCidrBlock", "destinationCidrBlock"),
    ("DestinationIpv6CidrBlock", "destinationIpv6CidrBlock"),
    ("DestinationPrefixListId", "destinationPrefixListId"),
];

/// Request parameters that name a target, with the elements for it.
const TARGETS: [(&str, &str); 11] = [
    ("GatewayId", "gatewayId"),
    ("NatGatewayId", "natGatewayId"),
    ("TransitGatewayId", "transitGatewayId"),
    ("VpcPeeringConnectionId", "vpcPeeringConnectionId"),
    ("NetworkInterfaceId", "networkInterfaceId"),
    ("InstanceId", "instanceId"),
    ("VpcEndpointId", "gatewayId"),
    ("EgressOnlyInternetGatewayId", "egressOnlyInternetGatewayId"),
    ("LocalGatewayId", "localGatewayId"),
    ("CarrierGatewayId", "carrierGatewayId"),
    ("CoreNetworkArn", "coreNetworkArn"),
];

pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let route = wanted(params)?;
    let (table, local) = table(ec2, params)?;
    let taken = |known: &Route| known.destination == route.destination;
    if table.routes.iter().any(taken) || route.destination == local {
        let message = format!(
            "The route identified by {} already exists.",
            route.destination
        );
        return Err(AwsError::bad("RouteAlreadyExists", message));
    }
    table.routes.push(route);
    yes()
}

pub(super) fn replace(ec2: &mut Ec2, params: &Params) -> Outcome {
    let route = wanted(params)?;
    let (table, _) = table(ec2, params)?;
    let known = table
        .routes
        .iter_mut()
        .find(|known| known.destination == route.destination);
    let Some(known) = known else {
        return Err(no_route(&table.id, &route.destination));
    };
    *known = route;
    yes()
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (_, destination) = destination(params)?;
    let (table, local) = table(ec2, params)?;
    if destination == local {
        let message = format!(
            "cannot remove local route {destination} in route table {}",
            table.id
        );
        return Err(AwsError::bad("InvalidParameterValue", message));
    }
    let before = table.routes.len();
    table
        .routes
        .retain(|known| known.destination != destination);
    if table.routes.len() == before {
        return Err(no_route(&table.id, &destination));
    }
    yes()
}

/// All routes of a table: local, as created, of gateway endpoints.
pub(super) fn write_all(xml: &mut Xml, table: &RouteTable, ec2: &Ec2) {
    let local = local_range(ec2, table);
    item(
        xml,
        ("destinationCidrBlock", &local),
        ("gatewayId", "local"),
        "CreateRouteTable",
    );
    for route in &table.routes {
        let destination = (route.destination_kind.as_str(), route.destination.as_str());
        item(
            xml,
            destination,
            (&route.target_kind, &route.target),
            "CreateRoute",
        );
    }
    for endpoint in ec2.endpoints.values() {
        if endpoint.route_tables.contains(&table.id) {
            let list = prefix_list::of_service(&endpoint.service);
            let target = ("gatewayId", endpoint.id.as_str());
            item(
                xml,
                ("destinationPrefixListId", &list),
                target,
                "CreateRoute",
            );
        }
    }
}

fn item(xml: &mut Xml, destination: (&str, &str), target: (&str, &str), origin: &str) {
    xml.node("item", |xml| {
        xml.text(destination.0, destination.1)
            .text(target.0, target.1);
        xml.text("state", "active").text("origin", origin);
    });
}

fn wanted(params: &Params) -> Result<Route, AwsError> {
    let (destination_kind, destination) = destination(params)?;
    let target = TARGETS
        .iter()
        .find_map(|(name, kind)| Some((*kind, params.get(name)?)));
    let (target_kind, target) = target.ok_or_else(|| AwsError::missing_parameter("gatewayId"))?;
    Ok(Route {
        destination_kind: destination_kind.to_owned(),
        destination,
        target_kind: target_kind.to_owned(),
        target: target.to_owned(),
    })
}

fn destination(params: &Params) -> Result<(&'static str, String), AwsError> {
    let named = DESTINATIONS
        .iter()
        .find_map(|(name, kind)| Some((*kind, params.get(name)?)));
    let (kind, text) = named.ok_or_else(|| AwsError::missing_parameter("destinationCidrBlock"))?;
    if kind == "destinationCidrBlock" {
        return Ok((kind, network(text)?.to_string()));
    }
    Ok((kind, text.to_owned()))
}

/// The named table and its VPC's own range.
fn table<'a>(ec2: &'a mut Ec2, params: &Params) -> Result<(&'a mut RouteTable, String), AwsError> {
    let id = params.need("RouteTableId")?;
    let local = local_range(ec2, ec2.get::<RouteTable>(id)?);
    Ok((ec2.get_mut(id)?, local))
}

/// The range of a table's VPC.
fn local_range(ec2: &Ec2, table: &RouteTable) -> String {
    let vpc = ec2.vpcs.get(&table.vpc);
    vpc.map(|vpc| vpc.cidr.to_string()).unwrap_or_default()
}

fn no_route(table: &str, destination: &str) -> AwsError {
    let message =
        format!("no route with destination-cidr-block {destination} in route table {table}");
    AwsError::bad("InvalidRoute.NotFound", message)
}
