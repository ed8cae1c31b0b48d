//! One step of a plan: its request, its calls, and their result.

use std::collections::BTreeMap;

use gabakura_model::outcome::{Created, Outcome, ProviderError, Retry};
use gabakura_model::plan::{Change, Reason, Step, StepAction};
use gabakura_model::port::{
    Before, Call, Completion, CreateRequest, DeleteRequest, Intent, RecordChange, StoreError,
    UpdateRequest,
};
use gabakura_model::recorded::RecordedResource;
use gabakura_model::reference::{Reference, is_unresolved, resolve};
use gabakura_model::resource::{Address, TAG_INTENT};
use gabakura_model::tenancy::Scope;
use gabakura_model::{Timestamp, Value};
use gabakura_planner::digest;

use crate::context::Context;
use crate::lease::LeaseGuard;
use crate::progress::{Event, Progress};
use crate::report::StepStatus;
use crate::retry;

/// A step whose request is known. Its intent is noted before [`Executor::run`] sees it.
pub(crate) struct Operation<'p> {
    /// The step's position in the plan.
    pub at: usize,
    pub change: &'p Change,
    pub intent: Intent,
    spec: Value,
}

/// What an operation does next.
pub(crate) enum Phase {
    /// The step's action.
    Act,
    /// Sets what the creating request could not carry, on what is on record by now.
    Finish(Created),
}

/// A phase that ended.
pub(crate) struct Ended<'p> {
    pub operation: Operation<'p>,
    pub result: PhaseResult,
}

/// How a phase ended.
pub(crate) enum PhaseResult {
    /// The action's outcome, to be noted before anything follows.
    Acted(Box<Completion>, StepStatus),
    /// The finish ended; nothing is to be noted.
    Finished(StepStatus),
}

impl<'p> Operation<'p> {
    /// Works out a step's request, once what it waits for exists.
    ///
    /// # Errors
    /// The status of a step that cannot be asked for.
    pub fn new(
        executor: &Executor<'_>,
        run: &str,
        (at, step, change): (usize, &Step, &'p Change),
        existing: &BTreeMap<Address, Created>,
        now: Timestamp,
    ) -> Result<Self, StepStatus> {
        let schema = executor.context.provider.catalogue().get(&change.kind);
        let spec = spec_of(step.action, change, existing);
        // A reference may have become a value whose canonical form is another.
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
        let expected_id = match step.action {
            StepAction::Create => schema.and_then(|s| s.implied_id(&spec, &executor.scope.account)),
            _ => change.id.clone(),
        };
        let is_kept = !matches!(step.action, StepAction::Delete | StepAction::Forget);
        let record = is_kept.then(|| RecordedResource {
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
        });
        let intent = Intent {
            token: format!("{run}-{at}"),
            run: run.to_owned(),
            address: change.address.clone(),
            kind: change.kind.clone(),
            action: step.action,
            expected_id,
            request_digest: digest::of(&(step.action, &change.id, &spec, &change.tags_after)),
            record,
            before: (step.action == StepAction::Update).then(|| before(change, &spec)),
            noted_at: now,
        };
        Ok(Self {
            at,
            change,
            intent,
            spec,
        })
    }

    fn completion(
        &self,
        result: Result<Option<Created>, ProviderError>,
        at: Timestamp,
    ) -> (Completion, StepStatus) {
        let (outcome, change) = match &result {
            Ok(made) => (
                Outcome::Done { made: made.clone() },
                match self.intent.action {
                    // What is unmanaged was never on record.
                    StepAction::Delete if self.change.reason == Reason::Unmanaged => {
                        RecordChange::Keep
                    }
                    StepAction::Delete | StepAction::Forget => {
                        RecordChange::Remove(self.change.address.clone())
                    }
                    _ => record_of(&self.intent, &made.clone().unwrap_or_default(), at),
                },
            ),
            Err(error) => (error.outcome(), RecordChange::Keep),
        };
        let status = match (&outcome, &result) {
            (Outcome::Refused { code, .. }, Err(error)) => StepStatus::Refused {
                code: code.clone(),
                message: error.to_string(),
            },
            (Outcome::Unknown { message }, _) => StepStatus::Unknown {
                message: message.clone(),
            },
            _ => StepStatus::Done,
        };
        let completion = Completion {
            token: self.intent.token.clone(),
            outcome,
            change,
            at,
            by_hand: None,
        };
        (completion, status)
    }
}

/// A step's spec, its references resolved as far as the resources they name exist.
fn spec_of(action: StepAction, change: &Change, existing: &BTreeMap<Address, Created>) -> Value {
    let look_up = |reference: &Reference| {
        let created = existing.get(&reference.address)?;
        match reference.field.as_str() {
            "id" => Some(created.id.clone()),
            field => created.outputs.get(field).cloned(),
        }
    };
    let spec = match action {
        StepAction::Delete | StepAction::Forget => &change.before,
        StepAction::Create | StepAction::Update | StepAction::Adopt => &change.after,
    };
    resolve(&spec.clone().unwrap_or_default(), &look_up)
}

/// What references to a resource resolve to once its completion is noted.
pub(crate) fn created_by(completion: &Completion) -> Option<Created> {
    match &completion.change {
        RecordChange::Put(r) => Some(Created {
            id: r.id.clone(),
            outputs: r.outputs.clone(),
        }),
        RecordChange::Keep | RecordChange::Remove(_) => None,
    }
}

/// What goes on record once a resource is known to exist.
pub(crate) fn record_of(intent: &Intent, created: &Created, now: Timestamp) -> RecordChange {
    match intent.leaves(created, now) {
        Some(resource) => RecordChange::Put(Box::new(resource)),
        None => RecordChange::Keep,
    }
}

/// What an update changes, as the plan saw it.
fn before(change: &Change, spec: &Value) -> Before {
    let observed = |field: &String| change.before.as_ref().and_then(|before| before.get(field));
    let fields = spec.as_object().into_iter().flat_map(|spec| spec.keys());
    let fields = fields.map(|field| {
        let value = observed(field).cloned().unwrap_or_default();
        (field.clone(), value)
    });
    Before {
        spec: Value::Object(fields.collect()),
        tags: change.tags_before.clone(),
    }
}

/// The call that a cloud answered with "too many requests".
fn throttled(scope: &Scope, error: &ProviderError) -> Option<Call> {
    match error {
        ProviderError::Refused {
            service,
            operation,
            retry: Retry::Throttled,
            ..
        } => Some(Call {
            place: scope.place(),
            service: service.clone(),
            operation: operation.clone(),
        }),
        _ => None,
    }
}

/// Makes the calls of operations, and repeats refused ones where that is safe.
pub(crate) struct Executor<'a> {
    pub context: &'a Context,
    pub scope: &'a Scope,
    pub guard: &'a LeaseGuard<'a>,
    pub progress: &'a dyn Progress,
}

impl Executor<'_> {
    /// Runs one phase of an operation whose intent is durable.
    ///
    /// # Errors
    /// [`StoreError::LockLost`] when the lock is lost; nothing more was sent then.
    pub async fn run<'p>(
        &self,
        operation: Operation<'p>,
        phase: Phase,
    ) -> Result<Ended<'p>, StoreError> {
        if matches!(phase, Phase::Act) {
            self.progress.event(Event::StepStarted {
                address: operation.intent.address.clone(),
                action: operation.intent.action,
            });
        }
        let mut attempt = 1;
        let result = loop {
            self.guard.ensure().await?;
            let error = match self.attempt(&operation, &phase).await {
                Ok(created) => break Ok(created),
                Err(error) => error,
            };
            if let Some(call) = throttled(self.scope, &error) {
                self.context.throttle.pushed_back(&call);
            }
            let now = self.context.clock.now();
            let Some(wait) = retry::wait(&error, attempt, &operation.intent, now) else {
                break Err(error);
            };
            self.progress.event(Event::StepRetried {
                address: operation.intent.address.clone(),
                code: error.code().to_owned(),
                wait_ms: u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
            });
            attempt += 1;
            tokio::time::sleep(wait).await;
        };
        let result = match (phase, result) {
            (Phase::Act, result) => {
                let now = self.context.clock.now();
                let (completion, status) = operation.completion(result, now);
                PhaseResult::Acted(Box::new(completion), status)
            }
            (Phase::Finish(_), Ok(_)) => PhaseResult::Finished(StepStatus::Done),
            (Phase::Finish(_), Err(error)) => PhaseResult::Finished(StepStatus::Unfinished {
                code: error.code().to_owned(),
                message: error.to_string(),
            }),
        };
        Ok(Ended { operation, result })
    }

    /// One attempt: at most one creating request.
    async fn attempt(
        &self,
        operation: &Operation<'_>,
        phase: &Phase,
    ) -> Result<Option<Created>, ProviderError> {
        let (provider, scope, change) = (&self.context.provider, self.scope, operation.change);
        let permit = self.guard.permit();
        let (kind, id) = (change.kind.clone(), change.id.clone().unwrap_or_default());
        if let Phase::Finish(created) = phase {
            let request = self.create_request(operation);
            let finished = provider.finish(scope, &request, created, permit).await;
            return finished.map(|()| None);
        }
        match operation.intent.action {
            StepAction::Adopt | StepAction::Forget => Ok(None),
            StepAction::Create => {
                let request = self.create_request(operation);
                provider.create(scope, &request, permit).await.map(Some)
            }
            StepAction::Update => {
                let request = UpdateRequest {
                    kind,
                    id,
                    before: change.before.clone().unwrap_or_default(),
                    after: operation.spec.clone(),
                    tags_before: change.tags_before.clone(),
                    tags_after: change.tags_after.clone(),
                };
                let updated = provider.update(scope, &request, permit).await;
                updated.map(|()| None)
            }
            StepAction::Delete => {
                let spec = operation.spec.clone();
                let request = DeleteRequest { kind, id, spec };
                let deleted = provider.delete(scope, &request, permit).await;
                deleted.map(|()| None)
            }
        }
    }

    fn create_request(&self, operation: &Operation<'_>) -> CreateRequest {
        let change = operation.change;
        let mut tags = change.tags_after.clone();
        let schema = self.context.provider.catalogue().get(&change.kind);
        if schema.is_some_and(|s| s.taggable) {
            tags.insert(TAG_INTENT.to_owned(), operation.intent.token.clone());
        }
        CreateRequest {
            kind: change.kind.clone(),
            address: change.address.clone(),
            spec: operation.spec.clone(),
            tags,
            token: operation.intent.token.clone(),
        }
    }
}
