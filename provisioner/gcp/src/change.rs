//! What to change, in Google's terms.

use gabakura_adapter::Ownership as _;
use gabakura_adapter::spec::plain;
use gabakura_model::Value;
use gabakura_model::port::UpdateRequest;
use gabakura_model::resource::{TAG_INTENT, Tags};
use google_cloud_wkt::FieldMask;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::creation::{body_of, labels_do_not_fit, model};
use crate::error::{Error, Result};
use crate::facts::{Facts, Form, Ownership};
use crate::rest::{Fields, json_of, snake, text};
use crate::{labels, mark};

/// What to change.
#[derive(Debug)]
pub(crate) struct Change<S> {
    /// Which one.
    pub id: String,
    /// Its settings before; `None` where they cannot be read.
    pub before: Option<S>,
    /// Its settings after.
    pub after: S,
    facts: Facts,
    /// Fields of the spec that differ.
    fields: Vec<String>,
    /// Fields of the resource that differ, in Google's names, with their new values.
    body: Fields,
    tags: Option<(Tags, Tags)>,
}

impl<S: Serialize> Change<S> {
    pub fn of(
        facts: Facts,
        form: Form,
        to_request: fn(&mut Fields),
        before: Option<S>,
        after: S,
        request: &UpdateRequest,
    ) -> Self {
        let differs = |field: &&String| request.before.get(field) != request.after.get(field);
        let fields = request.after.as_object().into_iter().flat_map(Fields::keys);
        let fields = fields.filter(differs).cloned().collect();
        let body = |spec: &S| body_of(&form, to_request, plain(spec));
        let body = differences(&facts, &form, before.as_ref().map(body), body(&after));
        Self {
            id: request.id.clone(),
            before,
            after,
            facts,
            fields,
            body,
            tags: changed_tags(&facts, request),
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

    /// Whether the resource itself differs, in a field or in its labels.
    pub fn is_of_resource(&self) -> bool {
        !self.body.is_empty() || self.tags.is_some()
    }

    /// The resource as it is, with the changes applied. Etags and fingerprints, fields that nobody
    /// declared and unmanaged labels stay as they were read.
    ///
    /// # Errors
    /// Tags that do not fit into labels.
    pub fn applied_to<M: Serialize + DeserializeOwned>(&self, fresh: &M) -> Result<M> {
        model(&self.facts, Value::Object(self.apply(json_of(fresh))?))
    }

    /// Only the changed fields of the resource and those in `keep`, for requests that change the
    /// fields they carry.
    ///
    /// # Errors
    /// As [`Self::applied_to`].
    pub fn patch_of<M: Serialize + DeserializeOwned>(&self, fresh: &M, keep: &[&str]) -> Result<M> {
        let mut fields = self.apply(json_of(fresh))?;
        fields.retain(|name, _| keep.contains(&name.as_str()) || self.body.contains_key(name));
        model(&self.facts, Value::Object(fields))
    }

    /// The fields of the resource that differ, labels included.
    pub fn mask(&self) -> FieldMask {
        let labels = match (self.facts.ownership, &self.tags) {
            (Ownership::Labels(field), Some(_)) => Some(field),
            _ => None,
        };
        let names = self.body.keys().map(String::as_str).chain(labels);
        FieldMask::default().set_paths(names.map(snake))
    }

    fn apply(&self, fresh: Value) -> Result<Fields> {
        let facts = &self.facts;
        let Value::Object(mut fields) = fresh else {
            return Err(Error::malformed(
                facts.kind,
                "update",
                "it is not an object",
            ));
        };
        for (name, value) in &self.body {
            let value = match (name.as_str(), facts.ownership) {
                ("description", Ownership::Description) => {
                    let new = value.as_str().unwrap_or_default();
                    mark::keep(text(&fields, "description"), new).into()
                }
                _ => value.clone(),
            };
            fields.insert(name.clone(), value);
        }
        if let (Ownership::Labels(field), Some((before, after))) = (facts.ownership, &self.tags) {
            let now = fields.remove(field).unwrap_or_default();
            let now = serde_json::from_value(now).unwrap_or_default();
            let merged = labels::merge(&now, before, after);
            let merged = merged.map_err(|message| labels_do_not_fit(facts, &message))?;
            fields.insert(field.to_owned(), plain(&merged));
        }
        Ok(fields)
    }
}

/// The fields of `after` that differ; where `before` cannot be read, all that can be changed.
fn differences(facts: &Facts, form: &Form, before: Option<Fields>, mut after: Fields) -> Fields {
    match before {
        Some(before) => after.retain(|name, value| before.get(name) != Some(value)),
        None => {
            let immutable = facts.immutable.iter();
            let immutable = immutable.map(|field| ((*field).to_owned(), Value::Null));
            let immutable = form.naming.rest_of(&Value::Object(immutable.collect()));
            after.retain(|name, _| immutable.get(name).is_none());
        }
    }
    after
}

/// The tags before and after, where the kind has labels and they differ.
fn changed_tags(facts: &Facts, request: &UpdateRequest) -> Option<(Tags, Tags)> {
    let (before, after) = (&request.tags_before, &request.tags_after);
    let missing = |(key, value): (&String, &String)| before.get(key) != Some(value);
    let surplus = |key: &String| *key != TAG_INTENT && !after.contains_key(key);
    let differ = after.iter().any(missing) || before.keys().any(surplus);
    (facts.ownership.is_tagged() && differ).then(|| (before.clone(), after.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use gabakura_model::resource::TAG_TENANCY;
    use serde_json::json;

    const FACTS: Facts = Facts {
        ownership: Ownership::Description,
        ..Facts::path("gcp.t.thing", "a thing", "projects/{project}/things/{name}")
    };
    const FORM: Form = Form {
        not_in_body: &["records"],
        ..Form::PLAIN
    };
    const LABELLED: Facts = Facts {
        ownership: Ownership::Labels("userLabels"),
        ..FACTS
    };

    fn change(facts: Facts, before: Value, after: Value, tags: [Tags; 2]) -> Change<Value> {
        let [tags_before, tags_after] = tags;
        let request = UpdateRequest {
            kind: facts.kind.into(),
            id: "projects/p/things/n".to_owned(),
            before: before.clone(),
            after: after.clone(),
            tags_before,
            tags_after,
        };
        Change::of(facts, FORM, |_| (), Some(before), after, &request)
    }

    fn untagged() -> [Tags; 2] {
        [Tags::new(), Tags::new()]
    }

    #[test]
    fn a_change_keeps_the_other_fields() {
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
        assert_eq!(change.applied_to(&fresh).unwrap(), whole);
        let some = json!({"description": format!("e {mark}"), "flowSampling": 2, "etag": "x"});
        assert_eq!(change.patch_of(&fresh, &["etag"]).unwrap(), some);
        assert_eq!(change.mask().paths, ["description", "flow_sampling"]);
        assert!(change.has("records") && change.is_of_resource());
    }

    #[test]
    fn all_that_is_declared_is_applied_to_what_cannot_be_read() {
        let facts = Facts {
            immutable: &["name"],
            ..FACTS
        };
        let after = json!({"name": "n", "flow_sampling": 2, "mode": null});
        let request = UpdateRequest {
            kind: facts.kind.into(),
            id: "projects/p/things/n".to_owned(),
            before: json!({"name": "n", "flow_sampling": "UNHEARD_OF"}),
            after: after.clone(),
            tags_before: Tags::new(),
            tags_after: Tags::new(),
        };
        let change = Change::of(facts, FORM, |_| (), None, after, &request);
        assert_eq!(change.mask().paths, ["flow_sampling", "mode"]);
        assert!(change.has("flow_sampling") && !change.is_empty());
        let whole: Value = change
            .applied_to(&json!({"name": "n", "etag": "x"}))
            .unwrap();
        let wanted = json!({"name": "n", "etag": "x", "flowSampling": 2, "mode": null});
        assert_eq!(whole, wanted);
    }

    #[test]
    fn labels_are_a_change_of_their_own() {
        let spec = json!({"name": "n"});
        let tenancy = |text: &str| Tags::from([(TAG_TENANCY.to_owned(), text.to_owned())]);
        let tags = [tenancy("131016/acme/prod"), tenancy("131016/acme/dev")];
        let change = change(LABELLED, spec.clone(), spec.clone(), tags);
        assert!(change.is_of_resource() && !change.is_empty());
        let fresh = json!({"name": "n", "userLabels": {"theirs": "1"}});
        let labels = json!({"theirs": "1", "gabakura_tenancy": "131016_acme_dev"});
        let whole: Value = change.applied_to(&fresh).unwrap();
        assert_eq!(whole["userLabels"], labels);
        assert_eq!(change.mask().paths, ["user_labels"]);
        let intent = Tags::from([(TAG_INTENT.to_owned(), "g1-2".to_owned())]);
        let same = super::tests::change(LABELLED, spec.clone(), spec, [intent, Tags::new()]);
        assert!(same.is_empty(), "the intent's token is never removed");
    }
}
