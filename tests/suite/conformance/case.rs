//! One kind's case: what it is tried with.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::catalogue::{Identity, KindSchema};
use gabakura_model::outcome::Created;
use serde_json::{Value, json};

/// The organisation above a project, where there is one.
pub const ORGANIZATION: &str = "100000000001";

/// What a kind is tried with. In specs, `$name` is the id of what was made under that name
/// before, and `$name.output` one of its outputs.
#[derive(Clone)]
pub struct Case {
    /// What to call it when it fails.
    pub name: String,
    /// The kind.
    pub kind: String,
    /// What others do first, straight to the cloud: method, path, body.
    pub above: Vec<(&'static str, String, Value)>,
    /// What must stand before: name, kind, spec.
    pub needs: Vec<(String, String, Value)>,
    /// What to make.
    pub spec: Value,
    /// Changes in place, one after the other.
    pub changes: Vec<Step>,
    /// What somebody else changes behind our back, laid over the last spec.
    pub meddling: Option<Value>,
    /// The code with which a deletion is refused, where there is none.
    pub undeletable: Option<&'static str>,
    /// Whether it stays as it was set when it is deleted.
    pub stays: bool,
}

/// One change in place.
#[derive(Clone)]
pub struct Step {
    /// Fields to set, laid over the spec before.
    pub fields: Value,
    /// Whether there is no way back, nor for somebody else.
    pub for_good: bool,
}

impl Case {
    /// A case of a kind that is made with `spec`.
    pub fn new(kind: &str, spec: Value) -> Self {
        Self {
            name: kind.to_owned(),
            kind: kind.to_owned(),
            above: Vec::new(),
            needs: Vec::new(),
            spec,
            changes: Vec::new(),
            meddling: None,
            undeletable: None,
            stays: false,
        }
    }

    /// Tells it from other cases of its kind.
    pub fn called(mut self, name: &str) -> Self {
        self.name = format!("{} ({name})", self.kind);
        self
    }

    /// In a Google project of an organisation, with what the organisation has.
    pub fn below(mut self, has: &[(&'static str, &str, Value)]) -> Self {
        let project = json!({
            "projectId": super::cloud::PROJECT,
            "parent": {"type": "organization", "id": ORGANIZATION},
        });
        self.above
            .push(("POST", "/v1/projects".to_owned(), project));
        let own = has.iter().cloned();
        self.above
            .extend(own.map(|(method, path, body)| (method, path.to_owned(), body)));
        self
    }

    /// Something else must stand before.
    pub fn needs(mut self, name: &str, kind: &str, spec: Value) -> Self {
        self.needs.push((name.to_owned(), kind.to_owned(), spec));
        self
    }

    /// Other things must stand before, to which the case gives no names.
    pub fn after(mut self, needs: &[(&str, Value)]) -> Self {
        for (kind, spec) in needs {
            let name = format!("need-{}", self.needs.len());
            self = self.needs(&name, kind, spec.clone());
        }
        self
    }

    /// It can be changed in place like this.
    pub fn change(self, fields: Value) -> Self {
        self.step(fields, false)
    }

    /// It can be changed in place like this, and never back.
    pub fn change_for_good(self, fields: Value) -> Self {
        self.step(fields, true)
    }

    fn step(mut self, fields: Value, for_good: bool) -> Self {
        self.changes.push(Step { fields, for_good });
        self
    }

    /// It cannot be deleted: the adapter says so with this code.
    pub fn undeletable(mut self, code: &'static str) -> Self {
        self.undeletable = Some(code);
        self
    }

    /// It is a setting that nobody takes back: deleted, it stays as it was set.
    pub fn stays(mut self) -> Self {
        self.stays = true;
        self
    }

    /// Somebody else changes it like this.
    pub fn meddling(mut self, fields: Value) -> Self {
        self.meddling = Some(fields);
        self
    }

    /// The same with `$name` and `$name.output` replaced.
    pub fn resolved(mut self, made: &BTreeMap<String, Created>) -> Self {
        self.spec = resolved(&self.spec, made);
        for step in &mut self.changes {
            step.fields = resolved(&step.fields, made);
        }
        self.meddling = self.meddling.map(|fields| resolved(&fields, made));
        self
    }

    /// The fields some change sets.
    pub fn changed_fields(&self) -> BTreeSet<String> {
        let changes = self
            .changes
            .iter()
            .filter_map(|step| step.fields.as_object());
        changes.flat_map(|fields| fields.keys().cloned()).collect()
    }
}

/// Lays `fields` over a spec.
pub fn laid_over(spec: &Value, fields: &Value) -> Value {
    let mut spec = spec.clone();
    for (field, value) in fields.as_object().expect("a change is a table of fields") {
        spec[field] = value.clone();
    }
    spec
}

/// Replaces `$name` and `$name.output` by what was made under the name.
pub fn resolved(value: &Value, made: &BTreeMap<String, Created>) -> Value {
    match value {
        Value::String(text) => resolved_text(text, made).into(),
        Value::Array(items) => items.iter().map(|item| resolved(item, made)).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| (key.clone(), resolved(value, made)))
            .collect(),
        other => other.clone(),
    }
}

fn resolved_text(text: &str, made: &BTreeMap<String, Created>) -> String {
    // Longest names first: `$role.arn` before `$role`.
    let mut text = text.to_owned();
    for (name, made) in made.iter().rev() {
        for (output, value) in &made.outputs {
            text = text.replace(&format!("${name}.{output}"), value);
        }
        text = text.replace(&format!("${name}"), &made.id);
    }
    text
}

/// A kind's top-level fields.
pub fn fields(schema: &KindSchema) -> BTreeSet<String> {
    let json = (schema.json_schema)();
    let properties = json["properties"].as_object();
    properties
        .into_iter()
        .flatten()
        .map(|(field, _)| field.clone())
        .collect()
}

/// The field that is the identity, where one is.
pub fn identity_field(schema: &KindSchema) -> Option<&'static str> {
    match schema.identity {
        Identity::Named { field } | Identity::SettingOf { field } => Some(field),
        Identity::Path { .. } | Identity::Assigned | Identity::Setting => None,
    }
}
