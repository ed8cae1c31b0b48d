//! `gcp.orgpolicy.policy`: an organisation policy of the project (Organization Policy `policies`).
//!
//! Inherited policies are listed as far as checks evaluate them (`effective.rs`), and are the
//! platform's.

use std::collections::BTreeSet;

use gabakura_model::catalogue::Identity;
use google_cloud_orgpolicy_v2::model::Policy as SdkPolicy;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::effective::inherited;
use super::{PAGE, SERVICE};
use crate::call::{list_all, read};
use crate::iam_policy::Condition;
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Form, GoogleKind, Item, Result, SpecError,
};
use crate::rest::last;
use gabakura_adapter::created;

/// An organisation policy of the project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The constraint that the policy sets, such as `gcp.resourceLocations`.
    constraint: String,
    /// The enforced policy. Default: none.
    #[serde(default)]
    spec: Option<PolicySpec>,
    /// The dry-run policy, whose violations are only logged. Default: none.
    #[serde(default)]
    dry_run_spec: Option<PolicySpec>,
}

/// The rules of a policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct PolicySpec {
    /// The rules; those whose condition is true apply.
    #[serde(default)]
    rules: BTreeSet<Rule>,
    /// Whether the rules are merged with the inherited ones (true) or replace them (false). Default:
    /// false.
    #[serde(default)]
    inherit_from_parent: bool,
    /// Whether the constraint is reset to its default, ignoring inherited rules. Default: false.
    #[serde(default)]
    reset: bool,
}

/// A rule: exactly one of `enforce`, `allow_all`, `deny_all` and `values`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Rule {
    /// Whether a boolean constraint is enforced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    enforce: Option<bool>,
    /// Whether a list constraint allows every value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    allow_all: Option<bool>,
    /// Whether a list constraint denies every value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deny_all: Option<bool>,
    /// The values that a list constraint allows and denies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    values: Option<Values>,
    /// The condition under which the rule applies. Default: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    condition: Option<Condition>,
}

/// The values of a list constraint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Values {
    /// The values to allow.
    #[serde(default)]
    allowed_values: BTreeSet<String>,
    /// The values to deny.
    #[serde(default)]
    denied_values: BTreeSet<String>,
}

impl Rule {
    fn is_one(&self) -> bool {
        let given = [
            self.enforce.is_some(),
            self.allow_all.is_some(),
            self.deny_all.is_some(),
            self.values.is_some(),
        ];
        given.into_iter().filter(|given| *given).count() == 1
    }
}

pub(crate) struct Policy;

impl GoogleKind for Policy {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        account_wide: true,
        // Every constraint applies to every project, by what it inherits or by default: a policy of
        // its own sets the constraint, and deleting that restores what it inherits.
        identity: Identity::SettingOf {
            field: "constraint",
        },
        immutable: &["constraint"],
        ..Facts::setting(
            "gcp.orgpolicy.policy",
            "an organisation policy of the project (Organization Policy `policies`)",
        )
    };

    const FORM: Form = Form {
        not_in_body: &["constraint"],
        ..Form::PLAIN
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        let specs = || spec.spec.iter().chain(&spec.dry_run_spec);
        if specs().next().is_none() {
            return Err(SpecError::new(
                "spec",
                "expected `spec`, `dry_run_spec` or both",
            ));
        }
        match specs().flat_map(|spec| &spec.rules).all(Rule::is_one) {
            true => Ok(()),
            false => Err(SpecError::new(
                "spec.rules",
                "a rule has exactly one of `enforce`, `allow_all`, `deny_all` and `values`",
            )),
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let call = google.org_policies().await?.list_policies();
        let call = call.set_parent(google.project_name()).set_page_size(PAGE);
        let policies = list_all!(google, (SERVICE, "ListPolicies"), call, policies)?;
        // A policy that is merged with the inherited one does not replace it.
        let is_merged =
            |policy: &&SdkPolicy| policy.spec.as_ref().is_none_or(|s| s.inherit_from_parent);
        let set = policies.iter().filter(|policy| !is_merged(policy));
        let set = set.map(|policy| last(&policy.name)).collect();
        let inherited = inherited(google, &set).await?;
        let inherited = inherited.iter().map(|(constraint, policy)| {
            let item = Item::of(policy).field("constraint", constraint);
            item.id(format!("{constraint} (inherited)")).platform(true)
        });
        let own = policies.iter().map(|policy| {
            let constraint = last(&policy.name).to_owned();
            Item::of(policy)
                .field("constraint", &constraint)
                .id(constraint)
        });
        Ok(own.chain(inherited).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let name = name(google, &new.spec.constraint);
        let policy = new.model::<SdkPolicy>()?.set_name(name);
        let call = google.org_policies().await?.create_policy();
        let call = call.set_parent(google.project_name()).set_policy(policy);
        let created_policy = google.change((SERVICE, "CreatePolicy"), call.send());
        created_policy.await?;
        Ok(created(&new.spec.constraint))
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let client = google.org_policies().await?;
        let call = client.get_policy().set_name(name(google, &change.id));
        let fresh: SdkPolicy = read!(google, (SERVICE, "GetPolicy"), call)?;
        let call = client.update_policy().set_update_mask(change.mask());
        let call = call.set_policy(change.applied_to(&fresh)?);
        let updated = google.change((SERVICE, "UpdatePolicy"), call.send());
        updated.await.map(drop)
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google.org_policies().await?.delete_policy();
        let call = call.set_name(name(google, id));
        google.change((SERVICE, "DeletePolicy"), call.send()).await
    }
}

fn name(google: &Clients, constraint: &str) -> String {
    format!("{}/policies/{constraint}", google.project_name())
}
