//! CloudWatch Logs: passed on, with AWS's checks, members and pages restored.

mod metric_filter;

use serde_json::{Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::crates::Crate;
use crate::pass_on::{ask_json, body_of, forward, pass_on, with_body};
use crate::protocol::{Protocol, Reply};
use crate::records::{items, page_by, page_size, text};
use crate::service::{Context, Operations, Service, handler};

pub(crate) static SERVICE: Service = Service::new(
    "logs",
    Protocol::Json("1.1"),
    Operations::Crate(
        Crate::Logs,
        &[
            ("CreateLogGroup", handler!(create_group)),
            ("DescribeLogGroups", handler!(describe_groups)),
            ("DeleteLogGroup", handler!(delete_group)),
            ("PutRetentionPolicy", handler!(put_retention)),
            ("AssociateKmsKey", handler!(set_key)),
            ("DisassociateKmsKey", handler!(set_key)),
            ("PutMetricFilter", handler!(metric_filter::put)),
            ("DescribeMetricFilters", handler!(metric_filter::describe)),
            ("DeleteMetricFilter", handler!(metric_filter::delete)),
        ],
        handler!(pass_on),
    ),
);

/// What the crate drops of log groups, by name.
const GROUP: Kind = Kind::regional("logs.group");
const PAGE: usize = 50;

/// The retention periods AWS knows, in days.
const RETENTION_DAYS: [i64; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

/// AWS keeps key, class and deletion protection given at creation; the crate drops them.
async fn create_group(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let (request, name) = (cx.request, cx.text("logGroupName"));
    let legal = |it: char| it.is_ascii_alphanumeric() || "_-/.#".contains(it);
    if name.is_empty() || name.len() > 512 || !name.chars().all(legal) {
        let message = format!("Value '{name}' at 'logGroupName' failed to satisfy constraint");
        return Err(invalid(&message));
    }
    let reply = forward(cx).await;
    if reply.status().is_success() {
        let record = json!({
            "kmsKeyId": request["kmsKeyId"],
            "logGroupClass": request["logGroupClass"].as_str().unwrap_or("STANDARD"),
            "deletionProtectionEnabled": request["deletionProtectionEnabled"] == json!(true),
        });
        cx.put(GROUP, name, record);
    }
    Ok(reply)
}

/// AWS returns key, class and protection of each group, filters by substring, and pages by 50.
async fn describe_groups(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let request = cx.request;
    let prefix = &request["logGroupNamePrefix"];
    let pattern = request["logGroupNamePattern"].as_str();
    if !prefix.is_null() && pattern.is_some() {
        let message = "LogGroup name prefix and LogGroup name pattern are mutually exclusive";
        return Err(invalid(message));
    }
    let size = limit(cx)?;
    let all = json!({ "logGroupNamePrefix": prefix });
    let reply = ask_json(cx, "DescribeLogGroups", &all).await;
    let mut body = body_of(&reply);
    let mut groups: Vec<Value> = items(&body["logGroups"]).cloned().collect();
    if let Some(pattern) = pattern.map(str::to_lowercase) {
        groups.retain(|it| text(it, "logGroupName").to_lowercase().contains(&pattern));
    }
    if let Some(class) = request["logGroupClass"].as_str() {
        groups.retain(|it| record(cx, text(it, "logGroupName"))["logGroupClass"] == class);
    }
    let token = request["nextToken"].as_str();
    let (mut groups, next) = page_by(groups, "logGroupName", token, size);
    for group in &mut groups {
        let name = text(group, "logGroupName").to_owned();
        let record = record(cx, &name);
        for member in ["kmsKeyId", "logGroupClass", "deletionProtectionEnabled"] {
            if !record[member].is_null() {
                group[member] = record[member].clone();
            }
        }
        let count = metric_filter::of_group(cx, &name).await.len();
        group["metricFilterCount"] = json!(count);
    }
    body["logGroups"] = groups.into();
    body["nextToken"] = next.into();
    Ok(with_body(reply, &body))
}

async fn delete_group(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let name = cx.text("logGroupName");
    if record(cx, name)["deletionProtectionEnabled"] == json!(true) {
        let message = "The log group is protected from deletion";
        return Err(AwsError::bad("ValidationException", message));
    }
    let reply = forward(cx).await;
    if reply.status().is_success() {
        cx.remove(GROUP, name);
        metric_filter::delete_all(cx, name).await;
    }
    Ok(reply)
}

/// AWS accepts a fixed set of periods.
async fn put_retention(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let days = cx.request["retentionInDays"].as_i64().unwrap_or_default();
    if !RETENTION_DAYS.contains(&days) {
        let message = format!("Value '{days}' at 'retentionInDays' is not a valid period");
        return Err(invalid(&message));
    }
    pass_on(cx).await
}

/// AWS also takes the group by ARN, and returns the key; the crate does neither.
async fn set_key(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let mut request = cx.request.clone();
    if let Some(arn) = cx.request["resourceIdentifier"].as_str() {
        let name = arn.split(":log-group:").nth(1).unwrap_or(arn);
        request["logGroupName"] = json!(name.trim_end_matches(":*"));
        request["resourceIdentifier"] = Value::Null;
    }
    let call = cx.call;
    let reply = ask_json(cx, &call.operation, &request).await;
    if reply.status().is_success() {
        let name = text(&request, "logGroupName");
        let known = cx.get(GROUP, name);
        let mut record = known.unwrap_or_else(|| json!({ "logGroupClass": "STANDARD" }));
        record["kmsKeyId"] = request["kmsKeyId"].clone();
        cx.put(GROUP, name, record);
    }
    Ok(reply)
}

fn record(cx: &Context, group: &str) -> Value {
    cx.get(GROUP, group).unwrap_or_default()
}

fn limit(cx: &Context) -> Result<usize, AwsError> {
    let error = || invalid("limit must be between 1 and 50");
    page_size(&cx.request["limit"], PAGE, error, PAGE)
}

fn invalid(message: &str) -> AwsError {
    AwsError::bad("InvalidParameterException", message)
}
