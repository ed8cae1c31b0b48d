//! What a service's messages look like: read from `schema/*.schema`, used to check what comes in
//! and to write enums as numbers for clients that ask for them.
//!
//! A line is `flags type name [= number]`. Flags: `out` is set by the server and ignored from
//! clients, `fixed` cannot change, `required` must be there, `repeated`, `optional` keeps a
//! default value that was given. `explicit` on a line of its own makes all fields `optional`;
//! `quiet` takes it back for one. Numbers are only needed where a service speaks gRPC.

mod normalize;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// The messages and enums of one service.
#[derive(Debug, Default)]
pub(crate) struct Schema {
    messages: BTreeMap<&'static str, Vec<Field>>,
    enums: BTreeMap<&'static str, Vec<(&'static str, Option<i64>)>>,
}

/// One field of a message.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) shape: Shape,
    pub(crate) number: u32,
    pub(crate) fixed: bool,
    pub(crate) presence: bool,
    out: bool,
    required: bool,
}

/// How often a field holds its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    One,
    Many,
    Map,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Bool,
    /// A `Bool` in a message of its own, which distinguishes false from absent.
    BoolValue,
    Text,
    Int32,
    Int64,
    Double,
    Bytes,
    Timestamp,
    Duration,
    Mask,
    /// A JSON value that is kept as it came.
    Any,
    Enum(&'static str),
    Message(&'static str),
}

impl Schema {
    /// Reads schema text. The texts are part of the program, so a line that makes no sense is a
    /// field of an unknown message, which the tests find.
    pub(crate) fn parse(texts: &[&'static str]) -> Self {
        let mut schema = Self::default();
        for text in texts {
            schema.read(text);
        }
        let enums: Vec<&'static str> = schema.enums.keys().copied().collect();
        for field in schema.messages.values_mut().flatten() {
            if let Kind::Message(name) = field.kind
                && enums.contains(&name)
            {
                field.kind = Kind::Enum(name);
            }
        }
        schema
    }

    fn read(&mut self, text: &'static str) {
        let (mut explicit, mut message) = (false, "");
        for line in text.lines() {
            let words: Vec<&'static str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["explicit"] => explicit = true,
                ["message", name, "{"] => {
                    message = name;
                    self.messages.entry(name).or_default();
                }
                ["enum", name, "{", values @ .., "}"] => {
                    let values = values.iter().map(|value| match value.split_once('=') {
                        Some((name, number)) => (name, number.parse().ok()),
                        None => (*value, None),
                    });
                    self.enums.insert(name, values.collect());
                }
                [] | ["}"] => {}
                [first, ..] if first.starts_with('#') => {}
                words => {
                    if let Some(field) = Field::read(words, explicit) {
                        self.messages.entry(message).or_default().push(field);
                    }
                }
            }
        }
    }

    /// Every message with its fields.
    pub(crate) fn messages(&self) -> impl Iterator<Item = (&str, &[Field])> {
        let messages = self.messages.iter();
        messages.map(|(name, fields)| (*name, fields.as_slice()))
    }

    /// Every enum whose values have numbers, as far as they have.
    pub(crate) fn enums(&self) -> impl Iterator<Item = (&str, Vec<(&str, i64)>)> {
        let numbered = self.enums.iter().map(|(name, values)| {
            let numbered = values.iter();
            let numbered = numbered.filter_map(|(value, number)| Some((*value, (*number)?)));
            (*name, numbered.collect::<Vec<_>>())
        });
        numbered.filter(|(_, values)| !values.is_empty())
    }

    /// The fields of `message`; none when it is unknown.
    pub(crate) fn fields(&self, message: &str) -> &[Field] {
        self.messages.get(message).map_or(&[], Vec::as_slice)
    }

    /// The named field of `message`.
    pub(crate) fn field(&self, message: &str, name: &str) -> Option<&Field> {
        self.fields(message).iter().find(|field| field.name == name)
    }

    /// The number of an enum's value.
    pub(crate) fn number(&self, name: &str, value: &str) -> Option<i64> {
        let values = self.enums.get(name)?.iter();
        values
            .filter(|(known, _)| *known == value)
            .find_map(|(_, number)| *number)
    }

    /// The name of an enum's number.
    pub(crate) fn value(&self, name: &str, number: i64) -> Option<&'static str> {
        let values = self.enums.get(name)?.iter();
        values
            .filter(|(_, known)| *known == Some(number))
            .map(|(value, _)| *value)
            .next()
    }

    /// Names required by `message` and missing in `given`.
    pub(crate) fn missing<'a>(
        &'a self,
        message: &str,
        given: &Map<String, Value>,
    ) -> Option<&'a str> {
        let mut required = self.fields(message).iter().filter(|field| field.required);
        required
            .find(|field| !given.contains_key(field.name))
            .map(|field| field.name)
    }

    /// Replaces enum names by their numbers throughout a value of `message`.
    pub(crate) fn number_enums(&self, message: &str, value: &mut Value) {
        let Value::Object(fields) = value else { return };
        for field in self.fields(message) {
            let Some(value) = fields.get_mut(field.name) else {
                continue;
            };
            match (field.shape, value) {
                (Shape::Many, Value::Array(values)) => {
                    values
                        .iter_mut()
                        .for_each(|value| self.number_one(field.kind, value));
                }
                (Shape::Map, Value::Object(values)) => {
                    values
                        .values_mut()
                        .for_each(|value| self.number_one(field.kind, value));
                }
                (_, value) => self.number_one(field.kind, value),
            }
        }
    }

    fn number_one(&self, kind: Kind, value: &mut Value) {
        match kind {
            Kind::Enum(name) => {
                if let Some(number) = value.as_str().and_then(|text| self.number(name, text)) {
                    *value = number.into();
                }
            }
            Kind::Message(name) => self.number_enums(name, value),
            _ => {}
        }
    }

    /// Names of messages that fields mention and nobody declares.
    #[cfg(test)]
    pub(crate) fn undeclared(&self) -> Vec<&'static str> {
        let fields = self.messages.values().flatten();
        fields
            .filter_map(|field| match field.kind {
                Kind::Message(name) if !self.messages.contains_key(name) => Some(name),
                _ => None,
            })
            .collect()
    }
}

impl Field {
    /// Whether only the server sets it.
    pub(crate) fn is_out(&self) -> bool {
        self.out
    }

    fn read(words: &[&'static str], explicit: bool) -> Option<Self> {
        let (words, number) = match words {
            [words @ .., "=", number] => (words, number.parse().ok()?),
            words => (words, 0),
        };
        let [flags @ .., kind, name] = words else {
            return None;
        };
        let has = |flag: &str| flags.contains(&flag);
        let (kind, mapped) = match kind
            .strip_prefix("map<")
            .and_then(|kind| kind.strip_suffix('>'))
        {
            Some(kind) => (kind, true),
            None => (*kind, false),
        };
        let shape = match (mapped, has("repeated")) {
            (true, _) => Shape::Map,
            (false, true) => Shape::Many,
            (false, false) => Shape::One,
        };
        Some(Self {
            name,
            kind: Kind::read(kind),
            shape,
            number,
            fixed: has("fixed"),
            presence: has("optional") || kind == "BoolValue" || (explicit && !has("quiet")),
            out: has("out"),
            required: has("required"),
        })
    }
}

impl Kind {
    fn read(word: &'static str) -> Self {
        match word {
            "bool" => Self::Bool,
            "BoolValue" => Self::BoolValue,
            "string" => Self::Text,
            "int32" => Self::Int32,
            "int64" => Self::Int64,
            "double" => Self::Double,
            "bytes" => Self::Bytes,
            "Timestamp" => Self::Timestamp,
            "Duration" => Self::Duration,
            "FieldMask" => Self::Mask,
            "any" => Self::Any,
            name => Self::Message(name),
        }
    }
}
