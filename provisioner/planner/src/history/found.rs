//! What existed before it was ever recorded: settings, mostly.

use std::collections::BTreeMap;

use gabakura_model::plan::StepAction;
use gabakura_model::port::Intent;
use gabakura_model::recorded::{Recorded, RecordedResource};
use gabakura_model::resource::Address;

use super::error::PastError;

/// What the first operations on each address found.
#[derive(Default)]
pub(super) struct FirstFound<'n> {
    /// The first update, whatever became of it: it may have done half of its work.
    updated: BTreeMap<&'n Address, &'n Intent>,
    /// What was adopted as it was.
    adopted: BTreeMap<&'n Address, RecordedResource>,
}

/// Something that existed, and what the declaration that adopted it refers to.
type Existing = (RecordedResource, Vec<Address>);

impl<'n> FirstFound<'n> {
    /// Notes an operation that is about to start.
    pub fn started(&mut self, intent: &'n Intent) {
        if intent.before.is_some() {
            self.updated.entry(&intent.address).or_insert(intent);
        }
    }

    /// Notes something that was adopted as it was.
    pub fn adopted(&mut self, address: &'n Address, left: RecordedResource) {
        self.adopted.entry(address).or_insert(left);
    }

    /// What existed, where the first operation on it was this one.
    pub fn before(&self, address: &Address, first: StepAction) -> Result<Existing, PastError> {
        let lost = || PastError::Lost(address.clone());
        if first == StepAction::Adopt {
            let left = self.adopted.get(address).ok_or_else(lost)?;
            return Ok((left.clone(), left.depends_on.clone()));
        }
        let intent = self
            .updated
            .get(address)
            .filter(|_| first == StepAction::Update);
        as_found(intent.ok_or_else(lost)?)
    }
}

/// What an update found, as something that can be recorded.
fn as_found(first: &Intent) -> Result<Existing, PastError> {
    let lost = || PastError::Lost(first.address.clone());
    let before = first.before.as_ref().ok_or_else(lost)?;
    let fields = before.spec.as_object().ok_or_else(lost)?;
    if let Some((field, _)) = fields.iter().find(|(_, value)| value.is_null()) {
        let (address, field) = (first.address.clone(), field.clone());
        return Err(PastError::Unset { address, field });
    }
    let record = first.record.as_ref().ok_or_else(lost)?;
    let found = RecordedResource {
        spec: before.spec.clone(),
        declared: before.spec.clone(),
        tags: before.tags.clone(),
        depends_on: Vec::new(),
        exclusive: false,
        ..record.clone()
    };
    Ok((found, record.depends_on.clone()))
}

/// Records again what existed. What depends on something that did not exist then, as a setting of a
/// network does, did not exist either.
pub(super) fn put_back(past: &mut Recorded, mut existing: Vec<Existing>) {
    for (resource, _) in &existing {
        let address = resource.address.clone();
        past.resources.insert(address, resource.clone());
    }
    loop {
        let (stays, removed): (Vec<Existing>, Vec<Existing>) = existing
            .into_iter()
            .partition(|(_, needs)| needs.iter().all(|need| past.resources.contains_key(need)));
        for (resource, _) in &removed {
            past.resources.remove(&resource.address);
        }
        if removed.is_empty() {
            return;
        }
        existing = stays;
    }
}
