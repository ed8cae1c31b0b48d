//! The conditions of an alerting policy.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::enums::string_enum;

/// A condition of an alerting policy: exactly one of three types.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Condition {
    /// The display name.
    display_name: String,
    /// A time series crosses a threshold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    condition_threshold: Option<Threshold>,
    /// A time series has no data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    condition_absent: Option<Absence>,
    /// A log entry matches a filter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    condition_matched_log: Option<MatchedLog>,
}

impl Condition {
    /// Whether it is of exactly one type.
    pub fn is_one(&self) -> bool {
        let given = [
            self.condition_threshold.is_some(),
            self.condition_absent.is_some(),
            self.condition_matched_log.is_some(),
        ];
        given.into_iter().filter(|given| *given).count() == 1
    }
}

/// A time series crosses a threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Threshold {
    /// The time series, as a Monitoring filter.
    filter: String,
    /// How values are compared with the threshold. Default: `COMPARISON_GT`.
    #[serde(default)]
    comparison: Comparison,
    /// The threshold, in the unit of the metric. Default: 0.
    #[serde(default)]
    threshold_value: f64,
    /// How long the threshold must be crossed, in seconds: `300s`. Default: `0s`, at once.
    #[serde(default = "at_once")]
    duration: String,
    /// How time series are aggregated before they are compared. Default: not at all.
    #[serde(default)]
    aggregations: Vec<Aggregation>,
    /// How many time series must cross the threshold. Default: one.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "beyond_one"
    )]
    trigger: Option<Trigger>,
}

/// A time series has no data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Absence {
    /// The time series, as a Monitoring filter.
    filter: String,
    /// How long there must be no data, in seconds: `3600s`.
    duration: String,
    /// How time series are aggregated before they are compared. Default: not at all.
    #[serde(default)]
    aggregations: Vec<Aggregation>,
    /// How many time series must have no data. Default: one.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "beyond_one"
    )]
    trigger: Option<Trigger>,
}

/// A log entry matches a filter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct MatchedLog {
    /// The log entries, in the Logging query language.
    filter: String,
    /// Labels to extract from the log entry for notifications: name to `EXTRACT(…)`.
    #[serde(default)]
    label_extractors: BTreeMap<String, String>,
}

/// An aggregation of time series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Aggregation {
    /// The interval whose values become one, in seconds: `60s`.
    alignment_period: String,
    /// How the values of one time series become one. Default: `ALIGN_NONE`.
    #[serde(default)]
    per_series_aligner: Aligner,
    /// How several time series become one. Default: `REDUCE_NONE`.
    #[serde(default)]
    cross_series_reducer: Reducer,
    /// The fields by which time series stay separate.
    #[serde(default)]
    group_by_fields: Vec<String>,
}

/// A number or share of time series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Trigger {
    /// The number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<i32>,
    /// The share, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    percent: Option<f64>,
}

/// One time series is the default, and declaring it must make no difference.
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

string_enum! {
    /// A comparison with a threshold.
    Comparison {
        "COMPARISON_GT" = 1, "COMPARISON_GE" = 2, "COMPARISON_LT" = 3, "COMPARISON_LE" = 4,
        "COMPARISON_EQ" = 5, "COMPARISON_NE" = 6,
    }
}

string_enum! {
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

string_enum! {
    /// How several time series become one.
    Reducer {
        "REDUCE_NONE" = 0, "REDUCE_MEAN" = 1, "REDUCE_MIN" = 2, "REDUCE_MAX" = 3,
        "REDUCE_SUM" = 4, "REDUCE_STDDEV" = 5, "REDUCE_COUNT" = 6, "REDUCE_COUNT_TRUE" = 7,
        "REDUCE_COUNT_FALSE" = 15, "REDUCE_FRACTION_TRUE" = 8, "REDUCE_PERCENTILE_99" = 9,
        "REDUCE_PERCENTILE_95" = 10, "REDUCE_PERCENTILE_50" = 11, "REDUCE_PERCENTILE_05" = 12,
    }
}
