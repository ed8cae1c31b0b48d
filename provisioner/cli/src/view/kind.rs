//! What a kind is, for whoever writes a template: settings, checks that read it, an example.

use gabakura_model::Value;
use gabakura_model::catalogue::{KindSchema, Protection};
use gabakura_model::finding::Check;
use gabakura_model::reference::{OPEN, references};
use gabakura_model::resource::Resource;
use serde_json::Map;

use crate::view::audit::controls;
use crate::view::style::{Style, Tone};
use crate::words::Words;

/// How deep settings are shown; a schema that refers to itself must end somewhere.
const DEPTH_MAX: usize = 6;

/// What the workspace knows of a kind.
#[derive(Default)]
pub struct Uses<'a> {
    /// The checks that read it; `None` where the workspace could not be read.
    pub checks: Option<Vec<&'a Check>>,
    /// A resource of the kind that is declared.
    pub declared: Option<&'a Resource>,
}

/// A kind, told whole.
pub fn kind(schema: &KindSchema, uses: &Uses<'_>, words: &Words, style: &Style) -> String {
    let mut out = format!("{}  {}\n", style.bold(schema.kind.as_str()), schema.summary);
    let outputs = words.list(["id"].iter().chain(schema.outputs));
    let mut say = |id, args: &[(&str, &str)]| out += &format!("  {}\n", words.say(id, args));
    say("explain-outputs", &[("fields", &outputs)]);
    if let Some(parent) = schema.parent {
        say("explain-parent", &[("field", parent)]);
    }
    say(
        match (schema.is_setting(), schema.taggable) {
            _ if schema.observed_only => "explain-observed-only",
            (true, _) => "explain-setting",
            (false, true) => "explain-taggable",
            (false, false) => "explain-untaggable",
        },
        &[],
    );
    if schema.protection == Protection::Irreversible {
        let text = words.say("explain-protected", &[]);
        out += &format!("  {}\n", style.paint(Tone::Yellow, &text));
    }
    let json = (schema.json_schema)();
    let tree = Tree {
        defs: json["$defs"].as_object(),
        words,
        style,
    };
    out += &format!("  {}\n", style.bold(&words.say("explain-schema", &[])));
    out += &tree.fields(&json, schema.immutable, 0);
    out += &match &uses.checks {
        Some(all) => checks(all, words, style),
        None => format!("  {}\n", words.say("explain-checks-unknown", &[])),
    };
    if schema.observed_only {
        return out;
    }
    out += &format!("  {}\n", style.bold(&words.say("explain-example", &[])));
    let example = match uses.declared {
        Some(resource) => declared(resource, &json),
        None => tree.skeleton(schema.kind.as_str(), &json),
    };
    out + &example
        .lines()
        .map(|l| format!("    {l}\n"))
        .collect::<String>()
}

fn checks(checks: &[&Check], words: &Words, style: &Style) -> String {
    if checks.is_empty() {
        return format!("  {}\n", words.say("explain-unchecked", &[]));
    }
    let line = |check: &&Check| {
        let serves = match check.controls.is_empty() {
            true => String::new(),
            false => format!("  {}", style.dim(&controls(&check.controls, words))),
        };
        let title = words.of(&check.title);
        format!("    {}  {title}{serves}\n", style.bold(&check.id))
    };
    let head = style.bold(&words.say("explain-checks", &[]));
    format!("  {head}\n") + &checks.iter().map(line).collect::<String>()
}

/// A JSON Schema, told as a tree of fields.
struct Tree<'a> {
    defs: Option<&'a Map<String, Value>>,
    words: &'a Words,
    style: &'a Style,
}

impl<'a> Tree<'a> {
    /// The schema itself, where it only names one.
    fn follow(&self, schema: &'a Value) -> &'a Value {
        let name = schema["$ref"].as_str();
        let name = name.and_then(|path| path.strip_prefix("#/$defs/"));
        name.and_then(|name| self.defs?.get(name)).unwrap_or(schema)
    }

    /// What may stand in a place, `null` left out: absent says the same.
    fn choices(&self, schema: &'a Value) -> Vec<&'a Value> {
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

    fn fields(&self, schema: &'a Value, immutable: &[&str], depth: usize) -> String {
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
            let told = field["description"]
                .as_str()
                .or_else(|| self.choices(field).first()?["description"].as_str());
            for line in told.unwrap_or_default().lines() {
                out += &format!("{pad}    {}\n", self.style.dim(line.trim()));
            }
            if depth < DEPTH_MAX {
                for inner in self.inner(field) {
                    out += &self.fields(inner, &[], depth + 1);
                }
            }
        }
        out
    }

    /// The tables inside a field: itself, its items, its values.
    fn inner(&self, field: &'a Value) -> Vec<&'a Value> {
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

    fn type_of(&self, field: &'a Value) -> String {
        let mut told: Vec<String> = Vec::new();
        for one in self.choices(field) {
            let name = self.one_type(one);
            if !told.contains(&name) {
                told.push(name);
            }
        }
        told.join(" | ")
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
        let of = |id, inner: &'a Value| {
            let inner = self.type_of(inner);
            self.words.say(id, &[("of", &inner)])
        };
        let told = names
            .into_iter()
            .filter(|name| *name != "null")
            .map(|name| match name {
                "array" if schema["uniqueItems"] == true => of("explain-set", &schema["items"]),
                "array" => of("explain-list", &schema["items"]),
                "object" if schema["additionalProperties"].is_object() => {
                    of("explain-map", &schema["additionalProperties"])
                }
                "object" => self.words.say("explain-table", &[]),
                "integer" => {
                    let bound = |name: &str| schema[name].as_i64();
                    match (bound("minimum"), bound("maximum")) {
                        (Some(least), Some(most)) => format!("integer {least}–{most}"),
                        _ => name.to_owned(),
                    }
                }
                _ => name.to_owned(),
            });
        let told: Vec<String> = told.collect();
        match told.is_empty() {
            true => self.words.say("explain-any", &[]),
            false => told.join(" | "),
        }
    }

    /// The least that can be declared: what is required, values left to fill in.
    fn skeleton(&self, kind: &str, schema: &'a Value) -> String {
        let spec = self.blank(schema, 0);
        block(kind, "example", &spec)
    }

    fn blank(&self, schema: &'a Value, depth: usize) -> Value {
        let Some(schema) = self.choices(schema).into_iter().next() else {
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
                Value::Array(vec![self.blank(&schema["items"], depth + 1)])
            }
            Some("object") if depth < DEPTH_MAX => required(schema)
                .into_iter()
                .map(|name| {
                    let value = self.blank(&schema["properties"][name], depth + 1);
                    (name.to_owned(), value)
                })
                .collect(),
            _ => "…".into(),
        }
    }
}

fn required(schema: &Value) -> Vec<&str> {
    let names = schema["required"].as_array().into_iter().flatten();
    names.filter_map(Value::as_str).collect()
}

/// A default worth telling: empty ones go without saying.
fn default_of(field: &Value) -> Option<String> {
    match &field["default"] {
        Value::Null => None,
        Value::Object(_) => None,
        Value::Array(items) if items.is_empty() => None,
        Value::String(text) if text.is_empty() => None,
        value => Some(value.to_string()),
    }
}

/// A declared resource as its template might say it; what is the default anyway is left out.
fn declared(resource: &Resource, schema: &Value) -> String {
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

/// Puts references back as templates write them. One inside a longer text stays as it is.
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
            let mut told = Map::from_iter([("ref".to_owned(), name.into())]);
            if one.field != "id" {
                told.insert("field".to_owned(), one.field.clone().into());
            }
            Value::Object(told)
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

/// TOML has no null; absent says the same.
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

#[cfg(test)]
mod tests {
    use gabakura_model::catalogue::Identity;
    use gabakura_model::resource::Kind;
    use serde_json::json;

    use super::*;
    use crate::words::Lang;

    fn thing() -> KindSchema {
        KindSchema {
            kind: Kind::new("aws.ec2.thing"),
            summary: "a thing",
            account_wide: false,
            observed_only: false,
            stands_in: &[],
            identity: Identity::Assigned,
            immutable: &["vpc_id"],
            parent: Some("vpc_id"),
            outputs: &["arn"],
            taggable: true,
            interchangeable: false,
            protection: Protection::None,
            canonical: |spec| Ok(spec.clone()),
            json_schema: || {
                json!({
                    "type": "object",
                    "properties": {
                        "mode": { "default": "on", "enum": ["on", "off"] },
                        "rules": {
                            "type": "array", "uniqueItems": true,
                            "items": { "$ref": "#/$defs/Rule" },
                        },
                        "vpc_id": { "type": "string", "description": "Its network." },
                    },
                    "required": ["rules", "vpc_id"],
                    "$defs": { "Rule": {
                        "type": "object",
                        "properties": {
                            "inner": { "anyOf": [{ "$ref": "#/$defs/Rule" }, { "type": "null" }] },
                            "port": { "type": "integer", "minimum": 1, "maximum": 9 },
                        },
                        "required": ["port"],
                    } },
                })
            },
        }
    }

    #[test]
    fn a_kind_is_told_whole_and_its_example_has_what_is_required() {
        let words = Words::new(Lang::En);
        let told = kind(&thing(), &Uses::default(), &words, &Style::default());
        for line in [
            "    mode  (\"on\" | \"off\", default \"on\")",
            "    rules  (set of table, required)",
            "      port  (integer 1–9, required)",
            "    vpc_id  (string, required, a change replaces it)",
            "    spec.rules = [{ port = 1 }]",
            "    spec.vpc_id = \"…\"",
        ] {
            assert!(told.lines().any(|one| one == line), "{line}\n{told}");
        }
        // A schema that holds itself ends; what could not be read is not called unchecked.
        assert_eq!(told.matches("inner  (").count(), DEPTH_MAX);
        assert!(told.contains(&words.say("explain-checks-unknown", &[])));
    }
}
