//! EventBridge: rules of the default bus and their targets. No event ever happens.

use serde_json::{Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::protocol::Protocol;
use crate::records::{
    done, items, list_tags, page_by, page_size, tag_resource, tags, text, untag_resource,
};
use crate::service::{Answer, Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "events",
    Protocol::Json("1.1"),
    Operations::Own(&[
        ("PutRule", put),
        ("ListRules", list),
        ("DeleteRule", delete),
        ("PutTargets", put_targets),
        ("RemoveTargets", remove_targets),
        ("ListTargetsByRule", list_targets),
        ("TagResource", |cx| tag_resource(cx, tagged, "Tags", "Tags")),
        ("UntagResource", |cx| {
            untag_resource(cx, tagged, "Tags", "TagKeys")
        }),
        ("ListTagsForResource", |cx| list_tags(cx, tagged, "Tags")),
    ]),
);

/// Rules by name.
const RULE: Kind = Kind::regional("events.rule");
const TARGETS_MAX: usize = 5;

fn put(cx: &mut Context) -> Answer {
    let (name, pattern) = (cx.text("Name"), cx.text("EventPattern"));
    let legal = |it: char| it.is_ascii_alphanumeric() || "._-".contains(it);
    if name.is_empty() || name.len() > 64 || !name.chars().all(legal) {
        return Err(invalid("Value at 'name' failed to satisfy constraint"));
    }
    if pattern.is_empty() && cx.text("ScheduleExpression").is_empty() {
        let message = "Parameter(s) EventPattern or ScheduleExpression must be specified.";
        return Err(invalid(message));
    }
    if !pattern.is_empty() && !serde_json::from_str(pattern).is_ok_and(|it| is_pattern(&it)) {
        let message = "Event pattern is not valid. Reason: a field must be an object or an array";
        return Err(AwsError::bad("InvalidEventPatternException", message));
    }
    let mut fields = cx.request.as_object().cloned().unwrap_or_default();
    let given = tags(&fields.remove("Tags").unwrap_or_default());
    fields.insert("Arn".to_owned(), arn(cx, name).into());
    fields.insert("EventBusName".to_owned(), "default".into());
    fields.entry("State").or_insert_with(|| "ENABLED".into());
    // Tags and targets of an existing rule are left alone.
    let existing = cx.get(RULE, name);
    let mut record = existing.unwrap_or_else(|| json!({ "Tags": given, "Targets": {} }));
    record["Fields"] = fields.into();
    cx.put(RULE, name, record);
    Ok(json!({ "RuleArn": arn(cx, name) }))
}

/// Every leaf of a pattern is an array.
fn is_pattern(pattern: &Value) -> bool {
    let fields = pattern.as_object();
    fields.is_some_and(|fields| {
        !fields.is_empty() && fields.values().all(|it| it.is_array() || is_pattern(it))
    })
}

fn list(cx: &mut Context) -> Answer {
    let rules = cx.list(RULE).into_iter();
    let rules = rules.map(|mut record| record["Fields"].take()).collect();
    paged(cx, "Rules", rules, "Name")
}

/// AWS succeeds for a rule that does not exist.
fn delete(cx: &mut Context) -> Answer {
    let name = cx.text("Name");
    let has_targets = |it: Value| it["Targets"].as_object().is_some_and(|it| !it.is_empty());
    if cx.get(RULE, name).is_some_and(has_targets) {
        return Err(invalid("Rule can't be deleted since it has targets."));
    }
    cx.remove(RULE, name);
    done()
}

fn rule(cx: &Context, name: &str) -> Answer {
    cx.get(RULE, name).ok_or_else(|| {
        let message = format!("Rule {name} does not exist on EventBus default.");
        AwsError::bad("ResourceNotFoundException", message)
    })
}

fn put_targets(cx: &mut Context) -> Answer {
    let name = cx.text("Rule");
    let mut record = rule(cx, name)?;
    for target in items(&cx.request["Targets"]) {
        if !text(target, "Arn").starts_with("arn:") {
            let message = format!("Parameter {} is not valid.", text(target, "Arn"));
            return Err(invalid(&message));
        }
        record["Targets"][text(target, "Id")] = target.clone();
    }
    let targets = record["Targets"].as_object();
    if targets.is_some_and(|it| it.len() > TARGETS_MAX) {
        let message = "The requested resource exceeds the maximum number allowed.";
        return Err(AwsError::bad("LimitExceededException", message));
    }
    cx.put(RULE, name, record);
    Ok(json!({ "FailedEntryCount": 0, "FailedEntries": [] }))
}

/// Targets that do not exist fail; the others are removed all the same.
fn remove_targets(cx: &mut Context) -> Answer {
    let name = cx.text("Rule");
    let mut record = rule(cx, name)?;
    let mut failed = Vec::new();
    for id in items(&cx.request["Ids"]) {
        let id = id.as_str().unwrap_or_default();
        let targets = record["Targets"].as_object_mut();
        if targets.and_then(|targets| targets.remove(id)).is_none() {
            failed.push(json!({
                "TargetId": id,
                "ErrorCode": "ResourceNotFoundException",
                "ErrorMessage": format!("Target {id} does not exist."),
            }));
        }
    }
    cx.put(RULE, name, record);
    Ok(json!({ "FailedEntryCount": failed.len(), "FailedEntries": failed }))
}

fn list_targets(cx: &mut Context) -> Answer {
    let record = rule(cx, cx.text("Rule"))?;
    let targets = record["Targets"].as_object().into_iter().flatten();
    let targets = targets.map(|(_, target)| target.clone()).collect();
    paged(cx, "Targets", targets, "Id")
}

fn paged(cx: &Context, list: &str, all: Vec<Value>, member: &str) -> Answer {
    let message = "Value at 'limit' failed to satisfy constraint";
    let size = page_size(&cx.request["Limit"], 100, || invalid(message), 100)?;
    let (page, next) = page_by(all, member, cx.request["NextToken"].as_str(), size);
    Ok(json!({ list: page, "NextToken": next }))
}

fn arn(cx: &Context, name: &str) -> String {
    cx.arn("events", format_args!("rule/{name}"))
}

fn tagged(cx: &Context) -> Result<(Kind, String, Value), AwsError> {
    let name = cx.text("ResourceARN").strip_prefix(&arn(cx, ""));
    let name = name.unwrap_or_default();
    Ok((RULE, name.to_owned(), rule(cx, name)?))
}

fn invalid(message: &str) -> AwsError {
    AwsError::bad("ValidationException", message)
}
