//! The difference between two canonical values, field by field.

use gabakura_model::Value;
use gabakura_model::plan::FieldChange;
use gabakura_model::reference::is_unresolved;
use gabakura_model::resource::Tags;

/// What differs between a spec as it is and as it should be.
///
/// Only fields that `after` declares count: a top-level field that nobody declared is not
/// managed. Below the top level the comparison is exact, so that a condition added to a policy
/// statement shows.
pub fn specs(before: &Value, after: &Value) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in new {
                compare(key, old.get(key), Some(value), &mut changes);
            }
        }
        _ => compare("", Some(before), Some(after), &mut changes),
    }
    changes
}

/// What differs between the tags it has and the tags that are declared. Other tags may stay.
pub fn tags(before: &Tags, after: &Tags) -> Vec<FieldChange> {
    let text = |value: &String| Value::String(value.clone());
    let differing = after
        .iter()
        .filter(|(key, value)| before.get(*key) != Some(value));
    differing
        .map(|(key, value)| FieldChange {
            path: format!("tags.{key}"),
            before: before.get(key).map(text),
            after: Some(text(value)),
        })
        .collect()
}

/// The same changes, seen from the other side.
pub fn reversed(changes: Vec<FieldChange>) -> Vec<FieldChange> {
    let turn = |c: FieldChange| FieldChange {
        path: c.path,
        before: c.after,
        after: c.before,
    };
    changes.into_iter().map(turn).collect()
}

fn compare(path: &str, old: Option<&Value>, new: Option<&Value>, out: &mut Vec<FieldChange>) {
    if old == new && !new.is_some_and(is_unresolved) {
        return;
    }
    match (old, new) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let mut keys: Vec<&String> = old.keys().chain(new.keys()).collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                compare(&format!("{path}.{key}"), old.get(key), new.get(key), out);
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) => compare_lists(path, old, new, out),
        _ => out.push(FieldChange {
            path: path.to_owned(),
            before: old.cloned(),
            after: new.cloned(),
        }),
    }
}

/// Lists: the elements that went and the elements that came; one changed element is followed in.
fn compare_lists(path: &str, old: &[Value], new: &[Value], out: &mut Vec<FieldChange>) {
    let gone = missing_from(new, old);
    let come = missing_from(old, new);
    if let ([went], [came]) = (&gone[..], &come[..])
        && old[*went].is_object()
        && new[*came].is_object()
    {
        return compare(
            &format!("{path}[{went}]"),
            Some(&old[*went]),
            Some(&new[*came]),
            out,
        );
    }
    // The same elements in another order: only an ordered list gets here, sets are sorted.
    let same = gone.is_empty() && come.is_empty();
    let pick = |list: &[Value], picked: &[usize]| -> Value {
        if same {
            list.into()
        } else {
            picked.iter().map(|&at| list[at].clone()).collect()
        }
    };
    out.push(FieldChange {
        path: path.to_owned(),
        before: Some(pick(old, &gone)),
        after: Some(pick(new, &come)),
    });
}

/// Positions in `list` of the elements that `other` lacks, repetitions counted.
fn missing_from(other: &[Value], list: &[Value]) -> Vec<usize> {
    let mut taken = vec![false; other.len()];
    let mut lacks = |value: &Value| {
        let open = is_unresolved(value);
        let twin = (0..other.len()).find(|&at| !taken[at] && !open && &other[at] == value);
        twin.map(|at| taken[at] = true).is_none()
    };
    (0..list.len()).filter(|&at| lacks(&list[at])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn paths(before: Value, after: Value) -> Vec<(String, Option<Value>, Option<Value>)> {
        specs(&before, &after)
            .into_iter()
            .map(|c| (c.path, c.before, c.after))
            .collect()
    }

    #[test]
    fn fields_nobody_declared_are_not_managed_but_nested_ones_are_exact() {
        assert!(paths(json!({"a": 1, "extra": 2}), json!({"a": 1})).is_empty());
        let nested = paths(json!({"p": {"a": 1, "extra": 2}}), json!({"p": {"a": 1}}));
        assert_eq!(nested, [("p.extra".to_owned(), Some(json!(2)), None)]);
    }

    #[test]
    fn lists_show_what_went_and_what_came() {
        let rule = |cidr: &str| json!({"cidr": cidr, "port": 443});
        let one = paths(
            json!({"in": [rule("a"), rule("b")]}),
            json!({"in": [rule("a"), rule("c")]}),
        );
        assert_eq!(
            one,
            [("in[1].cidr".to_owned(), Some(json!("b")), Some(json!("c")))]
        );
        let extra = paths(
            json!({"in": [rule("a"), rule("b")]}),
            json!({"in": [rule("a")]}),
        );
        assert_eq!(
            extra,
            [("in".to_owned(), Some(json!([rule("b")])), Some(json!([])))]
        );
        let order = paths(json!({"l": [1, 2]}), json!({"l": [2, 1]}));
        assert_eq!(
            order,
            [("l".to_owned(), Some(json!([1, 2])), Some(json!([2, 1])))]
        );
    }

    #[test]
    fn what_is_not_known_yet_differs_from_everything() {
        let open = json!({"vpc_id": "${ref:131016/acme/prod/network/vpc#id}"});
        assert_eq!(specs(&json!({"vpc_id": "vpc-1"}), &open).len(), 1);
        assert_eq!(specs(&open, &open).len(), 1);
    }

    #[test]
    fn tags_that_were_never_declared_may_stay() {
        let tags_of = |pairs: &[(&str, &str)]| -> Tags {
            pairs
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect()
        };
        let changes = tags(
            &tags_of(&[("a", "1"), ("x", "9")]),
            &tags_of(&[("a", "2"), ("b", "3")]),
        );
        let paths: Vec<_> = changes.iter().map(|c| c.path.as_str()).collect();
        assert_eq!(paths, ["tags.a", "tags.b"]);
    }
}
