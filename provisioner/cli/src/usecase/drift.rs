//! `drift`: what changed since the last apply, field by field.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_engine::in_doubt;
use gabakura_model::drift::DriftEntry;
use gabakura_model::observed::{Coverage, Observed};
use gabakura_model::recorded::Recorded;
use gabakura_model::tenancy::TenancyId;

use crate::error::Error;
use crate::usecase::session::Session;

/// Drift, and what was observed to find it.
#[derive(Debug, Default)]
pub struct Drifted {
    /// In order of address.
    pub entries: Vec<DriftEntry>,
    /// Per tenancy.
    pub coverage: BTreeMap<TenancyId, Coverage>,
}

impl Drifted {
    pub fn any(&self) -> bool {
        self.entries.iter().any(|entry| entry.status.is_drift())
    }
}

impl Session<'_> {
    /// Compares the record with the clouds.
    pub async fn drift(&self) -> Result<Drifted, Error> {
        let recorded = self.recorded(&self.everyone()).await?;
        let observed = self.observe(&recorded, &BTreeSet::new()).await?;
        self.drift_of(&recorded, &observed).await
    }

    /// The same, for an observation already made.
    pub async fn drift_of(
        &self,
        recorded: &BTreeMap<TenancyId, Recorded>,
        observed: &BTreeMap<TenancyId, Observed>,
    ) -> Result<Drifted, Error> {
        let catalogue = &self.project.catalogue;
        let mut drifted = Drifted::default();
        for (id, recorded) in recorded {
            let doubts = in_doubt(&self.world, id).await?;
            let observed = &observed[id];
            let entries = gabakura_planner::drift(recorded, observed, catalogue, &doubts);
            drifted.entries.extend(entries);
            drifted.coverage.insert(id.clone(), observed.coverage());
        }
        Ok(drifted)
    }
}
