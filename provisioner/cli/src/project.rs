//! What people wrote, from files to graphs.

use std::collections::BTreeMap;
use std::sync::Arc;

use gabakura_model::catalogue::Catalogue;
use gabakura_model::diagnostic::{Diagnostic, has_errors};
use gabakura_model::graph::ResourceGraph;
use gabakura_model::selector::Selector;
use gabakura_model::tenancy::{Place, Tenancy, TenancyId};
use gabakura_planner::environment;
use gabakura_planner::policy::{PolicySet, PolicySource};
use gabakura_planner::render::{Templates, render};
use rayon::prelude::*;

use crate::failure::Failure;
use crate::host::Host;
use crate::settings::Context;
use crate::workspace::Sources;

/// What people wrote, checked: no fault is left in it.
pub struct Project {
    /// The files.
    pub sources: Sources,
    /// The selector.
    pub selector: Selector,
    /// The selected tenancies, in order of key.
    pub tenancies: Vec<Tenancy>,
    /// Where each declared tenancy is, selected or not.
    pub places: BTreeMap<TenancyId, Place>,
    /// What each selected tenancy declares.
    pub graphs: BTreeMap<TenancyId, ResourceGraph>,
    /// The checks.
    pub policies: PolicySet,
    /// The kinds.
    pub catalogue: Catalogue,
    /// What is worth a look but stops nothing.
    pub warnings: Vec<Diagnostic>,
}

impl Project {
    /// Reads, checks and renders what is selected.
    ///
    /// # Errors
    /// [`Failure::Faults`] with every fault at once.
    pub fn load(
        context: &Context,
        host: &dyn Host,
        selector: Option<&str>,
    ) -> Result<Self, Failure> {
        let (sources, mut faults) = Sources::read(&context.workspace);
        let (templates, more) = Templates::load(&sources.templates);
        faults.extend(more);
        let (all, more) = environment::read(&sources.environments, templates.parameters());
        faults.extend(more);
        let places = all.iter().map(|one| (one.id.clone(), one.scope.place()));
        let places = places.collect();
        let policy = |file: &gabakura_planner::SourceFile| {
            PolicySource::new(Arc::clone(&file.path), file.text.as_str())
        };
        let policy_sources: Vec<_> = sources.policies.iter().map(policy).collect();
        let (policies, more) = PolicySet::load(&policy_sources);
        faults.extend(more);
        let catalogue = host.catalogue();
        let selector = selector.map_or_else(Selector::all, Selector::new);
        let mut tenancies: Vec<Tenancy> = all
            .into_iter()
            .filter(|tenancy| selector.matches(&tenancy.id))
            .collect();
        tenancies.sort_by(|a, b| a.id.cmp(&b.id));
        let rendered: Vec<_> = tenancies
            .par_iter()
            .map(|tenancy| render(&templates, tenancy, &catalogue))
            .collect();
        let mut graphs = BTreeMap::new();
        for (tenancy, (graph, more)) in tenancies.iter().zip(rendered) {
            faults.extend(more);
            graphs.extend(graph.map(|graph| (tenancy.id.clone(), graph)));
        }
        faults.sort_by(|a, b| a.origin.cmp(&b.origin));
        faults.dedup();
        if has_errors(&faults) {
            return Err(Failure::Faults(faults, sources));
        }
        if tenancies.is_empty() {
            return Err(Failure::say(
                "selector-matches-nothing",
                &[("selector", selector.as_str())],
            ));
        }
        Ok(Self {
            sources,
            selector,
            tenancies,
            places,
            graphs,
            policies,
            catalogue,
            warnings: faults,
        })
    }
}
