//! An example of a kind, as a template declares it.

use gabakura_model::Value;
use gabakura_model::reference::{OPEN, references};
use gabakura_model::resource::Resource;
use serde_json::Map;

use crate::view::kind::schema::{DEPTH_MAX, Schema, required};

/// The least that can be declared: what is required, values left to fill in.
pub fn skeleton(kind: &str, schema: &Schema<'_>) -> String {
    block(kind, "example", &blank(schema, schema.root(), 0))
}

/// A value of a schema, with nothing but what is required.
fn blank<'a>(schemas: &Schema<'a>, schema: &'a Value, depth: usize) -> Value {
    let Some(schema) = schemas.choices(schema).into_iter().next() else {
        return Value::Null;
    };
    if let Some(first) = schema["enum"].as_array().and_then(|all| all.first()) {
        return first.clone();
    }
    if !schema["const"].is_null() {
        return schema["const"].clone();
    }
    let names = schema["type"].as_array();
    let name = schema["type"].as_str().or_else(|| names?.first()?.as_str());
    match name {
        Some("integer" | "number") => schema["minimum"].as_i64().unwrap_or(0).into(),
        Some("boolean") => false.into(),
        Some("array") if depth < DEPTH_MAX => {
            Value::Array(vec![blank(schemas, &schema["items"], depth + 1)])
        }
        Some("object") if depth < DEPTH_MAX => required(schema)
            .into_iter()
            .map(|name| {
                let value = blank(schemas, &schema["properties"][name], depth + 1);
                (name.to_owned(), value)
            })
            .collect(),
        _ => "…".into(),
    }
}

/// A declared resource as its template might declare it; defaults are left out.
pub fn declared(resource: &Resource, schema: &Value) -> String {
    let mut spec = resource.spec.clone();
    if let Some(fields) = spec.as_object_mut() {
        fields.retain(|name, value| {
            !value.is_null() && *value != schema["properties"][name.as_str()]["default"]
        });
    }
    let module = resource.address.module.as_str();
    block(
        resource.kind.as_str(),
        resource.address.name.as_str(),
        &with_references(&spec, module),
    )
}

/// Restores references as templates write them. One inside a longer text stays as it is.
fn with_references(value: &Value, module: &str) -> Value {
    match value {
        Value::String(text) if text.starts_with(OPEN) => {
            let all = references(value);
            let whole = all.iter().find(|one| one.to_string() == *text);
            let Some(one) = whole else {
                return value.clone();
            };
            let name = match one.address.module.as_str() == module {
                true => one.address.name.to_string(),
                false => format!("{}/{}", one.address.module, one.address.name),
            };
            let mut reference = Map::from_iter([("ref".to_owned(), name.into())]);
            if one.field != "id" {
                reference.insert("field".to_owned(), one.field.clone().into());
            }
            Value::Object(reference)
        }
        Value::Array(items) => items
            .iter()
            .map(|one| with_references(one, module))
            .collect(),
        Value::Object(map) => map
            .iter()
            .map(|(key, one)| (key.clone(), with_references(one, module)))
            .collect(),
        other => other.clone(),
    }
}

fn block(kind: &str, name: &str, spec: &Value) -> String {
    let mut out = format!("[[resource]]\nkind = \"{kind}\"\nname = \"{name}\"\n");
    for (field, value) in spec.as_object().into_iter().flatten() {
        if let Ok(value) = toml::Value::try_from(without_nulls(value)) {
            out += &format!("spec.{field} = {value}\n");
        }
    }
    out
}

/// TOML has no null; absent means the same.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        Value::Object(map) => map
            .iter()
            .filter(|(_, one)| !one.is_null())
            .map(|(key, one)| (key.clone(), without_nulls(one)))
            .collect(),
        other => other.clone(),
    }
}
