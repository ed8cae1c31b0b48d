//! `audit`: the checks of the baseline on what is observed.

use std::collections::BTreeMap;

use gabakura_model::Timestamp;
use gabakura_model::finding::{Check, Finding};
use gabakura_model::recorded::Recorded;
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::{Tenancy, TenancyId};
use gabakura_planner::policy::observed_input;
use rayon::prelude::*;

use crate::error::Error;
use crate::usecase::drift::Drifted;
use crate::usecase::project::Project;
use crate::usecase::session::{Session, made_by};

/// An audit: findings, drift and inventory from one observation.
pub struct Audited<'a> {
    pub made_at: Timestamp,
    pub made_by: String,
    pub tenancies: &'a [Tenancy],
    pub checks: &'a [Check],
    pub recorded: BTreeMap<TenancyId, Recorded>,
    /// Per tenancy, in order of check and address.
    pub findings: BTreeMap<TenancyId, Vec<Finding>>,
    pub drifted: Drifted,
}

impl Session<'_> {
    /// Judges what is observed by the checks.
    pub async fn audit(&self) -> Result<Audited<'_>, Error> {
        let Project {
            tenancies,
            catalogue,
            policies,
            ..
        } = &self.project;
        let recorded = self.recorded(&self.everyone()).await?;
        let kinds = policies.kinds().into_iter().map(Kind::new).collect();
        let observed = self.observe(&recorded, &kinds).await?;
        let today = self.today();
        let judged = tenancies.par_iter().map(|tenancy| {
            let id = &tenancy.id;
            let input = observed_input(tenancy, &recorded[id], &observed[id], catalogue);
            let judged = policies.evaluate(&input, &tenancy.waivers, today);
            (id.clone(), judged)
        });
        let findings = judged.collect();
        let drifted = self.drift_of(&recorded, &observed).await?;
        Ok(Audited {
            made_at: self.world.clock.now(),
            made_by: made_by(),
            tenancies,
            checks: policies.checks(),
            recorded,
            findings,
            drifted,
        })
    }
}
