//! `gcp.dns.policy`: a DNS server policy (Cloud DNS `policies`).
//!
//! Can log queries (CIS Google Cloud 2.12).

use std::collections::BTreeSet;

use google_cloud_dns_v1::model::{Policy as SdkPolicy, PolicyNetwork};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::dns::collection::{Collection, collection, ids_of, networks_of};
use crate::enums::string_enum;
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Fields, GoogleKind, Item, Ownership, Result,
    SpecError,
};
use crate::validation::check_name;

/// A DNS server policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, unique in the project.
    name: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// Whether Cloud DNS logs the queries of the networks. Default: false.
    #[serde(default)]
    enable_logging: bool,
    /// Whether the networks answer queries from networks connected by VPN or Interconnect.
    /// Default: false.
    #[serde(default)]
    enable_inbound_forwarding: bool,
    /// The VPC networks that the policy applies to; a network has at most one policy.
    #[serde(default)]
    networks: BTreeSet<String>,
    /// The name servers that the networks query in place of Google's. Default: Google's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alternative_name_server_config: Option<Alternative>,
}

/// Alternative name servers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Alternative {
    /// The name servers.
    target_name_servers: BTreeSet<Server>,
}

/// A name server.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Server {
    /// The IPv4 address.
    ipv4_address: String,
    /// `default` forwards by the address: private ones through the network, others over the
    /// Internet. `private` always forwards through the network. Default: `default`.
    #[serde(default)]
    forwarding_path: Path,
}

string_enum! {
    /// How queries are forwarded.
    Path { "default", "private", }
}

const NO_NETWORKS: [PolicyNetwork; 0] = [];

pub(crate) struct Policy;

collection!(Policy: dns_policies.set_policy, SdkPolicy, "Policy", "ListPolicies".policies);

impl GoogleKind for Policy {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name"],
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.dns.policy",
            "a DNS server policy (Cloud DNS `policies`)",
            "projects/{project}/policies/{name}",
        )
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        check_name("name", &spec.name)
    }

    fn normalize(observed: &mut Fields) {
        let networks = observed.remove("networks").unwrap_or_default();
        observed.insert("networks".to_owned(), ids_of(&networks));
    }

    fn to_request(spec: &mut Fields) {
        let ids = spec.remove("networks").unwrap_or_default();
        spec.insert("networks".to_owned(), networks_of(&ids));
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        Ok(Self::all(google).await?.iter().map(Item::of).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        Self::insert(google, new).await?;
        Ok(new.created())
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let fresh = Self::get(google, &change.id).await?;
        Self::put(google, &change.id, change.applied_to(&fresh)?).await
    }

    /// A policy that applies to a network cannot be deleted.
    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let fresh = Self::get(google, id).await?;
        if !fresh.networks.is_empty() {
            Self::put(google, id, fresh.set_networks(NO_NETWORKS)).await?;
        }
        Self::remove(google, id).await
    }
}
