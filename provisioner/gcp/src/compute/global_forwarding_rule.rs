//! `gcp.compute.global_forwarding_rule`: a way to Google's APIs within a network (Private Service
//! Connect, Compute Engine `globalForwardingRules.insert`).

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_compute_v1::model::{ForwardingRule as SdkRule, GlobalSetLabelsRequest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::clients::Clients;
use crate::compute::{self, SERVICE, pages, run};
use crate::facts::{Facts, Ownership};
use crate::fault::Result;
use crate::kind::GoogleKind;
use crate::order::New;
use crate::rest::{Fields, Naming, last};
use crate::seen::Seen;
use crate::spec::{check_name, fault};

/// Longest name of a way to Google's APIs; it becomes part of host names.
const NAME_CHARS_MAX: usize = 20;

/// A way to Google's APIs within a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the project: 1 to 20 of a-z and 0-9, beginning with a letter.
    name: String,
    /// The network it is in.
    network: String,
    /// The address it is reached at.
    ip_address: String,
    /// What it leads to: `all-apis`, or `vpc-sc` for those that service perimeters guard.
    target: String,
    /// What it is for.
    #[serde(default)]
    description: String,
}

pub(crate) struct GlobalForwardingRule;

impl GoogleKind for GlobalForwardingRule {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name", "network", "ip_address", "target", "description"],
        parent: Some("network"),
        outputs: compute::OUTPUTS,
        ownership: Ownership::Labels("labels"),
        naming: Naming {
            odd: &[("ip_address", "IPAddress"), ("ip_protocol", "IPProtocol")],
            ..Naming::PLAIN
        },
        ..Facts::path(
            "gcp.compute.global_forwarding_rule",
            "a way to Google's APIs within a network",
            "projects/{project}/global/forwardingRules/{name}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        if spec.name.len() > NAME_CHARS_MAX || spec.name.contains('-') {
            return Err(fault("name", "expected 1 to 20 of a-z and 0-9"));
        }
        check_name("name", &spec.name)
    }

    fn shape(spec: &mut Fields) {
        // It balances no load, and Google wants to be told so.
        spec.insert("load_balancing_scheme".to_owned(), "".into());
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google
            .forwarding_rules()
            .await?
            .list()
            .set_project(google.project());
        let rules: Vec<SdkRule> = pages!(google, "ListGlobalForwardingRules", call)?;
        let seen = |rule| Seen::of(rule).outputs(&[("self_link", "selfLink")]);
        Ok(rules.iter().map(seen).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let call = google
            .forwarding_rules()
            .await?
            .insert()
            .set_project(google.project());
        let call = call
            .set_request_id(new.request_id())
            .set_body::<SdkRule>(new.model()?);
        run(google, "InsertGlobalForwardingRule", call.send()).await?;
        Ok(compute::made(&new.id))
    }

    /// Labels again: not every rule takes them from the creating request.
    async fn finish(google: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        let (wanted, fresh) = (new.model::<SdkRule>()?, read(google, last(&made.id)).await?);
        match wanted.labels == fresh.labels {
            true => Ok(()),
            false => label(google, last(&made.id), fresh.set_labels(wanted.labels)).await,
        }
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let fresh = read(google, last(&change.id)).await?;
        label(google, last(&change.id), change.onto(&fresh)?).await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google
            .forwarding_rules()
            .await?
            .delete()
            .set_project(google.project());
        let call = call.set_forwarding_rule(last(id));
        run(google, "DeleteGlobalForwardingRule", call.send()).await
    }
}

async fn read(google: &Clients, name: &str) -> Result<SdkRule> {
    let call = google
        .forwarding_rules()
        .await?
        .get()
        .set_project(google.project());
    let call = call.set_forwarding_rule(name);
    google
        .read((SERVICE, "GetGlobalForwardingRule"), || call.clone().send())
        .await
}

async fn label(google: &Clients, name: &str, rule: SdkRule) -> Result<()> {
    let body = GlobalSetLabelsRequest::new().set_labels(rule.labels);
    let body = body.set_or_clear_label_fingerprint(rule.label_fingerprint);
    let call = google.forwarding_rules().await?.set_labels();
    let call = call
        .set_project(google.project())
        .set_resource(name)
        .set_body(body);
    run(google, "SetGlobalForwardingRuleLabels", call.send()).await
}
