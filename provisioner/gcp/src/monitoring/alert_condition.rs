//! What sets an alert off.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::words::words;

/// What sets an alert off: one of three.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Condition {
    /// What people call it.
    display_name: String,
    /// A value beyond a threshold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    condition_threshold: Option<Threshold>,
    /// No value at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    condition_absent: Option<Absence>,
    /// A log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    condition_matched_log: Option<MatchedLog>,
}

impl Condition {
    /// Whether it says exactly one thing.
    pub fn is_one(&self) -> bool {
        let given = [
            self.condition_threshold.is_some(),
            self.condition_absent.is_some(),
            self.condition_matched_log.is_some(),
        ];
        given.into_iter().filter(|given| *given).count() == 1
    }
}

/// A value beyond a threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Threshold {
    /// Which time series.
    filter: String,
    /// What beyond means.
    #[serde(default)]
    comparison: Comparison,
    /// The threshold.
    #[serde(default)]
    threshold_value: f64,
    /// How long, in seconds, it must be beyond. Google's default: at once, `0s`.
    #[serde(default = "at_once")]
    duration: String,
    /// How values are put together first.
    #[serde(default)]
    aggregations: Vec<Aggregation>,
    /// How many time series must be beyond it; one, where nothing is said.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "beyond_one"
    )]
    trigger: Option<Trigger>,
}

/// No value at all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Absence {
    /// Which time series.
    filter: String,
    /// For how long, in seconds.
    duration: String,
    /// How values are put together first.
    #[serde(default)]
    aggregations: Vec<Aggregation>,
    /// How many time series must be without; one, where nothing is said.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "beyond_one"
    )]
    trigger: Option<Trigger>,
}

/// A log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct MatchedLog {
    /// Which log.
    filter: String,
    /// What of it the alert tells.
    #[serde(default)]
    label_extractors: BTreeMap<String, String>,
}

/// How values are put together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Aggregation {
    /// Seconds that become one value.
    alignment_period: String,
    /// How those of one time series become one.
    #[serde(default)]
    per_series_aligner: Aligner,
    /// How those of several time series become one.
    #[serde(default)]
    cross_series_reducer: Reducer,
    /// What tells those apart that are not put together.
    #[serde(default)]
    group_by_fields: Vec<String>,
}

/// How many time series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Trigger {
    /// So many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<i32>,
    /// Such a share, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    percent: Option<f64>,
}

/// One time series is what nothing said means, and the two must not differ.
fn beyond_one<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Trigger>, D::Error> {
    let one = Trigger {
        count: Some(1),
        percent: None,
    };
    Ok(Option::deserialize(from)?.filter(|trigger| *trigger != one))
}

fn at_once() -> String {
    "0s".to_owned()
}

words! {
    /// What beyond a threshold means.
    Comparison {
        "COMPARISON_GT" = 1, "COMPARISON_GE" = 2, "COMPARISON_LT" = 3, "COMPARISON_LE" = 4,
        "COMPARISON_EQ" = 5, "COMPARISON_NE" = 6,
    }
}

words! {
    /// How the values of one time series become one.
    Aligner {
        "ALIGN_NONE" = 0, "ALIGN_DELTA" = 1, "ALIGN_RATE" = 2, "ALIGN_INTERPOLATE" = 3,
        "ALIGN_NEXT_OLDER" = 4, "ALIGN_MIN" = 10, "ALIGN_MAX" = 11, "ALIGN_MEAN" = 12,
        "ALIGN_COUNT" = 13, "ALIGN_SUM" = 14, "ALIGN_STDDEV" = 15, "ALIGN_COUNT_TRUE" = 16,
        "ALIGN_COUNT_FALSE" = 24, "ALIGN_FRACTION_TRUE" = 17, "ALIGN_PERCENTILE_99" = 18,
        "ALIGN_PERCENTILE_95" = 19, "ALIGN_PERCENTILE_50" = 20, "ALIGN_PERCENTILE_05" = 21,
        "ALIGN_PERCENT_CHANGE" = 23,
    }
}

words! {
    /// How the values of several time series become one.
    Reducer {
        "REDUCE_NONE" = 0, "REDUCE_MEAN" = 1, "REDUCE_MIN" = 2, "REDUCE_MAX" = 3,
        "REDUCE_SUM" = 4, "REDUCE_STDDEV" = 5, "REDUCE_COUNT" = 6, "REDUCE_COUNT_TRUE" = 7,
        "REDUCE_COUNT_FALSE" = 15, "REDUCE_FRACTION_TRUE" = 8, "REDUCE_PERCENTILE_99" = 9,
        "REDUCE_PERCENTILE_95" = 10, "REDUCE_PERCENTILE_50" = 11, "REDUCE_PERCENTILE_05" = 12,
    }
}
