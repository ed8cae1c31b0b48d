//! Canonical digests: what was reviewed is what is applied.

use gabakura_model::Value;
use gabakura_model::plan::{Plan, TenancyPlan};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::source::SourceFile;

/// SHA-256 (hex) of a value's canonical JSON: keys sorted, no white space.
pub fn of<T: Serialize + ?Sized>(value: &T) -> String {
    let canonical = canonical(value);
    let text = serde_json::to_vec(&canonical).expect("a JSON value always serialises");
    hex(&Sha256::digest(text))
}

/// SHA-256 (hex) over files, their paths included, in the order given.
pub fn of_files(files: &[SourceFile]) -> String {
    let mut hash = Sha256::new();
    for file in files {
        for part in [file.path.as_bytes(), file.text.as_bytes()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    hex(&hash.finalize())
}

/// The digest of what plans saw: identities, settings and tags of what they decide about.
pub fn of_observed(plans: &[TenancyPlan]) -> String {
    let seen = |plan: &TenancyPlan| -> Value {
        let changes = plan
            .changes
            .iter()
            .map(|c| canonical(&(&c.address, &c.id, &c.before, &c.tags_before, &c.outputs)));
        Value::Array(changes.chain([canonical(&plan.coverage.gaps)]).collect())
    };
    of(&plans.iter().map(seen).collect::<Vec<Value>>())
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
