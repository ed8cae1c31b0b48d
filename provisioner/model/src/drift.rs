//! Drift: recorded against observed, field by field.

use serde::{Deserialize, Serialize};

use crate::Value;
use crate::observed::Owner;
use crate::resource::Kind;

/// How a resource drifted. `Unknown` is neither drifted nor in sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DriftStatus {
    /// It exists with other settings.
    Changed,
    /// The cloud no longer has it.
    Missing,
    /// It stands inside what is ours and nobody declared it.
    Unmanaged,
    /// It stands inside what is ours, and nobody can declare it: told, and no drift.
    Foreign,
    /// It could not be observed.
    Unknown,
}

impl DriftStatus {
    /// Whether something differs from what we left.
    pub fn is_drift(self) -> bool {
        matches!(self, Self::Changed | Self::Missing | Self::Unmanaged)
    }
}

/// One drifted resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DriftEntry {
    /// Its address; for an unmanaged one, where it stands: `TENANCY/?/ID`.
    pub address: String,
    /// Its kind.
    pub kind: Kind,
    /// The cloud's identity for it.
    pub id: String,
    /// How it drifted.
    pub status: DriftStatus,
    /// Who answers for it.
    pub owner: Owner,
    /// What differs, field by field.
    pub fields: Vec<DriftField>,
    /// Why it is unknown, when it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// One drifted field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DriftField {
    /// Dotted path: `rotation`, `ingress`, `tags.Name`.
    pub path: String,
    /// What we left; `null` when it was absent.
    pub expected: Option<Value>,
    /// What is there; `null` when it is gone.
    pub observed: Option<Value>,
}
