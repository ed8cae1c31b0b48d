//! Planning: desired, recorded and observed become a decision for every resource.

mod adopting;
mod going;
mod opened;
mod sequence;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gabakura_model::Value;
use gabakura_model::catalogue::{Catalogue, KindSchema, Protection};
use gabakura_model::graph::ResourceGraph;
use gabakura_model::observed::{Observed, ObservedResource};
use gabakura_model::plan::{
    Action, Change, PlanIntent, Reason, TenancyPlan, Withheld, WithheldReason,
};
use gabakura_model::recorded::{Recorded, RecordedResource};
use gabakura_model::reference::{Reference, is_unresolved, resolve};
use gabakura_model::resource::{Address, Kind, Resource, Tags};

use self::sequence::{dependencies_first, recorded_order};
use crate::diff;
use crate::history;
use crate::order;

/// All that a decision is made from. The planner owns no clock and asks nobody.
#[derive(Clone, Copy, Debug)]
pub struct PlanRequest<'a> {
    /// What templates say; for [`PlanIntent::Undo`], what was recorded before. Ignored for
    /// [`PlanIntent::Fix`], where the record is what is desired.
    pub desired: &'a ResourceGraph,
    /// What our last apply left.
    pub recorded: &'a Recorded,
    /// What the cloud says, with its gaps.
    pub observed: &'a Observed,
    /// The kinds.
    pub catalogue: &'a Catalogue,
    /// What the plan is for.
    pub intent: PlanIntent,
    /// Resources whose last move has no known outcome, with its token.
    pub in_doubt: &'a BTreeMap<Address, String>,
    /// Protected resources the user named for deletion.
    pub overrides: &'a BTreeSet<Address>,
}

/// Decides which moves turn what is observed into what is desired.
///
/// Total: there is a plan for every input. Nothing is deleted or made where the kind was not
/// fully observed; such moves are withheld, with the reason, and so is what waits for them.
pub fn plan(request: PlanRequest<'_>) -> TenancyPlan {
    let opened = opened::opened(&request);
    let request = PlanRequest {
        observed: opened.as_ref().unwrap_or(request.observed),
        ..request
    };
    let mut decider = Decider {
        request,
        known: BTreeMap::new(),
        fate: BTreeMap::new(),
    };
    let mut changes = Vec::new();
    match request.intent {
        PlanIntent::Apply | PlanIntent::Undo => decider.declared(request.desired, &mut changes),
        PlanIntent::Fix => {
            decider.recorded_as_declared(&mut changes);
            decider.undeclared_inside(&mut changes);
        }
        PlanIntent::Adopt => decider.found_of_declared(request.desired, &mut changes),
        PlanIntent::Destroy => {}
    }
    if !matches!(request.intent, PlanIntent::Fix | PlanIntent::Adopt) {
        decider.no_longer_declared(&mut changes);
    }
    let mut withheld = decider.withheld();
    let held: BTreeSet<&Address> = withheld.iter().map(|w| &w.address).collect();
    changes.retain(|change| !held.contains(&change.address));
    changes.sort_by(|a, b| a.address.cmp(&b.address));
    withheld.sort_by(|a, b| a.address.cmp(&b.address));
    TenancyPlan {
        tenancy: request.recorded.tenancy.clone(),
        place: request.observed.place.clone(),
        recorded_serial: request.recorded.serial,
        steps: order::steps(&changes, request.recorded),
        changes,
        withheld,
        coverage: request.observed.coverage(),
    }
}

/// What is decided about an address so far, as far as others depend on it.
#[derive(Clone, Debug)]
enum Fate {
    /// It stands, or will.
    Stands,
    /// It is made anew: its identity changes.
    Anew,
    /// It goes.
    Goes,
    /// Nothing may be done about it.
    Withheld(Kind, Action, WithheldReason),
}

struct Decider<'a> {
    request: PlanRequest<'a>,
    /// What references to standing resources resolve to.
    known: BTreeMap<Address, Outputs<'a>>,
    fate: BTreeMap<Address, Fate>,
}

enum Outputs<'a> {
    Seen(&'a ObservedResource),
    Recorded(&'a RecordedResource),
}

impl Outputs<'_> {
    fn get(&self, field: &str) -> Option<String> {
        match self {
            Self::Seen(found) => found.output(field).map(str::to_owned),
            Self::Recorded(recorded) => recorded.output(field).map(str::to_owned),
        }
    }
}

/// What the cloud has at an address.
enum Seen<'a> {
    /// This.
    This(&'a Arc<ObservedResource>),
    /// Nothing, and we looked.
    Nothing,
    /// We may not act: the kind was not seen, or several things claim to be it.
    Hold(WithheldReason),
}

impl<'a> Decider<'a> {
    /// Decides about everything declared, dependencies first.
    fn declared(&mut self, graph: &ResourceGraph, changes: &mut Vec<Change>) {
        for resource in dependencies_first(graph) {
            let decided = self.one(resource);
            self.settle(resource, decided, changes);
        }
    }

    /// Decides as if the record were what is declared: drift goes, pending changes wait.
    fn recorded_as_declared(&mut self, changes: &mut Vec<Change>) {
        for resource in recorded_order(history::resources(self.request.recorded)) {
            let decided = self.one(&resource);
            self.settle(&resource, decided, changes);
        }
    }

    fn settle(
        &mut self,
        resource: &Resource,
        decided: Result<Change, (Action, WithheldReason)>,
        changes: &mut Vec<Change>,
    ) {
        let fate = match decided {
            Ok(change) => {
                let anew = matches!(change.action, Action::Create | Action::Replace);
                changes.push(change);
                if anew { Fate::Anew } else { Fate::Stands }
            }
            Err((action, because)) => Fate::Withheld(resource.kind.clone(), action, because),
        };
        self.fate.insert(resource.address.clone(), fate);
    }

    /// Decides about one declared resource whose dependencies are decided.
    fn one(&mut self, resource: &Resource) -> Result<Change, (Action, WithheldReason)> {
        let address = &resource.address;
        let recorded = self.request.recorded.resources.get(address);
        let Some(schema) = self.request.catalogue.get(&resource.kind) else {
            let message = "this release has no such kind".to_owned();
            let code = "unknown-kind".to_owned();
            return Err((Action::NoOp, WithheldReason::NotObserved { code, message }));
        };
        let wanted = self.wanted(resource, schema);
        let seen = self.look(resource, schema, recorded, &wanted);
        let change = match seen {
            Seen::Hold(because) => {
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
            Seen::Nothing => self.creation(resource, recorded, wanted),
            Seen::This(found) => self.comparison(resource, schema, recorded, wanted, found),
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

    /// The spec with every reference resolved that can be, canonical again.
    fn wanted(&self, resource: &Resource, schema: &KindSchema) -> Value {
        let look_up = |reference: &Reference| {
            self.known
                .get(&reference.address)
                .and_then(|outputs| outputs.get(&reference.field))
        };
        let resolved = resolve(&resource.spec, &look_up);
        // Resolving replaces text by text, so a canonical spec keeps its shape; only the order
        // of its sets can change.
        (schema.canonical)(&resolved).unwrap_or(resolved)
    }

    fn look(
        &self,
        resource: &Resource,
        schema: &KindSchema,
        recorded: Option<&RecordedResource>,
        wanted: &Value,
    ) -> Seen<'a> {
        let observed = self.request.observed;
        if let Some(token) = self.request.in_doubt.get(&resource.address) {
            return Seen::Hold(WithheldReason::InDoubt {
                intent: token.clone(),
            });
        }
        if let Some(gap) = observed.gap(&resource.kind) {
            let (code, message) = (gap.code, gap.message);
            return Seen::Hold(WithheldReason::NotObserved { code, message });
        }
        let all = observed.all(&resource.kind).unwrap_or_default();
        if let Some(found) = recorded.and_then(|r| all.iter().find(|found| found.id == r.id)) {
            return match self.is_of_another(schema, found) {
                Some(taken) => Seen::Hold(taken),
                None => Seen::This(found),
            };
        }
        if schema.is_setting() {
            let of = schema.implied_id(wanted, &observed.place.account);
            let mine = all
                .iter()
                .find(|found| of.as_ref().is_none_or(|id| found.id == *id));
            return mine.map_or(Seen::Nothing, Seen::This);
        }
        let (tenancy, text) = (
            resource.address.tenancy.to_string(),
            resource.address.to_string(),
        );
        let tagged = |found: &&Arc<ObservedResource>| {
            found.tenancy_tag() == Some(&tenancy) && found.address_tag() == Some(&text)
        };
        let claims: Vec<&Arc<ObservedResource>> = all.iter().filter(tagged).collect();
        match claims[..] {
            [] => {}
            [one] => return Seen::This(one),
            _ => {
                let ids = claims.iter().map(|found| found.id.clone()).collect();
                return Seen::Hold(WithheldReason::Ambiguous { ids });
            }
        }
        match schema
            .implied_id(wanted, &observed.place.account)
            .and_then(|id| all.iter().find(|found| found.id == id))
        {
            // Without tags, a name inside our own tenancy is all there is to go by, and only the
            // record tells; a stranger of that name is not taken over.
            Some(other) => Seen::Hold(WithheldReason::TakenByOther {
                id: other.id.clone(),
            }),
            None => Seen::Nothing,
        }
    }

    /// Whether somebody else's thing stands under a name of ours: ours is gone, and the name with
    /// it. An id the cloud handed out is never used again.
    fn is_of_another(
        &self,
        schema: &KindSchema,
        found: &ObservedResource,
    ) -> Option<WithheldReason> {
        let ours = self.request.recorded.tenancy.to_string();
        let theirs = found.tenancy_tag().is_some_and(|tenancy| tenancy != ours);
        (schema.is_named() && theirs).then(|| WithheldReason::TakenByOther {
            id: found.id.clone(),
        })
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
                .insert(resource.address.clone(), Outputs::Seen(found));
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

    fn is_withheld(&self, address: &Address) -> bool {
        matches!(self.fate.get(address), Some(Fate::Withheld(..)))
    }

    /// Everything held back, deletions that wait for held-back deletions included.
    fn withheld(&mut self) -> Vec<Withheld> {
        let recorded = &self.request.recorded.resources;
        let mut open: Vec<Address> = self
            .fate
            .keys()
            .filter(|address| self.is_withheld(address))
            .cloned()
            .collect();
        while let Some(user) = open.pop() {
            for to in recorded.get(&user).map_or(&[][..], |r| &r.depends_on) {
                if matches!(self.fate.get(to), Some(Fate::Goes))
                    && let Some(resource) = recorded.get(to)
                {
                    let because = WithheldReason::WaitsFor {
                        address: user.clone(),
                    };
                    let fate = Fate::Withheld(resource.kind.clone(), Action::Delete, because);
                    self.fate.insert(to.clone(), fate);
                    open.push(to.clone());
                }
            }
        }
        let held = self.fate.iter().filter_map(|(address, fate)| match fate {
            Fate::Withheld(kind, action, because) => Some(Withheld {
                address: address.clone(),
                kind: kind.clone(),
                action: *action,
                because: because.clone(),
            }),
            _ => None,
        });
        held.collect()
    }
}

fn change_of(resource: &Resource, action: Action, reason: Reason) -> Change {
    Change {
        address: resource.address.clone(),
        kind: resource.kind.clone(),
        id: None,
        action,
        reason,
        before: None,
        after: None,
        declared: None,
        outputs: BTreeMap::new(),
        tags_before: Tags::new(),
        tags_after: resource.tags.clone(),
        fields: Vec::new(),
        depends_on: resource.depends_on.clone(),
        exclusive: resource.exclusive,
    }
}

/// The tags of a found resource that the declaration speaks of.
fn compared_tags(found: &ObservedResource, resource: &Resource) -> Tags {
    let declared = found
        .tags
        .iter()
        .filter(|(key, _)| resource.tags.contains_key(*key));
    declared
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// Whether the record already says what the cloud and the declaration agree on.
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

#[cfg(test)]
mod tests;
