//! Deletions, and what withholds them.

use gabakura_model::catalogue::Protection;
use gabakura_model::plan::{Action, Change, PlanIntent, Reason, WithheldReason};
use gabakura_model::recorded::RecordedResource;
use gabakura_model::resource::{Address, Kind};

use super::decider::{Decider, Decision, bare_change};
use crate::unmanaged::{kinds_inside, occupants, unmanaged};

impl Decider<'_> {
    /// Deletes what is recorded and no longer declared, or everything for a destroy.
    pub(super) fn no_longer_declared(&mut self, changes: &mut Vec<Change>) {
        let request = self.request;
        let destroy = request.intent == PlanIntent::Destroy;
        let gone = |address: &Address| destroy || request.desired.get(address).is_none();
        for recorded in request
            .recorded
            .resources
            .values()
            .filter(|r| gone(&r.address))
        {
            let reason = match request.intent {
                PlanIntent::Destroy => Reason::Destroy,
                PlanIntent::Undo => Reason::Undone,
                PlanIntent::Apply | PlanIntent::Fix | PlanIntent::Adopt => Reason::NoLongerDeclared,
            };
            let decision = match self.deletion(recorded, reason) {
                Ok(change) => {
                    changes.push(change);
                    Decision::Deleted
                }
                Err(because) => Decision::Withheld(recorded.kind.clone(), Action::Delete, because),
            };
            self.decisions.insert(recorded.address.clone(), decision);
        }
    }

    /// Refuses to delete a container that holds, or may hold, what nobody can declare.
    pub(super) fn is_free(&self, kind: &Kind, container: &str) -> Result<(), WithheldReason> {
        let request = self.request;
        for schema in kinds_inside(kind, request.catalogue) {
            if let Some(gap) = request.observed.gap(&schema.kind) {
                let (code, message) = (gap.code, gap.message);
                return Err(WithheldReason::NotObserved { code, message });
            }
        }
        match occupants(kind, container, request.observed, request.catalogue) {
            ids if ids.is_empty() => Ok(()),
            ids => Err(WithheldReason::Occupied { ids }),
        }
    }

    fn deletion(
        &self,
        recorded: &RecordedResource,
        reason: Reason,
    ) -> Result<Change, WithheldReason> {
        let request = self.request;
        if let Some(token) = request.in_doubt.get(&recorded.address) {
            return Err(WithheldReason::InDoubt {
                intent: token.clone(),
            });
        }
        if let Some(gap) = request.observed.gap(&recorded.kind) {
            let (code, message) = (gap.code, gap.message);
            return Err(WithheldReason::NotObserved { code, message });
        }
        let found = request.observed.get(&recorded.kind, &recorded.id);
        let schema = request.catalogue.get(&recorded.kind);
        if let (Some(schema), Some(found)) = (schema, found)
            && let Some(taken) = self.is_of_another(schema, found)
        {
            return Err(taken);
        }
        let protected = schema.is_none_or(|s| s.protection == Protection::Irreversible);
        if found.is_some() && protected && !request.overrides.contains(&recorded.address) {
            return Err(WithheldReason::Protected);
        }
        self.is_free(&recorded.kind, &recorded.id)?;
        let action = found.map_or(Action::Forget, |_| Action::Delete);
        Ok(Change {
            id: Some(recorded.id.clone()),
            before: Some(found.map_or_else(|| recorded.spec.clone(), |found| found.spec.clone())),
            tags_before: recorded.tags.clone(),
            depends_on: recorded.depends_on.clone(),
            exclusive: recorded.exclusive,
            ..bare_change(&recorded.address, &recorded.kind, action, reason)
        })
    }

    /// Deletes what exists undeclared inside exclusive containers (drift repair only).
    pub(super) fn undeclared_inside(&mut self, changes: &mut Vec<Change>) {
        let request = self.request;
        for (address, found) in unmanaged(request.recorded, request.observed, request.catalogue) {
            let schema = request.catalogue.get(&found.kind);
            let protected = schema.is_none_or(|s| s.protection == Protection::Irreversible);
            let decision = if let Err(because) = self.is_free(&found.kind, &found.id) {
                Decision::Withheld(found.kind.clone(), Action::Delete, because)
            } else if protected && !request.overrides.contains(&address) {
                Decision::Withheld(
                    found.kind.clone(),
                    Action::Delete,
                    WithheldReason::Protected,
                )
            } else {
                changes.push(Change {
                    id: Some(found.id.clone()),
                    before: Some(found.spec.clone()),
                    tags_before: found.tags.clone(),
                    ..bare_change(&address, &found.kind, Action::Delete, Reason::Unmanaged)
                });
                Decision::Deleted
            };
            self.decisions.insert(address, decision);
        }
    }
}
