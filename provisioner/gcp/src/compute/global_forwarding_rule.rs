//! `gcp.compute.global_forwarding_rule`: a Private Service Connect endpoint for Google's APIs
//! (Compute Engine `globalForwardingRules`).

use google_cloud_compute_v1::model::{ForwardingRule as SdkRule, GlobalSetLabelsRequest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::compute::collection::{Collection, OUTPUTS, collection, item, set_labels};
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Fields, Form, GoogleKind, Item, Ownership, Result,
    SpecError,
};
use crate::rest::Naming;
use crate::validation::check_name;

/// Longest name of an endpoint for Google's APIs; it becomes part of host names.
const NAME_CHARS_MAX: usize = 20;

/// A Private Service Connect endpoint for Google's APIs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, unique in the project: 1 to 20 of a-z and 0-9, beginning with a letter.
    name: String,
    /// The VPC network that the endpoint serves.
    network: String,
    /// The internal address of the endpoint: a `gcp.compute.global_address` for Private Service
    /// Connect.
    ip_address: String,
    /// The bundle of APIs that the endpoint gives access to: `all-apis`, or `vpc-sc` for those
    /// that VPC Service Controls supports.
    target: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
}

pub(crate) struct GlobalForwardingRule;

collection!(
    GlobalForwardingRule: forwarding_rules.set_forwarding_rule, SdkRule,
    "GlobalForwardingRule", "ListGlobalForwardingRules"
);

impl GoogleKind for GlobalForwardingRule {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "network", "ip_address", "target", "description"],
        parent: Some("network"),
        outputs: OUTPUTS,
        ownership: Ownership::Labels("labels"),
        ..Facts::path(
            "gcp.compute.global_forwarding_rule",
            "a Private Service Connect endpoint for Google's APIs (Compute Engine \
             `globalForwardingRules`)",
            "projects/{project}/global/forwardingRules/{name}",
        )
    };

    const FORM: Form = Form {
        naming: Naming {
            irregular: &[("ip_address", "IPAddress"), ("ip_protocol", "IPProtocol")],
            ..Naming::PLAIN
        },
        ..Form::PLAIN
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        if spec.name.len() > NAME_CHARS_MAX || spec.name.contains('-') {
            return Err(SpecError::new("name", "expected 1 to 20 of a-z and 0-9"));
        }
        check_name("name", &spec.name)
    }

    fn to_request(spec: &mut Fields) {
        // It balances no load; Google demands an empty scheme.
        spec.insert("load_balancing_scheme".to_owned(), "".into());
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        Ok(Self::all(google).await?.iter().map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        Self::insert(google, new).await
    }

    /// Sets the labels again: not every rule takes them from the creating request.
    async fn finish(google: &Clients, created: &Created, new: &Creation<Spec>) -> Result<()> {
        let wanted: SdkRule = new.model()?;
        let fresh = Self::get(google, &created.id).await?;
        match wanted.labels == fresh.labels {
            true => Ok(()),
            false => set_labels(google, &created.id, fresh.set_labels(wanted.labels)).await,
        }
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let fresh = Self::get(google, &change.id).await?;
        set_labels(google, &change.id, change.applied_to(&fresh)?).await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        Self::remove(google, id).await
    }
}

async fn set_labels(google: &Clients, id: &str, labelled: SdkRule) -> Result<()> {
    set_labels!(
        google,
        id,
        labelled,
        forwarding_rules,
        GlobalSetLabelsRequest,
        "SetGlobalForwardingRuleLabels"
    )
}
