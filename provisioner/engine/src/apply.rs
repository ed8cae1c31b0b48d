//! Applying: a plan is carried out move by move, each written down before it is made.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use gabakura_model::outcome::{Made, Outcome, ProviderError};
use gabakura_model::plan::{Change, Move, Step, TenancyPlan};
use gabakura_model::port::{
    CreateOrder, DeleteOrder, Ending, Intent, Lease, RecordChange, StoreError, UpdateOrder,
};
use gabakura_model::recorded::RecordedResource;
use gabakura_model::reference::{Reference, is_unresolved, resolve};
use gabakura_model::resource::{Address, Kind, TAG_INTENT};
use gabakura_model::tenancy::Scope;
use gabakura_model::{Timestamp, Value};
use gabakura_planner::digest;
use serde::Serialize;

use crate::World;
use crate::progress::{Event, Progress};
use crate::recover::record_of;
use crate::retry;

/// How long a lock is held without a sign of life, in milliseconds. Renewed at a third of it.
pub const LEASE_MS: u64 = 120_000;

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
    /// The store failed. What is in doubt stays noted.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "status")]
pub enum StepStatus {
    /// It is done and on record.
    Done,
    /// The cloud refused it; nothing changed.
    Refused {
        /// The cloud's code.
        code: String,
        /// The whole story.
        message: String,
    },
    /// It exists and is on record, but something about it could not be set; plan again.
    Unfinished {
        /// The cloud's code.
        code: String,
        /// The whole story.
        message: String,
    },
    /// It may or may not have happened; the intent stays open.
    Unknown {
        /// What was seen.
        message: String,
    },
    /// It was not begun: something it waits for did not get done, or the run was stopped.
    Skipped {
        /// What it waits for; `None` when the run was stopped.
        waits_for: Option<Address>,
    },
}

/// What became of one step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepResult {
    /// The resource.
    pub address: Address,
    /// Its kind.
    pub kind: Kind,
    /// The move.
    #[serde(rename = "move")]
    pub make: Move,
    /// How it ended.
    #[serde(flatten)]
    pub status: StepStatus,
}

/// What became of a plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ApplyReport {
    /// Whose.
    pub tenancy: gabakura_model::tenancy::TenancyId,
    /// The run.
    pub run: String,
    /// Every step, in the plan's order.
    pub steps: Vec<StepResult>,
    /// Whether it was stopped from outside.
    pub interrupted: bool,
}

impl ApplyReport {
    /// Whether every step is done.
    pub fn is_complete(&self) -> bool {
        self.steps
            .iter()
            .all(|step| step.status == StepStatus::Done)
    }
}

/// Carries out a plan. The caller holds the lock.
///
/// # Guarantees
/// No call goes out before its intent is durable; no step starts before the outcomes of those
/// it waits for are. A step that fails stops what waits for it, nothing else.
///
/// # Errors
/// [`ApplyError::Stale`] before anything is done; [`ApplyError::Store`] when the journal can no
/// longer be written: nothing more is started then.
pub async fn apply(
    world: &World,
    scope: &Scope,
    lease: &Lease,
    plan: &TenancyPlan,
    options: ApplyOptions<'_>,
    progress: &dyn Progress,
) -> Result<ApplyReport, ApplyError> {
    let recorded = world.store.recorded(&plan.tenancy).await?;
    if recorded.serial != plan.recorded_serial {
        let (planned, found) = (plan.recorded_serial, recorded.serial);
        return Err(ApplyError::Stale { planned, found });
    }
    progress.event(Event::Applying {
        tenancy: plan.tenancy.clone(),
        steps: plan.steps.len(),
    });
    let mut standing: BTreeMap<Address, Made> = BTreeMap::new();
    for resource in recorded.resources.into_values() {
        let made = Made {
            id: resource.id,
            outputs: resource.outputs,
        };
        standing.insert(resource.address, made);
    }
    for change in &plan.changes {
        if let Some(id) = &change.id {
            let made = Made {
                id: id.clone(),
                outputs: change.outputs.clone(),
            };
            standing.insert(change.address.clone(), made);
        }
    }
    Run {
        world,
        scope,
        lease,
        plan,
        options,
        progress,
        standing,
    }
    .until_done()
    .await
}

struct Run<'a> {
    world: &'a World,
    scope: &'a Scope,
    lease: &'a Lease,
    plan: &'a TenancyPlan,
    options: ApplyOptions<'a>,
    progress: &'a dyn Progress,
    /// What references resolve to now.
    standing: BTreeMap<Address, Made>,
}

/// A step whose intent is durable.
struct Begun {
    at: usize,
    intent: Intent,
    spec: Value,
}

/// A step that is over, and what now stands.
struct Over {
    at: usize,
    status: StepStatus,
    made: Option<Made>,
}

impl Run<'_> {
    async fn until_done(mut self) -> Result<ApplyReport, ApplyError> {
        let plan = self.plan;
        let mut ended: Vec<Option<StepStatus>> = vec![None; plan.steps.len()];
        let mut waiting: BTreeSet<usize> = (0..plan.steps.len()).collect();
        let mut running = FuturesUnordered::new();
        let mut over: Vec<Result<Over, StoreError>> = Vec::new();
        let mut renewal = tokio::time::interval(Duration::from_millis(LEASE_MS / 3));
        renewal.tick().await;
        loop {
            let stopped = self.options.stop.load(Ordering::Relaxed);
            if !stopped {
                let room = self.options.parallel.max(1).saturating_sub(running.len());
                let ready = self.ready(&mut waiting, &mut ended, room);
                let noted = self.begin(ready, &mut ended);
                for begun in meanwhile(&mut running, &mut over, noted).await? {
                    let (world, scope, lease) = (self.world, self.scope, self.lease);
                    let change = plan.change_of(&plan.steps[begun.at]);
                    running.push(carry_out(world, scope, lease, change, begun, self.progress));
                }
            }
            if over.is_empty() {
                // Steps that ended without a call may have freed or blocked others.
                if running.is_empty() && (stopped || !self.any_ready(&waiting, &ended)) {
                    break;
                }
                tokio::select! {
                    Some(one) = running.next(), if !running.is_empty() => over.push(one),
                    _ = renewal.tick() => {
                        let now = self.world.clock.now();
                        let renewed = self.world.store.renew(self.lease, now, LEASE_MS);
                        meanwhile(&mut running, &mut over, renewed).await?;
                    }
                }
            }
            for one in over.drain(..) {
                let Over { at, status, made } = one?;
                let address = plan.change_of(&plan.steps[at]).address.clone();
                self.standing.extend(made.map(|made| (address, made)));
                self.end(at, status, &mut ended);
            }
        }
        drop(running);
        Ok(self.report(ended))
    }

    fn report(&self, ended: Vec<Option<StepStatus>>) -> ApplyReport {
        let interrupted = ended.iter().any(Option::is_none);
        let result = |(step, status): (&Step, Option<StepStatus>)| {
            let change = self.plan.change_of(step);
            StepResult {
                address: change.address.clone(),
                kind: change.kind.clone(),
                make: step.make,
                status: status.unwrap_or(StepStatus::Skipped { waits_for: None }),
            }
        };
        ApplyReport {
            tenancy: self.plan.tenancy.clone(),
            run: self.options.run.to_owned(),
            steps: self.plan.steps.iter().zip(ended).map(result).collect(),
            interrupted,
        }
    }

    fn end(&self, at: usize, status: StepStatus, ended: &mut [Option<StepStatus>]) {
        let step = &self.plan.steps[at];
        let address = self.plan.change_of(step).address.clone();
        let make = step.make;
        self.progress.event(Event::StepEnded {
            address,
            make,
            status: status.clone(),
        });
        ended[at] = Some(status);
    }

    fn any_ready(&self, waiting: &BTreeSet<usize>, ended: &[Option<StepStatus>]) -> bool {
        waiting.iter().any(|&at| {
            self.plan.steps[at]
                .after
                .iter()
                .all(|&e| ended[e].is_some())
        })
    }

    /// Takes up to `room` steps whose predecessors are done; skips those whose are not.
    fn ready(
        &self,
        waiting: &mut BTreeSet<usize>,
        ended: &mut [Option<StepStatus>],
        room: usize,
    ) -> Vec<usize> {
        let mut ready = Vec::new();
        for at in waiting.clone() {
            let step = &self.plan.steps[at];
            let failed = |&&earlier: &&usize| {
                ended[earlier]
                    .as_ref()
                    .is_some_and(|status| *status != StepStatus::Done)
            };
            if let Some(&earlier) = step.after.iter().find(failed) {
                let waits_for = self
                    .plan
                    .change_of(&self.plan.steps[earlier])
                    .address
                    .clone();
                waiting.remove(&at);
                self.end(
                    at,
                    StepStatus::Skipped {
                        waits_for: Some(waits_for),
                    },
                    ended,
                );
            } else if ready.len() < room && step.after.iter().all(|&e| ended[e].is_some()) {
                waiting.remove(&at);
                ready.push(at);
            }
        }
        ready
    }

    /// Notes the intents of steps that start together, in one durable write.
    async fn begin(
        &self,
        ready: Vec<usize>,
        ended: &mut [Option<StepStatus>],
    ) -> Result<Vec<Begun>, StoreError> {
        let now = self.world.clock.now();
        let mut begun = Vec::with_capacity(ready.len());
        for at in ready {
            match self.intend(at, now) {
                Ok(step) => begun.push(step),
                Err(status) => self.end(at, status, ended),
            }
        }
        let intents: Vec<Intent> = begun.iter().map(|step| step.intent.clone()).collect();
        if !intents.is_empty() {
            self.world.store.begin(self.lease, &intents).await?;
        }
        Ok(begun)
    }

    /// Works out what exactly a step will ask for, now that what it waits for stands.
    fn intend(&self, at: usize, now: Timestamp) -> Result<Begun, StepStatus> {
        let step = &self.plan.steps[at];
        let change = self.plan.change_of(step);
        let look_up = |reference: &Reference| {
            let made = self.standing.get(&reference.address)?;
            match reference.field.as_str() {
                "id" => Some(made.id.clone()),
                field => made.outputs.get(field).cloned(),
            }
        };
        let wanted = match step.make {
            Move::Delete | Move::Forget => change.before.clone(),
            Move::Create | Move::Update | Move::Adopt => change.after.clone(),
        };
        let spec = resolve(&wanted.unwrap_or_default(), &look_up);
        let schema = self.world.provider.catalogue().get(&change.kind);
        let spec = schema
            .and_then(|s| (s.canonical)(&spec).ok())
            .unwrap_or(spec);
        if is_unresolved(&spec) {
            let message = format!("its references could not be resolved: {spec}");
            return Err(StepStatus::Refused {
                code: "unresolved-reference".to_owned(),
                message,
            });
        }
        let expected_id = match step.make {
            Move::Create => schema.and_then(|s| s.implied_id(&spec)).map(str::to_owned),
            _ => change.id.clone(),
        };
        let record = matches!(step.make, Move::Create | Move::Update | Move::Adopt).then(|| {
            RecordedResource {
                address: change.address.clone(),
                kind: change.kind.clone(),
                id: expected_id.clone().unwrap_or_default(),
                declared: change.declared.clone().unwrap_or_else(|| spec.clone()),
                spec: spec.clone(),
                tags: change.tags_after.clone(),
                outputs: change.outputs.clone(),
                depends_on: change.depends_on.clone(),
                exclusive: change.exclusive,
                recorded_at: now,
            }
        });
        let intent = Intent {
            token: format!("{}-{at}", self.options.run),
            run: self.options.run.to_owned(),
            address: change.address.clone(),
            kind: change.kind.clone(),
            make: step.make,
            expected_id,
            request_digest: digest::of(&(step.make, &change.id, &spec, &change.tags_after)),
            record,
            noted_at: now,
        };
        Ok(Begun { at, intent, spec })
    }
}

/// Awaits something of our own without letting go of the steps in flight.
///
/// A step that is writing to the store holds what our own write waits for; left unpolled, it
/// would never give it back.
async fn meanwhile<T, F: Future<Output = Result<Over, StoreError>>>(
    running: &mut FuturesUnordered<F>,
    over: &mut Vec<Result<Over, StoreError>>,
    own: impl Future<Output = T>,
) -> T {
    let mut own = std::pin::pin!(own);
    loop {
        tokio::select! {
            done = &mut own => return done,
            Some(one) = running.next(), if !running.is_empty() => over.push(one),
        }
    }
}

/// Makes one move whose intent is durable, and notes its outcome.
async fn carry_out(
    world: &World,
    scope: &Scope,
    lease: &Lease,
    change: &Change,
    begun: Begun,
    progress: &dyn Progress,
) -> Result<Over, StoreError> {
    let Begun { at, intent, spec } = begun;
    let (address, make) = (intent.address.clone(), intent.make);
    progress.event(Event::StepStarted {
        address: address.clone(),
        make,
    });
    let mut call = Calls {
        world,
        scope,
        intent: &intent,
        progress,
    };
    let result = call.make(change, &spec).await;
    let outcome = match &result {
        Ok(made) => Outcome::Done { made: made.clone() },
        Err(error) => error.outcome(),
    };
    let record = match (&outcome, &result) {
        (Outcome::Done { .. }, Ok(made)) => match make {
            Move::Delete | Move::Forget => removal(change),
            _ => record_of(&intent, &made.clone().unwrap_or_default()),
        },
        _ => RecordChange::Keep,
    };
    let stands = match &record {
        RecordChange::Put(r) => Some(Made {
            id: r.id.clone(),
            outputs: r.outputs.clone(),
        }),
        RecordChange::Keep | RecordChange::Remove(_) => None,
    };
    let ending = Ending {
        token: intent.token.clone(),
        outcome: outcome.clone(),
        change: record,
        at: world.clock.now(),
    };
    world.store.end(lease, &[ending]).await?;
    let status = match (outcome, &stands) {
        (Outcome::Done { .. }, Some(made)) if make == Move::Create => {
            match call.finish(change, &spec, made).await {
                Ok(()) => StepStatus::Done,
                Err(error) => StepStatus::Unfinished {
                    code: error.code().to_owned(),
                    message: error.to_string(),
                },
            }
        }
        (Outcome::Done { .. }, _) => StepStatus::Done,
        (Outcome::Refused { code, .. }, _) => {
            let message = result
                .as_ref()
                .err()
                .map(ToString::to_string)
                .unwrap_or_default();
            StepStatus::Refused { code, message }
        }
        (Outcome::Unknown { message }, _) => StepStatus::Unknown { message },
    };
    Ok(Over {
        at,
        status,
        made: stands,
    })
}

/// What deleting it does to the record; something unmanaged was never on it.
fn removal(change: &Change) -> RecordChange {
    use gabakura_model::plan::Reason;
    match change.reason {
        Reason::Unmanaged => RecordChange::Keep,
        _ => RecordChange::Remove(change.address.clone()),
    }
}

/// The calls of one step, refused ones repeated where that is safe.
struct Calls<'a> {
    world: &'a World,
    scope: &'a Scope,
    intent: &'a Intent,
    progress: &'a dyn Progress,
}

impl Calls<'_> {
    async fn make(&mut self, change: &Change, spec: &Value) -> Result<Option<Made>, ProviderError> {
        let mut attempt = 1;
        loop {
            match self.once(change, spec).await {
                Err(error) => self.pause(error, &mut attempt).await?,
                done => return done,
            }
        }
    }

    async fn once(&self, change: &Change, spec: &Value) -> Result<Option<Made>, ProviderError> {
        let (provider, kind) = (&self.world.provider, change.kind.clone());
        let id = change.id.clone().unwrap_or_default();
        match self.intent.make {
            Move::Adopt | Move::Forget => Ok(None),
            Move::Create => provider
                .create(self.scope, &self.creation(change, spec))
                .await
                .map(Some),
            Move::Update => {
                let order = UpdateOrder {
                    kind,
                    id,
                    before: change.before.clone().unwrap_or_default(),
                    after: spec.clone(),
                    tags_before: change.tags_before.clone(),
                    tags_after: change.tags_after.clone(),
                };
                provider.update(self.scope, &order).await.map(|()| None)
            }
            Move::Delete => {
                let order = DeleteOrder {
                    kind,
                    id,
                    spec: spec.clone(),
                };
                provider.delete(self.scope, &order).await.map(|()| None)
            }
        }
    }

    /// Sets what the creating request could not carry. Repeatable, so it is repeated.
    async fn finish(
        &mut self,
        change: &Change,
        spec: &Value,
        made: &Made,
    ) -> Result<(), ProviderError> {
        let order = self.creation(change, spec);
        let mut attempt = 1;
        loop {
            match self.world.provider.finish(self.scope, &order, made).await {
                Err(error) => self.pause(error, &mut attempt).await?,
                Ok(()) => return Ok(()),
            }
        }
    }

    fn creation(&self, change: &Change, spec: &Value) -> CreateOrder {
        let mut tags = change.tags_after.clone();
        let taggable = self
            .world
            .provider
            .catalogue()
            .get(&change.kind)
            .is_some_and(|s| s.taggable);
        if taggable {
            tags.insert(TAG_INTENT.to_owned(), self.intent.token.clone());
        }
        CreateOrder {
            kind: change.kind.clone(),
            address: change.address.clone(),
            spec: spec.clone(),
            tags,
            token: self.intent.token.clone(),
        }
    }

    /// Waits if the refused call may be sent again; hands the error back if not.
    async fn pause(&self, error: ProviderError, attempt: &mut u32) -> Result<(), ProviderError> {
        let Some(wait) = retry::wait(&error, *attempt, &self.intent.token) else {
            return Err(error);
        };
        self.progress.event(Event::StepRetried {
            address: self.intent.address.clone(),
            code: error.code().to_owned(),
            wait_ms: u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
        });
        *attempt += 1;
        tokio::time::sleep(wait).await;
        Ok(())
    }
}
