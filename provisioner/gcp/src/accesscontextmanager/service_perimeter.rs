//! `gcp.accesscontextmanager.service_perimeter`: a wall that data of some services does not pass
//! (Access Context Manager `CreateServicePerimeter`; NIST SP 800-53r5 SC-7).
//!
//! Perimeters belong to the organisation. Those that hold this project are seen, and are the
//! platform's unless they bear our mark; one is made here only where the organisation lets us.

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_identity_accesscontextmanager_v1::model::{AccessPolicy, ServicePerimeter as Sdk};
use google_cloud_longrunning::model::Operation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::perimeter_config::Config;
use crate::above::organization;
use crate::call::listed;
use crate::change::Change;
use crate::clients::Clients;
use crate::facts::{Facts, Ownership};
use crate::fault::{Fault, Result};
use crate::kind::GoogleKind;
use crate::mark;
use crate::operation;
use crate::order::{New, made};
use crate::project::info;
use crate::rest::{Fields, last};
use crate::seen::{Seen, keep_last};
use crate::spec::fault;
use crate::words::words;

/// The service, as rate limits know it.
const SERVICE: &str = "accesscontextmanager";
/// Largest page of a listing.
const PAGE: i32 = 100;

/// A wall that data of some services does not pass.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the organisation's policy: up to 50 of letters, digits and `_`.
    name: String,
    /// What people call it.
    title: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// Whether it is a wall, or joins others.
    #[serde(default)]
    perimeter_type: PerimeterType,
    /// What is in force; nothing, unless it is declared.
    #[serde(default)]
    status: Option<Config>,
    /// What is only told of where it is broken. Needs `use_explicit_dry_run_spec`.
    #[serde(default)]
    spec: Option<Config>,
    /// Whether what is only told of differs from what is in force.
    #[serde(default)]
    use_explicit_dry_run_spec: bool,
}

words! {
    /// Sorts of perimeters.
    PerimeterType { "PERIMETER_TYPE_REGULAR" = 0, "PERIMETER_TYPE_BRIDGE" = 1, }
}

pub(crate) struct ServicePerimeter;

impl GoogleKind for ServicePerimeter {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        account_wide: true,
        immutable: &["name", "perimeter_type"],
        ownership: Ownership::Description,
        beside: &["name"],
        ..Facts::assigned(
            "gcp.accesscontextmanager.service_perimeter",
            "a wall that data of some services does not pass",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let begins = spec.name.starts_with(|c: char| c.is_ascii_alphabetic());
        if !begins || spec.name.len() > 50 || !spec.name.chars().all(is_plain) {
            return Err(fault(
                "name",
                "expected 1 to 50 of letters, digits and `_`, beginning with a letter",
            ));
        }
        match spec.spec.is_some() == spec.use_explicit_dry_run_spec {
            true => Ok(()),
            false => Err(fault(
                "use_explicit_dry_run_spec",
                "it goes with `spec`: both or neither",
            )),
        }
    }

    fn settle(seen: &mut Fields) {
        keep_last(seen, "name");
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let mut all = Vec::new();
        for policy in policies(google).await? {
            let call = google.access_policies().await?.list_service_perimeters();
            let call = call.set_parent(policy.name).set_page_size(PAGE);
            let name = (SERVICE, "ListServicePerimeters");
            all.extend(listed!(google, name, call, service_perimeters)?);
        }
        if all.is_empty() {
            return Ok(Vec::new());
        }
        let here = format!("projects/{}", info::number(google).await?);
        let holds = |perimeter: &Sdk| {
            let configs = perimeter.status.iter().chain(&perimeter.spec);
            configs.flat_map(|c| &c.resources).any(|r| *r == here)
        };
        let is_marked = |perimeter: &Sdk| !mark::read(&perimeter.description).1.is_empty();
        all.retain(|perimeter| holds(perimeter) || is_marked(perimeter));
        let seen = |perimeter: &Sdk| {
            let seen = Seen::of(perimeter).named(&perimeter.name);
            seen.platform(!is_marked(perimeter))
        };
        Ok(all.iter().map(seen).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let policy = policy(google).await?;
        let id = format!("{policy}/servicePerimeters/{}", new.spec.name);
        let perimeter = new.model::<Sdk>()?.set_name(&id);
        let call = google.access_policies().await?.create_service_perimeter();
        let call = call.set_parent(policy).set_service_perimeter(perimeter);
        let name = "CreateServicePerimeter";
        over(
            google,
            name,
            google.change((SERVICE, name), call.send()).await?,
        )
        .await?;
        Ok(made(id))
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let client = google.access_policies().await?;
        let get = client.get_service_perimeter().set_name(&change.id);
        let fresh = google
            .read((SERVICE, "GetServicePerimeter"), || get.clone().send())
            .await?;
        let call = client.update_service_perimeter();
        let call = call.set_update_mask(change.mask());
        let call = call.set_service_perimeter::<Sdk>(change.onto(&fresh)?);
        let name = "UpdateServicePerimeter";
        over(
            google,
            name,
            google.change((SERVICE, name), call.send()).await?,
        )
        .await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google.access_policies().await?.delete_service_perimeter();
        let call = call.set_name(id);
        let name = "DeleteServicePerimeter";
        over(
            google,
            name,
            google.change((SERVICE, name), call.send()).await?,
        )
        .await
    }
}

/// The organisation's access policies; none where nothing stands above the project.
async fn policies(google: &Clients) -> Result<Vec<AccessPolicy>> {
    let Some(organization) = organization(google).await? else {
        return Ok(Vec::new());
    };
    let call = google.access_policies().await?.list_access_policies();
    let call = call.set_parent(organization).set_page_size(PAGE);
    let name = (SERVICE, "ListAccessPolicies");
    listed!(google, name, call, access_policies)
}

/// The policy that a perimeter of this project belongs into: one for the project, or else the
/// organisation's.
async fn policy(google: &Clients) -> Result<String> {
    let all = policies(google).await?;
    let here = format!("projects/{}", info::number(google).await?);
    let own = all.iter().find(|policy| policy.scopes.contains(&here));
    let general = || all.iter().find(|policy| policy.scopes.is_empty());
    let missing = || {
        let told = "the organisation has no access policy that this project belongs to";
        Fault::refused(SERVICE, "ListAccessPolicies", "no-access-policy", told)
    };
    let policy = own.or_else(general).ok_or_else(missing)?;
    Ok(format!("accessPolicies/{}", last(&policy.name)))
}

async fn over(google: &Clients, name: &'static str, started: Operation) -> Result<()> {
    let client = google.access_policies().await?;
    let look = |name: String| client.get_operation().set_name(name).send();
    operation::over(google, (SERVICE, name), started, look).await
}
