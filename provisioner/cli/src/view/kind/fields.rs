//! The settings of a kind: name, type, default and description.

use gabakura_model::Value;

use crate::view::kind::schema::{DEPTH_MAX, Schema, required};
use crate::view::style::Style;
use crate::words::Words;

pub struct Fields<'a> {
    pub schema: &'a Schema<'a>,
    pub words: &'a Words,
    pub style: &'a Style,
}

impl<'a> Fields<'a> {
    /// The fields of a schema, a line each, and the fields within them.
    pub fn lines(&self, schema: &'a Value, immutable: &[&str], depth: usize) -> String {
        let needed = required(schema);
        let mut out = String::new();
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let pad = "  ".repeat(depth + 2);
            let mut notes = vec![self.type_of(field)];
            if needed.contains(&name.as_str()) {
                notes.push(self.words.say("explain-required", &[]));
            }
            if let Some(value) = default_of(field) {
                notes.push(self.words.say("explain-default", &[("value", &value)]));
            }
            if immutable.contains(&name.as_str()) {
                notes.push(self.words.say("explain-replaces", &[]));
            }
            let notes = self.words.list(notes);
            out += &format!("{pad}{}  ({notes})\n", self.style.bold(name));
            let described = field["description"].as_str();
            let description =
                described.or_else(|| self.schema.choices(field).first()?["description"].as_str());
            for line in description.unwrap_or_default().lines() {
                out += &format!("{pad}    {}\n", self.style.dim(line.trim()));
            }
            if depth < DEPTH_MAX {
                for inner in self.schema.inner(field) {
                    out += &self.lines(inner, &[], depth + 1);
                }
            }
        }
        out
    }

    fn type_of(&self, field: &'a Value) -> String {
        let mut names: Vec<String> = Vec::new();
        for one in self.schema.choices(field) {
            let name = self.one_type(one);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join(" | ")
    }

    fn one_type(&self, schema: &'a Value) -> String {
        if let Some(values) = schema["enum"].as_array() {
            let values = values.iter().filter(|value| !value.is_null());
            return values.map(Value::to_string).collect::<Vec<_>>().join(" | ");
        }
        if !schema["const"].is_null() {
            return schema["const"].to_string();
        }
        let names = match &schema["type"] {
            Value::String(name) => vec![name.as_str()],
            Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let names = names.into_iter().filter(|name| *name != "null");
        let types: Vec<String> = names.map(|name| self.named_type(name, schema)).collect();
        match types.is_empty() {
            true => self.words.say("explain-any", &[]),
            false => types.join(" | "),
        }
    }

    fn named_type(&self, name: &str, schema: &'a Value) -> String {
        let of = |id, inner: &'a Value| {
            let inner = self.type_of(inner);
            self.words.say(id, &[("of", &inner)])
        };
        match name {
            "array" if schema["uniqueItems"] == true => of("explain-set", &schema["items"]),
            "array" => of("explain-list", &schema["items"]),
            "object" if schema["additionalProperties"].is_object() => {
                of("explain-map", &schema["additionalProperties"])
            }
            "object" => self.words.say("explain-table", &[]),
            "integer" => match (schema["minimum"].as_i64(), schema["maximum"].as_i64()) {
                (Some(least), Some(most)) => format!("integer {least}–{most}"),
                _ => name.to_owned(),
            },
            _ => name.to_owned(),
        }
    }
}

/// A default, unless it is empty.
fn default_of(field: &Value) -> Option<String> {
    match &field["default"] {
        Value::Null => None,
        Value::Object(_) => None,
        Value::Array(items) if items.is_empty() => None,
        Value::String(text) if text.is_empty() => None,
        value => Some(value.to_string()),
    }
}
