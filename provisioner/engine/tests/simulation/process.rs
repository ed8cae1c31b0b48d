//! One run of the command in a simulated world.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gabakura_engine::{
    ApplyError, ApplyOptions, LEASE_MS, Silent, StepStatus, Verdict, apply, recover,
};
use gabakura_model::plan::{PlanIntent, TenancyPlan};
use gabakura_model::resource::{Address, Resource};
use tokio::time::sleep;

use crate::world::door::Door;
use crate::world::log::Log;
use crate::world::trip::Trip;
use crate::world::{plan, scope, tenancy};

/// What a run is for, and how it goes about it.
pub struct Task {
    pub name: String,
    pub intent: PlanIntent,
    pub desired: Vec<Resource>,
    pub overrides: BTreeSet<Address>,
    pub parallel: usize,
    pub old: Option<TenancyPlan>,
    pub stop_after: Option<Duration>,
}

/// The plan that was carried out, and whether to the end.
pub type Ended = Result<(TenancyPlan, bool), ApplyError>;

/// A process: what it holds is gone when it is dropped.
pub struct Process {
    pub door: Arc<Door>,
    pub engine: gabakura_engine::Context,
    pub trip: Arc<Trip>,
    pub log: Log,
}

impl Process {
    /// What a command does: lock, resolve what is in doubt, plan, apply, give the lock back.
    pub async fn live(self, task: Task) -> Ended {
        let (store, now) = (&self.engine.store, self.engine.clock.now());
        let lease = store.lock(&tenancy(), &task.name, now, LEASE_MS).await?;
        self.door.fence.store(lease.fence, Ordering::Relaxed);
        let old = task.old.as_ref().is_some();
        if !old {
            for resolved in recover(&self.engine, &scope(), &lease, &Silent).await? {
                self.log.tell(|| format!("resolved {resolved:?}"));
                let verdict = match resolved.verdict {
                    Verdict::Done { .. } => "done",
                    Verdict::NotDone => "not done",
                    Verdict::InDoubt { .. } => "open",
                };
                self.log
                    .count(format!("verdict: {} {verdict}", resolved.action));
            }
        }
        let plan = match task.old {
            Some(old) => old,
            None => plan(&self.engine, &task.desired, task.intent, &task.overrides).await,
        };
        self.log.tell(|| {
            let step = |step: &gabakura_model::plan::Step| {
                format!("{} {}", step.action, plan.change_of(step).address.name)
            };
            let steps: Vec<String> = plan.steps.iter().map(step).collect();
            format!(
                "{} {:?} old={old}: {steps:?}, withheld {:?}",
                task.name, task.intent, plan.withheld
            )
        });
        let stop = AtomicBool::new(false);
        let options = ApplyOptions {
            parallel: task.parallel,
            run: &task.name,
            stop: &stop,
        };
        let place = scope();
        let running = apply(&self.engine, &place, &lease, &plan, options, &Silent);
        let report = match task.stop_after {
            None => running.await?,
            Some(after) => {
                let mut running = std::pin::pin!(running);
                tokio::select! {
                    report = &mut running => report?,
                    () = sleep(after) => {
                        stop.store(true, Ordering::Relaxed);
                        self.log.count("run: told to stop");
                        running.await?
                    }
                }
            }
        };
        for step in &report.steps {
            let status = match &step.status {
                StepStatus::Done => "done",
                StepStatus::Refused { code, .. } if code == "in-doubt" => "refused, in doubt",
                StepStatus::Refused { code, .. } if code == "not-gone" => "refused, not gone",
                StepStatus::Refused { .. } => "refused",
                StepStatus::Unfinished { .. } => "unfinished",
                StepStatus::Unknown { .. } => "unknown",
                StepStatus::Skipped { .. } => "skipped",
            };
            self.log.count(format!("step: {} {status}", step.action));
            let (make, name) = (step.action, &step.address.name);
            self.log
                .tell(|| format!("{make} {name}: {:?}", step.status));
        }
        store.unlock(&lease).await?;
        let complete = report.is_complete();
        Ok((plan, complete))
    }
}
