//! Metric filters of log groups.
//!
//! AWS takes one metric each, returns all that was given of it, pages by 50 in order of names, and
//! deletes a group's filters with the group. The crate drops half of the metric and does none of
//! the rest.

use serde_json::{Value, json};

use super::{invalid, limit};
use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::paging::page;
use crate::pass_on::{ask_json, body_of, forward, with_body};
use crate::protocol::Reply;
use crate::records::{items, text};
use crate::service::Context;

/// The metric of a filter, by `group:filter`.
const METRIC: Kind = Kind::regional("logs.metric");

pub(super) async fn put(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let metrics: Vec<&Value> = items(&cx.request["metricTransformations"]).collect();
    let [metric] = metrics[..] else {
        return Err(invalid("'metricTransformations' must have length 1"));
    };
    let dimensions = metric["dimensions"].as_object();
    if dimensions.is_some_and(|it| !it.is_empty()) && !metric["defaultValue"].is_null() {
        let message = "Invalid metric transformation: dimensions and default value are mutually exclusive properties.";
        return Err(invalid(message));
    }
    let metric = metric.clone();
    let reply = forward(cx).await;
    if reply.status().is_success() {
        cx.put(METRIC, &key(cx.request), metric);
    }
    Ok(reply)
}

pub(super) async fn describe(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let size = limit(cx)?;
    let reply = forward(cx).await;
    let mut body = body_of(&reply);
    let filters = items(&body["metricFilters"]).cloned().collect();
    let token = cx.request["nextToken"].as_str();
    let (mut filters, next) = page(filters, key, token, size);
    for filter in &mut filters {
        if let Some(metric) = cx.get(METRIC, &key(filter)) {
            filter["metricTransformations"] = json!([metric]);
        }
    }
    body["metricFilters"] = filters.into();
    body["nextToken"] = next.into();
    Ok(with_body(reply, &body))
}

pub(super) async fn delete(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let reply = forward(cx).await;
    if reply.status().is_success() {
        cx.remove(METRIC, &key(cx.request));
    }
    Ok(reply)
}

/// Deletes the filters of a deleted group.
pub(super) async fn delete_all(cx: &mut Context<'_>, group: &str) {
    for filter in of_group(cx, group).await {
        let wanted = json!({ "logGroupName": group, "filterName": filter["filterName"] });
        ask_json(cx, "DeleteMetricFilter", &wanted).await;
        cx.remove(METRIC, &key(&wanted));
    }
}

pub(super) async fn of_group(cx: &mut Context<'_>, group: &str) -> Vec<Value> {
    let wanted = json!({ "logGroupName": group });
    let reply = ask_json(cx, "DescribeMetricFilters", &wanted).await;
    items(&body_of(&reply)["metricFilters"]).cloned().collect()
}

fn key(filter: &Value) -> String {
    format!(
        "{}:{}",
        text(filter, "logGroupName"),
        text(filter, "filterName")
    )
}
