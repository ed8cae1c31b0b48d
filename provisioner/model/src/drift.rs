//! Drift: recorded against observed, field by field.

use serde::{Deserialize, Serialize};

use crate::observed::Owner;
use crate::resource::Kind;
use crate::value::Value;

/// How a resource drifted. `Unknown` is neither drifted nor in sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DriftStatus {
    /// It exists with other settings.
    Changed,
    /// The cloud no longer has it.
    Missing,
    /// It exists inside a resource of ours, and nobody declared it.
    Unmanaged,
    /// It exists inside a resource of ours and cannot be declared: reported, and no drift.
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
    /// Its address; for an unmanaged one `TENANCY/?/ID`.
    pub address: String,
    /// Its kind.
    pub kind: Kind,
    /// The cloud's identity for it.
    pub id: String,
    /// How it drifted.
    pub status: DriftStatus,
    /// Its owner.
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
    /// What the cloud reports; `null` when it is absent.
    pub observed: Option<Value>,
}
