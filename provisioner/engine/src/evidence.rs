//! What a list of the cloud shows about an open intent.

use gabakura_model::catalogue::KindSchema;
use gabakura_model::observed::ObservedResource;
use gabakura_model::plan::StepAction;
use gabakura_model::port::Intent;
use gabakura_model::recorded::{Recorded, RecordedResource};
use gabakura_model::reference::references;
use gabakura_planner::diff;

/// An open intent, and what is known of it without the list.
pub(crate) struct Case<'a> {
    pub intent: &'a Intent,
    pub schema: Option<&'a KindSchema>,
    pub recorded: &'a Recorded,
    /// Whether the request can no longer arrive, nor hide what it did.
    pub certain: bool,
}

/// What a list shows.
pub(crate) enum Evidence {
    /// The call was carried out, and this is what it left.
    Done(ObservedResource),
    /// The call was carried out, and the resource is deleted.
    Deleted,
    /// The call was not carried out, and will not be.
    NotDone,
    /// The list does not decide it: what was observed, and the identities it may have.
    InDoubt(String, Vec<String>),
}

impl Case<'_> {
    /// Judges a complete list of the intent's kind, or the reason why there is none. `None`: it is
    /// too early to conclude anything.
    pub fn judge(&self, listed: &Result<Vec<ObservedResource>, String>) -> Option<Evidence> {
        if matches!(self.intent.action, StepAction::Adopt | StepAction::Forget) {
            // There was no call; the next plan has the same step again.
            return Some(Evidence::NotDone);
        }
        match listed {
            Ok(found) => self.judge_list(found),
            Err(problem) => {
                let known = self.intent.expected_id.iter().cloned();
                self.once_certain(|| Evidence::InDoubt(problem.clone(), known.collect()))
            }
        }
    }

    fn judge_list(&self, all: &[ObservedResource]) -> Option<Evidence> {
        let expected = self.expected(all);
        match (self.intent.action, expected) {
            (StepAction::Create, _) => self.creation(all, expected),
            (StepAction::Delete, None) => self.once_certain(|| Evidence::Deleted),
            (StepAction::Update, Some(found)) if self.is_as_intended(found) => {
                Some(Evidence::Done(found.clone()))
            }
            _ => self.once_certain(|| Evidence::NotDone),
        }
    }

    fn once_certain(&self, evidence: impl FnOnce() -> Evidence) -> Option<Evidence> {
        self.certain.then(evidence)
    }

    fn expected<'f>(&self, all: &'f [ObservedResource]) -> Option<&'f ObservedResource> {
        match self.intent.expected_id.as_deref() {
            Some(id) => all.iter().find(|found| found.id == id),
            // A setting of the account is the only one of its kind.
            None if self.schema.is_some_and(KindSchema::is_setting) => all.first(),
            None => None,
        }
    }

    fn creation(
        &self,
        all: &[ObservedResource],
        expected: Option<&ObservedResource>,
    ) -> Option<Evidence> {
        let token = Some(self.intent.token.as_str());
        let tagged: Vec<&ObservedResource> =
            all.iter().filter(|f| f.intent_tag() == token).collect();
        match (&tagged[..], self.schema) {
            ([one], _) => Some(Evidence::Done((*one).clone())),
            ([], Some(schema)) if schema.is_setting() => match expected {
                Some(found) if self.is_as_intended(found) => Some(Evidence::Done(found.clone())),
                _ => self.once_certain(|| Evidence::NotDone),
            },
            ([], schema) => self.untagged(all, expected, schema),
            (several, _) => Some(in_doubt("several bear its token", several)),
        }
    }

    /// No resource is tagged with the token: one without any tags may still be the one created.
    fn untagged(
        &self,
        all: &[ObservedResource],
        expected: Option<&ObservedResource>,
        schema: Option<&KindSchema>,
    ) -> Option<Evidence> {
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
            [_] if taggable => self.once_certain(|| {
                in_doubt("it bears no tags, so it may be somebody else's", &alike)
            }),
            [one] if self.refers_to_ours(one) || interchangeable && self.is_as_intended(one) => {
                Some(Evidence::Done((*one).clone()))
            }
            [] => self.once_certain(|| Evidence::NotDone),
            _ => self.once_certain(|| in_doubt("nothing tells whether it is ours", &alike)),
        }
    }

    /// Whether it refers to what is ours in every field whose declaration does so.
    fn refers_to_ours(&self, found: &ObservedResource) -> bool {
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

    /// Whether a resource is what the call was to leave.
    fn is_as_intended(&self, found: &ObservedResource) -> bool {
        let intended = |record: &RecordedResource| {
            diff::specs(&found.spec, &record.spec).is_empty()
                && diff::tags(&found.tags, &record.tags).is_empty()
        };
        self.intent.record.as_ref().is_some_and(intended)
    }
}

fn in_doubt(why: &str, found: &[&ObservedResource]) -> Evidence {
    let ids: Vec<String> = found.iter().map(|found| found.id.clone()).collect();
    Evidence::InDoubt(format!("{why}: {}", ids.join(", ")), ids)
}
