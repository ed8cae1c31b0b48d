//! `gcp.compute.route`: a way out of a network (Compute Engine `routes.insert`).

use std::collections::BTreeSet;

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_compute_v1::model::Route as SdkRoute;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::clients::Clients;
use crate::compute::{self, pages, run};
use crate::facts::{Facts, Ownership};
use crate::fault::{Fault, Result};
use crate::kind::GoogleKind;
use crate::order::New;
use crate::rest::{Fields, last};
use crate::seen::Seen;
use crate::spec::{check_name, fault, priority};

/// A way out of a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the project.
    name: String,
    /// The network it leads out of.
    network: String,
    /// Where it leads.
    dest_range: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// Its rank among ways to the same place, 0 to 65535; the lowest is taken. Google's
    /// default: 1000.
    #[serde(default = "priority_of_routes")]
    priority: u32,
    /// Network tags of the machines that take it; all, where none is given.
    #[serde(default)]
    tags: BTreeSet<String>,
    /// The Internet gateway: `projects/P/global/gateways/default-internet-gateway`.
    #[serde(default)]
    next_hop_gateway: String,
    /// An address of a machine that passes traffic on.
    #[serde(default)]
    next_hop_ip: String,
    /// A machine that passes traffic on.
    #[serde(default)]
    next_hop_instance: String,
    /// An internal load balancer.
    #[serde(default)]
    next_hop_ilb: String,
    /// A VPN tunnel.
    #[serde(default)]
    next_hop_vpn_tunnel: String,
}

const fn priority_of_routes() -> u32 {
    priority().cast_unsigned()
}

pub(crate) struct Route;

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
        outputs: compute::OUTPUTS,
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.compute.route",
            "a way out of a network",
            "projects/{project}/global/routes/{name}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        let hops = [
            &spec.next_hop_gateway,
            &spec.next_hop_ip,
            &spec.next_hop_instance,
            &spec.next_hop_ilb,
            &spec.next_hop_vpn_tunnel,
        ];
        if hops.into_iter().filter(|hop| !hop.is_empty()).count() != 1 {
            return Err(fault("next_hop_gateway", "expected exactly one next hop"));
        }
        check_name("name", &spec.name)
    }

    fn shape(spec: &mut Fields) {
        spec.retain(|field, hop| !(field.starts_with("next_hop_") && hop == ""));
    }

    /// Routes within the network, of peerings and of routers are Google's own doing.
    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google.routes().await?.list().set_project(google.project());
        let routes: Vec<SdkRoute> = pages!(google, "ListRoutes", call)?;
        let by_itself =
            |route: &SdkRoute| route.next_hop_network.is_some() || route.next_hop_peering.is_some();
        let seen = |route: &SdkRoute| {
            let seen = Seen::of(route).outputs(&[("self_link", "selfLink")]);
            seen.platform(by_itself(route))
        };
        Ok(routes.iter().map(seen).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let call = google
            .routes()
            .await?
            .insert()
            .set_project(google.project());
        let call = call
            .set_request_id(new.request_id())
            .set_body::<SdkRoute>(new.model()?);
        run(google, "InsertRoute", call.send()).await?;
        Ok(compute::made(&new.id))
    }

    async fn update(_google: &Clients, _change: &Change<Spec>) -> Result<()> {
        let told = "a route cannot be changed, only replaced";
        Err(Fault::refused(
            compute::SERVICE,
            "UpdateRoute",
            "unsupported-change",
            told,
        ))
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google
            .routes()
            .await?
            .delete()
            .set_project(google.project());
        run(google, "DeleteRoute", call.set_route(last(id)).send()).await
    }
}
