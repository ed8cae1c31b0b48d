//! What to change, as Google wants to be told.

use gabakura_model::Value;
use gabakura_model::port::UpdateRequest;
use gabakura_model::resource::{TAG_INTENT, Tags};
use google_cloud_wkt::FieldMask;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::facts::{Facts, Ownership};
use crate::fault::{Fault, Result};
use crate::order::{model, resource, too_many};
use crate::rest::{Fields, snake};
use crate::seen::{plain, text};
use crate::{labels, mark};

/// What to change.
#[derive(Debug)]
pub(crate) struct Change<S> {
    /// Which one.
    pub id: String,
    /// Its settings as they were; `None` where they cannot be read.
    pub before: Option<S>,
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
        before: Option<S>,
        after: S,
        order: &UpdateRequest,
    ) -> Self {
        let differs = |field: &&String| order.before.get(field) != order.after.get(field);
        let fields = order.after.as_object().into_iter().flat_map(Fields::keys);
        let fields = fields.filter(differs).cloned().collect();
        let mut rest = resource(&facts, shape, &after);
        match &before {
            Some(before) => {
                let old = resource(&facts, shape, before);
                rest.retain(|name, value| old.get(name) != Some(value));
            }
            None => without_fixed(&facts, &mut rest),
        }
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

/// Takes out what only a replacement changes.
fn without_fixed(facts: &Facts, rest: &mut Fields) {
    let fixed = facts.immutable.iter();
    let fixed = fixed.map(|field| ((*field).to_owned(), Value::Null));
    if let Value::Object(fixed) = facts.naming.rest_of(&Value::Object(fixed.collect())) {
        rest.retain(|name, _| !fixed.contains_key(name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gabakura_model::resource::TAG_TENANCY;
    use serde_json::json;

    const FACTS: Facts = Facts {
        ownership: Ownership::Description,
        beside: &["records"],
        ..Facts::path("gcp.t.thing", "a thing", "projects/{project}/things/{name}")
    };
    const LABELLED: Facts = Facts {
        ownership: Ownership::Labels("userLabels"),
        ..FACTS
    };

    fn change(facts: Facts, before: Value, after: Value, tags: [Tags; 2]) -> Change<Value> {
        let [tags_before, tags_after] = tags;
        let order = UpdateRequest {
            kind: facts.kind.into(),
            id: "projects/p/things/n".to_owned(),
            before: before.clone(),
            after: after.clone(),
            tags_before,
            tags_after,
        };
        Change::of(facts, |_| (), Some(before), after, &order)
    }

    fn untagged() -> [Tags; 2] {
        [Tags::new(), Tags::new()]
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
    fn over_what_cannot_be_read_goes_all_that_is_declared() {
        let facts = Facts {
            immutable: &["name"],
            ..FACTS
        };
        let after = json!({"name": "n", "flow_sampling": 2, "mode": null});
        let order = UpdateRequest {
            kind: facts.kind.into(),
            id: "projects/p/things/n".to_owned(),
            before: json!({"name": "n", "flow_sampling": "UNHEARD_OF"}),
            after: after.clone(),
            tags_before: Tags::new(),
            tags_after: Tags::new(),
        };
        let change = Change::of(facts, |_| (), None, after, &order);
        assert_eq!(change.mask().paths, ["flow_sampling", "mode"]);
        assert!(change.has("flow_sampling") && !change.is_empty());
        let whole: Value = change.onto(&json!({"name": "n", "etag": "x"})).unwrap();
        let wanted = json!({"name": "n", "etag": "x", "flowSampling": 2, "mode": null});
        assert_eq!(whole, wanted);
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
