//! `gcp.compute.network`: a VPC network (Compute Engine `networks`).
//!
//! Custom mode unless declared otherwise (CIS Google Cloud 3.1, 3.2). Google creates a default
//! route to the Internet with every network; it can be left out.

use gabakura_adapter::CallError as _;
use google_cloud_compute_v1::model::{Network as SdkNetwork, Route as SdkRoute};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::compute::collection::{Collection, OUTPUTS, collection, item};
use crate::compute::operation::{SERVICE, run};
use crate::compute::route::Route;
use crate::enums::string_enum;
use crate::kind::{
    Change, Clients, Created, Creation, Error, Facts, Form, GoogleKind, Item, Ownership, Result,
    SpecError,
};
use crate::rest::{last, short};
use crate::validation::check_name;

/// What the name of the default route begins with that Google creates with a network.
const DEFAULT_ROUTE: &str = "default-route-";
/// The next hop of that route.
const INTERNET_GATEWAY: &str = "default-internet-gateway";

/// A VPC network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, unique in the project.
    name: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// Whether Google creates a subnetwork in every region (auto mode). Default: false, custom
    /// mode; Google's own default is true.
    #[serde(default)]
    auto_create_subnetworks: bool,
    /// How the Cloud Routers of the network advertise routes.
    #[serde(default)]
    routing_config: RoutingConfig,
    /// The maximum transmission unit, in bytes, 1300 to 8896. Default: 1460.
    #[serde(default = "mtu")]
    mtu: i32,
    /// Whether firewall policies are evaluated before or after VPC firewall rules. Default:
    /// `AFTER_CLASSIC_FIREWALL`.
    #[serde(default)]
    network_firewall_policy_enforcement_order: EnforcementOrder,
    /// Whether the network keeps the default route to the Internet that Google creates with it.
    /// `false` deletes that route, and only a `gcp.compute.route` can bring it back. Default: true.
    #[serde(default = "gabakura_adapter::spec::yes")]
    default_internet_route: bool,
}

/// How Cloud Routers advertise routes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct RoutingConfig {
    /// `REGIONAL` advertises the subnetworks of the router's region, `GLOBAL` those of all regions.
    /// Default: `REGIONAL`.
    #[serde(default)]
    routing_mode: RoutingMode,
}

string_enum! {
    /// The dynamic routing mode of a network.
    RoutingMode { "REGIONAL", "GLOBAL", }
}

string_enum! {
    /// When firewall policies are evaluated.
    EnforcementOrder { "AFTER_CLASSIC_FIREWALL", "BEFORE_CLASSIC_FIREWALL", }
}

const fn mtu() -> i32 {
    1460
}

pub(crate) struct Network;

collection!(Network: networks.set_network, SdkNetwork, "Network", "ListNetworks");

impl GoogleKind for Network {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "description", "auto_create_subnetworks", "mtu"],
        outputs: OUTPUTS,
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.compute.network",
            "a VPC network (Compute Engine `networks`)",
            "projects/{project}/global/networks/{name}",
        )
    };

    const FORM: Form = Form {
        not_in_body: &["default_internet_route"],
        ..Form::PLAIN
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        check_name("name", &spec.name)
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let networks = Self::all(google).await?;
        let routes = default_routes(google).await?;
        let has_route = |link: &str| routes.iter().any(|route| is_of(route, link));
        let item = |network: &SdkNetwork| {
            let link = network.self_link.as_deref().unwrap_or_default();
            item(network).field("default_internet_route", &has_route(link))
        };
        Ok(networks.iter().map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        Self::insert(google, new).await
    }

    async fn finish(google: &Clients, created: &Created, new: &Creation<Spec>) -> Result<()> {
        match new.spec.default_internet_route {
            true => Ok(()),
            false => delete_default_routes(google, &created.id).await,
        }
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        if change.is_of_resource() {
            let fresh = Self::get(google, &change.id).await?;
            let body: SdkNetwork = change.patch_of(&fresh, &[])?;
            let call = google.networks().await?.patch();
            let call = call.set_project(google.project());
            let call = call.set_network(last(&change.id)).set_body(body);
            run(google, "PatchNetwork", call.send()).await?;
        }
        let keeps_route = change.after.default_internet_route;
        match (change.has("default_internet_route"), keeps_route) {
            (true, false) => delete_default_routes(google, &change.id).await,
            (true, true) => Err(Error::refused(
                SERVICE,
                "InsertRoute",
                "cannot-return",
                "Google creates the default route only with the network; declare a gcp.compute.route",
            )),
            (false, _) => Ok(()),
        }
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        Self::remove(google, id).await
    }
}

/// The default routes to the Internet that Google created with networks.
async fn default_routes(google: &Clients) -> Result<Vec<SdkRoute>> {
    let mut routes = Route::all(google).await?;
    routes.retain(|route| {
        let name = route.name.as_deref().unwrap_or_default();
        let next = route.next_hop_gateway.as_deref().unwrap_or_default();
        name.starts_with(DEFAULT_ROUTE) && last(next) == INTERNET_GATEWAY
    });
    Ok(routes)
}

fn is_of(route: &SdkRoute, network: &str) -> bool {
    short(route.network.as_deref().unwrap_or_default()) == short(network)
}

async fn delete_default_routes(google: &Clients, network: &str) -> Result<()> {
    let routes = default_routes(google).await?;
    for route in routes.iter().filter(|route| is_of(route, network)) {
        match Route::remove(google, route.name.as_deref().unwrap_or_default()).await {
            Err(error) if error.is_gone() => {}
            other => other?,
        }
    }
    Ok(())
}
