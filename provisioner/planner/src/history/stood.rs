//! What stood there before it was ever on record: settings, mostly.

use std::collections::BTreeMap;

use gabakura_model::plan::StepAction;
use gabakura_model::port::Intent;
use gabakura_model::recorded::{Recorded, RecordedResource};
use gabakura_model::resource::Address;

use super::PastFault;

/// What the first moves on each address found there.
#[derive(Default)]
pub(super) struct Stood<'n> {
    /// The first update, whatever became of it: it may have done half of its work.
    updated: BTreeMap<&'n Address, &'n Intent>,
    /// What was taken over as it was, and recorded so.
    adopted: BTreeMap<&'n Address, RecordedResource>,
}

/// Something that stood there, and what the declaration that took it over refers to.
type Standing = (RecordedResource, Vec<Address>);

impl<'n> Stood<'n> {
    /// Hears of a move that is about to be made.
    pub fn begun(&mut self, intent: &'n Intent) {
        if intent.before.is_some() {
            self.updated.entry(&intent.address).or_insert(intent);
        }
    }

    /// Hears of something that was taken over as it was.
    pub fn adopted(&mut self, address: &'n Address, left: RecordedResource) {
        self.adopted.entry(address).or_insert(left);
    }

    /// What stood there, where the first thing done about it was this move.
    pub fn before(&self, address: &Address, first: StepAction) -> Result<Standing, PastFault> {
        let lost = || PastFault::Lost(address.clone());
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

/// What an update found, as something that can be on record.
fn as_found(first: &Intent) -> Result<Standing, PastFault> {
    let lost = || PastFault::Lost(first.address.clone());
    let before = first.before.as_ref().ok_or_else(lost)?;
    let fields = before.spec.as_object().ok_or_else(lost)?;
    if let Some((field, _)) = fields.iter().find(|(_, value)| value.is_null()) {
        let (address, field) = (first.address.clone(), field.clone());
        return Err(PastFault::Unset { address, field });
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

/// Puts back on record what stood there. What hangs on something that was not there then, as a
/// setting of a network does, was not there either.
pub(super) fn put_back(past: &mut Recorded, mut standing: Vec<Standing>) {
    for (resource, _) in &standing {
        let address = resource.address.clone();
        past.resources.insert(address, resource.clone());
    }
    loop {
        let (stays, goes): (Vec<Standing>, Vec<Standing>) = standing
            .into_iter()
            .partition(|(_, needs)| needs.iter().all(|need| past.resources.contains_key(need)));
        for (resource, _) in &goes {
            past.resources.remove(&resource.address);
        }
        if goes.is_empty() {
            return;
        }
        standing = stays;
    }
}
