//! `gcp.project.iam_binding`: an IAM binding of the project (Resource Manager `setIamPolicy`).
//!
//! All members of the role without a condition (NIST SP 800-53r5 AC-6). Bindings with conditions
//! are listed, and left to whoever created them.

use std::collections::BTreeSet;

use google_cloud_iam_v1::model::{Binding as SdkBinding, Policy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::policy::ProjectPolicy;
use crate::hierarchy::SERVICE;
use crate::iam_policy::{Binding, Condition, IamPolicy};
use crate::kind::{
    Change, Clients, Created, Creation, Error, Facts, GoogleKind, Item, Result, SpecError, required,
};

/// An IAM binding of the project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The role to grant: `roles/…`, or the name of a custom role.
    role: String,
    /// All principals it is granted to without a condition, at least one: `user:…`, `group:…`,
    /// `serviceAccount:…`, `principal://…`, …
    members: BTreeSet<String>,
    /// The condition. It is only listed: bindings with conditions cannot be declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    condition: Option<Condition>,
}

pub(crate) struct IamBinding;

impl GoogleKind for IamBinding {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        account_wide: true,
        // The same members of the same role are the same binding, whoever created it.
        interchangeable: true,
        immutable: &["role"],
        ..Facts::path(
            "gcp.project.iam_binding",
            "an IAM binding of the project (Resource Manager `setIamPolicy`)",
            "{role}",
        )
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        match (spec.members.is_empty(), &spec.condition) {
            (_, Some(_)) => Err(SpecError::new(
                "condition",
                "a binding with a condition cannot be declared",
            )),
            (true, None) => Err(SpecError::new("members", "expected at least one")),
            (false, None) => Ok(()),
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let policy = ProjectPolicy(&google.project_name());
        let item = |binding: &Binding| {
            let item = Item::of(binding).platform(is_googles(&binding.role));
            match &binding.condition {
                None => item,
                Some(condition) => item.id(format!("{} if {}", binding.role, condition.title)),
            }
        };
        Ok(policy.bindings(google).await?.iter().map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let add = |policy: &mut Policy| match policy.bindings.iter().any(|b| is_of(b, &new.spec)) {
            true => {
                let message = "the role is granted to somebody already";
                let name = "SetIamPolicy";
                Err(Error::refused(SERVICE, name, "ALREADY_EXISTS", message))
            }
            false => {
                policy
                    .bindings
                    .extend(bindings(&new.spec).iter().map(Binding::to_sdk));
                Ok(())
            }
        };
        ProjectPolicy(&google.project_name())
            .edit(google, add)
            .await?;
        Ok(new.created())
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let before = change.before.as_ref().map(bindings).unwrap_or_default();
        rebind(google, &before, &bindings(&change.after)).await
    }

    /// Members that were granted the role by somebody else keep it.
    async fn delete(google: &Clients, _id: &str, spec: Option<&Spec>) -> Result<()> {
        let before = bindings(required(Self::FACTS.kind, spec)?);
        rebind(google, &before, &BTreeSet::new()).await
    }
}

async fn rebind(
    google: &Clients,
    before: &BTreeSet<Binding>,
    after: &BTreeSet<Binding>,
) -> Result<()> {
    let project = google.project_name();
    let policy = ProjectPolicy(&project);
    policy.rebind(google, Some(before), after).await
}

/// Roles that Google grants to its own accounts when a service is enabled.
fn is_googles(role: &str) -> bool {
    role.starts_with("roles/") && role.to_ascii_lowercase().ends_with("serviceagent")
}

fn bindings(spec: &Spec) -> BTreeSet<Binding> {
    BTreeSet::from([Binding {
        role: spec.role.clone(),
        members: spec.members.clone(),
        condition: spec.condition.clone(),
    }])
}

fn is_of(binding: &SdkBinding, spec: &Spec) -> bool {
    binding.role == spec.role && binding.condition.is_none()
}
