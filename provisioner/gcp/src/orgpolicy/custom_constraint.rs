//! `gcp.orgpolicy.custom_constraint`: a demand of the organisation's own making (Organization
//! Policy `CreateCustomConstraint`).
//!
//! Google knows them at the organisation only; projects and folders choose whether one holds for
//! them (`gcp.orgpolicy.policy`). They are seen where the organisation lets us look, and are the
//! platform's unless they bear our mark; one is made here only where it lets us.

use std::collections::BTreeSet;

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_orgpolicy_v2::model::CustomConstraint as Sdk;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{PAGE, SERVICE};
use crate::above::organization;
use crate::call::listed;
use crate::change::Change;
use crate::clients::Clients;
use crate::facts::{Facts, Ownership};
use crate::fault::{Fault, Result};
use crate::kind::GoogleKind;
use crate::mark;
use crate::order::{New, made};
use crate::rest::Fields;
use crate::seen::{Seen, keep_last};
use crate::spec::fault;
use crate::words::words;

/// A demand of the organisation's own making.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the organisation: `custom.` and up to 62 letters and digits.
    name: String,
    /// What people call it.
    #[serde(default)]
    display_name: String,
    /// What those are told who break it.
    #[serde(default)]
    description: String,
    /// What it is about: `compute.googleapis.com/Instance`.
    resource_types: BTreeSet<String>,
    /// When it is looked at.
    method_types: BTreeSet<Method>,
    /// What fulfils it, in the Common Expression Language.
    condition: String,
    /// What becomes of what fulfils it.
    action_type: Action,
}

words! {
    /// What is done to a thing.
    Method { "CREATE" = 1, "UPDATE" = 2, "DELETE" = 3, "REMOVE_GRANT" = 4, "GOVERN_TAGS" = 5, }
}

words! {
    /// What becomes of what fulfils a condition.
    Action { "DENY" = 2, "ALLOW" = 1, }
}

pub(crate) struct CustomConstraint;

impl GoogleKind for CustomConstraint {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "resource_types"],
        ownership: Ownership::Description,
        beside: &["name"],
        ..Facts::assigned(
            "gcp.orgpolicy.custom_constraint",
            "a demand of the organisation's own making",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        let own = spec.name.strip_prefix("custom.").unwrap_or_default();
        match (1..=62).contains(&own.len()) && own.chars().all(|c| c.is_ascii_alphanumeric()) {
            true => Ok(()),
            false => Err(fault(
                "name",
                "expected `custom.` and up to 62 letters and digits",
            )),
        }
    }

    fn settle(seen: &mut Fields) {
        keep_last(seen, "name");
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let Some(organization) = organization(google).await? else {
            return Ok(Vec::new());
        };
        let call = google.org_policies().await?.list_custom_constraints();
        let call = call.set_parent(organization).set_page_size(PAGE);
        let name = (SERVICE, "ListCustomConstraints");
        let all = listed!(google, name, call, custom_constraints)?;
        let seen = |constraint: &Sdk| {
            let theirs = mark::read(&constraint.description).1.is_empty();
            Seen::of(constraint)
                .named(&constraint.name)
                .platform(theirs)
        };
        Ok(all.iter().map(seen).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let Some(parent) = organization(google).await? else {
            let told = "custom constraints belong to an organisation, and the project has none";
            let name = "CreateCustomConstraint";
            return Err(Fault::refused(SERVICE, name, "no-organization", told));
        };
        let id = format!("{parent}/customConstraints/{}", new.spec.name);
        let constraint = new.model::<Sdk>()?.set_name(&id);
        let call = google.org_policies().await?.create_custom_constraint();
        let call = call.set_parent(parent).set_custom_constraint(constraint);
        google
            .change((SERVICE, "CreateCustomConstraint"), call.send())
            .await?;
        Ok(made(id))
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let client = google.org_policies().await?;
        let get = client.get_custom_constraint().set_name(&change.id);
        let fresh = google
            .read((SERVICE, "GetCustomConstraint"), || get.clone().send())
            .await?;
        let call = client.update_custom_constraint();
        let call = call.set_custom_constraint::<Sdk>(change.onto(&fresh)?);
        google
            .change((SERVICE, "UpdateCustomConstraint"), call.send())
            .await?;
        Ok(())
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google.org_policies().await?.delete_custom_constraint();
        let call = call.set_name(id);
        google
            .change((SERVICE, "DeleteCustomConstraint"), call.send())
            .await
    }
}
