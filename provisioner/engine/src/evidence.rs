//! What a look at the cloud tells about an open intent.

use gabakura_model::catalogue::KindSchema;
use gabakura_model::observed::ObservedResource;
use gabakura_model::plan::StepAction;
use gabakura_model::port::Intent;
use gabakura_model::recorded::{Recorded, RecordedResource};
use gabakura_model::reference::references;
use gabakura_planner::diff;

/// An open intent, and what is known besides the list.
pub(crate) struct Case<'a> {
    pub intent: &'a Intent,
    pub schema: Option<&'a KindSchema>,
    pub recorded: &'a Recorded,
    /// Whether the request can no longer arrive, nor hide what it did.
    pub certain: bool,
}

/// What a look tells.
pub(crate) enum Look {
    /// It was done: this stands.
    Done(ObservedResource),
    /// It was done: the resource is gone.
    Gone,
    /// It was not done, and will not be.
    NotDone,
    /// It cannot be told yet.
    Wait,
    /// It cannot be told: what was seen, and what it may be.
    Open(String, Vec<String>),
}

impl Case<'_> {
    /// Judges a complete list of the intent's kind, or the reason why there is none.
    pub fn look(&self, listed: &Result<Vec<ObservedResource>, String>) -> Look {
        if matches!(self.intent.action, StepAction::Adopt | StepAction::Forget) {
            // There was no call; the next plan says the same again.
            return Look::NotDone;
        }
        match listed {
            Ok(found) => self.judge(found),
            Err(problem) => {
                let known = self.intent.expected_id.iter().cloned();
                self.once_certain(|| Look::Open(problem.clone(), known.collect()))
            }
        }
    }

    fn judge(&self, all: &[ObservedResource]) -> Look {
        let expected = self.expected(all);
        match self.intent.action {
            StepAction::Create => self.creation(all, expected),
            StepAction::Delete if expected.is_none() => self.once_certain(|| Look::Gone),
            StepAction::Update if expected.is_some_and(|found| self.is_as_intended(found)) => {
                Look::Done(expected.cloned().expect("just seen"))
            }
            _ => self.once_certain(|| Look::NotDone),
        }
    }

    fn once_certain(&self, then: impl FnOnce() -> Look) -> Look {
        if self.certain { then() } else { Look::Wait }
    }

    fn expected<'f>(&self, all: &'f [ObservedResource]) -> Option<&'f ObservedResource> {
        match self.intent.expected_id.as_deref() {
            Some(id) => all.iter().find(|found| found.id == id),
            // A setting of the whole place is the only one of its kind.
            None if self.schema.is_some_and(KindSchema::is_setting) => all.first(),
            None => None,
        }
    }

    fn creation(&self, all: &[ObservedResource], expected: Option<&ObservedResource>) -> Look {
        let token = Some(self.intent.token.as_str());
        let mine: Vec<&ObservedResource> = all.iter().filter(|f| f.intent_tag() == token).collect();
        match (&mine[..], self.schema) {
            ([one], _) => Look::Done((*one).clone()),
            ([], Some(schema)) if schema.is_setting() => match expected {
                Some(found) if self.is_as_intended(found) => Look::Done(found.clone()),
                _ => self.once_certain(|| Look::NotDone),
            },
            ([], schema) => self.untagged(all, expected, schema),
            (several, _) => open("several bear its token", several),
        }
    }

    /// Nothing bears its token: what has no tags at all may still be what it made.
    fn untagged(
        &self,
        all: &[ObservedResource],
        expected: Option<&ObservedResource>,
        schema: Option<&KindSchema>,
    ) -> Look {
        let taggable = schema.is_some_and(|schema| schema.taggable);
        let interchangeable = schema.is_some_and(|schema| schema.interchangeable);
        let stray = |found: &&ObservedResource| {
            let mut others = self.recorded.resources.values();
            found.tags.is_empty() && !others.any(|r| (&r.kind, &r.id) == (&found.kind, &found.id))
        };
        let alike: Vec<&ObservedResource> = match self.intent.expected_id {
            Some(_) => expected.into_iter().filter(stray).collect(),
            None if taggable => Vec::new(),
            None => {
                let same = |found: &&ObservedResource| stray(found) && self.is_as_intended(found);
                all.iter().filter(same).collect()
            }
        };
        match &alike[..] {
            // Its tags come with the creating request; they may only show later.
            [_] if taggable => {
                self.once_certain(|| open("it bears no tags, so it may be somebody else's", &alike))
            }
            [one] if self.names_ours(one) => Look::Done((*one).clone()),
            [one] if interchangeable && self.is_as_intended(one) => Look::Done((*one).clone()),
            [] => self.once_certain(|| Look::NotDone),
            _ => self.once_certain(|| open("nothing tells whether it is ours", &alike)),
        }
    }

    /// Whether it refers to what is ours in every place where the declaration does so.
    fn names_ours(&self, found: &ObservedResource) -> bool {
        let Some(record) = &self.intent.record else {
            return false;
        };
        let on_record = |value| {
            let mut all = references(value).into_iter().peekable();
            all.peek().is_some() && all.all(|r| self.recorded.resources.contains_key(&r.address))
        };
        let mut referring = record
            .declared
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, value)| !references(value).is_empty())
            .peekable();
        referring.peek().is_some()
            && referring.all(|(field, value)| {
                on_record(value) && found.spec.get(field) == record.spec.get(field)
            })
    }

    /// Whether what is there is what the intent was to leave.
    fn is_as_intended(&self, found: &ObservedResource) -> bool {
        let intended = |record: &RecordedResource| {
            diff::specs(&found.spec, &record.spec).is_empty()
                && diff::tags(&found.tags, &record.tags).is_empty()
        };
        self.intent.record.as_ref().is_some_and(intended)
    }
}

fn open(why: &str, found: &[&ObservedResource]) -> Look {
    let ids: Vec<String> = found.iter().map(|found| found.id.clone()).collect();
    Look::Open(format!("{why}: {}", ids.join(", ")), ids)
}
