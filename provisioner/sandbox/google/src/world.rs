//! Everything that exists, by project.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{clock, ids};

/// The scope of what is above projects: organisations, folders, billing accounts.
pub(crate) const ABOVE: &str = "_";

/// Every scope, and who may be found by another name.
#[derive(Debug, Default)]
pub(crate) struct World {
    scopes: BTreeMap<String, Scope>,
    /// Project ids by number.
    numbers: BTreeMap<String, String>,
    /// Projects by bucket: bucket names are one name space for all.
    buckets: BTreeMap<String, String>,
    /// How many looks an operation needs beyond the first.
    pub(crate) polls: u32,
    /// Calls still refused by services just switched on, by project and service.
    pub(crate) opening: BTreeMap<(String, String), u32>,
}

/// One project, or what is above them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Scope {
    pub(crate) name: String,
    pub(crate) number: String,
    /// When it was created.
    pub(crate) since: String,
    /// How many ids were given out.
    serial: u64,
    items: BTreeMap<String, Stored>,
    #[serde(skip)]
    pub(crate) dirty: bool,
}

/// One thing, by the key `service/projects/p/…`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) value: Value,
    /// Its IAM policy, once somebody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) policy: Option<Value>,
    /// The key of what it was created with, and is deleted with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) with: Option<String>,
    /// For an operation: the id of the request that began it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) request: Option<String>,
    /// For an operation: how many more looks until it is done.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) looks: u32,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Stored {
    pub(crate) fn new(value: Value) -> Self {
        Self {
            value,
            ..Self::default()
        }
    }

    /// Something that is deleted when `key` is.
    pub(crate) fn with(value: Value, key: &str) -> Self {
        Self {
            with: Some(key.to_owned()),
            ..Self::new(value)
        }
    }
}

impl World {
    /// A world of what was read from disk.
    pub(crate) fn of(scopes: Vec<Scope>) -> Self {
        let mut world = Self::default();
        for scope in scopes {
            for key in scope.items.keys() {
                if let Some(bucket) = bucket_of(key) {
                    world.buckets.insert(bucket.to_owned(), scope.name.clone());
                }
            }
            world
                .numbers
                .insert(scope.number.clone(), scope.name.clone());
            world.scopes.insert(scope.name.clone(), scope);
        }
        world
    }

    /// Whether the project was ever used.
    pub(crate) fn knows(&self, scope: &str) -> bool {
        self.scopes.contains_key(scope)
    }

    /// The project id for an id or a number.
    pub(crate) fn project<'a>(&'a self, named: &'a str) -> &'a str {
        self.numbers.get(named).map_or(named, String::as_str)
    }

    /// The scope, created when first used; and whether it just was.
    pub(crate) fn open(&mut self, name: &str) -> (&mut Scope, bool) {
        let fresh = !self.scopes.contains_key(name);
        if fresh {
            let number = ids::digits(12, &["project", name]);
            self.numbers.insert(number.clone(), name.to_owned());
            let scope = Scope {
                name: name.to_owned(),
                number,
                since: clock::now(),
                serial: 0,
                items: BTreeMap::new(),
                dirty: true,
            };
            self.scopes.insert(name.to_owned(), scope);
        }
        let scope = self.scopes.get_mut(name);
        (
            scope.expect("a scope that was missing was just made"),
            fresh,
        )
    }

    fn scope(&mut self, name: &str) -> &mut Scope {
        self.open(name).0
    }

    /// The project's number.
    pub(crate) fn number(&mut self, scope: &str) -> String {
        self.scope(scope).number.clone()
    }

    /// A number for the next thing made in `scope`; never returned twice.
    pub(crate) fn serial(&mut self, scope: &str) -> String {
        let scope = self.scope(scope);
        scope.serial += 1;
        format!("{}/{}", scope.name, scope.serial)
    }

    /// What is there under `key`.
    pub(crate) fn get(&self, scope: &str, key: &str) -> Option<&Stored> {
        self.scopes.get(scope)?.items.get(key)
    }

    /// The same, to be changed.
    pub(crate) fn get_mut(&mut self, scope: &str, key: &str) -> Option<&mut Stored> {
        let scope = self.scopes.get_mut(scope)?;
        scope.dirty = true;
        scope.items.get_mut(key)
    }

    /// Puts something under `key`, in place of what was there.
    pub(crate) fn put(&mut self, scope: &str, key: &str, stored: Stored) {
        if let Some(bucket) = bucket_of(key) {
            self.buckets.insert(bucket.to_owned(), scope.to_owned());
        }
        let scope = self.scope(scope);
        scope.dirty = true;
        scope.items.insert(key.to_owned(), stored);
    }

    /// Takes away what is under `key`, below it, and what came with it.
    pub(crate) fn remove(&mut self, scope: &str, key: &str) {
        if let Some(bucket) = bucket_of(key) {
            self.buckets.remove(bucket);
        }
        let below = format!("{key}/");
        let scope = self.scope(scope);
        scope.dirty = true;
        scope.items.retain(|other, stored| {
            other != key && !other.starts_with(&below) && stored.with.as_deref() != Some(key)
        });
    }

    /// Forgets the first of a collection until `most` are left.
    pub(crate) fn trim(&mut self, scope: &str, prefix: &str, most: usize) {
        let keys: Vec<String> = self
            .list(scope, prefix)
            .map(|(key, _)| key.to_owned())
            .collect();
        for key in keys.iter().take(keys.len().saturating_sub(most)) {
            self.scope(scope).items.remove(key);
        }
    }

    /// What is directly in the collection `prefix` of `scope`, in order of key.
    pub(crate) fn list<'a>(
        &'a self,
        scope: &str,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Stored)> {
        let items = self.scopes.get(scope).into_iter();
        items
            .flat_map(move |scope| scope.items.range(prefix.to_owned()..))
            .take_while(move |(key, _)| key.starts_with(prefix))
            .filter(move |(key, _)| !key[prefix.len()..].contains('/'))
            .map(|(key, stored)| (key.as_str(), stored))
    }

    /// All of `scope` whose key starts with `prefix`.
    pub(crate) fn under<'a>(
        &'a self,
        scope: &str,
        prefix: String,
    ) -> impl Iterator<Item = (&'a str, &'a Stored)> + use<'a> {
        let items = self
            .scopes
            .get(scope)
            .map(|scope| scope.items.range(prefix.clone()..));
        items
            .into_iter()
            .flatten()
            .take_while(move |(key, _)| key.starts_with(&prefix))
            .map(|(key, stored)| (key.as_str(), stored))
    }

    /// An operation by its full name, whichever project it is in.
    pub(crate) fn operation(&mut self, name: &str) -> Option<&mut Stored> {
        let key = format!("operations/{name}");
        let scope = self
            .scopes
            .values_mut()
            .find(|scope| scope.items.contains_key(&key))?;
        scope.dirty = true;
        scope.items.get_mut(&key)
    }

    /// The project that owns a bucket.
    pub(crate) fn bucket_owner(&self, bucket: &str) -> Option<&str> {
        self.buckets.get(bucket).map(String::as_str)
    }

    /// Copies of the scopes that changed since they were last taken.
    pub(crate) fn take_changed(&mut self) -> Vec<Scope> {
        let changed = self.scopes.values_mut().filter(|scope| scope.dirty);
        changed
            .map(|scope| {
                scope.dirty = false;
                scope.clone()
            })
            .collect()
    }

    /// Marks a scope as not written yet.
    pub(crate) fn mark(&mut self, scope: &str) {
        if let Some(scope) = self.scopes.get_mut(scope) {
            scope.dirty = true;
        }
    }
}

fn bucket_of(key: &str) -> Option<&str> {
    key.strip_prefix("storage/b/")
        .filter(|bucket| !bucket.contains('/'))
}
