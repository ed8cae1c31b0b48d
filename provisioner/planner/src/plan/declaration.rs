//! Decisions about what is declared: create, update, replace, adopt.

use std::sync::Arc;

use gabakura_model::Value;
use gabakura_model::catalogue::{KindSchema, Protection};
use gabakura_model::graph::ResourceGraph;
use gabakura_model::observed::ObservedResource;
use gabakura_model::plan::{Action, Change, Reason, WithheldReason};
use gabakura_model::recorded::RecordedResource;
use gabakura_model::reference::is_unresolved;
use gabakura_model::resource::Resource;

use super::decider::{Decider, Decision, Lookup, Outputs, change_of, compared_tags};
use super::sequence::{dependencies_first, recorded_order};
use crate::diff;
use crate::history;

impl<'a> Decider<'a> {
    /// Decides about everything declared, dependencies first.
    pub(super) fn declared(&mut self, graph: &ResourceGraph, changes: &mut Vec<Change>) {
        for resource in dependencies_first(graph) {
            let decided = self.decision(resource);
            self.decide(resource, decided, changes);
        }
    }

    /// Decides as if the record were what is declared: drift is repaired, pending changes wait.
    pub(super) fn recorded_as_declared(&mut self, changes: &mut Vec<Change>) {
        for resource in recorded_order(history::resources(self.request.recorded)) {
            let decided = self.decision(&resource);
            self.decide(&resource, decided, changes);
        }
    }

    fn decide(
        &mut self,
        resource: &Resource,
        decided: Result<Change, (Action, WithheldReason)>,
        changes: &mut Vec<Change>,
    ) {
        let decision = match decided {
            Ok(change) => {
                changes.push(change);
                Decision::Exists
            }
            Err((action, because)) => Decision::Withheld(resource.kind.clone(), action, because),
        };
        self.decisions.insert(resource.address.clone(), decision);
    }

    /// Decides about one declared resource whose dependencies are decided.
    fn decision(&mut self, resource: &Resource) -> Result<Change, (Action, WithheldReason)> {
        let address = &resource.address;
        let recorded = self.request.recorded.resources.get(address);
        let Some(schema) = self.request.catalogue.get(&resource.kind) else {
            let message = "this release has no such kind".to_owned();
            let code = "unknown-kind".to_owned();
            return Err((Action::NoOp, WithheldReason::NotObserved { code, message }));
        };
        let wanted = self.wanted(resource, schema);
        let looked_up = self.look_up(resource, schema, recorded, &wanted);
        let change = match looked_up {
            Lookup::Withheld(because) => {
                // References to it keep what is recorded, or all that refers to a kind that could
                // not be listed would seem to change.
                if let Some(recorded) = recorded {
                    self.known
                        .insert(address.clone(), Outputs::Recorded(recorded));
                }
                let action = if recorded.is_some() {
                    Action::Update
                } else {
                    Action::Create
                };
                return Err((action, because));
            }
            Lookup::Absent => self.creation(resource, recorded, wanted),
            Lookup::Found(found) => self.comparison(resource, schema, recorded, wanted, found),
        };
        if change.action == Action::NoOp {
            return Ok(change);
        }
        if change.action == Action::Replace
            && schema.protection == Protection::Irreversible
            && !self.request.overrides.contains(address)
        {
            return Err((Action::Replace, WithheldReason::Protected));
        }
        // A replacement deletes first: what somebody else keeps inside must not be lost with it.
        if change.action == Action::Replace
            && let Some(id) = &change.id
        {
            self.is_free(&resource.kind, id)
                .map_err(|because| (Action::Replace, because))?;
        }
        match resource.depends_on.iter().find(|to| self.is_withheld(to)) {
            Some(to) => Err((
                change.action,
                WithheldReason::WaitsFor {
                    address: to.clone(),
                },
            )),
            None => Ok(change),
        }
    }

    fn creation(
        &self,
        resource: &Resource,
        recorded: Option<&RecordedResource>,
        wanted: Value,
    ) -> Change {
        let reason = if recorded.is_some() {
            Reason::Missing
        } else {
            Reason::NotYetMade
        };
        Change {
            after: Some(wanted),
            declared: Some(resource.spec.clone()),
            ..change_of(resource, Action::Create, reason)
        }
    }

    fn comparison(
        &mut self,
        resource: &Resource,
        schema: &KindSchema,
        recorded: Option<&RecordedResource>,
        wanted: Value,
        found: &'a Arc<ObservedResource>,
    ) -> Change {
        let mut fields = diff::specs(&found.spec, &wanted);
        let immutable = |path: &str| {
            let top = path.split(['.', '[']).next().unwrap_or(path);
            schema.immutable.iter().copied().find(|field| *field == top)
        };
        let replaced_by = fields.iter().find_map(|field| {
            let name = immutable(&field.path)?.to_owned();
            // The value is not known yet because what it refers to is itself replaced.
            let open = field.after.as_ref().is_some_and(is_unresolved);
            Some(match open {
                true => Reason::DependencyReplaced { field: name },
                false => Reason::ImmutableField { field: name },
            })
        });
        if schema.taggable {
            fields.extend(diff::tags(&found.tags, &resource.tags));
        }
        let behind = !recorded.is_some_and(|r| is_up_to_date(r, resource, &wanted, found));
        let (action, reason) = match replaced_by {
            Some(reason) => (Action::Replace, reason),
            None if !fields.is_empty() => (Action::Update, Reason::Differs),
            None if behind && recorded.is_none() && !schema.is_setting() => {
                (Action::Adopt, Reason::FoundByOwnerTag)
            }
            None if behind => (Action::Adopt, Reason::RecordBehind),
            None => (Action::NoOp, Reason::InSync),
        };
        if action != Action::Replace {
            self.known
                .insert(resource.address.clone(), Outputs::Observed(found));
        }
        Change {
            id: Some(found.id.clone()),
            before: Some(found.spec.clone()),
            after: (action != Action::NoOp).then_some(wanted),
            declared: (action != Action::NoOp).then(|| resource.spec.clone()),
            outputs: found.outputs.clone(),
            tags_before: compared_tags(found, resource),
            fields,
            ..change_of(resource, action, reason)
        }
    }
}

/// Whether the record holds already what the cloud and the declaration agree on.
fn is_up_to_date(
    recorded: &RecordedResource,
    resource: &Resource,
    wanted: &Value,
    found: &ObservedResource,
) -> bool {
    recorded.id == found.id
        && recorded.spec == *wanted
        && recorded.declared == resource.spec
        && recorded.tags == resource.tags
        && recorded.depends_on == resource.depends_on
        && recorded.exclusive == resource.exclusive
}
