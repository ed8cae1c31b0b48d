//! What our last apply left: this is how we know what is ours.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::resource::{Address, Kind, Tags};
use crate::tenancy::TenancyId;
use crate::time::Timestamp;
use crate::value::Value;

/// One resource as we left it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordedResource {
    /// Its address.
    pub address: Address,
    /// Its kind.
    pub kind: Kind,
    /// The cloud's identity for it.
    pub id: String,
    /// The spec it was last given, every reference resolved.
    pub spec: Value,
    /// The same spec with its references open: what it refers to may be replaced one day.
    pub declared: Value,
    /// The tags it was last given.
    #[serde(default)]
    pub tags: Tags,
    /// What references to it resolve to, `id` excepted.
    #[serde(default)]
    pub outputs: BTreeMap<String, String>,
    /// What it depends on; deletions are ordered the other way round.
    #[serde(default)]
    pub depends_on: Vec<Address>,
    /// Whether whatever else exists inside it is drift.
    #[serde(default)]
    pub exclusive: bool,
    /// When it was last written.
    pub recorded_at: Timestamp,
}

impl RecordedResource {
    /// An output by name; `id` is the identity.
    pub fn output(&self, field: &str) -> Option<&str> {
        if field == "id" {
            Some(&self.id)
        } else {
            self.outputs.get(field).map(String::as_str)
        }
    }
}

/// All that is recorded of one tenancy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// The tenancy.
    pub tenancy: TenancyId,
    /// Grows by one with each change of the record; a plan names the serial it saw.
    pub serial: u64,
    /// The resources, by address.
    pub resources: BTreeMap<Address, RecordedResource>,
}

impl Recorded {
    /// The record of a tenancy that was never applied.
    pub fn empty(tenancy: TenancyId) -> Self {
        Self {
            tenancy,
            serial: 0,
            resources: BTreeMap::new(),
        }
    }
}
