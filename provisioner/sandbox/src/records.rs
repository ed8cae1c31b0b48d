//! Records of the small services: what JSON requests and replies have in common.

use http::Method;
use serde_json::{Map, Value, json};

use crate::call::Call;
use crate::params::decode;

/// A field's text; empty when there is none.
pub(crate) fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

/// Tags of a list of `Key` and `Value`, by key.
pub(crate) fn tags(list: &Value) -> Map<String, Value> {
    let tags = list.as_array().into_iter().flatten();
    tags.map(|tag| (text(tag, "Key").to_owned(), tag["Value"].clone()))
        .collect()
}

/// Lays the `Tags` of a request over a record's.
pub(crate) fn tag(record: &mut Value, request: &Value) {
    for (key, value) in tags(&request["Tags"]) {
        record["Tags"][key] = value;
    }
}

/// Takes the `TagKeys` of a request off a record.
pub(crate) fn untag(record: &mut Value, keys: &Value) {
    let keys = keys.as_array().map(Vec::as_slice).unwrap_or_default();
    if let Some(tags) = record["Tags"].as_object_mut() {
        tags.retain(|key, _| !keys.contains(&json!(key)));
    }
}

/// A record's tags as a list of `Key` and `Value`.
pub(crate) fn listed_tags(record: &Value) -> Value {
    let tags = record["Tags"].as_object().into_iter().flatten();
    tags.map(|(key, value)| json!({ "Key": key, "Value": value }))
        .collect()
}

/// Tags a record by `POST /tags/ARN` and takes tags off by `DELETE /tags/ARN?tagKeys=…`.
pub(crate) fn tag_by_rest(call: &Call, method: &Method, record: &mut Value) {
    tag_by_rest_as("tags", call, method, record);
}

/// The same for a service that calls the field otherwise.
pub(crate) fn tag_by_rest_as(field: &str, call: &Call, method: &Method, record: &mut Value) {
    if *method == Method::POST {
        for (key, value) in call.json()[field].as_object().into_iter().flatten() {
            record[field][key] = value.clone();
        }
    } else if let Some(tags) = record[field].as_object_mut() {
        let pairs = call
            .query
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        let keys = pairs.filter(|(name, _)| *name == "tagKeys");
        for (_, key) in keys {
            tags.remove(&decode(key));
        }
    }
}
