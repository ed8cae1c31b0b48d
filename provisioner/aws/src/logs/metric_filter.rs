//! `aws.logs.metric_filter`: a CloudWatch Logs metric filter (CloudWatch Logs `PutMetricFilter`).
//!
//! What an alarm watches: use of the root user, sign-ins without MFA, changes of policies, trails
//! and networks (CIS AWS 4.1 to 4.15, NIST SP 800-53r5 AU-6).

use std::collections::BTreeMap;

use aws_sdk_cloudwatchlogs::types::{
    MetricFilter as SdkFilter, MetricTransformation, StandardUnit,
};
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::spec::one_of;

/// Largest page of `DescribeMetricFilters`.
const PAGE: i32 = 50;

/// A CloudWatch Logs metric filter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Log group whose events it evaluates.
    log_group_name: String,
    /// Name, unique in the log group.
    filter_name: String,
    /// Pattern of the events it matches: `{ $.userIdentity.type = "Root" }`; empty for all.
    filter_pattern: String,
    /// Namespace of the metric, such as `Gabakura/Audit`; not `AWS/…`.
    metric_namespace: String,
    /// Name of the metric.
    metric_name: String,
    /// Value that a matching event publishes: a number, or a field of the event such as `$.size`.
    metric_value: String,
    /// Value that is published for a period whose events do not match. Not with `dimensions`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    default_value: Option<f64>,
    /// Dimensions of the metric by name, each a field of the event; at most three.
    #[serde(default)]
    dimensions: BTreeMap<String, String>,
    /// Unit of the metric: `Count`, `Bytes`, `Seconds`, …. AWS's default: `None`.
    #[serde(default = "no_unit", deserialize_with = "unit")]
    unit: String,
}

fn no_unit() -> String {
    StandardUnit::None.as_str().to_owned()
}

fn unit<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, StandardUnit::values())
}

pub(crate) struct MetricFilter;

impl AwsKind for MetricFilter {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["log_group_name", "filter_name"],
        parent: Some("log_group_name"),
        ..Facts::assigned("aws.logs.metric_filter", "a CloudWatch Logs metric filter")
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        if spec.default_value.is_none() || spec.dimensions.is_empty() {
            return Ok(());
        }
        Err(SpecError::new(
            "default_value",
            "a metric with dimensions has no default value",
        ))
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.logs().describe_metric_filters().limit(PAGE);
        let filters = request.into_paginator().items().send();
        let filters: Vec<SdkFilter> = filters.try_collect().await?;
        filters.iter().map(item).collect()
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        put(aws, &new.spec, new.spec.default_value).await?;
        // The reply is empty; the identity follows from the request.
        Ok(Created {
            id: id(&new.spec.log_group_name, &new.spec.filter_name),
            ..Created::default()
        })
    }

    async fn update(aws: &Clients, _id: &str, before: &Spec, after: &Spec) -> Result<()> {
        // What is not managed stays, unless it cannot.
        let kept = before.default_value.filter(|_| after.dimensions.is_empty());
        put(aws, after, after.default_value.or(kept)).await
    }

    async fn delete(aws: &Clients, _id: &str, spec: &Spec) -> Result<()> {
        let request = aws.logs().delete_metric_filter();
        let request = request.log_group_name(&spec.log_group_name);
        request.filter_name(&spec.filter_name).send().await?;
        Ok(())
    }
}

/// No name of a log group or filter has a colon.
fn id(group: &str, filter: &str) -> String {
    format!("{group}:{filter}")
}

fn item(filter: &SdkFilter) -> Result<Item<Spec>> {
    let (group, name) = (text(filter.log_group_name()), text(filter.filter_name()));
    // CloudWatch Logs takes and returns exactly one.
    let metric = filter.metric_transformations().first();
    let metric = metric.ok_or_else(|| Error::missing("logs", "DescribeMetricFilters", "metric"))?;
    let dimensions = metric.dimensions().cloned().unwrap_or_default();
    let unit = metric.unit().unwrap_or(&StandardUnit::None);
    let spec = Spec {
        filter_pattern: text(filter.filter_pattern()),
        metric_namespace: metric.metric_namespace().to_owned(),
        metric_name: metric.metric_name().to_owned(),
        metric_value: metric.metric_value().to_owned(),
        default_value: metric.default_value(),
        dimensions: dimensions.into_iter().collect(),
        unit: unit.as_str().to_owned(),
        log_group_name: group,
        filter_name: name,
    };
    Ok(Item::new(id(&spec.log_group_name, &spec.filter_name), spec))
}

async fn put(aws: &Clients, spec: &Spec, default_value: Option<f64>) -> Result<()> {
    let dimensions = spec.dimensions.clone().into_iter().collect();
    let metric = MetricTransformation::builder()
        .metric_namespace(&spec.metric_namespace)
        .metric_name(&spec.metric_name)
        .metric_value(&spec.metric_value)
        .set_default_value(default_value)
        .set_dimensions(Some(dimensions).filter(|_| !spec.dimensions.is_empty()))
        .unit(StandardUnit::from(spec.unit.as_str()))
        .build()
        .expect("a metric with namespace, name and value is whole");
    let request = aws
        .logs()
        .put_metric_filter()
        .log_group_name(&spec.log_group_name)
        .filter_name(&spec.filter_name)
        .filter_pattern(&spec.filter_pattern)
        .metric_transformations(metric);
    request.send().await?;
    Ok(())
}
