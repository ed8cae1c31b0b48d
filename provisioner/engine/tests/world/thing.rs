//! What exists.

use std::collections::BTreeMap;

use gabakura_model::Value;
use gabakura_model::observed::ObservedResource;
use gabakura_model::resource::{Kind, TAG_ADDRESS, Tags};
use tokio::time::Instant;

use super::kinds::default_of;

/// Who put something there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
    /// One of our calls; settings, which are always there, count as ours.
    Us,
    /// Somebody else; not to be touched.
    Stranger,
    /// Somebody else, inside what is exclusively ours: only a repair of drift may remove it.
    Intruder,
    /// Somebody who copied a thing of ours, tags included: by the tags it is ours.
    Copy,
}

/// Something that exists.
#[derive(Clone, Debug)]
pub struct Thing {
    pub found: ObservedResource,
    pub maker: Maker,
    /// The address our call made it for.
    pub made_for: Option<String>,
    /// The token of the call that made it.
    pub token: Option<String>,
    pub usable_from: Instant,
    /// When the first replica shows it.
    pub listed_from: Instant,
    /// When all do.
    pub agreed_from: Instant,
    pub tagged_from: Instant,
}

impl Thing {
    pub fn standing(found: ObservedResource, maker: Maker) -> Self {
        let now = Instant::now();
        Self {
            found,
            maker,
            made_for: None,
            token: None,
            usable_from: now,
            listed_from: now,
            agreed_from: now,
            tagged_from: now,
        }
    }

    pub fn is_listed(&self) -> bool {
        self.agreed_from <= Instant::now()
    }

    pub fn key(&self) -> Key {
        (self.found.kind.clone(), self.found.id.clone())
    }
}

pub type Key = (Kind, String);

/// A setting as it is before anybody sets it.
pub fn setting(kind: &str, id: &str, mut spec: Value) -> Thing {
    let kind = Kind::new(kind);
    let (field, value) = default_of(&kind);
    spec[field] = value.into();
    Thing::standing(found(&kind, id, spec, Tags::new()), Maker::Us)
}

pub fn found(kind: &Kind, id: &str, spec: Value, tags: Tags) -> ObservedResource {
    ObservedResource {
        kind: kind.clone(),
        id: id.to_owned(),
        spec,
        tags,
        outputs: BTreeMap::new(),
        platform: false,
    }
}

pub fn name_of(tags: &Tags) -> &str {
    let address = tags.get(TAG_ADDRESS);
    address.and_then(|a| a.rsplit('/').next()).unwrap_or("?")
}
