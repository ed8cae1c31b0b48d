//! What a service's messages look like: read from `schema/*.schema`, used to check what comes in
//! and to write enums as numbers for clients that ask for them.
//!
//! A line is `flags type name [= number]`. Flags: `out` is set by the server and ignored from
//! clients, `fixed` cannot change, `required` must be there, `repeated`, `optional` keeps a
//! default value that was given. `explicit` on a line of its own makes all fields `optional`;
//! `quiet` takes it back for one. Numbers are only needed where a service speaks gRPC.

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

    /// Checks what a client sent and brings it into the stored form: enums by name, 64-bit
    /// numbers as text, nothing that only the server sets, nothing that equals the default.
    ///
    /// # Errors
    /// The message Google would give for the first field that is unknown or of another type.
    pub(crate) fn take_in(&self, message: &str, given: &mut Value, at: &str) -> Result<(), String> {
        let Value::Object(fields) = given else {
            return Err(format!(
                "Invalid value at '{at}' ({message}): an object is expected"
            ));
        };
        let taken = std::mem::take(fields);
        for (name, mut value) in taken {
            let known = self
                .field(message, &name)
                .or_else(|| self.field(message, &crate::mask::camel(&name)));
            let Some(field) = known else {
                let place = if at.is_empty() {
                    String::new()
                } else {
                    format!(" at '{at}'")
                };
                return Err(format!(
                    "Invalid JSON payload received. Unknown name \"{name}\"{place}: Cannot find field."
                ));
            };
            let nothing = value.is_null() || (value == "" && matches!(field.kind, Kind::Enum(_)));
            if field.out || nothing {
                continue;
            }
            let inner = if at.is_empty() {
                name.clone()
            } else {
                format!("{at}.{name}")
            };
            self.take_in_field(field, &mut value, &inner)?;
            if field.keeps(self, &value) {
                fields.insert(field.name.to_owned(), value);
            }
        }
        Ok(())
    }

    fn take_in_field(&self, field: &Field, value: &mut Value, at: &str) -> Result<(), String> {
        match (field.shape, &mut *value) {
            (Shape::One, value) => self.take_in_one(field.kind, value, at),
            (Shape::Many, Value::Array(values)) => {
                for (index, value) in values.iter_mut().enumerate() {
                    self.take_in_one(field.kind, value, &format!("{at}[{index}]"))?;
                }
                Ok(())
            }
            (Shape::Map, Value::Object(values)) => {
                for (key, value) in values.iter_mut() {
                    self.take_in_one(field.kind, value, &format!("{at}['{key}']"))?;
                }
                Ok(())
            }
            _ => Err(format!("Invalid value at '{at}': {value}")),
        }
    }

    fn take_in_one(&self, kind: Kind, value: &mut Value, at: &str) -> Result<(), String> {
        let fits = match kind {
            Kind::Any => true,
            Kind::Bool => value.is_boolean(),
            Kind::Text | Kind::Bytes | Kind::Timestamp | Kind::Duration | Kind::Mask => {
                value.is_string()
            }
            Kind::Double => value.is_number(),
            Kind::Int32 => whole(value).is_some_and(|number| {
                *value = number.into();
                i32::try_from(number).is_ok() || u32::try_from(number).is_ok()
            }),
            Kind::Int64 => {
                whole(value).is_some_and(|number| {
                    *value = number.to_string().into();
                    true
                }) || value
                    .as_str()
                    .is_some_and(|text| text.parse::<u64>().is_ok())
            }
            Kind::Enum(name) => return self.take_in_enum(name, value, at),
            Kind::Message(name) => return self.take_in(name, value, at),
        };
        if fits {
            return Ok(());
        }
        Err(format!("Invalid value at '{at}': {value}"))
    }

    fn take_in_enum(&self, name: &str, value: &mut Value, at: &str) -> Result<(), String> {
        let known = match &*value {
            Value::Number(number) => number.as_i64().and_then(|number| self.value(name, number)),
            Value::String(text) => self
                .enums
                .get(name)
                .and_then(|values| values.iter().find(|(known, _)| known == text))
                .map(|(known, _)| *known),
            _ => None,
        };
        let known = known.ok_or_else(|| format!("Invalid value at '{at}' ({name}), {value}"))?;
        *value = known.into();
        Ok(())
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
            presence: has("optional") || (explicit && !has("quiet")),
            out: has("out"),
            required: has("required"),
        })
    }

    /// Whether `value` says something: proto3 does not send what equals the default.
    fn keeps(&self, schema: &Schema, value: &Value) -> bool {
        match value {
            Value::Array(values) => !values.is_empty() || self.kind == Kind::Any,
            Value::Object(values) if self.shape == Shape::Map => !values.is_empty(),
            _ if self.presence => true,
            Value::Bool(value) => *value,
            Value::Number(number) => number.as_f64() != Some(0.0),
            Value::String(text) => match self.kind {
                Kind::Enum(name) => schema.number(name, text) != Some(0),
                Kind::Int64 => text != "0",
                _ => !text.is_empty(),
            },
            _ => true,
        }
    }
}

impl Kind {
    fn read(word: &'static str) -> Self {
        match word {
            "bool" => Self::Bool,
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

/// A whole number, written as one or as text.
fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}
