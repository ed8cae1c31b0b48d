//! A resource as Google returns it, and as the planner sees it.

use std::collections::BTreeMap;

use gabakura_adapter::spec::plain;
use gabakura_model::Value;
use gabakura_model::catalogue::KindSchema;
use gabakura_model::observed::ObservedResource;
use gabakura_model::resource::Tags;
use serde::Serialize;

use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::facts::{Facts, Form, Ownership};
use crate::rest::{Fields, json_of, snake, text};
use crate::{labels, mark, resource_name};

/// One resource as Google returns it.
#[derive(Debug)]
pub(crate) struct Item {
    rest: Value,
    id: Option<String>,
    fields: Fields,
    outputs: BTreeMap<String, String>,
    platform: bool,
}

impl Item {
    /// A model of the SDK's.
    pub fn of(model: &impl Serialize) -> Self {
        Self {
            rest: json_of(model),
            id: None,
            fields: Fields::new(),
            outputs: BTreeMap::new(),
            platform: false,
        }
    }

    /// A text field of Google's; empty where there is none.
    pub fn text(&self, field: &str) -> &str {
        self.rest[field].as_str().unwrap_or_default()
    }

    /// Sets its id, where its own fields do not spell it.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Adds a field of the spec that was read by a request of its own.
    pub fn field(mut self, field: &str, value: &impl Serialize) -> Self {
        self.fields.insert(field.to_owned(), plain(value));
        self
    }

    /// Adds one output.
    pub fn output(mut self, field: &str, value: impl Into<String>) -> Self {
        self.outputs.insert(field.to_owned(), value.into());
        self
    }

    /// Adds outputs that are text fields of Google's, under our names.
    pub fn outputs(mut self, fields: &[(&str, &str)]) -> Self {
        for (ours, googles) in fields {
            let value = self.text(googles).to_owned();
            self.outputs.insert((*ours).to_owned(), value);
        }
        self
    }

    /// Marks it as the platform's: the organisation's, or one that Google creates by itself.
    pub fn platform(mut self, platform: bool) -> Self {
        self.platform |= platform;
        self
    }

    /// The resource as the planner sees it. `canonical` brings a spec to the canonical form of its
    /// type, and leaves one that does not fit as it is.
    ///
    /// # Errors
    /// It has no identity.
    pub fn into_observed(
        self,
        facts: &Facts,
        form: &Form,
        normalize: fn(&mut Fields),
        canonical: fn(Value) -> Value,
        schema: &KindSchema,
        google: &Clients,
    ) -> Result<ObservedResource> {
        let Value::Object(mut fields) = form.naming.spec_of(&self.rest) else {
            return Err(Error::malformed(facts.kind, "list", "it is not an object"));
        };
        let tags = take_tags(facts, &mut fields);
        let name = text(&fields, "name").to_owned();
        if let Some(pattern) = form.name {
            fields.extend(resource_name::read(pattern, &name).unwrap_or_default());
        }
        fields.extend(self.fields);
        normalize(&mut fields);
        let spec = canonical(Value::Object(fields));
        let implied = || schema.implied_id(&spec, google.project());
        let id = self.id.or_else(implied).or_else(|| own_name(&name, google));
        let missing = || Error::malformed(facts.kind, "list", "one has no name");
        Ok(ObservedResource {
            kind: schema.kind.clone(),
            id: id.ok_or_else(missing)?,
            spec,
            tags,
            outputs: self.outputs,
            platform: self.platform,
        })
    }
}

/// Takes the labels or the mark out of the fields of a resource.
fn take_tags(facts: &Facts, fields: &mut Fields) -> Tags {
    match facts.ownership {
        Ownership::Labels(field) => {
            let labels = fields.remove(&snake(field)).unwrap_or_default();
            labels::read(&serde_json::from_value(labels).unwrap_or_default())
        }
        Ownership::Description => {
            let (description, tags) = mark::read(text(fields, "description"));
            let description = description.to_owned();
            fields.insert("description".to_owned(), description.into());
            tags
        }
        Ownership::Record => Tags::new(),
    }
}

/// A resource name under the project's id: Google often returns its number instead.
pub(crate) fn own_name(name: &str, google: &Clients) -> Option<String> {
    let (_, rest) = name.strip_prefix("projects/")?.split_once('/')?;
    Some(format!("{}/{rest}", google.project_name()))
}
