//! What to make and what to change, as Google wants to be told.

use gabakura_model::Value;
use gabakura_model::outcome::Made;
use gabakura_model::port::{CreateOrder, UpdateOrder};
use gabakura_model::resource::{TAG_INTENT, Tags};
use google_cloud_wkt::FieldMask;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::facts::{Facts, Ownership};
use crate::fault::{Fault, Result};
use crate::rest::{Fields, snake};
use crate::seen::{plain, text};
use crate::{labels, mark, path};

/// What to make.
#[derive(Debug)]
pub(crate) struct New<S> {
    /// Its settings.
    pub spec: S,
    /// The identity it will have; empty where Google hands it out.
    pub id: String,
    facts: Facts,
    body: Fields,
    token: String,
}

impl<S: Serialize> New<S> {
    /// # Errors
    /// Tags that do not fit into labels.
    pub fn of(
        facts: Facts,
        shape: fn(&mut Fields),
        spec: S,
        id: String,
        order: &CreateOrder,
    ) -> Result<Self> {
        let mut body = resource(&facts, shape, &spec);
        match facts.ownership {
            Ownership::Labels(field) => {
                let labels = labels::write(&order.tags).map_err(|told| too_many(&facts, &told))?;
                body.insert(field.to_owned(), plain(&labels));
            }
            Ownership::Description => {
                let description = text(&body, "description");
                let marked = mark::write(description, &order.address, &order.token);
                body.insert("description".to_owned(), marked.into());
            }
            Ownership::Record => {}
        }
        Ok(Self {
            spec,
            id,
            facts,
            body,
            token: order.token.clone(),
        })
    }

    /// The SDK's model of it.
    pub fn model<M: DeserializeOwned>(&self) -> Result<M> {
        model(&self.facts, Value::Object(self.body.clone()))
    }

    /// The same for every repetition of the order: a UUID made from its token.
    pub fn request_id(&self) -> String {
        let digest = Sha256::digest(self.token.as_bytes());
        let hex: String = digest[..16].iter().map(|b| format!("{b:02x}")).collect();
        // Version 8 (of one's own making) and the RFC's variant.
        format!(
            "{}-{}-8{}-8{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[13..16],
            &hex[17..20],
            &hex[20..]
        )
    }

    /// What was made, under the name the spec implies.
    pub fn made(&self) -> Made {
        made(&self.id)
    }
}

/// What has a name, and no outputs yet.
pub(crate) fn made(id: impl Into<String>) -> Made {
    Made {
        id: id.into(),
        ..Made::default()
    }
}

/// What to change.
#[derive(Debug)]
pub(crate) struct Change<S> {
    /// Which one.
    pub id: String,
    /// Its settings as they were.
    pub before: S,
    /// Its settings to be.
    pub after: S,
    facts: Facts,
    /// Fields of the spec that differ.
    fields: Vec<String>,
    /// Fields of the resource that differ, in Google's names, as they should be.
    rest: Fields,
    tags: Option<(Tags, Tags)>,
}

impl<S: Serialize> Change<S> {
    pub fn of(
        facts: Facts,
        shape: fn(&mut Fields),
        before: S,
        after: S,
        order: &UpdateOrder,
    ) -> Self {
        let differs = |field: &&String| order.before.get(field) != order.after.get(field);
        let fields = order.after.as_object().into_iter().flat_map(Fields::keys);
        let fields = fields.filter(differs).cloned().collect();
        let old = resource(&facts, shape, &before);
        let mut rest = resource(&facts, shape, &after);
        rest.retain(|name, value| old.get(name) != Some(value));
        let tags = (order.tags_before.clone(), order.tags_after.clone());
        let missing = |(key, value): (&String, &String)| tags.0.get(key) != Some(value);
        let surplus = |key: &String| *key != TAG_INTENT && !tags.1.contains_key(key);
        let differ = tags.1.iter().any(missing) || tags.0.keys().any(surplus);
        Self {
            id: order.id.clone(),
            before,
            after,
            facts,
            fields,
            rest,
            tags: (facts.is_labelled() && differ).then_some(tags),
        }
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.tags.is_none()
    }

    /// Whether a field of the spec differs.
    pub fn has(&self, field: &str) -> bool {
        self.fields.iter().any(|own| own == field)
    }

    /// Whether labels differ.
    pub fn relabels(&self) -> bool {
        self.tags.is_some()
    }

    /// Whether a field of the resource itself differs, labels left out.
    pub fn reshapes(&self) -> bool {
        !self.rest.is_empty()
    }

    /// The resource as it stands, with what differs laid over it. Etags and fingerprints, fields
    /// that nobody declared and others' labels stay as they were read.
    ///
    /// # Errors
    /// Tags that do not fit into labels.
    pub fn onto<M: Serialize + DeserializeOwned>(&self, fresh: &M) -> Result<M> {
        let Value::Object(mut rest) = plain(fresh) else {
            return Err(Fault::malformed(
                self.facts.kind,
                "update",
                "it is no table",
            ));
        };
        for (name, value) in &self.rest {
            let value = match (name.as_str(), self.facts.ownership) {
                ("description", Ownership::Description) => {
                    let new = value.as_str().unwrap_or_default();
                    mark::keep(text(&rest, "description"), new).into()
                }
                _ => value.clone(),
            };
            rest.insert(name.clone(), value);
        }
        if let (Ownership::Labels(field), Some((before, after))) =
            (self.facts.ownership, &self.tags)
        {
            let now = rest.remove(field).unwrap_or_default();
            let now = serde_json::from_value(now).unwrap_or_default();
            let merged = labels::merge(&now, before, after);
            let merged = merged.map_err(|told| too_many(&self.facts, &told))?;
            rest.insert(field.to_owned(), plain(&merged));
        }
        model(&self.facts, Value::Object(rest))
    }

    /// The resource with nothing but what differs and what was asked to `stay`, for requests that
    /// change what they are told of.
    ///
    /// # Errors
    /// As [`Self::onto`].
    pub fn only<M: Serialize + DeserializeOwned>(&self, fresh: &M, stay: &[&str]) -> Result<M> {
        let Value::Object(whole) = plain(&self.onto(fresh)?) else {
            return Err(Fault::malformed(
                self.facts.kind,
                "update",
                "it is no table",
            ));
        };
        let some = whole
            .into_iter()
            .filter(|(name, _)| stay.contains(&name.as_str()) || self.rest.contains_key(name));
        model(&self.facts, Value::Object(some.collect()))
    }

    /// The fields of the resource that differ, labels included.
    pub fn mask(&self) -> FieldMask {
        let labels = match (self.facts.ownership, &self.tags) {
            (Ownership::Labels(field), Some(_)) => Some(field),
            _ => None,
        };
        let names = self.rest.keys().map(String::as_str).chain(labels);
        FieldMask::default().set_paths(names.map(snake))
    }
}

/// A spec as the resource's own fields, in Google's names.
fn resource(facts: &Facts, shape: fn(&mut Fields), spec: &impl Serialize) -> Fields {
    let mut fields = match plain(spec) {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    };
    shape(&mut fields);
    fields.retain(|field, _| !facts.beside.contains(&field.as_str()));
    if let Some(pattern) = facts.pattern().filter(|_| facts.whole_name) {
        path::fields(pattern).for_each(|field| drop(fields.remove(field)));
    }
    match facts.naming.rest_of(&Value::Object(fields)) {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}

fn model<M: DeserializeOwned>(facts: &Facts, body: Value) -> Result<M> {
    serde_json::from_value(body).map_err(|error| {
        Fault::refused(
            facts.kind,
            "write request",
            "invalid-spec",
            &error.to_string(),
        )
    })
}

fn too_many(facts: &Facts, told: &str) -> Fault {
    Fault::refused(facts.kind, "write labels", "labels-do-not-fit", told)
}
