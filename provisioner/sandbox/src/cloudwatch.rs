//! CloudWatch: alarms on metrics.
//!
//! There are no metrics, so every alarm waits for data.

use serde_json::{Value, json};

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::cbor;
use crate::mends::paging::page;
use crate::records::{self, tags, text};
use crate::refusal::Refusal;

/// Alarms by name.
const ALARM: &str = "cloudwatch.alarm";
const ACTIONS_MAX: usize = 5;
const LISTS_OF_ACTIONS: [&str; 3] = ["AlarmActions", "OKActions", "InsufficientDataActions"];

/// Answers a CloudWatch call.
pub(crate) fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let request = cbor::request(call);
    let answered = match call.operation().as_str() {
        "PutMetricAlarm" => put(call, &request, bank),
        "DescribeAlarms" => describe(call, &request, bank),
        "DeleteAlarms" => delete(call, &request, bank),
        "TagResource" => tag(call, &request, bank),
        "UntagResource" => untag(call, &request, bank),
        "ListTagsForResource" => list_tags(call, &request, bank),
        operation => Err(Refusal::unknown_operation(operation)),
    };
    match answered {
        Ok(body) => cbor::reply(&body),
        Err(refusal) => refusal.reply(Service::CloudWatch),
    }
}

fn put(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = text(request, "AlarmName");
    if name.is_empty() || name.chars().count() > 255 {
        return Err(invalid("AlarmName"));
    }
    for field in ["EvaluationPeriods", "ComparisonOperator"] {
        if request[field].is_null() {
            return Err(invalid(field));
        }
    }
    if request["Metrics"].is_null() {
        let period = request["Period"].as_i64().unwrap_or_default();
        if !([10, 20, 30].contains(&period) || period >= 60 && period % 60 == 0) {
            return Err(invalid("Period"));
        }
        if request["Statistic"].is_null() && request["ExtendedStatistic"].is_null() {
            return Err(invalid("Statistic"));
        }
    }
    let periods = request["EvaluationPeriods"].as_i64();
    if request["DatapointsToAlarm"].as_i64() > periods {
        return Err(invalid("DatapointsToAlarm"));
    }
    for field in LISTS_OF_ACTIONS {
        if request[field]
            .as_array()
            .is_some_and(|it| it.len() > ACTIONS_MAX)
        {
            return Err(invalid(field));
        }
    }
    let mut alarm = request.as_object().cloned().unwrap_or_default();
    let given = tags(&alarm.remove("Tags").unwrap_or_default());
    // Tags of an alarm that is there are left alone.
    let there = bank.side(ALARM, &call.region, name);
    let tags = there.map_or(given.into(), |there| there["Tags"].clone());
    let record = json!({ "Fields": alarm, "Tags": tags });
    bank.set_side(ALARM, &call.region, name, record);
    Ok(json!({}))
}

/// An alarm as AWS tells it: as it was put, with what follows from it.
fn described(call: &Call, record: &Value) -> Value {
    let mut alarm = record["Fields"].clone();
    alarm["AlarmArn"] = arn(call, text(&alarm, "AlarmName")).into();
    alarm["StateValue"] = "INSUFFICIENT_DATA".into();
    for field in LISTS_OF_ACTIONS.iter().chain(&["Dimensions"]) {
        if alarm[*field].is_null() {
            alarm[*field] = json!([]);
        }
    }
    if alarm["ActionsEnabled"].is_null() {
        alarm["ActionsEnabled"] = true.into();
    }
    alarm
}

fn describe(call: &Call, request: &Value, bank: &Bank) -> Result<Value, Refusal> {
    let size = match request["MaxRecords"].as_u64() {
        Some(size @ 1..=100) => usize::try_from(size).unwrap_or(100),
        Some(_) => return Err(invalid("MaxRecords")),
        None => 50,
    };
    let alarms = bank.sides(ALARM, &call.region);
    let alarms = alarms.iter().map(|record| described(call, record));
    let key = |alarm: &Value| text(alarm, "AlarmName").to_owned();
    let (alarms, next) = page(alarms.collect(), key, request["NextToken"].as_str(), size);
    let mut body = json!({ "MetricAlarms": alarms });
    if let Some(next) = next {
        body["NextToken"] = next.into();
    }
    Ok(body)
}

fn delete(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let names = texts(&request["AlarmNames"]);
    let is_there = |name: &&String| bank.side(ALARM, &call.region, name).is_some();
    if !names.iter().all(|name| is_there(&name)) {
        let message = format!("Alarm(s) not found: {}", names.join(", "));
        return Err(Refusal::new(404, "ResourceNotFound", message));
    }
    for name in names {
        bank.set_side(ALARM, &call.region, &name, Value::Null);
    }
    Ok(json!({}))
}

fn arn(call: &Call, name: &str) -> String {
    let (region, account) = (&call.region, &call.account);
    format!("arn:aws:cloudwatch:{region}:{account}:alarm:{name}")
}

/// The alarm an ARN stands for: its name and record.
fn tagged(call: &Call, request: &Value, bank: &Bank) -> Result<(String, Value), Refusal> {
    let wanted = text(request, "ResourceARN");
    let name = wanted.strip_prefix(&arn(call, "")).unwrap_or_default();
    let record = bank.side(ALARM, &call.region, name).cloned();
    let record = record.ok_or_else(|| {
        let message = format!("Alarm {wanted} does not exist");
        Refusal::new(404, "ResourceNotFoundException", message)
    })?;
    Ok((name.to_owned(), record))
}

fn tag(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let (name, mut record) = tagged(call, request, bank)?;
    records::tag(&mut record, request);
    bank.set_side(ALARM, &call.region, &name, record);
    Ok(json!({}))
}

fn untag(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let (name, mut record) = tagged(call, request, bank)?;
    records::untag(&mut record, &request["TagKeys"]);
    bank.set_side(ALARM, &call.region, &name, record);
    Ok(json!({}))
}

fn list_tags(call: &Call, request: &Value, bank: &Bank) -> Result<Value, Refusal> {
    let (_, record) = tagged(call, request, bank)?;
    Ok(json!({ "Tags": records::listed_tags(&record) }))
}

fn texts(list: &Value) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn invalid(field: &str) -> Refusal {
    let message = format!("Value at '{field}' failed to satisfy constraint");
    Refusal::bad("ValidationError", message)
}
