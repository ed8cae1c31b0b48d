//! Specs against their schema: every error of a spec, each at its own template line.

use gabakura_model::Value;
use gabakura_model::catalogue::{KindSchema, SpecError};
use serde_json::Map;
use toml::de::{DeTable, DeValue};

use super::reading::Reading;
use crate::source::nearest;

/// How many errors of one spec are reported.
const ERRORS_MAX: usize = 20;

/// Brings a spec to canonical form; `None` when it has errors, which are reported.
///
/// A schema stops at its first error, so the field at error is left out and the rest asked again.
pub(super) fn canonical(
    reading: &mut Reading<'_>,
    schema: &KindSchema,
    json: Map<String, Value>,
    written: Option<&DeTable<'_>>,
    at: usize,
) -> Option<Value> {
    let mut json = Value::Object(json);
    let mut left_out: Vec<String> = Vec::new();
    for _ in 0..ERRORS_MAX {
        let error = match (schema.canonical)(&json) {
            Ok(canonical) => return left_out.is_empty().then_some(canonical),
            Err(error) => error,
        };
        // A missing field we left out ourselves is no error of the author's.
        if left_out
            .iter()
            .any(|name| error.problem.contains(&format!("`{name}`")))
        {
            return None;
        }
        let steps = steps(&error.path);
        report(reading, schema, &error, find(written, &steps).unwrap_or(at));
        let top = match steps.first() {
            Some(Step::Key(top)) => (*top).to_owned(),
            _ => return None,
        };
        let removed = json.as_object_mut().and_then(|fields| fields.remove(&top));
        removed.as_ref()?;
        left_out.push(top);
    }
    None
}

fn report(reading: &mut Reading<'_>, schema: &KindSchema, error: &SpecError, at: usize) {
    let mut diagnostic = reading
        .diagnostic("spec-fault", at)
        .with("kind", &schema.kind)
        .with("path", &error.path)
        .with("problem", &error.problem);
    let mut words = error.problem.split('`').skip(1).step_by(2);
    // The parser lists what it knows in backquotes, the unknown word first.
    if error.problem.starts_with("unknown")
        && let Some(unknown) = words.next()
        && let Some(suggestion) = nearest(unknown, words)
    {
        diagnostic = diagnostic.with("suggestion", suggestion);
    }
    reading.report(diagnostic);
}

/// One step of a dotted path.
enum Step<'p> {
    Key(&'p str),
    Index(usize),
}

/// The steps of `ingress[0].port`; none for `.`.
fn steps(path: &str) -> Vec<Step<'_>> {
    let parts = path.split(['.', '[']).filter(|part| !part.is_empty());
    parts
        .map(
            |part| match part.strip_suffix(']').and_then(|index| index.parse().ok()) {
                Some(index) => Step::Index(index),
                None => Step::Key(part),
            },
        )
        .collect()
}

/// The offset of the deepest step that was written.
fn find(table: Option<&DeTable<'_>>, steps: &[Step<'_>]) -> Option<usize> {
    let (Step::Key(first), rest) = steps.split_first()? else {
        return None;
    };
    let (key, mut value) = table?.get_key_value(*first)?;
    let mut at = key.span().start;
    for step in rest {
        let next = match (step, value.get_ref()) {
            (Step::Key(name), DeValue::Table(table)) => {
                table.get_key_value(*name).map(|(key, next)| {
                    at = key.span().start;
                    next
                })
            }
            (Step::Index(index), DeValue::Array(items)) => items.get(*index).inspect(|next| {
                at = next.span().start;
            }),
            _ => None,
        };
        let Some(next) = next else { break };
        value = next;
    }
    Some(at)
}
