//! One step: what exactly it asks for, its calls, and what they brought.

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

use crate::World;
use crate::lease::LeaseGuard;
use crate::progress::{Event, Progress};
use crate::report::StepStatus;
use crate::retry;

/// A step whose intent is worked out. Noted before [`Calls::carry_out`] is told of it.
pub(crate) struct Begun<'p> {
    /// Its position in the plan.
    pub at: usize,
    pub change: &'p Change,
    pub intent: Intent,
    spec: Value,
}

/// What a step does next.
pub(crate) enum Phase {
    /// Makes its move.
    Make,
    /// Sets what the creating request could not carry, on what is on record by now.
    Finish(Created),
}

/// A phase that is over.
pub(crate) struct Landed<'p> {
    pub begun: Begun<'p>,
    pub came: Came,
}

/// What came of a phase.
pub(crate) enum Came {
    /// The move's outcome, to be noted before anything follows.
    Outcome(Box<Completion>, StepStatus),
    /// The finish is over; nothing is to be noted.
    Finished(StepStatus),
}

impl<'p> Begun<'p> {
    /// Works out what exactly a step will ask for, now that what it waits for stands.
    ///
    /// # Errors
    /// The status of a step that cannot be asked for.
    pub fn new(
        calls: &Calls<'_>,
        run: &str,
        (at, step, change): (usize, &Step, &'p Change),
        standing: &BTreeMap<Address, Created>,
        now: Timestamp,
    ) -> Result<Self, StepStatus> {
        let look_up = |reference: &Reference| {
            let made = standing.get(&reference.address)?;
            match reference.field.as_str() {
                "id" => Some(made.id.clone()),
                field => made.outputs.get(field).cloned(),
            }
        };
        let wanted = match step.action {
            StepAction::Delete | StepAction::Forget => change.before.clone(),
            StepAction::Create | StepAction::Update | StepAction::Adopt => change.after.clone(),
        };
        let spec = resolve(&wanted.unwrap_or_default(), &look_up);
        let schema = calls.world.provider.catalogue().get(&change.kind);
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
            StepAction::Create => schema.and_then(|s| s.implied_id(&spec, &calls.scope.account)),
            _ => change.id.clone(),
        };
        let keeps = matches!(
            step.action,
            StepAction::Create | StepAction::Update | StepAction::Adopt
        );
        let record = keeps.then(|| RecordedResource {
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

    /// What references to it resolve to once its completion is noted.
    pub fn stands(&self, completion: &Completion) -> Option<Created> {
        match &completion.change {
            RecordChange::Put(r) => Some(Created {
                id: r.id.clone(),
                outputs: r.outputs.clone(),
            }),
            RecordChange::Keep | RecordChange::Remove(_) => None,
        }
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
                    // Something unmanaged was never on record.
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
        let token = self.intent.token.clone();
        let completion = Completion {
            token,
            outcome,
            change,
            at,
            by_hand: None,
        };
        (completion, status)
    }
}

/// What will be recorded once a resource is known to exist.
pub(crate) fn record_of(intent: &Intent, made: &Created, now: Timestamp) -> RecordChange {
    match intent.leaves(made, now) {
        Some(resource) => RecordChange::Put(Box::new(resource)),
        None => RecordChange::Keep,
    }
}

/// What an update changes, as the plan saw it.
fn before(change: &Change, spec: &Value) -> Before {
    let seen = |field: &String| change.before.as_ref().and_then(|before| before.get(field));
    let fields = spec.as_object().into_iter().flat_map(|spec| spec.keys());
    let fields = fields.map(|field| (field.clone(), seen(field).cloned().unwrap_or_default()));
    Before {
        spec: Value::Object(fields.collect()),
        tags: change.tags_before.clone(),
    }
}

/// The call that a cloud answered with "too many requests".
fn pushed_back(scope: &Scope, error: &ProviderError) -> Option<Call> {
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

/// Makes calls: refused ones are repeated where that is safe.
pub(crate) struct Calls<'a> {
    pub world: &'a World,
    pub scope: &'a Scope,
    pub guard: &'a LeaseGuard<'a>,
    pub progress: &'a dyn Progress,
}

impl Calls<'_> {
    /// Carries out one phase of a step whose intent is durable.
    ///
    /// # Errors
    /// [`StoreError::LockLost`] when the lock is gone; nothing more was sent then.
    pub async fn carry_out<'p>(
        &self,
        begun: Begun<'p>,
        phase: Phase,
    ) -> Result<Landed<'p>, StoreError> {
        if matches!(phase, Phase::Make) {
            self.progress.event(Event::StepStarted {
                address: begun.intent.address.clone(),
                action: begun.intent.action,
            });
        }
        let mut attempt = 1;
        let result = loop {
            self.guard.ensure().await?;
            let error = match self.once(&begun, &phase).await {
                Ok(made) => break Ok(made),
                Err(error) => error,
            };
            if let Some(call) = pushed_back(self.scope, &error) {
                self.world.throttle.pushed_back(&call);
            }
            let now = self.world.clock.now();
            let Some(wait) = retry::wait(&error, attempt, &begun.intent, now) else {
                break Err(error);
            };
            self.progress.event(Event::StepRetried {
                address: begun.intent.address.clone(),
                code: error.code().to_owned(),
                wait_ms: u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
            });
            attempt += 1;
            tokio::time::sleep(wait).await;
        };
        let came = match (phase, result) {
            (Phase::Make, result) => {
                let (completion, status) = begun.completion(result, self.world.clock.now());
                Came::Outcome(Box::new(completion), status)
            }
            (Phase::Finish(_), Ok(_)) => Came::Finished(StepStatus::Done),
            (Phase::Finish(_), Err(error)) => Came::Finished(StepStatus::Unfinished {
                code: error.code().to_owned(),
                message: error.to_string(),
            }),
        };
        Ok(Landed { begun, came })
    }

    /// One attempt: at most one creating request.
    async fn once(
        &self,
        begun: &Begun<'_>,
        phase: &Phase,
    ) -> Result<Option<Created>, ProviderError> {
        let (provider, scope, change) = (&self.world.provider, self.scope, begun.change);
        let permit = self.guard.permit();
        let (kind, id) = (change.kind.clone(), change.id.clone().unwrap_or_default());
        if let Phase::Finish(made) = phase {
            let order = self.creation(begun);
            return provider
                .finish(scope, &order, made, permit)
                .await
                .map(|()| None);
        }
        match begun.intent.action {
            StepAction::Adopt | StepAction::Forget => Ok(None),
            StepAction::Create => {
                let order = self.creation(begun);
                provider.create(scope, &order, permit).await.map(Some)
            }
            StepAction::Update => {
                let order = UpdateRequest {
                    kind,
                    id,
                    before: change.before.clone().unwrap_or_default(),
                    after: begun.spec.clone(),
                    tags_before: change.tags_before.clone(),
                    tags_after: change.tags_after.clone(),
                };
                provider.update(scope, &order, permit).await.map(|()| None)
            }
            StepAction::Delete => {
                let spec = begun.spec.clone();
                let order = DeleteRequest { kind, id, spec };
                provider.delete(scope, &order, permit).await.map(|()| None)
            }
        }
    }

    fn creation(&self, begun: &Begun<'_>) -> CreateRequest {
        let change = begun.change;
        let mut tags = change.tags_after.clone();
        let schema = self.world.provider.catalogue().get(&change.kind);
        if schema.is_some_and(|s| s.taggable) {
            tags.insert(TAG_INTENT.to_owned(), begun.intent.token.clone());
        }
        CreateRequest {
            kind: change.kind.clone(),
            address: change.address.clone(),
            spec: begun.spec.clone(),
            tags,
            token: begun.intent.token.clone(),
        }
    }
}
