//! References from one resource's spec to another's identity.
//!
//! In a spec a reference is part of a string: `${ref:131016/acme/prod/network/vpc#id}`.
//! Templates write `{ ref = "vpc", field = "id" }`; the text form exists from
//! rendering until the value is known.

use std::collections::BTreeSet;

use crate::resource::Address;
use crate::value::Value;

/// What opens a reference inside a string. No value of a user may contain it.
pub const OPEN: &str = "${ref:";
const CLOSE: char = '}';

/// One reference: an address and the output it asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The resource referred to.
    pub address: Address,
    /// The output: `id`, `arn`, …
    pub field: String,
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{OPEN}{}#{}{CLOSE}", self.address, self.field)
    }
}

/// Calls `visit` on each string in a value, keys excepted.
fn strings<'v>(value: &'v Value, visit: &mut impl FnMut(&'v str)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(items) => items.iter().for_each(|item| strings(item, visit)),
        Value::Object(map) => map.values().for_each(|item| strings(item, visit)),
        _ => {}
    }
}

/// Splits a string into literal runs and references, in order.
fn pieces(text: &str) -> Vec<Result<Reference, &str>> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(OPEN) {
        let inner = &rest[start + OPEN.len()..];
        let parsed = inner.find(CLOSE).and_then(|end| {
            let (address, field) = inner[..end].split_once('#')?;
            let address = address.parse().ok()?;
            Some((
                Reference {
                    address,
                    field: field.to_owned(),
                },
                &inner[end + 1..],
            ))
        });
        let Some((reference, after)) = parsed else {
            break;
        };
        out.push(Err(&rest[..start]));
        out.push(Ok(reference));
        rest = after;
    }
    out.push(Err(rest));
    out
}

/// Every reference in a value.
pub fn references(value: &Value) -> BTreeSet<Reference> {
    let mut found = BTreeSet::new();
    strings(value, &mut |text| {
        if text.contains(OPEN) {
            found.extend(pieces(text).into_iter().filter_map(Result::ok));
        }
    });
    found
}

/// Whether a value still holds a reference, and so is not known yet.
pub fn is_unresolved(value: &Value) -> bool {
    let mut open = false;
    strings(value, &mut |text| open |= text.contains(OPEN));
    open
}

/// Replaces each reference that `look_up` knows; leaves the others as they are.
pub fn resolve(value: &Value, look_up: &impl Fn(&Reference) -> Option<String>) -> Value {
    match value {
        Value::String(text) if text.contains(OPEN) => {
            let mut out = String::new();
            for piece in pieces(text) {
                match piece {
                    Err(literal) => out.push_str(literal),
                    Ok(reference) => match look_up(&reference) {
                        Some(known) => out.push_str(&known),
                        None => out.push_str(&reference.to_string()),
                    },
                }
            }
            Value::String(out)
        }
        Value::Array(items) => items.iter().map(|item| resolve(item, look_up)).collect(),
        Value::Object(map) => map
            .iter()
            .map(|(key, item)| (key.clone(), resolve(item, look_up)))
            .collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn references_are_found_and_resolved_inside_strings() {
        let spec = json!({"a": ["x ${ref:131016/acme/prod/network/vpc#id}/*"], "b": 1});
        let found: Vec<_> = references(&spec).into_iter().collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].field, "id");
        assert!(is_unresolved(&spec));
        let known = resolve(&spec, &|r| (r.field == "id").then(|| "vpc-1".to_owned()));
        assert_eq!(known, json!({"a": ["x vpc-1/*"], "b": 1}));
        assert_eq!(resolve(&spec, &|_| None), spec);
    }

    #[test]
    fn a_broken_reference_stays_text() {
        for text in [
            "${ref:",
            "${ref:nowhere#id}",
            "${ref:131016/acme/prod/network/vpc}",
        ] {
            assert_eq!(
                resolve(&json!(text), &|_| Some("!".to_owned())),
                json!(text)
            );
        }
    }
}
