//! `gcp.project.iam_binding`: who has a role in the project (Resource Manager `SetIamPolicy`).
//!
//! All members of the role without a condition (NIST SP 800-53r5 AC-6); bindings with conditions
//! are shown, and left to whoever made them.

use std::collections::BTreeSet;

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_iam_v1::model::{Binding as SdkBinding, Policy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::clients::Clients;
use crate::facts::Facts;
use crate::fault::{Fault, Result};
use crate::iam::binding::{Binding, Condition, Holder};
use crate::kind::{GoogleKind, known};
use crate::order::New;
use crate::project::SERVICE;
use crate::seen::Seen;
use crate::spec::fault;

/// Who has a role in the project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The role.
    role: String,
    /// Who has it; all of them, and at least one.
    members: BTreeSet<String>,
    /// When it holds. Shown only: bindings with conditions cannot be declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    condition: Option<Condition>,
}

pub(crate) struct IamBinding;

impl GoogleKind for IamBinding {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        account_wide: true,
        // A line of the project's policy: the same members in the same role are the same line.
        interchangeable: true,
        immutable: &["role"],
        ..Facts::path(
            "gcp.project.iam_binding",
            "who has a role in the project",
            "{role}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        match (spec.members.is_empty(), &spec.condition) {
            (_, Some(_)) => Err(fault("condition", "a binding with a condition is not ours")),
            (true, None) => Err(fault("members", "a role that nobody has is no binding")),
            (false, None) => Ok(()),
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let bindings = Holder::Project.bindings(google).await?;
        let seen = |binding: &Binding| {
            let seen = Seen::of(binding).platform(is_googles(&binding.role));
            match &binding.condition {
                None => seen,
                Some(condition) => seen.named(format!("{} if {}", binding.role, condition.title)),
            }
        };
        Ok(bindings.iter().map(seen).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let add = |policy: &mut Policy| match policy.bindings.iter().any(|b| is_of(b, &new.spec)) {
            true => Err(Fault::refused(
                SERVICE,
                "SetIamPolicy",
                "ALREADY_EXISTS",
                "somebody has this role already",
            )),
            false => {
                policy.bindings.push(binding(&new.spec));
                Ok(())
            }
        };
        Holder::Project.edit(google, add).await?;
        Ok(new.made())
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let before = lines(change.before.as_ref());
        let after = lines(Some(&change.after));
        Holder::Project.rebind(google, Some(&before), &after).await
    }

    /// Those who were given the role otherwise keep it.
    async fn delete(google: &Clients, _id: &str, spec: Option<&Spec>) -> Result<()> {
        let before = lines(Some(known(Self::FACTS.kind, spec)?));
        let none = BTreeSet::new();
        Holder::Project.rebind(google, Some(&before), &none).await
    }
}

/// Roles that Google's own accounts are given when a service is switched on.
fn is_googles(role: &str) -> bool {
    role.starts_with("roles/") && role.to_ascii_lowercase().ends_with("serviceagent")
}

fn lines(spec: Option<&Spec>) -> BTreeSet<Binding> {
    let line = |spec: &Spec| Binding {
        role: spec.role.clone(),
        members: spec.members.clone(),
        condition: spec.condition.clone(),
    };
    spec.map(line).into_iter().collect()
}

fn is_of(binding: &SdkBinding, spec: &Spec) -> bool {
    binding.role == spec.role && binding.condition.is_none()
}

fn binding(spec: &Spec) -> SdkBinding {
    SdkBinding::new()
        .set_role(&spec.role)
        .set_members(&spec.members)
}
