//! `plan`: what would change, and why.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_engine::Budget;
use gabakura_engine::in_doubt;
use gabakura_model::finding::{Finding, FindingStatus};
use gabakura_model::plan::{Plan, PlanInputs, PlanIntent, TenancyPlan};
use gabakura_model::recorded::Recorded;
use gabakura_model::resource::Address;
use gabakura_model::tenancy::TenancyId;
use gabakura_planner::policy::plan_input;
use gabakura_planner::{PlanRequest, digest, history};
use rayon::prelude::*;

use crate::error::Error;
use crate::plan_file::FORMAT;
use crate::usecase::reporter::Notice;
use crate::usecase::session::{Session, made_by};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub intent: PlanIntent,
    /// The run to undo, where the intent is to undo one.
    pub undo: Option<String>,
    /// Protected resources that may be deleted.
    pub overrides: BTreeSet<Address>,
}

impl Request {
    /// A plan for an intent that overrides no protection.
    pub fn to(intent: PlanIntent) -> Self {
        Self {
            intent,
            undo: None,
            overrides: BTreeSet::new(),
        }
    }

    /// Undoes a run, where one is given.
    #[must_use]
    pub fn undoing(mut self, run: Option<&str>) -> Self {
        if let Some(run) = run {
            self.intent = PlanIntent::Undo;
            self.undo = Some(run.to_owned());
        }
        self
    }

    /// Overrides the protection of resources, named by their addresses.
    ///
    /// # Errors
    /// The first text that is not an address.
    pub fn overriding(mut self, texts: &[String]) -> Result<Self, Error> {
        self.overrides = texts
            .iter()
            .map(|text| address(text))
            .collect::<Result<_, _>>()?;
        Ok(self)
    }
}

/// A resource's address as a person typed it.
///
/// # Errors
/// A text that is not an address.
pub fn address(text: &str) -> Result<Address, Error> {
    text.parse()
        .map_err(|_| Error::message("not-an-address", &[("text", text)]))
}

/// A plan, and what it costs.
#[derive(Clone, Debug)]
pub struct Planned {
    pub plan: Plan,
    /// The least number of calls and the least time to carry it out.
    pub budget: Budget,
    /// Whether rate limits apply; in the sandbox none do.
    pub limited: bool,
}

impl Planned {
    pub fn has_steps(&self) -> bool {
        let mut plans = self.plan.tenancies.iter();
        plans.any(|tenancy| !tenancy.steps.is_empty())
    }
}

impl Session<'_> {
    /// Makes the plan. Where a run is undone, what was recorded before it becomes what is desired.
    ///
    /// # Errors
    /// A run that cannot be undone; those of the store and of observing.
    pub async fn plan(&mut self, request: &Request) -> Result<Planned, Error> {
        if let Some(run) = &request.undo {
            let undone = self.go_back_before(run).await?;
            self.reporter.notice(Notice::Undoing(&undone));
        }
        let everyone = self.everyone();
        let (intent, overrides) = (request.intent, &request.overrides);
        let (recorded, tenancies) = self.decide(&everyone, intent, overrides).await?;
        let plan = self.assemble(request, &recorded, tenancies);
        let (provider, limits) = (self.world.provider.as_ref(), self.limiter.limits());
        Ok(Planned {
            budget: gabakura_engine::budget(&plan.tenancies, provider, limits),
            limited: !self.settings.sandbox,
            plan,
        })
    }

    /// Decides about some of the tenancies; returns the record it was decided from, too.
    pub async fn decide(
        &self,
        about: &BTreeSet<TenancyId>,
        intent: PlanIntent,
        overrides: &BTreeSet<Address>,
    ) -> Result<(BTreeMap<TenancyId, Recorded>, Vec<TenancyPlan>), Error> {
        let recorded = self.recorded(about).await?;
        let observed = self.observe(&recorded, &BTreeSet::new()).await?;
        let mut doubts = Vec::with_capacity(about.len());
        for id in about {
            doubts.push((id, in_doubt(&self.world, id).await?));
        }
        let decided = doubts.par_iter().map(|(id, in_doubt)| {
            gabakura_planner::plan(PlanRequest {
                desired: &self.project.graphs[*id],
                recorded: &recorded[*id],
                observed: &observed[*id],
                catalogue: &self.project.catalogue,
                intent,
                in_doubt,
                overrides,
            })
        });
        let plans = decided.collect();
        Ok((recorded, plans))
    }

    fn assemble(
        &self,
        request: &Request,
        recorded: &BTreeMap<TenancyId, Recorded>,
        tenancies: Vec<TenancyPlan>,
    ) -> Plan {
        let sources = &self.project.sources;
        let graphs = self.project.graphs.iter();
        let catalogue = &self.project.catalogue;
        let mut plan = Plan {
            format_version: FORMAT.to_owned(),
            made_by: made_by(),
            selector: self.project.selector.as_str().to_owned(),
            intent: request.intent,
            overrides: request.overrides.clone(),
            undo: self.undo.clone(),
            made_at: self.world.clock.now(),
            inputs: PlanInputs {
                environments: digest::of_files(&sources.environments),
                templates: digest::of_files(&sources.templates),
                policies: digest::of_files(&sources.policies),
                desired: per_tenancy(graphs, |(id, graph)| (id, digest::of_desired(graph))),
                recorded: per_tenancy(recorded.iter(), |(id, all)| (id, digest::of(all))),
                observed: per_tenancy(tenancies.iter(), |plan| {
                    (&plan.tenancy, digest::of_observed(plan))
                }),
            },
            beyond_undo: match request.intent {
                PlanIntent::Undo => tenancies
                    .iter()
                    .flat_map(|plan| history::beyond_undo(plan, catalogue))
                    .collect(),
                _ => Vec::new(),
            },
            tenancies,
            findings: self.planned_findings(request.intent),
            digest: String::new(),
        };
        plan.digest = digest::of_plan(&plan);
        plan
    }

    /// The findings of the checks on what is desired. Destroying and putting back desire nothing
    /// new.
    fn planned_findings(&self, intent: PlanIntent) -> Vec<Finding> {
        if !matches!(intent, PlanIntent::Apply | PlanIntent::Undo) {
            return Vec::new();
        }
        let (project, today) = (&self.project, self.today());
        let judged = project.tenancies.par_iter().flat_map_iter(|tenancy| {
            let input = plan_input(tenancy, &project.graphs[&tenancy.id]);
            project.policies.evaluate(&input, &tenancy.waivers, today)
        });
        judged
            .filter(|finding| finding.status != FindingStatus::Pass)
            .collect()
    }
}

fn per_tenancy<'t, T>(
    all: impl Iterator<Item = T>,
    digest: impl Fn(T) -> (&'t TenancyId, String),
) -> BTreeMap<TenancyId, String> {
    all.map(digest).map(|(id, d)| (id.clone(), d)).collect()
}
