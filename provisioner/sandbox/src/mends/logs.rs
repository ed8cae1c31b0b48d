//! CloudWatch Logs.

use serde_json::{Value, json};

use super::paging::page;
use super::{body_of, metric_filters, or_refuse, with_body};
use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::refusal::Refusal;

const GROUP: &str = "logs.group";

/// The retention periods AWS knows, in days.
const RETENTION_DAYS: [i64; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

/// Answers a CloudWatch Logs call.
pub(super) async fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let answered = match call.operation().as_str() {
        "CreateLogGroup" => create_group(call, bank).await,
        "DescribeLogGroups" => describe_groups(call, bank).await,
        "DeleteLogGroup" => delete_group(call, bank).await,
        "PutRetentionPolicy" => put_retention(call, bank).await,
        "PutMetricFilter" => metric_filters::put(call, bank).await,
        "DescribeMetricFilters" => metric_filters::describe(call, bank).await,
        "DeleteMetricFilter" => metric_filters::delete(call, bank).await,
        "AssociateKmsKey" | "DisassociateKmsKey" => set_key(call, bank).await,
        _ => Ok(bank.forward(call).await),
    };
    or_refuse(answered, Service::Logs)
}

/// AWS keeps key, class and deletion protection given at creation; the crate drops them.
async fn create_group(call: &Call, bank: &mut Bank) -> Result<Reply, Refusal> {
    let request = call.json();
    let name = text(&request["logGroupName"]);
    let legal = |it: char| it.is_ascii_alphanumeric() || "_-/.#".contains(it);
    if name.is_empty() || name.len() > 512 || !name.chars().all(legal) {
        return Err(invalid(&format!(
            "Value '{name}' at 'logGroupName' failed to satisfy constraint"
        )));
    }
    let reply = bank.forward(call).await;
    if reply.status().is_success() {
        let record = json!({
            "kmsKeyId": request["kmsKeyId"],
            "logGroupClass": request["logGroupClass"].as_str().unwrap_or("STANDARD"),
            "deletionProtectionEnabled": request["deletionProtectionEnabled"] == json!(true),
        });
        bank.set_side(GROUP, &call.region, name, record);
    }
    Ok(reply)
}

/// AWS tells key, class and protection of each group, filters by substring, and pages by 50.
async fn describe_groups(call: &Call, bank: &mut Bank) -> Result<Reply, Refusal> {
    let request = call.json();
    let (prefix, pattern) = (
        &request["logGroupNamePrefix"],
        &request["logGroupNamePattern"],
    );
    if !prefix.is_null() && !pattern.is_null() {
        return Err(invalid(
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive",
        ));
    }
    let size = match request["limit"].as_u64() {
        Some(size @ 1..=50) => usize::try_from(size).unwrap_or(50),
        Some(_) => return Err(invalid("limit must be between 1 and 50")),
        None => 50,
    };
    let everything = json!({ "logGroupNamePrefix": prefix });
    let reply = bank
        .forward(&call.json_call("DescribeLogGroups", &everything))
        .await;
    let mut body = body_of(&reply);
    let mut groups = body["logGroups"].as_array().cloned().unwrap_or_default();
    if let Some(pattern) = pattern.as_str() {
        let pattern = pattern.to_lowercase();
        groups.retain(|group| {
            text(&group["logGroupName"])
                .to_lowercase()
                .contains(&pattern)
        });
    }
    if let Some(class) = request["logGroupClass"].as_str() {
        groups.retain(|group| record(bank, call, group)["logGroupClass"] == json!(class));
    }
    let name = |group: &Value| text(&group["logGroupName"]).to_owned();
    let (mut groups, next) = page(groups, name, request["nextToken"].as_str(), size);
    for group in &mut groups {
        let record = record(bank, call, group);
        for field in ["kmsKeyId", "logGroupClass", "deletionProtectionEnabled"] {
            if !record[field].is_null() {
                group[field] = record[field].clone();
            }
        }
        let count = metric_filters::count(call, text(&group["logGroupName"]), bank).await;
        group["metricFilterCount"] = json!(count);
    }
    body["logGroups"] = groups.into();
    body["nextToken"] = next.into();
    Ok(with_body(reply, &body))
}

async fn delete_group(call: &Call, bank: &mut Bank) -> Result<Reply, Refusal> {
    let request = call.json();
    let name = text(&request["logGroupName"]);
    let protected = bank.side(GROUP, &call.region, name);
    if protected.is_some_and(|record| record["deletionProtectionEnabled"] == json!(true)) {
        let message = "The log group is protected from deletion";
        return Err(Refusal::bad("ValidationException", message));
    }
    let reply = bank.forward(call).await;
    if reply.status().is_success() {
        bank.set_side(GROUP, &call.region, name, Value::Null);
        metric_filters::delete_all(call, name, bank).await;
    }
    Ok(reply)
}

/// AWS accepts a fixed set of periods.
async fn put_retention(call: &Call, bank: &mut Bank) -> Result<Reply, Refusal> {
    let days = call.json()["retentionInDays"].as_i64().unwrap_or_default();
    if !RETENTION_DAYS.contains(&days) {
        return Err(invalid(&format!(
            "Value '{days}' at 'retentionInDays' is not a valid period"
        )));
    }
    Ok(bank.forward(call).await)
}

/// AWS also takes the group by ARN, and tells the key when asked; the crate does neither.
async fn set_key(call: &Call, bank: &mut Bank) -> Result<Reply, Refusal> {
    let mut request = call.json();
    if let Some(arn) = request["resourceIdentifier"].as_str() {
        let name = arn.split(":log-group:").nth(1).unwrap_or(arn);
        request["logGroupName"] = json!(name.trim_end_matches(":*"));
        request["resourceIdentifier"] = Value::Null;
    }
    let reply = bank
        .forward(&call.json_call(&call.operation(), &request))
        .await;
    if reply.status().is_success() {
        let name = text(&request["logGroupName"]);
        let known = bank.side(GROUP, &call.region, name).cloned();
        let mut record = known.unwrap_or_else(|| json!({ "logGroupClass": "STANDARD" }));
        record["kmsKeyId"] = request["kmsKeyId"].clone();
        bank.set_side(GROUP, &call.region, name, record);
    }
    Ok(reply)
}

fn record(bank: &Bank, call: &Call, group: &Value) -> Value {
    let name = text(&group["logGroupName"]);
    bank.side(GROUP, &call.region, name)
        .cloned()
        .unwrap_or_default()
}

fn invalid(message: &str) -> Refusal {
    Refusal::bad("InvalidParameterException", message)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
