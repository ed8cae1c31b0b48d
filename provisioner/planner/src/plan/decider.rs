//! What is decided so far, and what every decision looks up.

use std::collections::BTreeMap;
use std::sync::Arc;

use gabakura_model::Value;
use gabakura_model::catalogue::KindSchema;
use gabakura_model::observed::ObservedResource;
use gabakura_model::plan::{Action, Change, Reason, Withheld, WithheldReason};
use gabakura_model::recorded::RecordedResource;
use gabakura_model::reference::{Reference, resolve};
use gabakura_model::resource::{Address, Kind, Resource, Tags};

use super::request::PlanRequest;

/// What is decided about an address so far, as far as others depend on it.
#[derive(Clone, Debug)]
pub(super) enum Decision {
    /// It exists, or will.
    Exists,
    /// It is deleted.
    Deleted,
    /// Nothing may be done about it.
    Withheld(Kind, Action, WithheldReason),
}

/// The decisions of one plan, made one resource after another.
pub(super) struct Decider<'a> {
    pub(super) request: PlanRequest<'a>,
    /// What references to existing resources resolve to.
    pub(super) known: BTreeMap<Address, Outputs<'a>>,
    pub(super) decisions: BTreeMap<Address, Decision>,
}

/// Where the outputs of a resource are taken from.
pub(super) enum Outputs<'a> {
    /// What the cloud reports now.
    Observed(&'a ObservedResource),
    /// What our last apply left.
    Recorded(&'a RecordedResource),
}

impl Outputs<'_> {
    fn get(&self, field: &str) -> Option<String> {
        match self {
            Self::Observed(found) => found.output(field).map(str::to_owned),
            Self::Recorded(recorded) => recorded.output(field).map(str::to_owned),
        }
    }
}

/// What the cloud has at an address.
pub(super) enum Lookup<'a> {
    /// This.
    Found(&'a Arc<ObservedResource>),
    /// Nothing: its kind was listed whole.
    Absent,
    /// We may not act: the kind was not listed whole, or several resources claim the address.
    Withheld(WithheldReason),
}

impl<'a> Decider<'a> {
    /// The spec with every reference resolved that can be, canonical again.
    pub(super) fn wanted(&self, resource: &Resource, schema: &KindSchema) -> Value {
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

    /// Looks for a resource: by the id on record, then as a setting that always exists, then by
    /// its owner tags, then by the name its spec implies.
    pub(super) fn look_up(
        &self,
        resource: &Resource,
        schema: &KindSchema,
        recorded: Option<&RecordedResource>,
        wanted: &Value,
    ) -> Lookup<'a> {
        let observed = self.request.observed;
        if let Some(token) = self.request.in_doubt.get(&resource.address) {
            return Lookup::Withheld(WithheldReason::InDoubt {
                intent: token.clone(),
            });
        }
        if let Some(gap) = observed.gap(&resource.kind) {
            let (code, message) = (gap.code, gap.message);
            return Lookup::Withheld(WithheldReason::NotObserved { code, message });
        }
        let all = observed.all(&resource.kind).unwrap_or_default();
        if let Some(found) = recorded.and_then(|r| all.iter().find(|found| found.id == r.id)) {
            return match self.is_of_another(schema, found) {
                Some(taken) => Lookup::Withheld(taken),
                None => Lookup::Found(found),
            };
        }
        if schema.is_setting() {
            let of = schema.implied_id(wanted, &observed.place.account);
            let mine = all
                .iter()
                .find(|found| of.as_ref().is_none_or(|id| found.id == *id));
            return mine.map_or(Lookup::Absent, Lookup::Found);
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
            [one] => return Lookup::Found(one),
            _ => {
                let ids = claims.iter().map(|found| found.id.clone()).collect();
                return Lookup::Withheld(WithheldReason::Ambiguous { ids });
            }
        }
        match schema
            .implied_id(wanted, &observed.place.account)
            .and_then(|id| all.iter().find(|found| found.id == id))
        {
            // Without tags only the record shows whose a name is, and it has none for this address:
            // an unmanaged resource of that name is not taken over.
            Some(other) => Lookup::Withheld(WithheldReason::TakenByOther {
                id: other.id.clone(),
            }),
            None => Lookup::Absent,
        }
    }

    /// Whether a resource of another tenancy bears a name of ours: ours was deleted, and the name
    /// given away. An id that the cloud assigned is never used again.
    pub(super) fn is_of_another(
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

    pub(super) fn is_withheld(&self, address: &Address) -> bool {
        matches!(self.decisions.get(address), Some(Decision::Withheld(..)))
    }

    /// Everything withheld, deletions that wait for withheld deletions included.
    pub(super) fn withheld(&mut self) -> Vec<Withheld> {
        let recorded = &self.request.recorded.resources;
        let mut open: Vec<Address> = self
            .decisions
            .keys()
            .filter(|address| self.is_withheld(address))
            .cloned()
            .collect();
        while let Some(user) = open.pop() {
            for to in recorded.get(&user).map_or(&[][..], |r| &r.depends_on) {
                if matches!(self.decisions.get(to), Some(Decision::Deleted))
                    && let Some(resource) = recorded.get(to)
                {
                    let because = WithheldReason::WaitsFor {
                        address: user.clone(),
                    };
                    let decision =
                        Decision::Withheld(resource.kind.clone(), Action::Delete, because);
                    self.decisions.insert(to.clone(), decision);
                    open.push(to.clone());
                }
            }
        }
        let held = self
            .decisions
            .iter()
            .filter_map(|(address, decision)| match decision {
                Decision::Withheld(kind, action, because) => Some(Withheld {
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

/// A change of a declared resource.
pub(super) fn change_of(resource: &Resource, action: Action, reason: Reason) -> Change {
    Change {
        tags_after: resource.tags.clone(),
        depends_on: resource.depends_on.clone(),
        exclusive: resource.exclusive,
        ..bare_change(&resource.address, &resource.kind, action, reason)
    }
}

/// A change of which nothing is known yet but its action.
pub(super) fn bare_change(
    address: &Address,
    kind: &Kind,
    action: Action,
    reason: Reason,
) -> Change {
    Change {
        address: address.clone(),
        kind: kind.clone(),
        id: None,
        action,
        reason,
        before: None,
        after: None,
        declared: None,
        outputs: BTreeMap::new(),
        tags_before: Tags::new(),
        tags_after: Tags::new(),
        fields: Vec::new(),
        depends_on: Vec::new(),
        exclusive: false,
    }
}

/// The tags of a found resource that are declared.
pub(super) fn compared_tags(found: &ObservedResource, resource: &Resource) -> Tags {
    let declared = found
        .tags
        .iter()
        .filter(|(key, _)| resource.tags.contains_key(*key));
    declared
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}
