//! The calls of one step: each under the lock, repeated where that is safe.

use gabakura_model::outcome::{Created, ProviderError, Retry};
use gabakura_model::plan::StepAction;
use gabakura_model::port::{Call, Completion, DeleteRequest, StoreError, UpdateRequest};
use gabakura_model::tenancy::Scope;
use tracing::{Span, debug, instrument};

use crate::context::Context;
use crate::lease::LeaseGuard;
use crate::operation::Operation;
use crate::progress::{Event, Progress};
use crate::report::StepStatus;
use crate::retry;

/// What an operation does next.
pub(crate) enum Phase {
    /// The step's action.
    Act,
    /// Sets what the creating request could not carry, on what is on record by now.
    Finish(Created),
}

impl Phase {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Act => "act",
            Self::Finish(_) => "finish",
        }
    }
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

impl PhaseResult {
    fn status(&self) -> &StepStatus {
        match self {
            Self::Acted(_, status) | Self::Finished(status) => status,
        }
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
    #[instrument(name = "step", skip_all, fields(
        address = %operation.intent.address,
        kind = %operation.intent.kind,
        action = %operation.intent.action,
        token = operation.intent.token,
        phase = phase.as_str(),
        outcome,
    ))]
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
            let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
            debug!(code = error.code(), attempt, wait_ms, "the call is retried");
            self.progress.event(Event::StepRetried {
                address: operation.intent.address.clone(),
                code: error.code().to_owned(),
                wait_ms,
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
        Span::current().record("outcome", result.status().as_str());
        Ok(Ended { operation, result })
    }

    /// One attempt: at most one creating request.
    async fn attempt(
        &self,
        operation: &Operation<'_>,
        phase: &Phase,
    ) -> Result<Option<Created>, ProviderError> {
        let (provider, scope, change) = (&self.context.provider, self.scope, operation.change);
        let (permit, catalogue) = (self.guard.permit(), provider.catalogue());
        let (kind, id) = (change.kind.clone(), change.id.clone().unwrap_or_default());
        if let Phase::Finish(created) = phase {
            let request = operation.create_request(catalogue);
            let finished = provider.finish(scope, &request, created, permit).await;
            return finished.map(|()| None);
        }
        match operation.intent.action {
            StepAction::Adopt | StepAction::Forget => Ok(None),
            StepAction::Create => {
                let request = operation.create_request(catalogue);
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
}
