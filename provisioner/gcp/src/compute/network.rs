//! `gcp.compute.network`: a virtual network (Compute Engine `networks.insert`).
//!
//! Custom mode unless asked for otherwise (CIS Google Cloud 3.1, 3.2); the way to the Internet
//! that Google makes with every network can be left out.

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_compute_v1::model::{Network as SdkNetwork, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::clients::Clients;
use crate::compute::{self, SERVICE, pages, run};
use crate::facts::{Facts, Ownership};
use crate::fault::{Fault, Result};
use crate::kind::GoogleKind;
use crate::order::New;
use crate::rest::{last, short};
use crate::seen::Seen;
use crate::spec::yes;
use crate::words::words;

/// How Google names the Internet route that it makes with a network.
const DEFAULT_ROUTE: &str = "default-route-";
/// Where that route goes.
const INTERNET: &str = "default-internet-gateway";

/// A virtual network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the project.
    name: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// Whether Google makes a subnetwork in every region. Default: false, other than Google's.
    #[serde(default)]
    auto_create_subnetworks: bool,
    /// How its routers learn of routes.
    #[serde(default)]
    routing_config: RoutingConfig,
    /// Largest packet, in bytes. Google's default: 1460.
    #[serde(default = "mtu")]
    mtu: i32,
    /// Whether firewall policies are asked before or after firewall rules.
    #[serde(default)]
    network_firewall_policy_enforcement_order: EnforcementOrder,
    /// Whether the route to the Internet stands that Google makes with it. One that was deleted
    /// can only come back as a `gcp.compute.route`.
    #[serde(default = "yes")]
    default_internet_route: bool,
}

/// How routers learn of routes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct RoutingConfig {
    /// Whether a router tells its own region or all. Google's default: `REGIONAL`.
    #[serde(default)]
    routing_mode: RoutingMode,
}

words! {
    /// Whom routers tell of routes.
    RoutingMode { "REGIONAL", "GLOBAL", }
}

words! {
    /// Which of the two firewalls is asked first.
    EnforcementOrder { "AFTER_CLASSIC_FIREWALL", "BEFORE_CLASSIC_FIREWALL", }
}

/// Google's default.
const fn mtu() -> i32 {
    1460
}

pub(crate) struct Network;

impl GoogleKind for Network {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "description", "auto_create_subnetworks", "mtu"],
        outputs: compute::OUTPUTS,
        ownership: Ownership::Description,
        beside: &["default_internet_route"],
        ..Facts::path(
            "gcp.compute.network",
            "a virtual network",
            "projects/{project}/global/networks/{name}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        crate::spec::check_name("name", &spec.name)
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let networks = google
            .networks()
            .await?
            .list()
            .set_project(google.project());
        let networks: Vec<SdkNetwork> = pages!(google, "ListNetworks", networks)?;
        let ways_out = ways_out(google).await?;
        let leads_out = |link: &str| ways_out.iter().any(|route| is_of(route, link));
        let seen = |network: &SdkNetwork| {
            let link = network.self_link.as_deref().unwrap_or_default();
            Seen::of(network)
                .beside("default_internet_route", &leads_out(link))
                .outputs(&[("self_link", "selfLink")])
        };
        Ok(networks.iter().map(seen).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let call = google
            .networks()
            .await?
            .insert()
            .set_project(google.project());
        let call = call
            .set_request_id(new.request_id())
            .set_body::<SdkNetwork>(new.model()?);
        run(google, "InsertNetwork", call.send()).await?;
        Ok(compute::made(&new.id))
    }

    async fn finish(google: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        match new.spec.default_internet_route {
            true => Ok(()),
            false => close(google, &made.id).await,
        }
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        if change.reshapes() {
            let client = google.networks().await?;
            let get = client.get().set_project(google.project());
            let get = get.set_network(last(&change.id));
            let fresh = google
                .read((SERVICE, "GetNetwork"), || get.clone().send())
                .await?;
            let patch = client.patch().set_project(google.project());
            let patch = patch.set_network(last(&change.id));
            let body: SdkNetwork = change.only(&fresh, &[])?;
            run(google, "PatchNetwork", patch.set_body(body).send()).await?;
        }
        match (
            change.has("default_internet_route"),
            change.after.default_internet_route,
        ) {
            (true, false) => close(google, &change.id).await,
            (true, true) => Err(Fault::refused(
                SERVICE,
                "InsertRoute",
                "cannot-return",
                "Google makes the default route only with the network; declare a gcp.compute.route",
            )),
            (false, _) => Ok(()),
        }
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google
            .networks()
            .await?
            .delete()
            .set_project(google.project());
        run(google, "DeleteNetwork", call.set_network(last(id)).send()).await
    }
}

/// Internet routes that Google made with networks.
async fn ways_out(google: &Clients) -> Result<Vec<Route>> {
    let routes = google.routes().await?.list().set_project(google.project());
    let mut routes: Vec<Route> = pages!(google, "ListRoutes", routes)?;
    routes.retain(is_way_out);
    Ok(routes)
}

fn is_way_out(route: &Route) -> bool {
    let name = route.name.as_deref().unwrap_or_default();
    let next = route.next_hop_gateway.as_deref().unwrap_or_default();
    name.starts_with(DEFAULT_ROUTE) && last(next) == INTERNET
}

fn is_of(route: &Route, network: &str) -> bool {
    short(route.network.as_deref().unwrap_or_default()) == short(network)
}

/// Deletes the Internet routes that Google made with a network.
async fn close(google: &Clients, network: &str) -> Result<()> {
    let client = google.routes().await?;
    for route in ways_out(google)
        .await?
        .iter()
        .filter(|route| is_of(route, network))
    {
        let name = route.name.clone().unwrap_or_default();
        let call = client
            .delete()
            .set_project(google.project())
            .set_route(name);
        match run(google, "DeleteRoute", call.send()).await {
            Err(fault) if fault.says_gone() => {}
            other => other?,
        }
    }
    Ok(())
}
