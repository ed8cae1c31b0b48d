//! `gcp.orgpolicy.custom_constraint`: a custom organisation policy constraint (Organization Policy
//! `customConstraints`).
//!
//! Custom constraints belong to the organisation; projects and folders enforce them by policies
//! (`gcp.orgpolicy.policy`). They are listed where the organisation allows it, and are the
//! platform's unless they have our mark; creating one needs rights in the organisation.

use std::collections::BTreeSet;

use google_cloud_orgpolicy_v2::model::CustomConstraint as SdkConstraint;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{PAGE, SERVICE};
use crate::call::{list_all, read};
use crate::enums::string_enum;
use crate::hierarchy::organization;
use crate::kind::{
    Change, Clients, Created, Creation, Error, Facts, Fields, Form, GoogleKind, Item, Ownership,
    Result, SpecError,
};
use crate::mark;
use crate::rest::keep_last;
use gabakura_adapter::created;

/// A custom organisation policy constraint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, unique in the organisation: `custom.` and up to 62 letters and digits.
    name: String,
    /// The display name. Default: none.
    #[serde(default)]
    display_name: String,
    /// The description, which Google shows to whoever violates the constraint. Default: none.
    #[serde(default)]
    description: String,
    /// The resource types that it applies to: `compute.googleapis.com/Instance`.
    resource_types: BTreeSet<String>,
    /// The methods on which it is evaluated.
    method_types: BTreeSet<Method>,
    /// The condition over the resource, in the Common Expression Language (CEL).
    condition: String,
    /// Whether requests that meet the condition are allowed or denied.
    action_type: Action,
}

string_enum! {
    /// A method.
    Method { "CREATE" = 1, "UPDATE" = 2, "DELETE" = 3, "REMOVE_GRANT" = 4, "GOVERN_TAGS" = 5, }
}

string_enum! {
    /// What happens to a request that meets the condition.
    Action { "DENY" = 2, "ALLOW" = 1, }
}

pub(crate) struct CustomConstraint;

impl GoogleKind for CustomConstraint {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "resource_types"],
        ownership: Ownership::Description,
        ..Facts::assigned(
            "gcp.orgpolicy.custom_constraint",
            "a custom organisation policy constraint (Organization Policy `customConstraints`)",
        )
    };

    const FORM: Form = Form {
        not_in_body: &["name"],
        ..Form::PLAIN
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        let own = spec.name.strip_prefix("custom.").unwrap_or_default();
        match (1..=62).contains(&own.len()) && own.chars().all(|c| c.is_ascii_alphanumeric()) {
            true => Ok(()),
            false => Err(SpecError::new(
                "name",
                "expected `custom.` and up to 62 letters and digits",
            )),
        }
    }

    fn normalize(observed: &mut Fields) {
        keep_last(observed, "name");
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let Some(organization) = organization(google).await? else {
            return Ok(Vec::new());
        };
        let call = google.org_policies().await?.list_custom_constraints();
        let call = call.set_parent(organization).set_page_size(PAGE);
        let name = (SERVICE, "ListCustomConstraints");
        let all = list_all!(google, name, call, custom_constraints)?;
        let item = |constraint: &SdkConstraint| {
            let is_marked = !mark::read(&constraint.description).1.is_empty();
            Item::of(constraint)
                .id(&constraint.name)
                .platform(!is_marked)
        };
        Ok(all.iter().map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let operation = "CreateCustomConstraint";
        let Some(parent) = organization(google).await? else {
            let message = "custom constraints belong to an organisation, and the project has none";
            return Err(Error::refused(
                SERVICE,
                operation,
                "no-organization",
                message,
            ));
        };
        let id = format!("{parent}/customConstraints/{}", new.spec.name);
        let constraint = new.model::<SdkConstraint>()?.set_name(&id);
        let call = google.org_policies().await?.create_custom_constraint();
        let call = call.set_parent(parent).set_custom_constraint(constraint);
        google.change((SERVICE, operation), call.send()).await?;
        Ok(created(id))
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let client = google.org_policies().await?;
        let call = client.get_custom_constraint().set_name(&change.id);
        let name = (SERVICE, "GetCustomConstraint");
        let fresh: SdkConstraint = read!(google, name, call)?;
        let call = client.update_custom_constraint();
        let call = call.set_custom_constraint(change.applied_to(&fresh)?);
        let name = (SERVICE, "UpdateCustomConstraint");
        google.change(name, call.send()).await.map(drop)
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let client = google.org_policies().await?;
        let call = client.delete_custom_constraint().set_name(id);
        let name = (SERVICE, "DeleteCustomConstraint");
        google.change(name, call.send()).await
    }
}
