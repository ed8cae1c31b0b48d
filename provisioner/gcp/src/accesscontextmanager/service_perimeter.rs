//! `gcp.accesscontextmanager.service_perimeter`: a VPC Service Controls perimeter (Access Context
//! Manager `accessPolicies.servicePerimeters`; NIST SP 800-53r5 SC-7).
//!
//! Perimeters belong to the organisation. Those that contain this project are listed, and are the
//! platform's unless they have our mark; creating one needs rights in the organisation.

use google_cloud_gax::error::Error as SdkError;
use google_cloud_identity_accesscontextmanager_v1::model::{
    AccessPolicy, ServicePerimeter as SdkPerimeter,
};
use google_cloud_longrunning::model::Operation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SERVICE;
use super::perimeter_config::Config;
use crate::call::{list_all, read};
use crate::enums::string_enum;
use crate::hierarchy::{organization, project_number};
use crate::kind::{
    Change, Clients, Created, Creation, Error, Facts, Fields, Form, GoogleKind, Item, Ownership,
    Result, SpecError,
};
use crate::mark;
use crate::operation;
use crate::rest::{keep_last, last};
use gabakura_adapter::created;

/// Page size of a listing.
const PAGE: i32 = 100;

/// A VPC Service Controls perimeter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, unique in the access policy: 1 to 50 of letters, digits and `_`, beginning with a
    /// letter.
    name: String,
    /// The title.
    title: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// Whether the perimeter restricts services (regular) or connects regular perimeters (bridge).
    /// Default: `PERIMETER_TYPE_REGULAR`.
    #[serde(default)]
    perimeter_type: PerimeterType,
    /// The enforced configuration. Default: none.
    #[serde(default)]
    status: Option<Config>,
    /// The dry-run configuration, whose violations are only logged. Needs
    /// `use_explicit_dry_run_spec`. Default: none.
    #[serde(default)]
    spec: Option<Config>,
    /// Whether the perimeter has a dry-run configuration of its own. Default: false.
    #[serde(default)]
    use_explicit_dry_run_spec: bool,
}

string_enum! {
    /// A type of perimeter.
    PerimeterType { "PERIMETER_TYPE_REGULAR" = 0, "PERIMETER_TYPE_BRIDGE" = 1, }
}

pub(crate) struct ServicePerimeter;

impl GoogleKind for ServicePerimeter {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        account_wide: true,
        immutable: &["name", "perimeter_type"],
        ownership: Ownership::Description,
        ..Facts::assigned(
            "gcp.accesscontextmanager.service_perimeter",
            "a VPC Service Controls perimeter (Access Context Manager `servicePerimeters`)",
        )
    };

    const FORM: Form = Form {
        not_in_body: &["name"],
        ..Form::PLAIN
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let begins = spec.name.starts_with(|c: char| c.is_ascii_alphabetic());
        if !begins || spec.name.len() > 50 || !spec.name.chars().all(is_allowed) {
            return Err(SpecError::new(
                "name",
                "expected 1 to 50 of letters, digits and `_`, beginning with a letter",
            ));
        }
        match spec.spec.is_some() == spec.use_explicit_dry_run_spec {
            true => Ok(()),
            false => Err(SpecError::new(
                "use_explicit_dry_run_spec",
                "expected true with `spec`, and false without",
            )),
        }
    }

    fn normalize(observed: &mut Fields) {
        keep_last(observed, "name");
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let mut all = Vec::new();
        for policy in access_policies(google).await? {
            let call = google.access_policies().await?.list_service_perimeters();
            let call = call.set_parent(policy.name).set_page_size(PAGE);
            let name = (SERVICE, "ListServicePerimeters");
            all.extend(list_all!(google, name, call, service_perimeters)?);
        }
        if all.is_empty() {
            return Ok(Vec::new());
        }
        let project = format!("projects/{}", project_number(google).await?);
        let contains = |perimeter: &SdkPerimeter| {
            let mut configs = perimeter.status.iter().chain(&perimeter.spec);
            configs.any(|config| config.resources.contains(&project))
        };
        let is_marked = |one: &SdkPerimeter| !mark::read(&one.description).1.is_empty();
        all.retain(|perimeter| contains(perimeter) || is_marked(perimeter));
        let item = |perimeter: &SdkPerimeter| {
            let item = Item::of(perimeter).id(&perimeter.name);
            item.platform(!is_marked(perimeter))
        };
        Ok(all.iter().map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let policy = access_policy(google).await?;
        let id = format!("{policy}/servicePerimeters/{}", new.spec.name);
        let perimeter = new.model::<SdkPerimeter>()?.set_name(&id);
        let call = google.access_policies().await?.create_service_perimeter();
        let call = call.set_parent(policy).set_service_perimeter(perimeter);
        run(google, "CreateServicePerimeter", call.send()).await?;
        Ok(created(id))
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let client = google.access_policies().await?;
        let call = client.get_service_perimeter().set_name(&change.id);
        let name = (SERVICE, "GetServicePerimeter");
        let fresh: SdkPerimeter = read!(google, name, call)?;
        let call = client.update_service_perimeter();
        let call = call.set_update_mask(change.mask());
        let call = call.set_service_perimeter(change.applied_to(&fresh)?);
        run(google, "UpdateServicePerimeter", call.send()).await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google.access_policies().await?.delete_service_perimeter();
        let call = call.set_name(id);
        run(google, "DeleteServicePerimeter", call.send()).await
    }
}

/// The organisation's access policies; none where the project has no organisation.
async fn access_policies(google: &Clients) -> Result<Vec<AccessPolicy>> {
    let Some(organization) = organization(google).await? else {
        return Ok(Vec::new());
    };
    let call = google.access_policies().await?.list_access_policies();
    let call = call.set_parent(organization).set_page_size(PAGE);
    let name = (SERVICE, "ListAccessPolicies");
    list_all!(google, name, call, access_policies)
}

/// The access policy for a perimeter of this project: one scoped to the project, or else the
/// organisation's.
async fn access_policy(google: &Clients) -> Result<String> {
    let all = access_policies(google).await?;
    let project = format!("projects/{}", project_number(google).await?);
    let scoped = all.iter().find(|policy| policy.scopes.contains(&project));
    let general = || all.iter().find(|policy| policy.scopes.is_empty());
    let missing = || {
        let message = "the organisation has no access policy for this project";
        Error::refused(SERVICE, "ListAccessPolicies", "no-access-policy", message)
    };
    let policy = scoped.or_else(general).ok_or_else(missing)?;
    Ok(format!("accessPolicies/{}", last(&policy.name)))
}

/// Sends a change and waits until its operation is done.
async fn run(
    google: &Clients,
    name: &'static str,
    send: impl Future<Output = Result<Operation, SdkError>>,
) -> Result<()> {
    let started = google.change((SERVICE, name), send).await?;
    let client = google.access_policies().await?;
    let poll = |name: String| client.get_operation().set_name(name).send();
    operation::wait(google, (SERVICE, name), started, poll).await
}
