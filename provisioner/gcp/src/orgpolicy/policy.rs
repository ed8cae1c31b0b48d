//! `gcp.orgpolicy.policy`: what a constraint demands of the project (Organization Policy
//! `CreatePolicy`).
//!
//! What the project inherits is seen as far as checks speak of it (`inherited.rs`), and is the
//! platform's.

use std::collections::BTreeSet;

use gabakura_model::catalogue::{Identity, SpecError};
use gabakura_model::outcome::Created;
use google_cloud_orgpolicy_v2::model::Policy as SdkPolicy;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::inherited::inherited;
use super::{PAGE, SERVICE};
use crate::call::listed;
use crate::change::Change;
use crate::clients::Clients;
use crate::facts::Facts;
use crate::fault::Result;
use crate::iam::binding::Condition;
use crate::kind::GoogleKind;
use crate::order::{New, made};
use crate::rest::last;
use crate::seen::Seen;
use crate::spec::fault;

/// What a constraint demands of the project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The constraint, such as `gcp.resourceLocations`.
    constraint: String,
    /// What is in force; nothing, unless it is declared.
    #[serde(default)]
    spec: Option<Demand>,
    /// What is only told of where it is broken.
    #[serde(default)]
    dry_run_spec: Option<Demand>,
}

/// What is demanded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Demand {
    /// Its rules; of those whose condition holds.
    #[serde(default)]
    rules: BTreeSet<Rule>,
    /// Whether it adds to what the organisation demands. Google's default: it replaces that.
    #[serde(default)]
    inherit_from_parent: bool,
    /// Whether Google's default is in force again.
    #[serde(default)]
    reset: bool,
}

/// A rule: one of enforcing, allowing all, denying all, or values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Rule {
    /// Whether the constraint is enforced, of those that are or are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    enforce: Option<bool>,
    /// Every value is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    allow_all: Option<bool>,
    /// No value is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deny_all: Option<bool>,
    /// Some values are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    values: Option<Values>,
    /// When it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    condition: Option<Condition>,
}

/// Which values are allowed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Values {
    /// These.
    #[serde(default)]
    allowed_values: BTreeSet<String>,
    /// Not these.
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
        // A constraint demands something of every project, if only what it inherits: a policy of
        // the project's own sets that, and without it the inherited demand is back.
        identity: Identity::SettingOf {
            field: "constraint",
        },
        immutable: &["constraint"],
        beside: &["constraint"],
        ..Facts::setting(
            "gcp.orgpolicy.policy",
            "what a constraint demands of the project",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        let demands = || spec.spec.iter().chain(&spec.dry_run_spec);
        if demands().next().is_none() {
            return Err(fault("spec", "a policy demands something"));
        }
        match demands().flat_map(|demand| &demand.rules).all(Rule::is_one) {
            true => Ok(()),
            false => Err(fault(
                "spec.rules",
                "a rule is one of `enforce`, `allow_all`, `deny_all` and `values`",
            )),
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google.org_policies().await?.list_policies();
        let call = call.set_parent(google.project_name()).set_page_size(PAGE);
        let policies = listed!(google, (SERVICE, "ListPolicies"), call, policies)?;
        // What adds to the organisation's demands does not settle them.
        let adds = |policy: &&SdkPolicy| policy.spec.as_ref().is_none_or(|s| s.inherit_from_parent);
        let settled = policies.iter().filter(|policy| !adds(policy));
        let settled = settled.map(|policy| last(&policy.name)).collect();
        let above = inherited(google, &settled).await?;
        let above = above.iter().map(|(constraint, policy)| {
            let seen = Seen::of(policy).beside("constraint", constraint);
            seen.named(format!("{constraint} (inherited)"))
                .platform(true)
        });
        let own = policies.iter().map(|policy| {
            let constraint = last(&policy.name).to_owned();
            let seen = Seen::of(policy).beside("constraint", &constraint);
            seen.named(constraint)
        });
        Ok(own.chain(above).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let policy = new
            .model::<SdkPolicy>()?
            .set_name(name(google, &new.spec.constraint));
        let call = google.org_policies().await?.create_policy();
        let call = call.set_parent(google.project_name()).set_policy(policy);
        google
            .change((SERVICE, "CreatePolicy"), call.send())
            .await?;
        Ok(made(&new.spec.constraint))
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let client = google.org_policies().await?;
        let get = client.get_policy().set_name(name(google, &change.id));
        let fresh = google
            .read((SERVICE, "GetPolicy"), || get.clone().send())
            .await?;
        let call = client.update_policy().set_update_mask(change.mask());
        let call = call.set_policy::<SdkPolicy>(change.onto(&fresh)?);
        google
            .change((SERVICE, "UpdatePolicy"), call.send())
            .await?;
        Ok(())
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
