//! CloudWatch: alarms on metrics.
//!
//! There are no metrics, so every alarm waits for data.

use serde_json::{Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::protocol::Protocol;
use crate::records::{
    done, items, list_tags, page_by, page_size, tag_resource, tags, text, untag_resource,
};
use crate::service::{Answer, Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "monitoring",
    Protocol::Cbor,
    Operations::Own(&[
        ("PutMetricAlarm", put),
        ("DescribeAlarms", describe),
        ("DeleteAlarms", delete),
        ("TagResource", |cx| tag_resource(cx, tagged, "Tags", "Tags")),
        ("UntagResource", |cx| {
            untag_resource(cx, tagged, "Tags", "TagKeys")
        }),
        ("ListTagsForResource", |cx| list_tags(cx, tagged, "Tags")),
    ]),
);

/// Alarms by name.
const ALARM: Kind = Kind::regional("cloudwatch.alarm");
const ACTIONS_MAX: usize = 5;
const LISTS_OF_ACTIONS: [&str; 3] = ["AlarmActions", "OKActions", "InsufficientDataActions"];

fn put(cx: &mut Context) -> Answer {
    let (request, name) = (cx.request, cx.text("AlarmName"));
    if name.is_empty() || name.chars().count() > 255 {
        return Err(invalid("AlarmName"));
    }
    for member in ["EvaluationPeriods", "ComparisonOperator"] {
        if request[member].is_null() {
            return Err(invalid(member));
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
    if request["DatapointsToAlarm"].as_i64() > request["EvaluationPeriods"].as_i64() {
        return Err(invalid("DatapointsToAlarm"));
    }
    for member in LISTS_OF_ACTIONS {
        if items(&request[member]).count() > ACTIONS_MAX {
            return Err(invalid(member));
        }
    }
    let mut alarm = request.as_object().cloned().unwrap_or_default();
    let given = tags(&alarm.remove("Tags").unwrap_or_default());
    // Tags of an existing alarm are left alone.
    let existing = cx.get(ALARM, name);
    let mut record = existing.unwrap_or_else(|| json!({ "Tags": given }));
    record["Fields"] = alarm.into();
    cx.put(ALARM, name, record);
    done()
}

/// An alarm as it was put, with what AWS adds.
fn described(cx: &Context, record: &Value) -> Value {
    let mut alarm = record["Fields"].clone();
    alarm["AlarmArn"] = arn(cx, text(&alarm, "AlarmName")).into();
    alarm["StateValue"] = "INSUFFICIENT_DATA".into();
    for member in LISTS_OF_ACTIONS.iter().chain(&["Dimensions"]) {
        if alarm[*member].is_null() {
            alarm[*member] = json!([]);
        }
    }
    if alarm["ActionsEnabled"].is_null() {
        alarm["ActionsEnabled"] = true.into();
    }
    alarm
}

fn describe(cx: &mut Context) -> Answer {
    let size = page_size(&cx.request["MaxRecords"], 50, || invalid("MaxRecords"), 100)?;
    let alarms = cx.list(ALARM).iter().map(|it| described(cx, it)).collect();
    let token = cx.request["NextToken"].as_str();
    let (alarms, next) = page_by(alarms, "AlarmName", token, size);
    let mut body = json!({ "MetricAlarms": alarms });
    if let Some(next) = next {
        body["NextToken"] = next.into();
    }
    Ok(body)
}

fn delete(cx: &mut Context) -> Answer {
    let names = items(&cx.request["AlarmNames"]).filter_map(Value::as_str);
    let names: Vec<&str> = names.collect();
    if !names.iter().all(|name| cx.has(ALARM, name)) {
        let message = format!("Alarm(s) not found: {}", names.join(", "));
        return Err(AwsError::new(404, "ResourceNotFound", message));
    }
    for name in names {
        cx.remove(ALARM, name);
    }
    done()
}

fn arn(cx: &Context, name: &str) -> String {
    cx.arn("cloudwatch", format_args!("alarm:{name}"))
}

fn tagged(cx: &Context) -> Result<(Kind, String, Value), AwsError> {
    let wanted = cx.text("ResourceARN");
    let name = wanted.strip_prefix(&arn(cx, "")).unwrap_or_default();
    let record = cx.get(ALARM, name).ok_or_else(|| {
        let message = format!("Alarm {wanted} does not exist");
        AwsError::new(404, "ResourceNotFoundException", message)
    })?;
    Ok((ALARM, name.to_owned(), record))
}

fn invalid(member: &str) -> AwsError {
    let message = format!("Value at '{member}' failed to satisfy constraint");
    AwsError::bad("ValidationError", message)
}
