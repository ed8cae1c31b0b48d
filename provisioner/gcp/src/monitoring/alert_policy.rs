//! `gcp.monitoring.alert_policy`: what somebody is told of (Cloud Monitoring `CreateAlertPolicy`).
//!
//! Changes of ownership, of roles, of networks, … (CIS Google Cloud 2.4 to 2.11).

use std::collections::BTreeSet;

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_monitoring_v3::model::AlertPolicy as SdkPolicy;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::call::listed;
use crate::change::Change;
use crate::clients::Clients;
use crate::facts::{Facts, Ownership};
use crate::fault::{Fault, Result};
use crate::kind::GoogleKind;
use crate::monitoring::alert_condition::Condition;
use crate::monitoring::{PAGE, SERVICE};
use crate::order::{New, made};
use crate::rest::{Fields, Naming};
use crate::seen::{Seen, own_name};
use crate::spec::{fault, yes};
use crate::words::words;

/// What somebody is told of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// What people call it.
    display_name: String,
    /// Whether one condition is enough.
    #[serde(default)]
    combiner: Combiner,
    /// What sets it off.
    conditions: Vec<Condition>,
    /// Who is told.
    #[serde(default)]
    notification_channels: BTreeSet<String>,
    /// What they are told besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    documentation: Option<Documentation>,
    /// Whether it is in force. Google's default: true.
    #[serde(default = "yes")]
    enabled: bool,
    /// How bad it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    severity: Option<Severity>,
    /// How often they are told, and when it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alert_strategy: Option<Strategy>,
}

/// What one is told besides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Documentation {
    /// The text.
    content: String,
    /// How it is written. Google's default: Markdown.
    #[serde(default = "markdown")]
    mime_type: String,
    /// Its heading.
    #[serde(default)]
    subject: String,
}

/// How often one is told, and when it is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Strategy {
    /// Seconds without data after which it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    auto_close: Option<String>,
    /// How often one is told of logs; they need it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notification_rate_limit: Option<RateLimit>,
}

/// How often one is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct RateLimit {
    /// Seconds between two tellings at least.
    period: String,
}

words! {
    /// Whether one condition is enough.
    Combiner { "OR" = 2, "AND" = 1, "AND_WITH_MATCHING_RESOURCE" = 3, }
}

words! {
    /// How bad it is.
    Severity { "CRITICAL" = 1, "ERROR" = 2, "WARNING" = 3, }
}

fn markdown() -> String {
    "text/markdown".to_owned()
}

pub(crate) struct AlertPolicy;

impl GoogleKind for AlertPolicy {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        account_wide: true,
        ownership: Ownership::Labels("userLabels"),
        naming: Naming {
            kept: &["label_extractors", "user_labels"],
            ..Naming::PLAIN
        },
        ..Facts::assigned("gcp.monitoring.alert_policy", "what somebody is told of")
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        match spec.conditions.is_empty() || !spec.conditions.iter().all(Condition::is_one) {
            true => Err(fault(
                "conditions",
                "each says exactly one thing, and there is one",
            )),
            false => Ok(()),
        }
    }

    fn settle(seen: &mut Fields) {
        if let Some(Value::Array(channels)) = seen.get_mut("notification_channels") {
            channels.sort_by_key(Value::to_string);
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google.alert_policies().await?.list_alert_policies();
        let call = call.set_name(google.project_name()).set_page_size(PAGE);
        let all = listed!(google, (SERVICE, "ListAlertPolicies"), call, alert_policies)?;
        Ok(all.iter().map(Seen::of).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let call = google.alert_policies().await?.create_alert_policy();
        let call = call.set_name(google.project_name());
        let call = call.set_alert_policy::<SdkPolicy>(new.model()?);
        let policy = google
            .change((SERVICE, "CreateAlertPolicy"), call.send())
            .await?;
        let id = own_name(&policy.name, google);
        let missing = || Fault::malformed(SERVICE, "CreateAlertPolicy", "it has no name");
        Ok(made(id.ok_or_else(missing)?))
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let client = google.alert_policies().await?;
        let get = client.get_alert_policy().set_name(&change.id);
        let fresh = google
            .read((SERVICE, "GetAlertPolicy"), || get.clone().send())
            .await?;
        let call = client.update_alert_policy().set_update_mask(change.mask());
        let call = call.set_alert_policy::<SdkPolicy>(change.onto(&fresh)?);
        google
            .change((SERVICE, "UpdateAlertPolicy"), call.send())
            .await?;
        Ok(())
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google
            .alert_policies()
            .await?
            .delete_alert_policy()
            .set_name(id);
        google
            .change((SERVICE, "DeleteAlertPolicy"), call.send())
            .await
    }
}
