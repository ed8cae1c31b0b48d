//! `apply`, `destroy`, `adopt` and `drift --fix`: a plan is made, agreed to and carried out.

use std::sync::atomic::{AtomicBool, Ordering};

use gabakura_engine::{ApplyReport, Ledger, Resolved};
use gabakura_model::plan::{Plan, PlanIntent};
use gabakura_planner::{policy, stale};

use crate::error::Error;
use crate::usecase::plan::{Planned, Request};
use crate::usecase::reporter::Notice;
use crate::usecase::rollout::{Rollout, WaveReport};
use crate::usecase::session::Session;

/// What became of a plan.
pub struct Applied {
    pub plan: Plan,
    /// Whether the plan came from a file, which cannot be applied a second time.
    pub reviewed: bool,
    /// How it was rolled out.
    pub rollout: Rollout,
    /// What became of the operations that earlier runs left in doubt.
    pub recovered: Vec<Resolved>,
    /// What became of each wave; a plan without waves is one.
    pub waves: Vec<WaveReport>,
    pub calls: Ledger,
    /// Whether it was stopped from outside.
    pub stopped: bool,
}

impl Applied {
    /// The results of the tenancies that were started.
    pub fn reports(&self) -> impl Iterator<Item = &ApplyReport> + Clone {
        self.waves.iter().flat_map(|wave| &wave.reports)
    }

    /// Whether every tenancy was started and none failed.
    pub fn is_complete(&self) -> bool {
        let good = |wave: &WaveReport| wave.failed() == 0 && wave.not_started.is_empty();
        self.waves.iter().all(good)
    }
}

impl Session<'_> {
    /// Resolves what earlier runs left in doubt, then plans. What stays in doubt blocks only what
    /// depends on it.
    pub async fn recover_and_plan(&mut self, request: &Request) -> Result<Planned, Error> {
        self.recover_first().await?;
        let planned = self.plan(request).await?;
        if request.intent == PlanIntent::Adopt {
            self.refuse_owned(&planned.plan).await?;
        }
        Ok(planned)
    }

    /// Plans a saved plan again, to carry it out.
    ///
    /// # Errors
    /// [`Error::Stale`] when the plan is no longer the same; those of planning.
    pub async fn review(&mut self, saved: &Plan) -> Result<Planned, Error> {
        let request = Request {
            intent: saved.intent,
            undo: saved.undo.clone(),
            overrides: saved.overrides.clone(),
        };
        let planned = self.recover_and_plan(&request).await?;
        let moved = stale::moved(saved, &planned.plan);
        match moved.is_empty() {
            true => Ok(planned),
            false => Err(Error::Stale(moved)),
        }
    }

    /// Resolves what earlier runs left in doubt, and reports what became of it.
    pub async fn recover_first(&mut self) -> Result<(), Error> {
        self.recovered = self.recover().await?;
        if !self.recovered.is_empty() {
            self.reporter.notice(Notice::Recovered(&self.recovered));
        }
        Ok(())
    }

    /// Carries out a plan that was agreed to.
    ///
    /// # Errors
    /// Waves that do not fit the plan; the error of the only tenancy, where nothing was done.
    pub async fn apply(
        &mut self,
        planned: Planned,
        rollout: Rollout,
        reviewed: bool,
        stop: &AtomicBool,
    ) -> Result<Applied, Error> {
        let mut waves = Vec::new();
        if planned.has_steps() {
            waves = self.apply_in_waves(&planned.plan, &rollout, stop).await?;
        }
        if let [wave] = &mut waves[..]
            && wave.reports.is_empty()
            && wave.errors.len() == 1
        {
            return Err(wave.errors.remove(0).1);
        }
        Ok(Applied {
            plan: planned.plan,
            reviewed,
            rollout,
            recovered: std::mem::take(&mut self.recovered),
            waves,
            calls: self.limiter.ledger(),
            stopped: stop.load(Ordering::Relaxed),
        })
    }
}

/// Checks that a plan may be carried out as asked, before anybody has to agree to it.
///
/// # Errors
/// [`Error::Denied`] by a policy; waves that do not fit the plan.
pub fn check(plan: &Plan, rollout: &Rollout) -> Result<(), Error> {
    if policy::denied(&plan.findings) {
        return Err(Error::Denied);
    }
    rollout.split(plan).map(drop)
}
