//! Small things one does with JSON values.

use serde_json::{Map, Value};

/// The text of a field, or nothing.
pub(crate) fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// Sets a field of an object.
pub(crate) fn set(value: &mut Value, field: &str, content: impl Into<Value>) {
    if let Value::Object(fields) = value {
        fields.insert(field.to_owned(), content.into());
    }
}

/// Takes a field out of an object.
pub(crate) fn take(value: &mut Value, field: &str) -> Option<Value> {
    value.as_object_mut()?.remove(field)
}

/// Merges `patch` into `value`: objects field by field, `null` removes, all else replaces.
pub(crate) fn merge(value: &mut Value, patch: Value) {
    match (value, patch) {
        (Value::Object(fields), Value::Object(patch)) => {
            for (name, content) in patch {
                if content.is_null() {
                    fields.remove(&name);
                } else {
                    merge(fields.entry(name).or_insert(Value::Null), content);
                }
            }
        }
        (value, patch) => *value = patch,
    }
}

/// Fills in what is missing. A key `name?` is looked into only where `name` is there, `name[]`
/// in each element of the list `name`.
pub(crate) fn fill(value: &mut Value, defaults: &Map<String, Value>) {
    let Value::Object(fields) = value else { return };
    for (key, default) in defaults {
        if let (Some(name), Value::Object(inner)) = (key.strip_suffix("[]"), default) {
            let elements = fields.get_mut(name).and_then(Value::as_array_mut);
            elements
                .into_iter()
                .flatten()
                .for_each(|element| fill(element, inner));
        } else if let (Some(name), Value::Object(inner)) = (key.strip_suffix('?'), default) {
            if let Some(value) = fields.get_mut(name) {
                fill(value, inner);
            }
        } else {
            fields.entry(key).or_insert_with(|| default.clone());
        }
    }
}
