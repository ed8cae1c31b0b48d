//! `gcp.dns.policy`: how networks look up names (Cloud DNS `policies.create`).
//!
//! Keeps logs of what was looked up (CIS Google Cloud 2.12).

use std::collections::BTreeSet;

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_dns_v1::model::{Policy as SdkPolicy, PolicyNetwork};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::clients::Clients;
use crate::dns::{PAGE, SERVICE, ids_of, networks_of, replace};
use crate::facts::{Facts, Ownership};
use crate::fault::Result;
use crate::kind::GoogleKind;
use crate::order::New;
use crate::rest::{Fields, last};
use crate::seen::Seen;
use crate::spec::check_name;
use crate::words::words;

/// How networks look up names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the project.
    name: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// Whether look-ups are logged. Google's default: false.
    #[serde(default)]
    enable_logging: bool,
    /// Whether others may look up names here, over VPN and the like. Google's default: false.
    #[serde(default)]
    enable_inbound_forwarding: bool,
    /// The networks; each has one policy at most.
    #[serde(default)]
    networks: BTreeSet<String>,
    /// Servers that are asked instead of Google's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alternative_name_server_config: Option<Alternative>,
}

/// Servers that are asked instead of Google's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Alternative {
    /// The servers.
    target_name_servers: BTreeSet<Server>,
}

/// A server that is asked for names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Server {
    /// Its address.
    ipv4_address: String,
    /// How it is reached.
    #[serde(default)]
    forwarding_path: Path,
}

words! {
    /// How a server is reached: as its address tells, or always through the network.
    Path { "default", "private", }
}

const NO_NETWORKS: [PolicyNetwork; 0] = [];

pub(crate) struct Policy;

impl GoogleKind for Policy {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name"],
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.dns.policy",
            "how networks look up names",
            "projects/{project}/policies/{name}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        check_name("name", &spec.name)
    }

    fn settle(seen: &mut Fields) {
        replace(seen, "networks", ids_of);
    }

    fn shape(spec: &mut Fields) {
        replace(spec, "networks", networks_of);
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google
            .dns_policies()
            .await?
            .list()
            .set_project(google.project());
        let call = call.set_max_results(PAGE);
        let send = |token| call.clone().set_or_clear_page_token::<String>(token).send();
        let open = |page: google_cloud_dns_v1::model::PoliciesListResponse| {
            Ok((page.policies, page.next_page_token))
        };
        let policies = google.pages((SERVICE, "ListPolicies"), send, open).await?;
        Ok(policies.iter().map(Seen::of).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let call = google
            .dns_policies()
            .await?
            .create()
            .set_project(google.project());
        let call = call.set_body::<SdkPolicy>(new.model()?);
        google
            .change((SERVICE, "CreatePolicy"), call.send())
            .await?;
        Ok(new.made())
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let fresh = read(google, last(&change.id)).await?;
        write(google, last(&change.id), change.onto(&fresh)?).await
    }

    /// A policy of a network cannot be deleted.
    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let fresh = read(google, last(id)).await?;
        if !fresh.networks.is_empty() {
            write(google, last(id), fresh.set_networks(NO_NETWORKS)).await?;
        }
        let call = google
            .dns_policies()
            .await?
            .delete()
            .set_project(google.project());
        google
            .change((SERVICE, "DeletePolicy"), call.set_policy(last(id)).send())
            .await
    }
}

async fn read(google: &Clients, name: &str) -> Result<SdkPolicy> {
    let call = google
        .dns_policies()
        .await?
        .get()
        .set_project(google.project());
    let call = call.set_policy(name);
    google
        .read((SERVICE, "GetPolicy"), || call.clone().send())
        .await
}

async fn write(google: &Clients, name: &str, policy: SdkPolicy) -> Result<()> {
    let call = google
        .dns_policies()
        .await?
        .update()
        .set_project(google.project());
    let call = call.set_policy(name).set_body(policy);
    google
        .change((SERVICE, "UpdatePolicy"), call.send())
        .await?;
    Ok(())
}
