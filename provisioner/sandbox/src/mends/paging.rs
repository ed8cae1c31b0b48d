//! Pages of a list.
//!
//! AWS pages its lists in a stable order. The service crates return everything at once, in the
//! order of a hash map.

use serde_json::{Value, json};

use crate::refusal::Refusal;

/// Sorts `items` by `key` and returns those of the wanted page, with the marker of the next.
///
/// A marker is the key of the last item already returned.
pub(crate) fn page<T>(
    mut items: Vec<T>,
    key: impl Fn(&T) -> String,
    marker: Option<&str>,
    size: usize,
) -> (Vec<T>, Option<String>) {
    items.sort_by_cached_key(&key);
    if let Some(marker) = marker {
        items.retain(|item| key(item).as_str() > marker);
    }
    let truncated = items.len() > size;
    items.truncate(size);
    let next = items.last().filter(|_| truncated).map(key);
    (items, next)
}

/// Pages the array `list` of a JSON answer by `Limit` and `Marker`, as KMS does.
pub(crate) fn page_json(
    body: &mut Value,
    list: &str,
    key: &str,
    request: &Value,
    default_size: usize,
) -> Result<(), Refusal> {
    let items = body[list].as_array().cloned().unwrap_or_default();
    let size = match request.get("Limit").and_then(Value::as_u64) {
        Some(size @ 1..=1000) => usize::try_from(size).unwrap_or(default_size),
        Some(_) => {
            let message = "Limit must be between 1 and 1000";
            return Err(Refusal::bad("ValidationException", message));
        }
        None => default_size,
    };
    let text = |item: &Value| item[key].as_str().unwrap_or_default().to_owned();
    let (items, next) = page(items, text, request["Marker"].as_str(), size);
    body[list] = items.into();
    body["Truncated"] = json!(next.is_some());
    if let Some(next) = next {
        body["NextMarker"] = json!(next);
    }
    Ok(())
}
