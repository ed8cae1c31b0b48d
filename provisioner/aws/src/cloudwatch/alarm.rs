//! `aws.cloudwatch.alarm`: a CloudWatch metric alarm (CloudWatch `PutMetricAlarm`).
//!
//! Root use, sign-ins without MFA, changes of policies, trails, keys and networks
//! (CIS AWS 4.1 to 4.15, NIST SP 800-53r5 AU-6).

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_cloudwatch::types::{
    AlarmType, ComparisonOperator, Dimension, MetricAlarm, StandardUnit, Statistic,
};
use gabakura_adapter::read_each;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::cloudwatch;
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::spec::{given, one_of, yes};

/// Largest page of `DescribeAlarms`.
const PAGE: i32 = 100;

/// A CloudWatch metric alarm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Name, unique in the account and region.
    alarm_name: String,
    /// Description, up to 1024 characters. Empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alarm_description: Option<String>,
    /// Namespace of the metric, such as `Gabakura/Audit` or `AWS/EC2`.
    namespace: String,
    /// Name of the metric.
    metric_name: String,
    /// Dimensions of the metric by name.
    #[serde(default)]
    dimensions: BTreeMap<String, String>,
    /// Statistic over a period: `Sum`, `Average`, `Minimum`, `Maximum` or `SampleCount`.
    #[serde(deserialize_with = "statistic")]
    statistic: String,
    /// Unit of the metric, where it is published in several. Empty for any.
    #[serde(default, deserialize_with = "unit")]
    unit: String,
    /// Length of a period in seconds: 10, 20, 30 or a multiple of 60.
    period: i32,
    /// Number of the latest periods that are evaluated.
    evaluation_periods: i32,
    /// How many of the evaluated periods must breach the threshold. AWS's default: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    datapoints_to_alarm: Option<i32>,
    /// Value that the statistic is compared with.
    threshold: f64,
    /// How a value is compared with the threshold: `GreaterThanOrEqualToThreshold`,
    /// `LessThanThreshold`, ….
    #[serde(deserialize_with = "comparison")]
    comparison_operator: String,
    /// How a period without data counts: `missing`, `notBreaching`, `breaching` or `ignore`. AWS's
    /// default: `missing`.
    #[serde(default = "missing", deserialize_with = "missing_data")]
    treat_missing_data: String,
    /// Whether its actions run when it changes its state. AWS's default: true.
    #[serde(default = "yes")]
    actions_enabled: bool,
    /// ARNs of the actions on `ALARM`, such as a topic's; at most five.
    #[serde(default)]
    alarm_actions: BTreeSet<String>,
    /// ARNs of the actions on `OK`; at most five.
    #[serde(default)]
    ok_actions: BTreeSet<String>,
    /// ARNs of the actions on `INSUFFICIENT_DATA`; at most five.
    #[serde(default)]
    insufficient_data_actions: BTreeSet<String>,
}

fn missing() -> String {
    "missing".to_owned()
}

fn missing_data<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, &["missing", "notBreaching", "breaching", "ignore"])
}

fn statistic<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, &with_none(Statistic::values()))
}

fn unit<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, &with_none(StandardUnit::values()))
}

fn comparison<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, ComparisonOperator::values())
}

fn with_none<'a>(values: &[&'a str]) -> Vec<&'a str> {
    [values, &[""]].concat()
}

pub(crate) struct Alarm;

impl AwsKind for Alarm {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["alarm_name"],
        outputs: &["arn"],
        ownership: super::TAGS,
        ..Facts::named(
            "aws.cloudwatch.alarm",
            "a CloudWatch metric alarm",
            "alarm_name",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.cloudwatch().describe_alarms().max_records(PAGE);
        let request = request.alarm_types(AlarmType::MetricAlarm);
        let mut pages = request.into_paginator().send();
        let mut alarms = Vec::new();
        while let Some(page) = pages.next().await {
            alarms.extend(page?.metric_alarms.unwrap_or_default());
        }
        read_each(alarms, |alarm| read(aws, alarm)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let request = put(aws, &new.spec).set_tags(Some(cloudwatch::sdk_tags(&new.tags)));
        request.send().await?;
        // The reply is empty; the ARN follows from the name.
        let arn = cloudwatch::arn(aws, &new.spec.alarm_name);
        Ok(Created {
            id: new.spec.alarm_name.clone(),
            outputs: [("arn".to_owned(), arn)].into(),
        })
    }

    async fn update(aws: &Clients, _name: &str, before: &Spec, after: &Spec) -> Result<()> {
        // What is not managed stays.
        let kept = Spec {
            alarm_description: (after.alarm_description.clone())
                .or_else(|| before.alarm_description.clone()),
            datapoints_to_alarm: after.datapoints_to_alarm.or(before.datapoints_to_alarm),
            ..after.clone()
        };
        put(aws, &kept).send().await?;
        Ok(())
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        let request = aws.cloudwatch().delete_alarms().alarm_names(name);
        request.send().await?;
        Ok(())
    }
}

fn put(
    aws: &Clients,
    spec: &Spec,
) -> aws_sdk_cloudwatch::operation::put_metric_alarm::builders::PutMetricAlarmFluentBuilder {
    let dimension = |(name, value)| Dimension::builder().name(name).value(value).build();
    let arns = |set: &BTreeSet<String>| Some(set.iter().cloned().collect());
    let unit = Some(spec.unit.as_str()).filter(|unit| !unit.is_empty());
    aws.cloudwatch()
        .put_metric_alarm()
        .alarm_name(&spec.alarm_name)
        .set_alarm_description(given(&spec.alarm_description))
        .namespace(&spec.namespace)
        .metric_name(&spec.metric_name)
        .set_dimensions(Some(spec.dimensions.iter().map(dimension).collect()))
        .statistic(Statistic::from(spec.statistic.as_str()))
        .set_unit(unit.map(StandardUnit::from))
        .period(spec.period)
        .evaluation_periods(spec.evaluation_periods)
        .set_datapoints_to_alarm(spec.datapoints_to_alarm)
        .threshold(spec.threshold)
        .comparison_operator(ComparisonOperator::from(spec.comparison_operator.as_str()))
        .treat_missing_data(&spec.treat_missing_data)
        .actions_enabled(spec.actions_enabled)
        .set_alarm_actions(arns(&spec.alarm_actions))
        .set_ok_actions(arns(&spec.ok_actions))
        .set_insufficient_data_actions(arns(&spec.insufficient_data_actions))
}

async fn read(aws: &Clients, alarm: MetricAlarm) -> Result<Option<Item<Spec>>> {
    let arn = text(alarm.alarm_arn());
    let request = aws.cloudwatch().list_tags_for_resource();
    let reply = request.resource_arn(&arn).send().await?;
    let tag = |tag: &aws_sdk_cloudwatch::types::Tag| (text(tag.key()), text(tag.value()));
    let tags = reply.tags().iter().map(tag).collect();
    let dimension = |it: &Dimension| (text(it.name()), text(it.value()));
    let set = |arns: &[String]| arns.iter().cloned().collect();
    let periods = alarm.evaluation_periods().unwrap_or_default();
    let spec = Spec {
        alarm_name: text(alarm.alarm_name()),
        alarm_description: Some(text(alarm.alarm_description())),
        namespace: text(alarm.namespace()),
        metric_name: text(alarm.metric_name()),
        dimensions: alarm.dimensions().iter().map(dimension).collect(),
        statistic: text(alarm.statistic().map(Statistic::as_str)),
        unit: text(alarm.unit().map(StandardUnit::as_str)),
        period: alarm.period().unwrap_or_default(),
        evaluation_periods: periods,
        datapoints_to_alarm: Some(alarm.datapoints_to_alarm().unwrap_or(periods)),
        threshold: alarm.threshold().unwrap_or_default(),
        comparison_operator: text(alarm.comparison_operator().map(|it| it.as_str())),
        treat_missing_data: (alarm.treat_missing_data()).map_or_else(missing, str::to_owned),
        actions_enabled: alarm.actions_enabled().unwrap_or_default(),
        alarm_actions: set(alarm.alarm_actions()),
        ok_actions: set(alarm.ok_actions()),
        insufficient_data_actions: set(alarm.insufficient_data_actions()),
    };
    let item = Item::new(spec.alarm_name.clone(), spec).tags(tags);
    Ok(Some(item.output("arn", arn)))
}
