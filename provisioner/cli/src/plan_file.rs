//! The file of a saved plan: written canonically, refused when a single byte of it is not as
//! it was written. Pure: bytes in, bytes out.

use gabakura_model::Value;
use gabakura_model::plan::Plan;
use gabakura_planner::digest;
use serde::{Deserialize, Serialize};

use crate::signature::{PublicKey, Signature, SigningKey};

/// Version of the file's format, and of the plan in it.
pub const FORMAT: &str = "2.0";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanFile {
    plan: Plan,
    /// The key that signed it, where one did.
    signed_by: Option<PublicKey>,
    /// SHA-256 (hex) over the plan, its times included, and over who signed it.
    seal: String,
    signature: Option<Signature>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SavedPlan {
    pub plan: Plan,
    /// The key whose signature it bears; the signature was verified.
    pub signed_by: Option<PublicKey>,
}

/// Why a plan file is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanFileError {
    /// It is not JSON.
    NotJson { problem: String },
    /// Another release wrote it.
    Format {
        /// The format it has.
        found: String,
    },
    /// It is JSON, but not a plan.
    Shape { problem: String },
    /// Something in it was not written by [`write()`]: a key, white space, another order.
    Foreign {
        /// Where: a path such as `plan.tenancies[0]`, or a byte.
        place: String,
    },
    /// Its content is not what was sealed.
    Seal,
    /// Its signature is not that of the key it names.
    Signature,
}

impl PlanFileError {
    /// Whether the file was changed after it was written.
    pub fn is_tampering(&self) -> bool {
        !matches!(self, Self::NotJson { .. } | Self::Format { .. })
    }
}

/// The bytes of a plan's file, signed where a key is given.
pub fn write(plan: &Plan, key: Option<&SigningKey>) -> Vec<u8> {
    let signed_by = key.map(SigningKey::public);
    let seal = digest::of(&(plan, &signed_by));
    let file = PlanFile {
        plan: plan.clone(),
        signed_by,
        signature: key.map(|key| key.sign(&seal)),
        seal,
    };
    bytes(&file)
}

/// Reads a plan file back.
///
/// # Guarantees
/// `Ok` means that the bytes are exactly those [`write()`] gave for this plan, and that a
/// signature it bears is good. Whether a signature is demanded is the caller's decision.
///
/// # Errors
/// The first of [`PlanFileError`] that applies, in their order.
pub fn read(text: &[u8]) -> Result<SavedPlan, PlanFileError> {
    let problem = |error: serde_json::Error| error.to_string();
    let raw: Value = serde_json::from_slice(text).map_err(|error| PlanFileError::NotJson {
        problem: problem(error),
    })?;
    match raw.pointer("/plan/format_version").and_then(Value::as_str) {
        None | Some(FORMAT) => {}
        Some(found) => {
            let found = found.to_owned();
            return Err(PlanFileError::Format { found });
        }
    }
    let file: PlanFile = serde_json::from_slice(text).map_err(|error| PlanFileError::Shape {
        problem: problem(error),
    })?;
    let written = bytes(&file);
    if written != text {
        let ours = serde_json::to_value(&file).expect("a plan serialises to JSON");
        let place = difference(&raw, &ours, String::new()).unwrap_or_else(|| {
            let same = text.iter().zip(&written).take_while(|(a, b)| a == b);
            format!("byte {}", same.count() + 1)
        });
        return Err(PlanFileError::Foreign { place });
    }
    let whole = digest::of(&(&file.plan, &file.signed_by)) == file.seal;
    if !whole || digest::of_plan(&file.plan) != file.plan.digest {
        return Err(PlanFileError::Seal);
    }
    let good = match (&file.signed_by, &file.signature) {
        (None, None) => true,
        (Some(key), Some(signature)) => key.verifies(&file.seal, signature),
        _ => false,
    };
    if !good {
        return Err(PlanFileError::Signature);
    }
    let (plan, signed_by) = (file.plan, file.signed_by);
    Ok(SavedPlan { plan, signed_by })
}

fn bytes(file: &PlanFile) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(file).expect("a plan serialises to JSON");
    text.push(b'\n');
    text
}

/// The path of the first value that one has and the other has not.
fn difference(theirs: &Value, ours: &Value, path: String) -> Option<String> {
    match (theirs, ours) {
        (Value::Object(a), Value::Object(b)) => {
            let keys = a.keys().chain(b.keys());
            keys.into_iter().find_map(|key| {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                match (a.get(key), b.get(key)) {
                    (Some(a), Some(b)) => difference(a, b, path),
                    _ => Some(path),
                }
            })
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .find_map(|(at, (a, b))| difference(a, b, format!("{path}[{at}]"))),
        (a, b) => (a != b).then_some(path),
    }
}

#[cfg(test)]
mod tests;
