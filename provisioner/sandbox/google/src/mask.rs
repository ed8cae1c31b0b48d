//! Field masks: which fields an update is about.

use serde_json::{Map, Value};

/// `display_name` as `displayName`; dots stay.
pub(crate) fn camel(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut upper = false;
    for letter in name.chars() {
        match letter {
            '_' => upper = true,
            letter if upper => {
                camel.extend(letter.to_uppercase());
                upper = false;
            }
            letter => camel.push(letter),
        }
    }
    camel
}

/// Copies what `mask` names from `from` to `to`; what is named and absent in `from` is removed.
///
/// # Errors
/// The first path of `mask` whose field `known` does not know.
pub(crate) fn apply(
    mask: &str,
    from: &Value,
    to: &mut Value,
    known: impl Fn(&str) -> bool,
) -> Result<(), String> {
    for path in mask
        .split(',')
        .map(str::trim)
        .filter(|path| !path.is_empty())
    {
        let path = camel(path);
        let steps: Vec<&str> = path.split('.').collect();
        // Some services name the message first: `policy.spec`.
        let steps = match steps.as_slice() {
            [first, rest @ ..] if !known(first) && rest.first().is_some_and(|next| known(next)) => {
                rest
            }
            steps => steps,
        };
        if !steps.first().is_some_and(|first| known(first)) {
            return Err(path);
        }
        let value = steps.iter().try_fold(from, |value, step| value.get(step));
        set(to, steps, value.cloned());
    }
    Ok(())
}

fn set(target: &mut Value, steps: &[&str], value: Option<Value>) {
    let [step, rest @ ..] = steps else { return };
    let Value::Object(fields) = target else {
        return;
    };
    if !rest.is_empty() {
        if value.is_none() && !fields.contains_key(*step) {
            return;
        }
        let inner = fields
            .entry(*step)
            .or_insert_with(|| Value::Object(Map::new()));
        return set(inner, rest, value);
    }
    match value {
        Some(value) => fields.insert((*step).to_owned(), value),
        None => fields.remove(*step),
    };
}
