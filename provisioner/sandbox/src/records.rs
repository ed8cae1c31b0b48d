//! What the services that keep JSON records have in common.

use serde_json::{Map, Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::paging::page;
use crate::service::{Answer, Context};

/// A member's text; empty when there is none.
pub(crate) fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_default()
}

/// The items of an array; none when it is not one.
pub(crate) fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The output of an operation that returns nothing.
pub(crate) fn done() -> Answer {
    Ok(json!({}))
}

/// Whether `text` could be a policy document: a JSON object with statements.
pub(crate) fn is_policy(text: &str) -> bool {
    let parsed: Option<Value> = serde_json::from_str(text).ok();
    parsed.is_some_and(|policy| policy.get("Statement").is_some_and(|it| !it.is_null()))
}

/// One page of records, sorted by a member, and the token of the next.
pub(crate) fn page_by(
    records: Vec<Value>,
    member: &str,
    token: Option<&str>,
    size: usize,
) -> (Vec<Value>, Option<String>) {
    page(records, |it| text(it, member).to_owned(), token, size)
}

/// The size of a page that a request asks for.
pub(crate) fn page_size(
    asked: &Value,
    default: usize,
    invalid: impl FnOnce() -> AwsError,
    max: usize,
) -> Result<usize, AwsError> {
    match asked
        .as_u64()
        .map(|size| usize::try_from(size).unwrap_or(usize::MAX))
    {
        None => Ok(default),
        Some(size) if (1..=max).contains(&size) => Ok(size),
        Some(_) => Err(invalid()),
    }
}

/// Tags by key, given as a map or as a list of `Key` and `Value`.
pub(crate) fn tags(given: &Value) -> Map<String, Value> {
    if let Value::Object(map) = given {
        return map.clone();
    }
    items(given)
        .map(|tag| (text(tag, "Key").to_owned(), tag["Value"].clone()))
        .collect()
}

/// Adds tags to a record's `member`.
pub(crate) fn tag(record: &mut Value, member: &str, given: Map<String, Value>) {
    for (key, value) in given {
        record[member][key] = value;
    }
}

/// Removes the tags with `keys`, one or a list, from a record's `member`.
pub(crate) fn untag(record: &mut Value, member: &str, keys: &Value) {
    let is_named = |key: &String| keys == key || items(keys).any(|it| it == key);
    if let Some(tags) = record[member].as_object_mut() {
        tags.retain(|key, _| !is_named(key));
    }
}

/// A record's `Tags` as a list of `Key` and `Value`.
pub(crate) fn tag_list(record: &Value) -> Value {
    let tags = record["Tags"].as_object().into_iter().flatten();
    tags.map(|(key, value)| json!({ "Key": key, "Value": value }))
        .collect()
}

/// Finds the record that a request names by ARN: where it is kept, and the record.
pub(crate) type Find = fn(&Context) -> Result<(Kind, String, Value), AwsError>;

/// Adds the tags under `given` in the request to the record's `member`.
pub(crate) fn tag_resource(cx: &mut Context, find: Find, member: &str, given: &str) -> Answer {
    change(cx, find, |it, request| {
        tag(it, member, tags(&request[given]))
    })
}

/// Removes the tags whose keys are under `keys` in the request from the record's `member`.
pub(crate) fn untag_resource(cx: &mut Context, find: Find, member: &str, keys: &str) -> Answer {
    change(cx, find, |it, request| untag(it, member, &request[keys]))
}

/// Returns the record's `Tags` as a list under `listed`.
pub(crate) fn list_tags(cx: &mut Context, find: Find, listed: &str) -> Answer {
    let (_, _, record) = find(cx)?;
    Ok(json!({ listed: tag_list(&record) }))
}

/// Changes the record that a request names, by the request.
pub(crate) fn change(
    cx: &mut Context,
    find: Find,
    change: impl FnOnce(&mut Value, &Value),
) -> Answer {
    let (kind, id, mut record) = find(cx)?;
    change(&mut record, cx.request);
    cx.put(kind, &id, record);
    done()
}
