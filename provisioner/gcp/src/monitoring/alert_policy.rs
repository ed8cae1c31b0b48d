//! `gcp.monitoring.alert_policy`: an alerting policy (Cloud Monitoring `alertPolicies`).
//!
//! Alerts on changes of owners, roles, networks, … (CIS Google Cloud 2.4 to 2.11).

use std::collections::BTreeSet;

use google_cloud_monitoring_v3::model::AlertPolicy as SdkPolicy;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::call::{list_all, read};
use crate::enums::string_enum;
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Fields, Form, GoogleKind, Item, Ownership, Result,
    SpecError,
};
use crate::monitoring::alert_condition::Condition;
use crate::monitoring::{PAGE, SERVICE, created_as};
use crate::rest::Naming;

/// An alerting policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The display name.
    display_name: String,
    /// Whether one condition (`OR`) or all (`AND`) open an incident. Default: `OR`.
    #[serde(default)]
    combiner: Combiner,
    /// The conditions, at least one.
    conditions: Vec<Condition>,
    /// The notification channels to notify. Default: none.
    #[serde(default)]
    notification_channels: BTreeSet<String>,
    /// Documentation to include in notifications. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    documentation: Option<Documentation>,
    /// Whether the policy is evaluated. Default: true.
    #[serde(default = "gabakura_adapter::spec::yes")]
    enabled: bool,
    /// The severity of its incidents. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    severity: Option<Severity>,
    /// When to notify again and when to close an incident. Default: Google's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alert_strategy: Option<Strategy>,
}

/// Documentation of an alerting policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Documentation {
    /// The text to include in notifications.
    content: String,
    /// The format of the text. Default: `text/markdown`.
    #[serde(default = "markdown")]
    mime_type: String,
    /// The subject line of notifications. Default: Google's.
    #[serde(default)]
    subject: String,
}

/// When to notify again and when to close an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Strategy {
    /// How long without data before the incident is closed, in seconds: `1800s`. Default: 7 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    auto_close: Option<String>,
    /// The rate of notifications; required by conditions on log entries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notification_rate_limit: Option<RateLimit>,
}

/// A rate of notifications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct RateLimit {
    /// The least interval between two notifications, in seconds: `300s`.
    period: String,
}

string_enum! {
    /// How conditions are combined.
    Combiner { "OR" = 2, "AND" = 1, "AND_WITH_MATCHING_RESOURCE" = 3, }
}

string_enum! {
    /// A severity.
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
        ..Facts::assigned(
            "gcp.monitoring.alert_policy",
            "an alerting policy (Cloud Monitoring `alertPolicies`)",
        )
    };

    const FORM: Form = Form {
        naming: Naming {
            user_keys: &["label_extractors", "user_labels"],
            ..Naming::PLAIN
        },
        ..Form::PLAIN
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        match spec.conditions.is_empty() || !spec.conditions.iter().all(Condition::is_one) {
            true => Err(SpecError::new(
                "conditions",
                "expected at least one, each of exactly one type",
            )),
            false => Ok(()),
        }
    }

    fn normalize(observed: &mut Fields) {
        if let Some(Value::Array(channels)) = observed.get_mut("notification_channels") {
            channels.sort_by_key(Value::to_string);
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let call = google.alert_policies().await?.list_alert_policies();
        let call = call.set_name(google.project_name()).set_page_size(PAGE);
        let all = list_all!(google, (SERVICE, "ListAlertPolicies"), call, alert_policies)?;
        Ok(all.iter().map(Item::of).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let call = google.alert_policies().await?.create_alert_policy();
        let call = call.set_name(google.project_name());
        let call = call.set_alert_policy(new.model::<SdkPolicy>()?);
        let operation = "CreateAlertPolicy";
        let policy = google.change((SERVICE, operation), call.send()).await?;
        created_as(&policy.name, operation, google)
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let client = google.alert_policies().await?;
        let call = client.get_alert_policy().set_name(&change.id);
        let fresh: SdkPolicy = read!(google, (SERVICE, "GetAlertPolicy"), call)?;
        let call = client.update_alert_policy().set_update_mask(change.mask());
        let call = call.set_alert_policy(change.applied_to(&fresh)?);
        let updated = google.change((SERVICE, "UpdateAlertPolicy"), call.send());
        updated.await.map(drop)
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google.alert_policies().await?.delete_alert_policy();
        let name = (SERVICE, "DeleteAlertPolicy");
        google.change(name, call.set_name(id).send()).await
    }
}
