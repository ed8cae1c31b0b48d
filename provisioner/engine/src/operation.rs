//! One step of a plan: its request, its intent and its completion.

use std::collections::BTreeMap;

use gabakura_model::catalogue::Catalogue;
use gabakura_model::outcome::{Created, Outcome, ProviderError};
use gabakura_model::plan::{Change, Reason, Step, StepAction};
use gabakura_model::port::{Before, Completion, CreateRequest, Intent, RecordChange};
use gabakura_model::recorded::RecordedResource;
use gabakura_model::reference::{Reference, is_unresolved, resolve};
use gabakura_model::resource::{Address, TAG_INTENT};
use gabakura_model::tenancy::Scope;
use gabakura_model::{Timestamp, Value};
use gabakura_planner::digest;

use crate::context::Context;
use crate::report::StepStatus;

/// A step whose request is known. Its intent is noted before it is run.
pub(crate) struct Operation<'p> {
    /// The step's position in the plan.
    pub at: usize,
    pub change: &'p Change,
    pub intent: Intent,
    pub spec: Value,
}

impl<'p> Operation<'p> {
    /// Works out a step's request, once what it waits for exists.
    ///
    /// # Errors
    /// The status of a step that cannot be asked for.
    pub fn new(
        context: &Context,
        scope: &Scope,
        run: &str,
        (at, step, change): (usize, &Step, &'p Change),
        existing: &BTreeMap<Address, Created>,
        now: Timestamp,
    ) -> Result<Self, StepStatus> {
        let schema = context.provider.catalogue().get(&change.kind);
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
            StepAction::Create => schema.and_then(|s| s.implied_id(&spec, &scope.account)),
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

    /// The request of a creation.
    pub fn create_request(&self, catalogue: &Catalogue) -> CreateRequest {
        let change = self.change;
        let mut tags = change.tags_after.clone();
        if catalogue.get(&change.kind).is_some_and(|s| s.taggable) {
            tags.insert(TAG_INTENT.to_owned(), self.intent.token.clone());
        }
        CreateRequest {
            kind: change.kind.clone(),
            address: change.address.clone(),
            spec: self.spec.clone(),
            tags,
            token: self.intent.token.clone(),
        }
    }

    /// The completion of its action, and the status of its step.
    pub fn completion(
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

/// What is recorded once a resource is known to exist.
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
