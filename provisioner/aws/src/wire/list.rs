//! Lists in replies: JSON gives an array, XML the element that its items are in.

use gabakura_model::Value;

/// The items of a list, whatever they are called.
///
/// # Errors
/// When it is no list.
pub(crate) fn items(list: &Value) -> Result<Vec<Value>, String> {
    match list {
        Value::Null => Ok(Vec::new()),
        Value::Array(items) => Ok(items.clone()),
        Value::String(text) if text.trim().is_empty() => Ok(Vec::new()),
        Value::Object(parts) if parts.len() == 1 => match parts.values().next() {
            Some(Value::Array(items)) => Ok(items.clone()),
            one => Ok(one.cloned().into_iter().collect()),
        },
        other => Err(format!("`{other}` is no list")),
    }
}
