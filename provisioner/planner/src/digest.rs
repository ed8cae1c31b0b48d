//! Canonical digests: what was reviewed is what is applied.

use std::collections::BTreeMap;

use gabakura_model::Value;
use gabakura_model::graph::ResourceGraph;
use gabakura_model::plan::{Plan, TenancyPlan};
use gabakura_model::resource::Resource;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::source::SourceFile;

/// SHA-256 (hex) of a value's canonical JSON: keys sorted, no white space.
pub fn of<T: Serialize + ?Sized>(value: &T) -> String {
    let canonical = canonical(value);
    let text = serde_json::to_vec(&canonical).expect("a JSON value always serialises");
    hex(&Sha256::digest(text))
}

/// SHA-256 (hex) of a text as it is.
pub fn of_text(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// SHA-256 (hex) of each file's text, by its path.
pub fn of_files(files: &[SourceFile]) -> BTreeMap<String, String> {
    let one = |file: &SourceFile| (file.path.as_ref().to_owned(), of_text(&file.text));
    files.iter().map(one).collect()
}

/// The digest of what is desired, wherever it was declared.
pub fn of_desired(graph: &ResourceGraph) -> String {
    let one = |r: &Resource| {
        canonical(&(
            &r.address,
            &r.kind,
            &r.spec,
            &r.tags,
            &r.depends_on,
            r.exclusive,
        ))
    };
    of(&graph.iter().map(one).collect::<Vec<Value>>())
}

/// The digest of what a plan saw: identities, settings and tags of what it decides about, what
/// withheld a decision, and what could not be observed.
pub fn of_observed(plan: &TenancyPlan) -> String {
    let changes = plan
        .changes
        .iter()
        .map(|c| canonical(&(&c.address, &c.id, &c.before, &c.tags_before, &c.outputs)));
    let held = [canonical(&plan.withheld), canonical(&plan.coverage.gaps)];
    of(&changes.chain(held).collect::<Vec<Value>>())
}

/// The digest of a plan: over everything in it but its own digest and the times.
pub fn of_plan(plan: &Plan) -> String {
    let mut value = canonical(plan);
    if let Some(map) = value.as_object_mut() {
        map.remove("digest");
        map.remove("made_at");
    }
    let tenancies = value.get_mut("tenancies").and_then(Value::as_array_mut);
    for tenancy in tenancies.into_iter().flatten() {
        if let Some(coverage) = tenancy.get_mut("coverage").and_then(Value::as_object_mut) {
            coverage.remove("observed_at");
        }
    }
    of(&value)
}

/// JSON with keys in order; going through [`Value`] sorts them.
fn canonical<T: Serialize + ?Sized>(value: &T) -> Value {
    serde_json::to_value(value).expect("our own types serialise to JSON with text keys")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
