//! What the workspace declares, from files to graphs.

use std::collections::BTreeMap;
use std::path::Path;
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

use crate::error::Error;
use crate::host::Host;
use crate::workspace::Sources;

/// What the workspace declares, without errors.
pub struct Project {
    pub sources: Sources,
    pub selector: Selector,
    /// The selected tenancies, in order of key.
    pub tenancies: Vec<Tenancy>,
    /// Where each declared tenancy is, selected or not.
    pub places: BTreeMap<TenancyId, Place>,
    /// The resources that each selected tenancy declares.
    pub graphs: BTreeMap<TenancyId, ResourceGraph>,
    pub policies: PolicySet,
    pub catalogue: Catalogue,
    /// Diagnostics that are no errors.
    pub warnings: Vec<Diagnostic>,
}

/// A project, as the result of `validate`.
pub struct Validated(pub Project);

/// A project, as the result of `render`.
pub struct Rendered(pub Project);

impl Project {
    /// Reads, checks and renders what is selected.
    ///
    /// # Errors
    /// [`Error::Files`] with every diagnostic at once; a selector that matches nothing.
    pub fn load(host: &dyn Host, workspace: &Path, selector: Option<&str>) -> Result<Self, Error> {
        let (sources, mut diagnostics) = Sources::read(workspace);
        let (templates, more) = Templates::load(&sources.templates);
        diagnostics.extend(more);
        let (all, more) = environment::read(&sources.environments, templates.parameters());
        diagnostics.extend(more);
        let places = all.iter().map(|one| (one.id.clone(), one.scope.place()));
        let places = places.collect();
        let policy = |file: &gabakura_planner::SourceFile| {
            PolicySource::new(Arc::clone(&file.path), file.text.as_str())
        };
        let policy_sources: Vec<_> = sources.policies.iter().map(policy).collect();
        let (policies, more) = PolicySet::load(&policy_sources);
        diagnostics.extend(more);
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
            diagnostics.extend(more);
            graphs.extend(graph.map(|graph| (tenancy.id.clone(), graph)));
        }
        diagnostics.sort_by(|a, b| a.origin.cmp(&b.origin));
        diagnostics.dedup();
        if has_errors(&diagnostics) {
            return Err(Error::Files(diagnostics, sources));
        }
        if tenancies.is_empty() {
            return Err(Error::message(
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
            warnings: diagnostics,
        })
    }
}

/// The templates of a workspace and the parameters they declare; needs no environment.
///
/// # Errors
/// [`Error::Files`] with every diagnostic at once.
pub fn templates(workspace: &Path) -> Result<Templates, Error> {
    let (sources, mut diagnostics) = Sources::templates(workspace);
    let (templates, more) = Templates::load(&sources.templates);
    diagnostics.extend(more);
    match has_errors(&diagnostics) {
        true => Err(Error::Files(diagnostics, sources)),
        false => Ok(templates),
    }
}
