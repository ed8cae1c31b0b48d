//! A JSON Schema, read as a tree of fields.

use gabakura_model::Value;
use serde_json::Map;

/// How deep settings are shown; a schema that refers to itself must end somewhere.
pub const DEPTH_MAX: usize = 6;

/// A JSON Schema, with the definitions it refers to.
pub struct Schema<'a> {
    root: &'a Value,
    defs: Option<&'a Map<String, Value>>,
}

impl<'a> Schema<'a> {
    pub fn new(root: &'a Value) -> Self {
        let defs = root["$defs"].as_object();
        Self { root, defs }
    }

    pub fn root(&self) -> &'a Value {
        self.root
    }

    /// Resolves a schema that refers to a definition.
    fn follow(&self, schema: &'a Value) -> &'a Value {
        let name = schema["$ref"].as_str();
        let name = name.and_then(|path| path.strip_prefix("#/$defs/"));
        name.and_then(|name| self.defs?.get(name)).unwrap_or(schema)
    }

    /// The alternatives of a field, `null` left out: it means the same as absent.
    pub fn choices(&self, schema: &'a Value) -> Vec<&'a Value> {
        let schema = self.follow(schema);
        let some = schema["anyOf"].as_array().or(schema["oneOf"].as_array());
        match some {
            Some(all) => all
                .iter()
                .map(|one| self.follow(one))
                .filter(|one| one["type"] != "null")
                .collect(),
            None => vec![schema],
        }
    }

    /// The tables inside a field: itself, its items, its values.
    pub fn inner(&self, field: &'a Value) -> Vec<&'a Value> {
        let choices = self.choices(field).into_iter();
        choices
            .flat_map(|one| match one {
                _ if one["properties"].is_object() => vec![one],
                _ if one["items"].is_object() => self.inner(&one["items"]),
                _ if one["additionalProperties"].is_object() => {
                    self.inner(&one["additionalProperties"])
                }
                _ => Vec::new(),
            })
            .collect()
    }
}

/// The names of required fields.
pub fn required(schema: &Value) -> Vec<&str> {
    let names = schema["required"].as_array().into_iter().flatten();
    names.filter_map(Value::as_str).collect()
}
