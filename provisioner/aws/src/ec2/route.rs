//! Routes of a table: how they are declared, read and changed.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{Route as SdkRoute, RouteOrigin, RouteTable as SdkTable};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::ec2;
use crate::error::Result;
use crate::kind::text;

/// A route.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Route {
    /// Destination: an IPv4 or IPv6 CIDR block, or a prefix list (`pl-…`).
    #[serde(deserialize_with = "ec2::cidr")]
    destination_cidr: String,
    /// Id of the next hop: `tgw-…`, `nat-…`, `vpce-…`, `pcx-…`, `eni-…`, `igw-…`, ….
    target: String,
}

impl Route {
    /// Where it leads to; one route each in a table.
    pub fn destination(&self) -> &str {
        &self.destination_cidr
    }

    fn is_prefix_list(&self) -> bool {
        self.destination_cidr.starts_with("pl-")
    }

    fn is_ipv6(&self) -> bool {
        self.destination_cidr.contains(':')
    }

    fn of_sdk(route: &SdkRoute) -> Self {
        let destination = route
            .destination_cidr_block()
            .or(route.destination_ipv6_cidr_block())
            .or(route.destination_prefix_list_id());
        let target = route
            .gateway_id()
            .or(route.nat_gateway_id())
            .or(route.transit_gateway_id())
            .or(route.vpc_peering_connection_id())
            .or(route.network_interface_id())
            .or(route.egress_only_internet_gateway_id())
            .or(route.local_gateway_id())
            .or(route.carrier_gateway_id())
            .or(route.core_network_arn())
            .or(route.odb_network_arn());
        Self {
            destination_cidr: text(destination),
            target: text(target),
        }
    }
}

/// The routes somebody put into a table.
pub(crate) fn of_table(table: &SdkTable) -> BTreeSet<Route> {
    let put = table
        .routes()
        .iter()
        .filter(|route| !comes_by_itself(route));
    put.map(Route::of_sdk).collect()
}

/// Whether a route comes with the VPC, a gateway endpoint or a gateway's announcements.
fn comes_by_itself(route: &SdkRoute) -> bool {
    use RouteOrigin::{Advertisement, EnableVgwRoutePropagation};
    let gateway = route.gateway_id().unwrap_or_default();
    let of_endpoint = route.destination_prefix_list_id().is_some() && gateway.starts_with("vpce-");
    let announced = matches!(
        route.origin(),
        Some(Advertisement | EnableVgwRoutePropagation)
    );
    gateway == "local" || of_endpoint || announced
}

/// Fills the destination of a request about a route.
macro_rules! to_destination {
    ($request:expr, $table:expr, $route:expr) => {{
        let destination = || Some($route.destination_cidr.clone());
        let (list, v6) = ($route.is_prefix_list(), $route.is_ipv6());
        $request
            .route_table_id($table)
            .set_destination_prefix_list_id(destination().filter(|_| list))
            .set_destination_ipv6_cidr_block(destination().filter(|_| v6))
            .set_destination_cidr_block(destination().filter(|_| !list && !v6))
    }};
}

/// Fills destination and target of a request that makes or changes a route.
macro_rules! to_route {
    ($request:expr, $table:expr, $route:expr) => {{
        let target = |prefix: &str| {
            $route
                .target
                .starts_with(prefix)
                .then(|| $route.target.clone())
        };
        to_destination!($request, $table, $route)
            .set_gateway_id(target("igw-").or(target("vgw-")))
            .set_nat_gateway_id(target("nat-"))
            .set_transit_gateway_id(target("tgw-"))
            .set_vpc_endpoint_id(target("vpce-"))
            .set_vpc_peering_connection_id(target("pcx-"))
            .set_network_interface_id(target("eni-"))
            .set_egress_only_internet_gateway_id(target("eigw-"))
            .set_local_gateway_id(target("lgw-"))
            .set_carrier_gateway_id(target("cagw-"))
            .set_core_network_arn(target("arn:"))
    }};
}

/// Makes a route; one that leads elsewhere is led here, so that it never is missing.
pub(crate) async fn put(aws: &Clients, table: &str, route: &Route) -> Result<()> {
    let created = to_route!(aws.ec2().create_route(), table, route)
        .send()
        .await;
    if !ec2::is_new(created, &["RouteAlreadyExists"])? {
        to_route!(aws.ec2().replace_route(), table, route)
            .send()
            .await?;
    }
    Ok(())
}

/// Deletes a route, if it is there.
pub(crate) async fn delete(aws: &Clients, table: &str, route: &Route) -> Result<()> {
    let deleted = to_destination!(aws.ec2().delete_route(), table, route)
        .send()
        .await;
    ec2::is_new(deleted, &["InvalidRoute.NotFound"])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_ec2::types::builders::RouteBuilder;

    #[test]
    fn only_what_somebody_put_there_is_listed() {
        let by = RouteOrigin::CreateRoute;
        let route = |destination: &str| SdkRoute::builder().destination_cidr_block(destination);
        let list = || {
            SdkRoute::builder()
                .destination_prefix_list_id("pl-1")
                .origin(by.clone())
        };
        let propagated = RouteOrigin::EnableVgwRoutePropagation;
        let table = [
            route("10.0.0.0/16")
                .gateway_id("local")
                .origin(RouteOrigin::CreateRouteTable),
            route("10.1.0.0/16").gateway_id("vgw-1").origin(propagated),
            list().gateway_id("vpce-1"),
            list().transit_gateway_id("tgw-1"),
            route("10.2.0.0/16").gateway_id("vgw-1").origin(by.clone()),
        ];
        let routes = table.map(RouteBuilder::build).to_vec();
        let table = SdkTable::builder().set_routes(Some(routes)).build();
        let declared = |destination: &str, target: &str| Route {
            destination_cidr: destination.to_owned(),
            target: target.to_owned(),
        };
        let put = [declared("10.2.0.0/16", "vgw-1"), declared("pl-1", "tgw-1")];
        assert_eq!(of_table(&table), BTreeSet::from(put));
    }
}
