//! `gcp.compute.route`: a static VPC route (Compute Engine `routes`).

use std::collections::BTreeSet;

use google_cloud_compute_v1::model::Route as SdkRoute;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::compute::collection::{Collection, OUTPUTS, PRIORITY, collection, item};
use crate::compute::operation::SERVICE;
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Fields, GoogleKind, Item, Ownership, Result,
    SpecError, unchangeable,
};
use crate::validation::check_name;

/// A static VPC route.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, unique in the project.
    name: String,
    /// The VPC network that the route belongs to.
    network: String,
    /// The destination: an IPv4 or IPv6 range in CIDR notation.
    dest_range: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// The priority among routes to the same destination, 0 to 65535; the lowest number wins.
    /// Default: 1000.
    #[serde(default = "priority")]
    priority: u32,
    /// The network tags of the VMs that use the route. Default: all VMs of the network.
    #[serde(default)]
    tags: BTreeSet<String>,
    /// Next hop: the default Internet gateway,
    /// `projects/P/global/gateways/default-internet-gateway`. A route has exactly one next hop.
    #[serde(default)]
    next_hop_gateway: String,
    /// Next hop: the IP address of a VM that forwards packets.
    #[serde(default)]
    next_hop_ip: String,
    /// Next hop: a VM that forwards packets.
    #[serde(default)]
    next_hop_instance: String,
    /// Next hop: the forwarding rule of an internal passthrough load balancer.
    #[serde(default)]
    next_hop_ilb: String,
    /// Next hop: a Cloud VPN tunnel.
    #[serde(default)]
    next_hop_vpn_tunnel: String,
}

const fn priority() -> u32 {
    PRIORITY.cast_unsigned()
}

pub(crate) struct Route;

collection!(Route: routes.set_route, SdkRoute, "Route", "ListRoutes");

impl GoogleKind for Route {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &[
            "name",
            "network",
            "dest_range",
            "description",
            "priority",
            "tags",
            "next_hop_gateway",
            "next_hop_ip",
            "next_hop_instance",
            "next_hop_ilb",
            "next_hop_vpn_tunnel",
        ],
        parent: Some("network"),
        outputs: OUTPUTS,
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.compute.route",
            "a static VPC route (Compute Engine `routes`)",
            "projects/{project}/global/routes/{name}",
        )
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        let hops = [
            &spec.next_hop_gateway,
            &spec.next_hop_ip,
            &spec.next_hop_instance,
            &spec.next_hop_ilb,
            &spec.next_hop_vpn_tunnel,
        ];
        if hops.into_iter().filter(|hop| !hop.is_empty()).count() != 1 {
            return Err(SpecError::new(
                "next_hop_gateway",
                "expected exactly one next hop",
            ));
        }
        check_name("name", &spec.name)
    }

    fn to_request(spec: &mut Fields) {
        spec.retain(|field, hop| !(field.starts_with("next_hop_") && hop == ""));
    }

    /// Google creates the routes of subnetworks and of peerings itself.
    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let is_googles =
            |route: &SdkRoute| route.next_hop_network.is_some() || route.next_hop_peering.is_some();
        let item = |route: &SdkRoute| item(route).platform(is_googles(route));
        Ok(Self::all(google).await?.iter().map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        Self::insert(google, new).await
    }

    async fn update(_google: &Clients, _change: &Change<Spec>) -> Result<()> {
        let message = "a route cannot be changed, only replaced";
        unchangeable(SERVICE, "UpdateRoute", message)
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        Self::remove(google, id).await
    }
}
