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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::Naming;
    use gabakura_model::resource::TAG_TENANCY;
    use serde_json::json;

    const FACTS: Facts = Facts {
        ownership: Ownership::Description,
        beside: &["records"],
        naming: Naming {
            odd: &[("ip_address", "IPAddress")],
            ..Naming::PLAIN
        },
        ..Facts::path("gcp.t.thing", "a thing", "projects/{project}/things/{name}")
    };
    const LABELLED: Facts = Facts {
        ownership: Ownership::Labels("userLabels"),
        ..FACTS
    };

    fn new(token: &str) -> New<Value> {
        let order = CreateOrder {
            kind: FACTS.kind.into(),
            address: "131016/acme/prod/m/n".parse().unwrap(),
            spec: json!({}),
            tags: Tags::new(),
            token: token.to_owned(),
        };
        let spec = json!({"name": "n", "description": "d", "ip_address": "::1", "records": []});
        New::of(FACTS, |_| (), spec, String::new(), &order).unwrap()
    }

    fn change(facts: Facts, before: Value, after: Value, tags: [Tags; 2]) -> Change<Value> {
        let [tags_before, tags_after] = tags;
        let order = UpdateOrder {
            kind: facts.kind.into(),
            id: "projects/p/things/n".to_owned(),
            before: before.clone(),
            after: after.clone(),
            tags_before,
            tags_after,
        };
        Change::of(facts, |_| (), before, after, &order)
    }

    fn untagged() -> [Tags; 2] {
        [Tags::new(), Tags::new()]
    }

    #[test]
    fn what_is_new_is_marked_and_named_as_google_does() {
        let body: Value = new("g1-2").model().unwrap();
        let description = "d [gabakura 131016/acme/prod/m/n g1-2]";
        let wanted = json!({"name": "n", "description": description, "IPAddress": "::1"});
        assert_eq!(body, wanted);
    }

    #[test]
    fn a_request_id_is_a_uuid_of_its_token() {
        let id = new("g1-2").request_id();
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(id, new("g1-2").request_id());
        assert_ne!(id, new("g1-3").request_id());
    }

    #[test]
    fn a_change_keeps_what_it_does_not_speak_of() {
        let before = json!({"name": "n", "description": "d", "flow_sampling": 1, "records": [1]});
        let after = json!({"name": "n", "description": "e", "flow_sampling": 2, "records": []});
        let change = change(FACTS, before, after, untagged());
        let mark = "[gabakura 131016/acme/prod/m/n g1-2]";
        let fresh = json!({
            "name": "n", "description": format!("d {mark}"), "flowSampling": 1, "etag": "x",
        });
        let whole = json!({
            "name": "n", "description": format!("e {mark}"), "flowSampling": 2, "etag": "x",
        });
        assert_eq!(change.onto(&fresh).unwrap(), whole);
        let some = json!({"description": format!("e {mark}"), "flowSampling": 2, "etag": "x"});
        assert_eq!(change.only(&fresh, &["etag"]).unwrap(), some);
        assert_eq!(change.mask().paths, ["description", "flow_sampling"]);
        assert!(change.has("records") && change.reshapes() && !change.relabels());
    }

    #[test]
    fn labels_are_a_change_of_their_own() {
        let spec = json!({"name": "n"});
        let tenancy = |text: &str| Tags::from([(TAG_TENANCY.to_owned(), text.to_owned())]);
        let tags = [tenancy("131016/acme/prod"), tenancy("131016/acme/dev")];
        let change = change(LABELLED, spec.clone(), spec.clone(), tags);
        assert!(change.relabels() && !change.reshapes() && !change.is_empty());
        let fresh = json!({"name": "n", "userLabels": {"theirs": "1"}});
        let labels = json!({"theirs": "1", "gabakura_tenancy": "131016_acme_dev"});
        let whole: Value = change.onto(&fresh).unwrap();
        assert_eq!(whole["userLabels"], labels);
        assert_eq!(change.mask().paths, ["user_labels"]);
        let intent = Tags::from([(TAG_INTENT.to_owned(), "g1-2".to_owned())]);
        let same = super::tests::change(LABELLED, spec.clone(), spec, [intent, Tags::new()]);
        assert!(
            same.is_empty(),
            "the intent's token is nobody's to take away"
        );
    }
}
