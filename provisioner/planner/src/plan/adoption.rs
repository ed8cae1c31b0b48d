//! Adoption: what exists already under a declared identity is recorded as it is.

use std::sync::Arc;

use gabakura_model::Value;
use gabakura_model::catalogue::KindSchema;
use gabakura_model::graph::ResourceGraph;
use gabakura_model::observed::ObservedResource;
use gabakura_model::plan::{Action, Change, Reason, WithheldReason};
use gabakura_model::resource::{Address, Resource};

use super::decider::{Decider, Decision, Lookup, Outputs, change_of, compared_tags};
use super::sequence::dependencies_first;
use crate::diff;

impl<'a> Decider<'a> {
    /// Adopts what is declared, not recorded, and exists; nothing in the cloud changes.
    pub(super) fn found_of_declared(&mut self, graph: &ResourceGraph, changes: &mut Vec<Change>) {
        for resource in dependencies_first(graph) {
            let address = &resource.address;
            let Some(schema) = self.request.catalogue.get(&resource.kind) else {
                continue;
            };
            let recorded = self.request.recorded.resources.get(address);
            let wanted = self.wanted(resource, schema);
            let looked_up = self.look_up(resource, schema, recorded, &wanted);
            let found = match (recorded, looked_up) {
                (Some(recorded), _) => {
                    let outputs = Outputs::Recorded(recorded);
                    self.known.insert(address.clone(), outputs);
                    continue;
                }
                (None, Lookup::Absent) => continue,
                (None, Lookup::Found(found)) => Ok(found),
                (None, Lookup::Withheld(because)) => self.unmarked(resource, because),
            };
            let found = found.and_then(|found| match self.is_theirs(resource, found) {
                true => Err(WithheldReason::TakenByOther {
                    id: found.id.clone(),
                }),
                false => Ok(found),
            });
            let found = match self.unseen(resource) {
                Some(to) if found.is_ok() => Err(WithheldReason::WaitsFor { address: to }),
                _ => found,
            };
            let decision = match found {
                Ok(found) => {
                    changes.push(self.adoption(resource, schema, &wanted, found));
                    self.known.insert(address.clone(), Outputs::Observed(found));
                    Decision::Exists
                }
                Err(because) => Decision::Withheld(resource.kind.clone(), Action::Adopt, because),
            };
            self.decisions.insert(address.clone(), decision);
        }
    }

    /// Something it refers to of which nothing is known now. Adopted beside it, a resource would
    /// keep that one's id forever, where the reference should stay open.
    fn unseen(&self, resource: &Resource) -> Option<Address> {
        let unseen = |to: &&Address| match self.decisions.get(*to) {
            Some(Decision::Withheld(_, _, because)) => {
                !matches!(because, WithheldReason::TakenByOther { .. })
            }
            _ => false,
        };
        resource.depends_on.iter().find(unseen).cloned()
    }

    /// What exists under the declared name without tags of ours: an adoption asks for it.
    fn unmarked(
        &self,
        resource: &Resource,
        because: WithheldReason,
    ) -> Result<&'a Arc<ObservedResource>, WithheldReason> {
        let all = self.request.observed.all(&resource.kind);
        let named = match &because {
            WithheldReason::TakenByOther { id } => {
                all.and_then(|all| all.iter().find(|found| found.id == *id))
            }
            _ => None,
        };
        named.ok_or(because)
    }

    /// Whether a resource bears the tags of another owner, or is ours under another address.
    fn is_theirs(&self, resource: &Resource, found: &ObservedResource) -> bool {
        let address = &resource.address;
        let other = |mark: Option<&str>, ours: &str| mark.is_some_and(|mark| mark != ours);
        let mut recorded = self.request.recorded.resources.values();
        found.platform
            || other(found.tenancy_tag(), &address.tenancy.to_string())
            || other(found.address_tag(), &address.to_string())
            || recorded.any(|r| r.kind == found.kind && r.id == found.id)
    }

    /// The record of something as it is, with what it differs in from what is declared.
    fn adoption(
        &self,
        resource: &Resource,
        schema: &KindSchema,
        wanted: &Value,
        found: &ObservedResource,
    ) -> Change {
        let mut fields = diff::specs(&found.spec, wanted);
        if schema.taggable {
            fields.extend(diff::tags(&found.tags, &resource.tags));
        }
        let tags = compared_tags(found, resource);
        // Only what is declared is managed. A reference stays open where it leads to what is there.
        let (mut after, mut declared) = (found.spec.clone(), resource.spec.clone());
        if let (Some(after), Some(declared)) = (after.as_object_mut(), declared.as_object_mut()) {
            after.retain(|field, _| declared.contains_key(field));
            declared.retain(|field, _| after.contains_key(field));
            for (field, value) in after.iter() {
                if wanted.get(field) != Some(value) {
                    declared.insert(field.clone(), value.clone());
                }
            }
        }
        let there = |to: &&_| self.known.contains_key(*to);
        Change {
            id: Some(found.id.clone()),
            before: Some(found.spec.clone()),
            after: Some(after),
            declared: Some(declared),
            outputs: found.outputs.clone(),
            tags_before: tags.clone(),
            tags_after: tags,
            fields,
            depends_on: resource.depends_on.iter().filter(there).cloned().collect(),
            ..change_of(resource, Action::Adopt, Reason::FoundByIdentity)
        }
    }
}
