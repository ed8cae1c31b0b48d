//! From a project to plans, and from plans to what became of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gabakura_engine::apply::LEASE_MS;
use gabakura_engine::recover::in_doubt;
use gabakura_engine::{
    Budget, Decision, Limits, ObserveRequest, RateLimiter, SettleError, Settled, Settlement, World,
};
use gabakura_model::Day;
use gabakura_model::drift::DriftEntry;
use gabakura_model::finding::{Finding, FindingStatus};
use gabakura_model::observed::{Coverage, Observed};
use gabakura_model::plan::{Plan, PlanInputs, PlanIntent, TenancyPlan};
use gabakura_model::port::{Lease, StoreError};
use gabakura_model::recorded::Recorded;
use gabakura_model::resource::{Address, Kind};
use gabakura_model::tenancy::{Tenancy, TenancyId};
use gabakura_planner::history;
use gabakura_planner::policy::{observed_input, plan_input};
use gabakura_planner::{PlanRequest, digest, kinds_to_observe};
use rayon::prelude::*;

use crate::failure::Failure;
use crate::host::{Host, SandboxDoor};
use crate::progress::Bars;
use crate::project::Project;
use crate::settings::Context;

/// Version of the plan file's format.
pub const PLAN_FORMAT: &str = "2.0";

/// A project and the world it is about.
pub struct Session<'a> {
    /// The flags.
    pub context: &'a Context,
    /// What people wrote.
    pub project: Project,
    /// The clouds, the store, the time.
    pub world: World,
    /// Rate limits and the ledger of calls.
    pub limiter: Arc<RateLimiter>,
    /// The run that is undone; the project's graphs are what was recorded before it.
    pub undo: Option<String>,
    /// What became of the moves that earlier runs left open.
    pub settled: Vec<Settled>,
    door: Option<Box<dyn SandboxDoor>>,
}

impl<'a> Session<'a> {
    /// Opens the store and the way to the clouds.
    ///
    /// # Errors
    /// Those of the store and of the sandbox.
    pub async fn open(
        context: &'a Context,
        host: &dyn Host,
        project: Project,
    ) -> Result<Self, Failure> {
        let limits = if context.sandbox {
            Limits::none()
        } else {
            Limits::published()
        };
        let limiter = Arc::new(RateLimiter::new(limits));
        let (provider, door) = if context.sandbox {
            let connection = host
                .connect_sandbox(&context.sandbox_dir(), Arc::clone(&limiter) as _)
                .await?;
            (connection.provider, Some(connection.door))
        } else {
            (host.connect(Arc::clone(&limiter) as _), None)
        };
        let store = context.open_store().await?;
        let world = World {
            provider,
            store,
            clock: host.clock(),
            throttle: Arc::clone(&limiter) as _,
        };
        Ok(Self {
            context,
            project,
            world,
            limiter,
            undo: None,
            settled: Vec::new(),
            door,
        })
    }

    /// Closes the way to the clouds; a sandbox in this process is saved.
    ///
    /// # Errors
    /// Those of the sandbox.
    pub async fn close(self) -> Result<(), Failure> {
        if let Some(door) = &self.door {
            door.save().await?;
        }
        Ok(())
    }

    /// Today, in Japan.
    pub fn today(&self) -> Day {
        gabakura_model::day_in_japan(self.world.clock.now())
    }

    /// What is recorded of every selected tenancy.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn recorded(&self) -> Result<BTreeMap<TenancyId, Recorded>, Failure> {
        self.recorded_of(&self.everyone()).await
    }

    async fn recorded_of(
        &self,
        tenancies: &BTreeSet<TenancyId>,
    ) -> Result<BTreeMap<TenancyId, Recorded>, Failure> {
        let mut all = BTreeMap::new();
        for id in tenancies {
            all.insert(id.clone(), self.world.store.recorded(id).await?);
        }
        Ok(all)
    }

    /// Every selected tenancy.
    pub fn everyone(&self) -> BTreeSet<TenancyId> {
        let tenancies = self.project.tenancies.iter();
        tenancies.map(|tenancy| tenancy.id.clone()).collect()
    }

    /// Observes the clouds of the tenancies whose record is given; `also` are kinds that checks
    /// read.
    ///
    /// # Errors
    /// A way into an account that is missing altogether is told at once.
    pub async fn observe(
        &self,
        recorded: &BTreeMap<TenancyId, Recorded>,
        also: &BTreeSet<Kind>,
    ) -> Result<BTreeMap<TenancyId, Observed>, Failure> {
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
        let requests: Vec<ObserveRequest> =
            self.project.tenancies.iter().filter_map(request).collect();
        let bars = Bars::new(self.context);
        let observed =
            gabakura_engine::observe(&self.world, &requests, self.context.parallel, &bars).await;
        bars.finish();
        let locked_out = observed.values().flat_map(|o| o.coverage().gaps);
        match locked_out
            .into_iter()
            .find(|gap| gap.reason.code == "no-credentials")
        {
            Some(gap) => Err(Failure::say(
                "no-credentials",
                &[
                    ("place", &gap.place.to_string()),
                    ("problem", &gap.reason.message),
                ],
            )),
            None => Ok(observed),
        }
    }

    /// Makes the plan.
    ///
    /// # Errors
    /// Those of the store and of observing.
    pub async fn plan(
        &self,
        intent: PlanIntent,
        overrides: &BTreeSet<Address>,
    ) -> Result<Plan, Failure> {
        let everyone = self.everyone();
        let (recorded, tenancies) = self.decide(&everyone, intent, overrides).await?;
        Ok(self.assemble(intent, overrides, &recorded, tenancies))
    }

    /// What a plan costs at least.
    pub fn budget(&self, plan: &Plan) -> Budget {
        let (catalogue, limits) = (&self.project.catalogue, self.limiter.limits());
        gabakura_engine::budget(&plan.tenancies, catalogue, limits)
    }

    /// Decides about some of the tenancies; hands out the record it was decided from, too.
    ///
    /// # Errors
    /// Those of the store and of observing.
    pub async fn decide(
        &self,
        about: &BTreeSet<TenancyId>,
        intent: PlanIntent,
        overrides: &BTreeSet<Address>,
    ) -> Result<(BTreeMap<TenancyId, Recorded>, Vec<TenancyPlan>), Failure> {
        let recorded = self.recorded_of(about).await?;
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
        intent: PlanIntent,
        overrides: &BTreeSet<Address>,
        recorded: &BTreeMap<TenancyId, Recorded>,
        tenancies: Vec<TenancyPlan>,
    ) -> Plan {
        let sources = &self.project.sources;
        let graphs = self.project.graphs.iter();
        let mut plan = Plan {
            format_version: PLAN_FORMAT.to_owned(),
            made_by: made_by(),
            selector: self.project.selector.as_str().to_owned(),
            intent,
            overrides: overrides.clone(),
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
            beyond_undo: match intent {
                PlanIntent::Undo => tenancies
                    .iter()
                    .flat_map(|plan| history::beyond_undo(plan, &self.project.catalogue))
                    .collect(),
                _ => Vec::new(),
            },
            tenancies,
            findings: self.planned_findings(intent),
            digest: String::new(),
        };
        plan.digest = digest::of_plan(&plan);
        plan
    }

    /// What the checks say of what is desired. Taking things down and putting them back
    /// desire nothing new.
    fn planned_findings(&self, intent: PlanIntent) -> Vec<Finding> {
        if !matches!(intent, PlanIntent::Apply | PlanIntent::Undo) {
            return Vec::new();
        }
        let today = self.today();
        let judged = self.project.tenancies.par_iter().flat_map_iter(|tenancy| {
            let input = plan_input(tenancy, &self.project.graphs[&tenancy.id]);
            self.project
                .policies
                .evaluate(&input, &tenancy.waivers, today)
        });
        judged
            .filter(|finding| finding.status != FindingStatus::Pass)
            .collect()
    }

    /// Settles what earlier runs left open.
    ///
    /// # Errors
    /// Those of the store; a tenancy that somebody else holds is an error.
    pub async fn recover(&self) -> Result<Vec<Settled>, Failure> {
        let mut settled = Vec::new();
        for tenancy in &self.project.tenancies {
            if self.world.store.open_intents(&tenancy.id).await?.is_empty() {
                continue;
            }
            let lease = self.lock(&tenancy.id).await?;
            let bars = Bars::new(self.context);
            let result = gabakura_engine::recover(&self.world, &tenancy.scope, &lease, &bars).await;
            bars.finish();
            self.unlock(&lease).await;
            settled.extend(result?);
        }
        Ok(settled)
    }

    /// Settles a move that is open as somebody decided; the inner error is a refusal of that.
    ///
    /// # Errors
    /// Those of the store; a tenancy that somebody else holds is an error.
    pub async fn settle(
        &self,
        address: &Address,
        decision: &Decision,
        reason: &str,
    ) -> Result<Result<Settlement, SettleError>, Failure> {
        let whose = |tenancy: &&Tenancy| tenancy.id == *address.tenancy;
        let Some(tenancy) = self.project.tenancies.iter().find(whose) else {
            return Ok(Err(SettleError::NotOpen(address.clone())));
        };
        let lease = self.lock(&tenancy.id).await?;
        let bars = Bars::new(self.context);
        let (world, scope) = (&self.world, &tenancy.scope);
        let how = (decision, reason);
        let settled = gabakura_engine::settle(world, scope, &lease, address, how, &bars).await;
        bars.finish();
        self.unlock(&lease).await;
        Ok(settled)
    }

    pub(crate) async fn lock(&self, tenancy: &TenancyId) -> Result<Lease, StoreError> {
        let now = self.world.clock.now();
        self.world
            .store
            .lock(tenancy, &holder(), now, LEASE_MS)
            .await
    }

    /// Gives a lock back. Where that fails, what was done under it is told all the same: the lock
    /// ends by itself.
    pub(crate) async fn unlock(&self, lease: &Lease) {
        if let Err(error) = self.world.store.unlock(lease).await {
            let (tenancy, problem) = (lease.tenancy.to_string(), error.to_string());
            let args = [("tenancy", &*tenancy), ("problem", &*problem)];
            let told = self.context.words.say("lock-not-given-back", &args);
            self.context.output.talk(&told);
        }
    }

    /// Compares what was left with what is there.
    ///
    /// # Errors
    /// Those of the store and of observing.
    pub async fn drift(&self) -> Result<Drifted, Failure> {
        let recorded = self.recorded().await?;
        let observed = self.observe(&recorded, &BTreeSet::new()).await?;
        self.drift_of(&recorded, &observed).await
    }

    /// The same, for an observation already made.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn drift_of(
        &self,
        recorded: &BTreeMap<TenancyId, Recorded>,
        observed: &BTreeMap<TenancyId, Observed>,
    ) -> Result<Drifted, Failure> {
        let mut drifted = Drifted::default();
        for (id, recorded) in recorded {
            let doubts = in_doubt(&self.world, id).await?;
            let catalogue = &self.project.catalogue;
            let observed = &observed[id];
            drifted.entries.extend(gabakura_planner::drift(
                recorded, observed, catalogue, &doubts,
            ));
            drifted.coverage.insert(id.clone(), observed.coverage());
        }
        Ok(drifted)
    }

    /// What the checks say of what is observed.
    ///
    /// # Errors
    /// Those of the store and of observing.
    pub async fn audit(&self) -> Result<Audited, Failure> {
        let recorded = self.recorded().await?;
        let also = self
            .project
            .policies
            .kinds()
            .into_iter()
            .map(Kind::new)
            .collect();
        let observed = self.observe(&recorded, &also).await?;
        let today = self.today();
        let Project {
            tenancies,
            catalogue,
            policies,
            ..
        } = &self.project;
        let judged = tenancies.par_iter().map(|tenancy| {
            let id = &tenancy.id;
            let input = observed_input(tenancy, &recorded[id], &observed[id], catalogue);
            let judged = policies.evaluate(&input, &tenancy.waivers, today);
            (id.clone(), judged)
        });
        let findings = judged.collect();
        let drifted = self.drift_of(&recorded, &observed).await?;
        Ok(Audited {
            recorded,
            findings,
            drifted,
        })
    }
}

/// Drift, and what was looked at to find it.
#[derive(Debug, Default)]
pub struct Drifted {
    /// In order of address.
    pub entries: Vec<DriftEntry>,
    /// Per tenancy.
    pub coverage: BTreeMap<TenancyId, Coverage>,
}

/// An audit: findings, drift and inventory from one observation.
#[derive(Debug)]
pub struct Audited {
    /// The record it was made against.
    pub recorded: BTreeMap<TenancyId, Recorded>,
    /// Per tenancy, in order of check and address.
    pub findings: BTreeMap<TenancyId, Vec<Finding>>,
    /// Drift.
    pub drifted: Drifted,
}

/// The release that makes plans and reports.
pub fn made_by() -> String {
    format!("gabakura {}", env!("CARGO_PKG_VERSION"))
}

fn per_tenancy<'t, T>(
    all: impl Iterator<Item = T>,
    digest: impl Fn(T) -> (&'t TenancyId, String),
) -> BTreeMap<TenancyId, String> {
    all.map(digest).map(|(id, d)| (id.clone(), d)).collect()
}

/// Who we are to others who want the same lock.
fn holder() -> String {
    let user = std::env::var("USER").or_else(|_| std::env::var("USERNAME"));
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let (user, host) = (
        user.unwrap_or_else(|_| "?".to_owned()),
        host.trim().to_owned(),
    );
    format!("{user}@{host} (pid {})", std::process::id())
}
