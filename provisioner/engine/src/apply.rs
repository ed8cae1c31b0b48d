//! Applying: a plan is carried out step by step, each noted before its call.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use gabakura_model::outcome::Created;
use gabakura_model::plan::{StepAction, TenancyPlan};
use gabakura_model::port::{Completion, Intent, Lease, StoreError};
use gabakura_model::recorded::Recorded;
use gabakura_model::resource::Address;
use gabakura_model::tenancy::Scope;
use tracing::instrument;

use crate::absence;
use crate::context::Context;
use crate::executor::{Ended, Executor, Phase, PhaseResult};
use crate::lease::{LEASE_MS, LeaseGuard};
use crate::operation::{Operation, created_by};
use crate::progress::{Event, Progress};
use crate::report::{ApplyReport, StepResult, StepStatus};

/// How to carry out a plan.
#[derive(Clone, Copy, Debug)]
pub struct ApplyOptions<'a> {
    /// Maximum number of steps in flight.
    pub parallel: usize,
    /// The run: part of every token, so it must be unique.
    pub run: &'a str,
    /// Set from outside to finish what is in flight and start nothing more.
    pub stop: &'a AtomicBool,
}

/// Why a plan was not carried out at all, or not to the end.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The record changed since the plan was made.
    #[error("the plan was made from serial {planned}, the record is at {found}")]
    Stale {
        /// The serial in the plan.
        planned: u64,
        /// The serial now.
        found: u64,
    },
    /// The store failed, or the lock is lost. The intents of what is in doubt stay open.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Carries out a plan. The caller holds the lock.
///
/// # Guarantees
/// No call is sent before its intent is durable, nor once another runner may have the lock; no step
/// starts before the outcomes of those it waits for are durable. A step that fails stops what
/// waits for it, nothing else. What an open intent is about is not touched, and what is on record
/// is not created again before its absence is certain.
///
/// # Errors
/// [`ApplyError::Stale`] before anything is done; [`ApplyError::Store`] when the journal can no
/// longer be written: nothing more is sent then.
#[instrument(name = "tenancy", skip_all, fields(
    tenancy = %plan.tenancy,
    account = plan.place.account,
    region = plan.place.region,
    run = options.run,
    steps = plan.steps.len(),
))]
pub async fn apply(
    context: &Context,
    scope: &Scope,
    lease: &Lease,
    plan: &TenancyPlan,
    options: ApplyOptions<'_>,
    progress: &dyn Progress,
) -> Result<ApplyReport, ApplyError> {
    let guard = LeaseGuard::new(context, lease).await?;
    let recorded = context.store.recorded(&plan.tenancy).await?;
    if recorded.serial != plan.recorded_serial {
        let (planned, found) = (plan.recorded_serial, recorded.serial);
        return Err(ApplyError::Stale { planned, found });
    }
    progress.event(Event::Applying {
        tenancy: plan.tenancy.clone(),
        steps: plan.steps.len(),
    });
    let mut statuses = vec![None; plan.steps.len()];
    refuse_in_doubt(context, plan, &mut statuses).await?;
    absence::confirm(context, scope, &guard, plan, &recorded, &mut statuses).await?;
    let executor = Executor {
        context,
        scope,
        guard: &guard,
        progress,
    };
    let run = Run {
        executor: &executor,
        plan,
        options,
        existing: existing(recorded, plan),
        waiting: (0..plan.steps.len())
            .filter(|&at| statuses[at].is_none())
            .collect(),
        statuses,
    };
    run.until_done().await
}

/// Refuses the steps on what an open intent is about: another run may have started it after the
/// plan was made, which does not change the record's serial.
async fn refuse_in_doubt(
    context: &Context,
    plan: &TenancyPlan,
    statuses: &mut [Option<StepStatus>],
) -> Result<(), StoreError> {
    for intent in context.store.open_intents(&plan.tenancy).await? {
        for (at, step) in plan.steps.iter().enumerate() {
            if plan.change_of(step).address == intent.address {
                statuses[at] = Some(StepStatus::Refused {
                    code: "in-doubt".to_owned(),
                    message: format!("intent {} on it is still open", intent.token),
                });
            }
        }
    }
    Ok(())
}

/// What references resolve to before the first step.
fn existing(recorded: Recorded, plan: &TenancyPlan) -> BTreeMap<Address, Created> {
    let recorded = recorded.resources.into_values().map(|resource| {
        let (id, outputs) = (resource.id, resource.outputs);
        (resource.address, Created { id, outputs })
    });
    let observed = plan.changes.iter().filter_map(|change| {
        let (id, outputs) = (change.id.clone()?, change.outputs.clone());
        Some((change.address.clone(), Created { id, outputs }))
    });
    recorded.chain(observed).collect()
}

struct Run<'a> {
    executor: &'a Executor<'a>,
    plan: &'a TenancyPlan,
    options: ApplyOptions<'a>,
    /// What references resolve to now.
    existing: BTreeMap<Address, Created>,
    /// Steps that have not started.
    waiting: BTreeSet<usize>,
    /// How each step ended, once it has and that is durable.
    statuses: Vec<Option<StepStatus>>,
}

/// An operation that called the cloud, how its step ends, and what the journal notes of it.
type Acted<'a> = ((Operation<'a>, StepStatus), Completion);

impl<'a> Run<'a> {
    /// Runs the steps along the graph.
    ///
    /// It is the only writer of this run, and never stops polling the steps in flight while it
    /// writes: outcomes that arrive during a write are noted together by the next one, so that a
    /// wide plan costs few syncs of the disk.
    async fn until_done(mut self) -> Result<ApplyReport, ApplyError> {
        let executor = self.executor;
        let (context, guard) = (executor.context, executor.guard);
        let mut running = FuturesUnordered::new();
        let mut ended: Vec<Result<Ended<'a>, StoreError>> = Vec::new();
        let mut renewal = tokio::time::interval(Duration::from_millis(LEASE_MS / 3));
        renewal.tick().await;
        loop {
            while let Some(Some(one)) = running.next().now_or_never() {
                ended.push(one);
            }
            // Outcomes are durable before anything that waits for them starts.
            let acted = self.collect(std::mem::take(&mut ended))?;
            let (acted, completions): (Vec<_>, Vec<_>) = acted.into_iter().unzip();
            if !completions.is_empty() {
                let write = context.store.end(guard.lease(), &completions);
                meanwhile(&mut running, &mut ended, write).await?;
            }
            for ((operation, status), completion) in acted.into_iter().zip(&completions) {
                match self.note(&operation, completion) {
                    Some(created) => running.push(executor.run(operation, Phase::Finish(created))),
                    None => self.end(operation.at, status),
                }
            }
            let stopped = self.options.stop.load(Ordering::Relaxed);
            if !stopped {
                let room = self.options.parallel.max(1).saturating_sub(running.len());
                let operations = self.start(room);
                let intents: Vec<Intent> = operations.iter().map(|o| o.intent.clone()).collect();
                if !intents.is_empty() {
                    // Intents are durable before their calls.
                    let write = context.store.begin(guard.lease(), &intents);
                    meanwhile(&mut running, &mut ended, write).await?;
                }
                let acting = operations.into_iter();
                running.extend(acting.map(|operation| executor.run(operation, Phase::Act)));
            }
            if !ended.is_empty() {
                continue;
            }
            // Steps that ended without a call may have made others ready, or have blocked them.
            if running.is_empty() && (stopped || !self.any_ready()) {
                break;
            }
            tokio::select! {
                biased;
                _ = renewal.tick() => meanwhile(&mut running, &mut ended, guard.renew()).await?,
                Some(one) = running.next(), if !running.is_empty() => ended.push(one),
            }
        }
        drop(running);
        Ok(self.report())
    }

    /// Ends the steps that are finished; returns those whose outcome is still to be noted.
    fn collect(
        &mut self,
        ended: Vec<Result<Ended<'a>, StoreError>>,
    ) -> Result<Vec<Acted<'a>>, StoreError> {
        let mut acted = Vec::new();
        for one in ended {
            let Ended { operation, result } = one?;
            match result {
                PhaseResult::Finished(status) => self.end(operation.at, status),
                PhaseResult::Acted(completion, status) => {
                    acted.push(((operation, status), *completion));
                }
            }
        }
        Ok(acted)
    }

    /// Lets references see what a noted completion left. Returns what a creation created: it is
    /// still to be finished.
    fn note(&mut self, operation: &Operation<'_>, completion: &Completion) -> Option<Created> {
        let created = created_by(completion)?;
        let address = operation.intent.address.clone();
        self.existing.insert(address, created.clone());
        (operation.intent.action == StepAction::Create).then_some(created)
    }

    fn report(self) -> ApplyReport {
        let plan = self.plan;
        let interrupted = self.statuses.iter().any(Option::is_none);
        let steps = plan.steps.iter().zip(self.statuses).map(|(step, status)| {
            let change = plan.change_of(step);
            StepResult {
                address: change.address.clone(),
                kind: change.kind.clone(),
                action: step.action,
                status: status.unwrap_or(StepStatus::Skipped { waits_for: None }),
            }
        });
        ApplyReport {
            tenancy: plan.tenancy.clone(),
            run: self.options.run.to_owned(),
            steps: steps.collect(),
            interrupted,
        }
    }

    fn end(&mut self, at: usize, status: StepStatus) {
        let step = &self.plan.steps[at];
        self.executor.progress.event(Event::StepEnded {
            address: self.plan.change_of(step).address.clone(),
            action: step.action,
            status: status.clone(),
        });
        self.statuses[at] = Some(status);
    }

    fn any_ready(&self) -> bool {
        let ended = |at: &usize| self.statuses[*at].is_some();
        self.waiting
            .iter()
            .any(|&at| self.plan.steps[at].after.iter().all(ended))
    }

    /// Starts up to `room` steps whose predecessors succeeded; skips those whose did not.
    fn start(&mut self, room: usize) -> Vec<Operation<'a>> {
        let plan = self.plan;
        let (context, scope) = (self.executor.context, self.executor.scope);
        let now = context.clock.now();
        let mut started = Vec::new();
        for at in self.waiting.clone() {
            let step = &plan.steps[at];
            let failed = |earlier: &&usize| {
                let status = self.statuses[**earlier].as_ref();
                status.is_some_and(|status| *status != StepStatus::Done)
            };
            if let Some(&earlier) = step.after.iter().find(failed) {
                let waits_for = Some(plan.change_of(&plan.steps[earlier]).address.clone());
                self.waiting.remove(&at);
                self.end(at, StepStatus::Skipped { waits_for });
            } else if started.len() < room && step.after.iter().all(|&e| self.statuses[e].is_some())
            {
                self.waiting.remove(&at);
                let planned = (at, step, plan.change_of(step));
                let run = self.options.run;
                match Operation::new(context, scope, run, planned, &self.existing, now) {
                    Ok(operation) => started.push(operation),
                    Err(status) => self.end(at, status),
                }
            }
        }
        started
    }
}

/// Awaits something of our own without letting go of the steps in flight.
///
/// A step that renews the lock may hold what our own write waits for; left unpolled, it would
/// never give it back.
async fn meanwhile<T, O>(
    running: &mut FuturesUnordered<impl Future<Output = O>>,
    ended: &mut Vec<O>,
    own: impl Future<Output = T>,
) -> T {
    let mut own = std::pin::pin!(own);
    loop {
        tokio::select! {
            biased;
            done = &mut own => return done,
            Some(one) = running.next(), if !running.is_empty() => ended.push(one),
        }
    }
}
