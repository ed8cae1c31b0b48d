//! `gcp.logging.metric`: logs that are counted (Cloud Logging `CreateLogMetric`).
//!
//! Alerts watch these counts (CIS Google Cloud 2.4 to 2.11).

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::outcome::Created;
use google_cloud_logging_v2::model::LogMetric as SdkMetric;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::listed;
use crate::change::Change;
use crate::clients::Clients;
use crate::facts::{Facts, Ownership};
use crate::fault::Result;
use crate::kind::GoogleKind;
use crate::logging::{PAGE, SERVICE};
use crate::order::New;
use crate::rest::Naming;
use crate::seen::Seen;
use crate::words::words;

/// Logs that are counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the project; its time series are `logging.googleapis.com/user/NAME`.
    name: String,
    /// Which logs.
    filter: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// Whether they are not counted for now.
    #[serde(default)]
    disabled: bool,
    /// What the time series are.
    #[serde(default)]
    metric_descriptor: Descriptor,
    /// Where in a log the label of a time series is: `EXTRACT(…)`.
    #[serde(default)]
    label_extractors: BTreeMap<String, String>,
    /// Where in a log the value is, for distributions.
    #[serde(default)]
    value_extractor: String,
}

/// What time series are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Descriptor {
    /// Whether values are of a moment or of a time.
    #[serde(default)]
    metric_kind: MetricKind,
    /// What values are.
    #[serde(default)]
    value_type: ValueType,
    /// Their unit. Google's default: `1`.
    #[serde(default = "one")]
    unit: String,
    /// What tells time series apart.
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

/// What tells time series apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Label {
    /// Its key.
    key: String,
    /// What it holds.
    #[serde(default)]
    value_type: LabelType,
    /// What it says.
    #[serde(default)]
    description: String,
}

words! {
    /// Whether values are of a moment or of a time.
    MetricKind { "DELTA" = 2, "GAUGE" = 1, "CUMULATIVE" = 3, }
}

words! {
    /// What values are.
    ValueType {
        "INT64" = 2, "BOOL" = 1, "DOUBLE" = 3, "STRING" = 4, "DISTRIBUTION" = 5, "MONEY" = 6,
    }
}

words! {
    /// What labels hold.
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
        naming: Naming {
            kept: &["label_extractors"],
            ..Naming::PLAIN
        },
        ..Facts::path(
            "gcp.logging.metric",
            "logs that are counted",
            "projects/{project}/metrics/{name}",
        )
    };

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google.log_metrics().await?.list_log_metrics();
        let call = call.set_parent(google.project_name()).set_page_size(PAGE);
        let metrics = listed!(google, (SERVICE, "ListLogMetrics"), call, metrics)?;
        Ok(metrics.iter().map(Seen::of).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let call = google.log_metrics().await?.create_log_metric();
        let call = call.set_parent(google.project_name());
        let call = call.set_metric::<SdkMetric>(new.model()?);
        google
            .change((SERVICE, "CreateLogMetric"), call.send())
            .await?;
        Ok(new.made())
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let client = google.log_metrics().await?;
        let get = client.get_log_metric().set_metric_name(&change.id);
        let fresh = google
            .read((SERVICE, "GetLogMetric"), || get.clone().send())
            .await?;
        let call = client.update_log_metric().set_metric_name(&change.id);
        let call = call.set_metric::<SdkMetric>(change.onto(&fresh)?);
        google
            .change((SERVICE, "UpdateLogMetric"), call.send())
            .await?;
        Ok(())
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google
            .log_metrics()
            .await?
            .delete_log_metric()
            .set_metric_name(id);
        google
            .change((SERVICE, "DeleteLogMetric"), call.send())
            .await
    }
}
