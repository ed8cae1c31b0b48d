//! Metric filters of log groups.
//!
//! AWS takes one metric each, tells all that was given of it, pages by 50 in order of names, and
//! deletes a group's filters with the group. The crate drops half of the metric and does none of
//! the rest.

use serde_json::{Value, json};

use super::paging::page;
use super::{body_of, with_body};
use crate::bank::Bank;
use crate::call::{Call, Reply};
use crate::refusal::Refusal;

/// The side record of a filter's metric, by `group:filter`.
const METRIC: &str = "logs.metric";

pub(super) async fn put(call: &Call, bank: &mut Bank) -> Result<Reply, Refusal> {
    let request = call.json();
    let metrics = request["metricTransformations"].as_array();
    let [metric] = metrics.map(Vec::as_slice).unwrap_or_default() else {
        let message = "'metricTransformations' must have length 1";
        return Err(Refusal::bad("InvalidParameterException", message));
    };
    let with_dimensions = metric["dimensions"]
        .as_object()
        .is_some_and(|it| !it.is_empty());
    if with_dimensions && !metric["defaultValue"].is_null() {
        let message = "Invalid metric transformation: dimensions and default value are mutually exclusive properties.";
        return Err(Refusal::bad("InvalidParameterException", message));
    }
    let reply = bank.forward(call).await;
    if reply.status().is_success() {
        bank.set_side(METRIC, &call.region, &key(&request), metric.clone());
    }
    Ok(reply)
}

pub(super) async fn describe(call: &Call, bank: &mut Bank) -> Result<Reply, Refusal> {
    let request = call.json();
    let size = match request["limit"].as_u64() {
        Some(size @ 1..=50) => usize::try_from(size).unwrap_or(50),
        Some(_) => {
            let message = "limit must be between 1 and 50";
            return Err(Refusal::bad("InvalidParameterException", message));
        }
        None => 50,
    };
    let reply = bank.forward(call).await;
    let mut body = body_of(&reply);
    let filters = body["metricFilters"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let (mut filters, next) = page(filters, key, request["nextToken"].as_str(), size);
    for filter in &mut filters {
        if let Some(metric) = bank.side(METRIC, &call.region, &key(filter)) {
            filter["metricTransformations"] = json!([metric]);
        }
    }
    body["metricFilters"] = filters.into();
    body["nextToken"] = next.into();
    Ok(with_body(reply, &body))
}

pub(super) async fn delete(call: &Call, bank: &mut Bank) -> Result<Reply, Refusal> {
    let reply = bank.forward(call).await;
    if reply.status().is_success() {
        bank.set_side(METRIC, &call.region, &key(&call.json()), Value::Null);
    }
    Ok(reply)
}

/// Deletes the filters of a group that is gone.
pub(super) async fn delete_all(call: &Call, group: &str, bank: &mut Bank) {
    for filter in of_group(call, group, bank).await {
        let wanted = json!({ "logGroupName": group, "filterName": filter["filterName"] });
        let deleted = delete(&call.json_call("DeleteMetricFilter", &wanted), bank).await;
        debug_assert!(deleted.is_ok(), "a filter just listed is there");
    }
}

/// How many filters a group has.
pub(super) async fn count(call: &Call, group: &str, bank: &mut Bank) -> usize {
    of_group(call, group, bank).await.len()
}

async fn of_group(call: &Call, group: &str, bank: &mut Bank) -> Vec<Value> {
    let wanted = json!({ "logGroupName": group });
    let reply = bank
        .forward(&call.json_call("DescribeMetricFilters", &wanted))
        .await;
    let filters = body_of(&reply)["metricFilters"].take();
    filters.as_array().cloned().unwrap_or_default()
}

fn key(filter: &Value) -> String {
    let text = |field: &str| filter[field].as_str().unwrap_or_default().to_owned();
    format!("{}:{}", text("logGroupName"), text("filterName"))
}
