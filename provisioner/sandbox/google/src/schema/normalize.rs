//! Checking what comes in against the schema.

use serde_json::Value;

use super::{Field, Kind, Schema, Shape};
use crate::mask;

impl Schema {
    /// Checks what a client sent and brings it into the stored form: enums by name, 64-bit
    /// numbers as text, nothing that only the server sets, nothing that equals the default.
    ///
    /// # Errors
    /// The message Google would give for the first field that is unknown or of another type.
    pub(crate) fn normalize(
        &self,
        message: &str,
        given: &mut Value,
        at: &str,
    ) -> Result<(), String> {
        let Value::Object(fields) = given else {
            return Err(format!(
                "Invalid value at '{at}' ({message}): an object is expected"
            ));
        };
        let taken = std::mem::take(fields);
        for (name, mut value) in taken {
            let known = self
                .field(message, &name)
                .or_else(|| self.field(message, &mask::camel(&name)));
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
            self.normalize_field(field, &mut value, &inner)?;
            if field.keeps(self, &value) {
                fields.insert(field.name.to_owned(), value);
            }
        }
        Ok(())
    }

    fn normalize_field(&self, field: &Field, value: &mut Value, at: &str) -> Result<(), String> {
        match (field.shape, &mut *value) {
            (Shape::One, value) => self.normalize_one(field.kind, value, at),
            (Shape::Many, Value::Array(values)) => {
                for (index, value) in values.iter_mut().enumerate() {
                    self.normalize_one(field.kind, value, &format!("{at}[{index}]"))?;
                }
                Ok(())
            }
            (Shape::Map, Value::Object(values)) => {
                for (key, value) in values.iter_mut() {
                    self.normalize_one(field.kind, value, &format!("{at}['{key}']"))?;
                }
                Ok(())
            }
            _ => Err(format!("Invalid value at '{at}': {value}")),
        }
    }

    fn normalize_one(&self, kind: Kind, value: &mut Value, at: &str) -> Result<(), String> {
        let fits = match kind {
            Kind::Any => true,
            Kind::Bool | Kind::BoolValue => value.is_boolean(),
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
            Kind::Enum(name) => return self.normalize_enum(name, value, at),
            Kind::Message(name) => return self.normalize(name, value, at),
        };
        if fits {
            return Ok(());
        }
        Err(format!("Invalid value at '{at}': {value}"))
    }

    fn normalize_enum(&self, name: &str, value: &mut Value, at: &str) -> Result<(), String> {
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
}

impl Field {
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

/// A whole number, written as one or as text.
fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}
