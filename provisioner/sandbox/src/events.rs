//! EventBridge: rules of the default bus and their targets.
//!
//! No event ever happens.

use serde_json::{Value, json};

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::mends::paging::page;
use crate::records::{self, tags, text};
use crate::refusal::{self, Refusal};

/// Rules by name.
const RULE: &str = "events.rule";
const TARGETS_MAX: usize = 5;

/// Answers an EventBridge call.
pub(crate) fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let request = call.json();
    let answered = match call.operation().as_str() {
        "PutRule" => put(call, &request, bank),
        "ListRules" => list(call, &request, bank),
        "DeleteRule" => delete(call, &request, bank),
        "PutTargets" => put_targets(call, &request, bank),
        "RemoveTargets" => remove_targets(call, &request, bank),
        "ListTargetsByRule" => list_targets(call, &request, bank),
        "TagResource" => tag(call, &request, bank),
        "UntagResource" => untag(call, &request, bank),
        "ListTagsForResource" => list_tags(call, &request, bank),
        operation => Err(Refusal::bad("UnknownOperationException", operation)),
    };
    match answered {
        Ok(body) => refusal::json(&body),
        Err(refusal) => refusal.reply(Service::Events),
    }
}

fn put(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = text(request, "Name");
    let legal = |it: char| it.is_ascii_alphanumeric() || "._-".contains(it);
    if name.is_empty() || name.len() > 64 || !name.chars().all(legal) {
        return Err(invalid("Value at 'name' failed to satisfy constraint"));
    }
    let pattern = text(request, "EventPattern");
    if pattern.is_empty() && text(request, "ScheduleExpression").is_empty() {
        let message = "Parameter(s) EventPattern or ScheduleExpression must be specified.";
        return Err(invalid(message));
    }
    if !pattern.is_empty() && !serde_json::from_str(pattern).is_ok_and(|it| is_pattern(&it)) {
        let message = "Event pattern is not valid. Reason: a field must be an object or an array";
        return Err(Refusal::bad("InvalidEventPatternException", message));
    }
    let mut fields = request.as_object().cloned().unwrap_or_default();
    let given = tags(&fields.remove("Tags").unwrap_or_default());
    fields.insert("Arn".to_owned(), arn(call, name).into());
    fields.insert("EventBusName".to_owned(), "default".into());
    fields.entry("State").or_insert_with(|| "ENABLED".into());
    let there = bank.side(RULE, &call.region, name);
    // Tags and targets of a rule that is there are left alone.
    let record = match there {
        Some(there) => {
            json!({ "Fields": fields, "Tags": there["Tags"], "Targets": there["Targets"] })
        }
        None => json!({ "Fields": fields, "Tags": given, "Targets": {} }),
    };
    bank.set_side(RULE, &call.region, name, record);
    Ok(json!({ "RuleArn": arn(call, name) }))
}

/// Every leaf of a pattern is an array.
fn is_pattern(pattern: &Value) -> bool {
    let fields = pattern.as_object();
    fields.is_some_and(|fields| {
        !fields.is_empty() && fields.values().all(|it| it.is_array() || is_pattern(it))
    })
}

fn list(call: &Call, request: &Value, bank: &Bank) -> Result<Value, Refusal> {
    let rules = bank.sides(RULE, &call.region);
    let rules = rules.into_iter().map(|mut record| record["Fields"].take());
    let key = |rule: &Value| text(rule, "Name").to_owned();
    paged("Rules", rules.collect(), key, request)
}

fn delete(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = text(request, "Name");
    // A rule that is gone is deleted.
    if let Some(record) = bank.side(RULE, &call.region, name) {
        if record["Targets"]
            .as_object()
            .is_some_and(|it| !it.is_empty())
        {
            return Err(invalid("Rule can't be deleted since it has targets."));
        }
        bank.set_side(RULE, &call.region, name, Value::Null);
    }
    Ok(json!({}))
}

fn rule(call: &Call, name: &str, bank: &Bank) -> Result<Value, Refusal> {
    let record = bank.side(RULE, &call.region, name).cloned();
    record.ok_or_else(|| {
        let message = format!("Rule {name} does not exist on EventBus default.");
        Refusal::bad("ResourceNotFoundException", message)
    })
}

fn put_targets(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = text(request, "Rule");
    let mut record = rule(call, name, bank)?;
    for target in request["Targets"].as_array().into_iter().flatten() {
        if !text(target, "Arn").starts_with("arn:") {
            let message = format!("Parameter {} is not valid.", text(target, "Arn"));
            return Err(invalid(&message));
        }
        record["Targets"][text(target, "Id")] = target.clone();
    }
    if record["Targets"]
        .as_object()
        .is_some_and(|it| it.len() > TARGETS_MAX)
    {
        let message = "The requested resource exceeds the maximum number allowed.";
        return Err(Refusal::bad("LimitExceededException", message));
    }
    bank.set_side(RULE, &call.region, name, record);
    Ok(json!({ "FailedEntryCount": 0, "FailedEntries": [] }))
}

/// What is not there fails, and the rest is done all the same.
fn remove_targets(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = text(request, "Rule");
    let mut record = rule(call, name, bank)?;
    let mut failed = Vec::new();
    for id in request["Ids"].as_array().into_iter().flatten() {
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
    bank.set_side(RULE, &call.region, name, record);
    Ok(json!({ "FailedEntryCount": failed.len(), "FailedEntries": failed }))
}

fn list_targets(call: &Call, request: &Value, bank: &Bank) -> Result<Value, Refusal> {
    let record = rule(call, text(request, "Rule"), bank)?;
    let targets = record["Targets"].as_object().into_iter().flatten();
    let targets = targets.map(|(_, target)| target.clone()).collect();
    paged("Targets", targets, |it| text(it, "Id").to_owned(), request)
}

fn paged(
    list: &str,
    items: Vec<Value>,
    key: impl Fn(&Value) -> String,
    request: &Value,
) -> Result<Value, Refusal> {
    let size = match request["Limit"].as_u64() {
        Some(size @ 1..=100) => usize::try_from(size).unwrap_or(100),
        Some(_) => return Err(invalid("Value at 'limit' failed to satisfy constraint")),
        None => 100,
    };
    let (items, next) = page(items, key, request["NextToken"].as_str(), size);
    let mut body = json!({});
    body[list] = items.into();
    body["NextToken"] = next.into();
    Ok(body)
}

fn arn(call: &Call, name: &str) -> String {
    let (region, account) = (&call.region, &call.account);
    format!("arn:aws:events:{region}:{account}:rule/{name}")
}

/// The rule an ARN stands for.
fn tagged(call: &Call, request: &Value, bank: &Bank) -> Result<(String, Value), Refusal> {
    let wanted = text(request, "ResourceARN");
    let name = wanted.strip_prefix(&arn(call, "")).unwrap_or_default();
    Ok((name.to_owned(), rule(call, name, bank)?))
}

fn tag(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let (name, mut record) = tagged(call, request, bank)?;
    records::tag(&mut record, request);
    bank.set_side(RULE, &call.region, &name, record);
    Ok(json!({}))
}

fn untag(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let (name, mut record) = tagged(call, request, bank)?;
    records::untag(&mut record, &request["TagKeys"]);
    bank.set_side(RULE, &call.region, &name, record);
    Ok(json!({}))
}

fn list_tags(call: &Call, request: &Value, bank: &Bank) -> Result<Value, Refusal> {
    let (_, record) = tagged(call, request, bank)?;
    Ok(json!({ "Tags": records::listed_tags(&record) }))
}

fn invalid(message: &str) -> Refusal {
    Refusal::bad("ValidationException", message)
}
