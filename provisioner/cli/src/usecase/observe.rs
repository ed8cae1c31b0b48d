//! Observing the clouds of the selected tenancies.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_engine::ObserveRequest;
use gabakura_model::observed::Observed;
use gabakura_model::recorded::Recorded;
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::{Tenancy, TenancyId};
use gabakura_planner::kinds_to_observe;

use crate::error::Error;
use crate::usecase::session::Session;

impl Session<'_> {
    /// Observes the clouds of the tenancies whose record is given; `also` are kinds that checks
    /// read.
    ///
    /// # Errors
    /// An account without credentials; every other gap is part of the observation.
    pub async fn observe(
        &self,
        recorded: &BTreeMap<TenancyId, Recorded>,
        also: &BTreeSet<Kind>,
    ) -> Result<BTreeMap<TenancyId, Observed>, Error> {
        let request = |tenancy: &Tenancy| {
            let recorded = recorded.get(&tenancy.id)?;
            let (cloud, desired) = (tenancy.scope.cloud, self.project.graphs.get(&tenancy.id));
            let catalogue = &self.project.catalogue;
            Some(ObserveRequest {
                tenancy: tenancy.id.clone(),
                scope: tenancy.scope.clone(),
                kinds: kinds_to_observe(cloud, desired, recorded, catalogue, also),
            })
        };
        let tenancies = self.project.tenancies.iter();
        let requests: Vec<ObserveRequest> = tenancies.filter_map(request).collect();
        let progress = self.reporter.progress();
        let parallel = self.settings.parallel;
        let observed = gabakura_engine::observe(&self.world, &requests, parallel, &*progress).await;
        drop(progress);
        let mut gaps = observed.values().flat_map(|o| o.coverage().gaps);
        match gaps.find(|gap| gap.reason.code == "no-credentials") {
            Some(gap) => {
                let (place, problem) = (gap.place.to_string(), gap.reason.message);
                let args = [("place", &*place), ("problem", &*problem)];
                Err(Error::message("no-credentials", &args))
            }
            None => Ok(observed),
        }
    }
}
