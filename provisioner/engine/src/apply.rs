//! Applying: a plan is carried out move by move, each written down before it is made.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use gabakura_model::outcome::Created;
use gabakura_model::plan::{StepAction, TenancyPlan};
use gabakura_model::port::{Intent, Lease, StoreError};
use gabakura_model::recorded::Recorded;
use gabakura_model::resource::Address;
use gabakura_model::tenancy::Scope;

use crate::World;
pub use crate::lease::LEASE_MS;
use crate::lease::LeaseGuard;
use crate::progress::{Event, Progress};
use crate::report::{ApplyReport, StepResult, StepStatus};
use crate::step::{Begun, Calls, Came, Landed, Phase};
use crate::visible;

/// How to carry out a plan.
#[derive(Clone, Copy, Debug)]
pub struct ApplyOptions<'a> {
    /// Most steps in flight at once.
    pub parallel: usize,
    /// The run: part of every token, so it must be unique.
    pub run: &'a str,
    /// Set from outside to let what is in flight finish and start nothing more.
    pub stop: &'a AtomicBool,
}

/// Why a plan was not carried out at all, or not to the end.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The record moved since the plan was made.
    #[error("the plan was made from serial {planned}, the record is at {found}")]
    Stale {
        /// The serial in the plan.
        planned: u64,
        /// The serial now.
        found: u64,
    },
    /// The store failed, or the lock is lost. What is in doubt stays noted.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Carries out a plan. The caller holds the lock.
///
/// # Guarantees
/// No call goes out before its intent is durable, nor once the lock may be somebody else's; no
/// step starts before the outcomes of those it waits for are durable. A step that fails stops
/// what waits for it, nothing else. What an open intent is about is not touched, and what is on
/// record is not made anew before its absence is certain.
///
/// # Errors
/// [`ApplyError::Stale`] before anything is done; [`ApplyError::Store`] when the journal can no
/// longer be written: nothing more is sent then.
pub async fn apply(
    world: &World,
    scope: &Scope,
    lease: &Lease,
    plan: &TenancyPlan,
    options: ApplyOptions<'_>,
    progress: &dyn Progress,
) -> Result<ApplyReport, ApplyError> {
    let guard = LeaseGuard::new(world, lease).await?;
    let recorded = world.store.recorded(&plan.tenancy).await?;
    if recorded.serial != plan.recorded_serial {
        let (planned, found) = (plan.recorded_serial, recorded.serial);
        return Err(ApplyError::Stale { planned, found });
    }
    progress.event(Event::Applying {
        tenancy: plan.tenancy.clone(),
        steps: plan.steps.len(),
    });
    let mut ended = vec![None; plan.steps.len()];
    in_doubt(world, plan, &mut ended).await?;
    visible::settled(world, scope, &guard, plan, &recorded, &mut ended).await?;
    let calls = Calls {
        world,
        scope,
        guard: &guard,
        progress,
    };
    let run = Run {
        calls: &calls,
        plan,
        options,
        standing: standing(recorded, plan),
        waiting: (0..plan.steps.len())
            .filter(|&at| ended[at].is_none())
            .collect(),
        ended,
    };
    run.until_done().await
}

/// Refuses the steps on what an open intent is about: another run may have begun it after the
/// plan was made, which does not move the record's serial.
async fn in_doubt(
    world: &World,
    plan: &TenancyPlan,
    ended: &mut [Option<StepStatus>],
) -> Result<(), StoreError> {
    for intent in world.store.open_intents(&plan.tenancy).await? {
        for (at, step) in plan.steps.iter().enumerate() {
            if plan.change_of(step).address == intent.address {
                ended[at] = Some(StepStatus::Refused {
                    code: "in-doubt".to_owned(),
                    message: format!("intent {} on it is still open", intent.token),
                });
            }
        }
    }
    Ok(())
}

/// What references resolve to before the first step.
fn standing(recorded: Recorded, plan: &TenancyPlan) -> BTreeMap<Address, Created> {
    let recorded = recorded.resources.into_values().map(|resource| {
        let (id, outputs) = (resource.id, resource.outputs);
        (resource.address, Created { id, outputs })
    });
    let seen = plan.changes.iter().filter_map(|change| {
        let (id, outputs) = (change.id.clone()?, change.outputs.clone());
        Some((change.address.clone(), Created { id, outputs }))
    });
    recorded.chain(seen).collect()
}

struct Run<'a> {
    calls: &'a Calls<'a>,
    plan: &'a TenancyPlan,
    options: ApplyOptions<'a>,
    /// What references resolve to now.
    standing: BTreeMap<Address, Created>,
    /// Steps not begun yet.
    waiting: BTreeSet<usize>,
    /// How each step ended, once it has and that is durable.
    ended: Vec<Option<StepStatus>>,
}

impl<'a> Run<'a> {
    /// The only writer of this run: outcomes that come while a write is under way are noted
    /// together by the next one.
    async fn until_done(mut self) -> Result<ApplyReport, ApplyError> {
        let (world, guard) = (self.calls.world, self.calls.guard);
        let mut running = FuturesUnordered::new();
        let mut landed: Vec<Result<Landed<'a>, StoreError>> = Vec::new();
        let mut renewal = tokio::time::interval(Duration::from_millis(LEASE_MS / 3));
        renewal.tick().await;
        loop {
            while let Some(Some(one)) = running.next().now_or_never() {
                landed.push(one);
            }
            let mut noted = Vec::new();
            let mut endings = Vec::new();
            for one in std::mem::take(&mut landed) {
                let Landed { begun, came } = one?;
                match came {
                    Came::Finished(status) => self.end(begun.at, status),
                    Came::Outcome(ending, status) => {
                        noted.push((begun, status));
                        endings.push(*ending);
                    }
                }
            }
            if !endings.is_empty() {
                let write = world.store.end(guard.lease(), &endings);
                meanwhile(&mut running, &mut landed, write).await?;
            }
            for ((begun, status), ending) in noted.into_iter().zip(&endings) {
                let made = begun.stands(ending);
                let address = begun.intent.address.clone();
                self.standing.extend(made.clone().map(|m| (address, m)));
                match made.filter(|_| begun.intent.action == StepAction::Create) {
                    Some(made) => running.push(self.calls.carry_out(begun, Phase::Finish(made))),
                    None => self.end(begun.at, status),
                }
            }
            let stopped = self.options.stop.load(Ordering::Relaxed);
            if !stopped {
                let room = self.options.parallel.max(1).saturating_sub(running.len());
                let begun = self.begin(room);
                let intents: Vec<Intent> = begun.iter().map(|b| b.intent.clone()).collect();
                if !intents.is_empty() {
                    let write = world.store.begin(guard.lease(), &intents);
                    meanwhile(&mut running, &mut landed, write).await?;
                }
                running.extend(
                    begun
                        .into_iter()
                        .map(|b| self.calls.carry_out(b, Phase::Make)),
                );
            }
            if !landed.is_empty() {
                continue;
            }
            // Steps that ended without a call may have freed or blocked others.
            if running.is_empty() && (stopped || !self.any_ready()) {
                break;
            }
            tokio::select! {
                biased;
                _ = renewal.tick() => meanwhile(&mut running, &mut landed, guard.renew()).await?,
                Some(one) = running.next(), if !running.is_empty() => landed.push(one),
            }
        }
        drop(running);
        Ok(self.report())
    }

    fn report(self) -> ApplyReport {
        let plan = self.plan;
        let interrupted = self.ended.iter().any(Option::is_none);
        let steps = plan.steps.iter().zip(self.ended).map(|(step, status)| {
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
        self.calls.progress.event(Event::StepEnded {
            address: self.plan.change_of(step).address.clone(),
            action: step.action,
            status: status.clone(),
        });
        self.ended[at] = Some(status);
    }

    fn any_ready(&self) -> bool {
        let over = |at: &usize| self.ended[*at].is_some();
        self.waiting
            .iter()
            .any(|&at| self.plan.steps[at].after.iter().all(over))
    }

    /// Takes up to `room` steps whose predecessors are done; skips those whose are not.
    fn begin(&mut self, room: usize) -> Vec<Begun<'a>> {
        let plan = self.plan;
        let now = self.calls.world.clock.now();
        let mut begun = Vec::new();
        for at in self.waiting.clone() {
            let step = &plan.steps[at];
            let failed = |earlier: &&usize| {
                let status = self.ended[**earlier].as_ref();
                status.is_some_and(|status| *status != StepStatus::Done)
            };
            if let Some(&earlier) = step.after.iter().find(failed) {
                let waits_for = Some(plan.change_of(&plan.steps[earlier]).address.clone());
                self.waiting.remove(&at);
                self.end(at, StepStatus::Skipped { waits_for });
            } else if begun.len() < room && step.after.iter().all(|&e| self.ended[e].is_some()) {
                self.waiting.remove(&at);
                let planned = (at, step, plan.change_of(step));
                match Begun::new(self.calls, self.options.run, planned, &self.standing, now) {
                    Ok(step) => begun.push(step),
                    Err(status) => self.end(at, status),
                }
            }
        }
        begun
    }
}

/// Awaits something of our own without letting go of the steps in flight.
///
/// A step that renews the lock may hold what our own write waits for; left unpolled, it would
/// never give it back.
async fn meanwhile<T, O>(
    running: &mut FuturesUnordered<impl Future<Output = O>>,
    landed: &mut Vec<O>,
    own: impl Future<Output = T>,
) -> T {
    let mut own = std::pin::pin!(own);
    loop {
        tokio::select! {
            biased;
            done = &mut own => return done,
            Some(one) = running.next(), if !running.is_empty() => landed.push(one),
        }
    }
}
