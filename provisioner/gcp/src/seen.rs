//! What Google shows, as the planner sees it.

use std::collections::BTreeMap;

pub(crate) use gabakura_adapter::spec::plain;
use gabakura_model::Value;
use gabakura_model::catalogue::KindSchema;
use gabakura_model::observed::ObservedResource;
use gabakura_model::resource::Tags;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clients::Clients;
use crate::facts::{Facts, Ownership};
use crate::fault::{Fault, Result};
use crate::rest::{Fields, last, snake};
use crate::{labels, mark, path};

/// One resource as Google shows it.
#[derive(Debug)]
pub(crate) struct Seen {
    rest: Value,
    id: Option<String>,
    beside: Fields,
    outputs: BTreeMap<String, String>,
    platform: bool,
}

impl Seen {
    /// A model of the SDK's.
    pub fn of(model: &impl Serialize) -> Self {
        Self {
            rest: plain(model),
            id: None,
            beside: Fields::new(),
            outputs: BTreeMap::new(),
            platform: false,
        }
    }

    /// A text field of Google's; empty where it is not there.
    pub fn text(&self, field: &str) -> &str {
        self.rest[field].as_str().unwrap_or_default()
    }

    /// Names it, where its own fields do not.
    pub fn named(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Adds a field of the spec that is no field of the resource itself.
    pub fn beside(mut self, field: &str, value: &impl Serialize) -> Self {
        self.beside.insert(field.to_owned(), plain(value));
        self
    }

    /// Adds one output.
    pub fn output(mut self, field: &str, value: impl Into<String>) -> Self {
        self.outputs.insert(field.to_owned(), value.into());
        self
    }

    /// Adds outputs that are text fields of Google's, under our names for them.
    pub fn outputs(mut self, fields: &[(&str, &str)]) -> Self {
        for (ours, theirs) in fields {
            let value = self.text(theirs).to_owned();
            self.outputs.insert((*ours).to_owned(), value);
        }
        self
    }

    /// Marks it as the platform's: the organisation's, or one that Google makes by itself.
    pub fn platform(mut self, platform: bool) -> Self {
        self.platform |= platform;
        self
    }

    /// As the planner sees it.
    ///
    /// What Google says in words that this release does not know is passed on as it is: one
    /// stranger must not hide a whole project, and the difference shows where it is ours.
    ///
    /// # Errors
    /// Without an identity, nothing can be told of it.
    pub fn found<S: Serialize + DeserializeOwned>(
        self,
        facts: &Facts,
        settle: fn(&mut Fields),
        schema: &KindSchema,
        google: &Clients,
    ) -> Result<ObservedResource> {
        let Value::Object(mut seen) = facts.naming.spec_of(&self.rest) else {
            return Err(Fault::malformed(facts.kind, "list", "it is no table"));
        };
        let tags = tags_of(facts, &mut seen);
        let name = text(&seen, "name").to_owned();
        if let Some(pattern) = facts.pattern().filter(|_| facts.whole_name) {
            seen.extend(path::read(pattern, &name).unwrap_or_default());
        }
        seen.extend(self.beside);
        settle(&mut seen);
        let raw = Value::Object(seen);
        let spec = match serde_json::from_value::<S>(raw.clone()) {
            Ok(typed) => plain(&typed),
            Err(_) => raw,
        };
        let spelt = || schema.implied_id(&spec, google.project());
        let id = self.id.or_else(spelt).or_else(|| own_name(&name, google));
        let missing = || Fault::malformed(facts.kind, "list", "one has no name");
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

/// Takes the labels or the mark out of what was seen.
fn tags_of(facts: &Facts, seen: &mut Fields) -> Tags {
    match facts.ownership {
        Ownership::Labels(field) => {
            let labels = seen.remove(&snake(field)).unwrap_or_default();
            labels::read(&serde_json::from_value(labels).unwrap_or_default())
        }
        Ownership::Description => {
            let (description, tags) = mark::read(text(seen, "description"));
            let description = description.to_owned();
            seen.insert("description".to_owned(), description.into());
            tags
        }
        Ownership::Record => Tags::new(),
    }
}

/// A name under the project's id: Google often shows its number instead.
pub(crate) fn own_name(name: &str, google: &Clients) -> Option<String> {
    let (_, rest) = name.strip_prefix("projects/")?.split_once('/')?;
    Some(format!("{}/{rest}", google.project_name()))
}

/// A text among fields; empty where it is not there.
pub(crate) fn text<'f>(fields: &'f Fields, field: &str) -> &'f str {
    fields
        .get(field)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// Replaces a field that holds a name by the name's last segment.
pub(crate) fn keep_last(fields: &mut Fields, field: &str) {
    if let Some(Value::String(name)) = fields.get_mut(field) {
        *name = last(name).to_owned();
    }
}
