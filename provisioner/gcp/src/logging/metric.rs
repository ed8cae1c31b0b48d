//! `gcp.logging.metric`: a log-based metric (Cloud Logging `projects.metrics`).
//!
//! Alert policies watch these metrics (CIS Google Cloud 2.4 to 2.11).

use std::collections::{BTreeMap, BTreeSet};

use google_cloud_logging_v2::model::LogMetric;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::{list_all, read};
use crate::enums::string_enum;
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Form, GoogleKind, Item, Ownership, Result,
};
use crate::logging::{PAGE, SERVICE};
use crate::rest::Naming;

/// A log-based metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, unique in the project; its time series are `logging.googleapis.com/user/NAME`.
    name: String,
    /// The log entries to count, in the Logging query language.
    filter: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// Whether Cloud Logging ignores the metric. Default: false.
    #[serde(default)]
    disabled: bool,
    /// The type of the time series.
    #[serde(default)]
    metric_descriptor: Descriptor,
    /// The expression that extracts each label from a log entry: `EXTRACT(…)` or
    /// `REGEXP_EXTRACT(…)`.
    #[serde(default)]
    label_extractors: BTreeMap<String, String>,
    /// The expression that extracts the value from a log entry, for distributions. Default: none.
    #[serde(default)]
    value_extractor: String,
}

/// The type of time series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Descriptor {
    /// Whether a value is the change over an interval (`DELTA`), or at a moment (`GAUGE`). Default:
    /// `DELTA`.
    #[serde(default)]
    metric_kind: MetricKind,
    /// The type of the values. Default: `INT64`, a count.
    #[serde(default)]
    value_type: ValueType,
    /// The unit of the values, in UCUM notation. Default: `1`.
    #[serde(default = "one")]
    unit: String,
    /// The labels of the time series.
    #[serde(default)]
    labels: BTreeSet<Label>,
}

impl Default for Descriptor {
    fn default() -> Self {
        Self {
            metric_kind: MetricKind::default(),
            value_type: ValueType::default(),
            unit: one(),
            labels: BTreeSet::new(),
        }
    }
}

/// A label of time series.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Label {
    /// The key.
    key: String,
    /// The type of its values. Default: `STRING`.
    #[serde(default)]
    value_type: LabelType,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
}

string_enum! {
    /// The kind of values.
    MetricKind { "DELTA" = 2, "GAUGE" = 1, "CUMULATIVE" = 3, }
}

string_enum! {
    /// The type of values.
    ValueType {
        "INT64" = 2, "BOOL" = 1, "DOUBLE" = 3, "STRING" = 4, "DISTRIBUTION" = 5, "MONEY" = 6,
    }
}

string_enum! {
    /// The type of a label's values.
    LabelType { "STRING" = 0, "BOOL" = 1, "INT64" = 2, }
}

fn one() -> String {
    "1".to_owned()
}

pub(crate) struct Metric;

impl GoogleKind for Metric {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        account_wide: true,
        immutable: &["name"],
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.logging.metric",
            "a log-based metric (Cloud Logging `projects.metrics`)",
            "projects/{project}/metrics/{name}",
        )
    };

    const FORM: Form = Form {
        naming: Naming {
            user_keys: &["label_extractors"],
            ..Naming::PLAIN
        },
        ..Form::PLAIN
    };

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let call = google.log_metrics().await?.list_log_metrics();
        let call = call.set_parent(google.project_name()).set_page_size(PAGE);
        let all = list_all!(google, (SERVICE, "ListLogMetrics"), call, metrics)?;
        Ok(all.iter().map(Item::of).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let call = google.log_metrics().await?.create_log_metric();
        let call = call.set_parent(google.project_name());
        let call = call.set_metric(new.model::<LogMetric>()?);
        let created = google.change((SERVICE, "CreateLogMetric"), call.send());
        created.await.map(|_| new.created())
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let client = google.log_metrics().await?;
        let call = client.get_log_metric().set_metric_name(&change.id);
        let fresh: LogMetric = read!(google, (SERVICE, "GetLogMetric"), call)?;
        let call = client.update_log_metric().set_metric_name(&change.id);
        let call = call.set_metric(change.applied_to(&fresh)?);
        let updated = google.change((SERVICE, "UpdateLogMetric"), call.send());
        updated.await.map(drop)
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let client = google.log_metrics().await?;
        let call = client.delete_log_metric().set_metric_name(id);
        let name = (SERVICE, "DeleteLogMetric");
        google.change(name, call.send()).await
    }
}
