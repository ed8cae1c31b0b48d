//! Protobuf to JSON and back, by the numbers in the schema.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::refusal::Refusal;
use crate::schema::{Field, Kind, Schema, Shape};

const VARINT: u64 = 0;
const FIXED64: u64 = 1;
const LENGTH: u64 = 2;
const FIXED32: u64 = 5;

/// A field as it stands on the wire.
enum Raw<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

fn broken() -> Refusal {
    Refusal::invalid("The message is not the protobuf it should be.")
}

/// Reads a message.
///
/// # Errors
/// When it is broken, or has a field the schema does not know: what would be lost is refused.
pub(super) fn decode(schema: &Schema, message: &str, mut bytes: &[u8]) -> Result<Value, Refusal> {
    let mut fields = Map::new();
    while !bytes.is_empty() {
        let (number, raw) = take(&mut bytes).ok_or_else(broken)?;
        let known = schema
            .fields(message)
            .iter()
            .find(|field| u64::from(field.number) == number);
        let Some(field) = known else {
            let message = format!("The sandbox does not know field {number} of {message}.");
            return Err(Refusal::invalid(message));
        };
        add(schema, field, raw, &mut fields)?;
    }
    Ok(Value::Object(fields))
}

fn add(
    schema: &Schema,
    field: &Field,
    raw: Raw<'_>,
    fields: &mut Map<String, Value>,
) -> Result<(), Refusal> {
    match (field.shape, raw) {
        (Shape::One, raw) => {
            fields.insert(field.name.to_owned(), one(schema, field.kind, raw)?);
        }
        (Shape::Many, Raw::Bytes(mut packed)) if numeric(field.kind) => {
            while !packed.is_empty() {
                let number = varint(&mut packed).ok_or_else(broken)?;
                push(
                    fields,
                    field.name,
                    one(schema, field.kind, Raw::Number(number))?,
                );
            }
        }
        (Shape::Many, raw) => push(fields, field.name, one(schema, field.kind, raw)?),
        (Shape::Map, Raw::Bytes(mut entry)) => {
            let (mut key, mut value) = (String::new(), json!(""));
            while !entry.is_empty() {
                match take(&mut entry).ok_or_else(broken)? {
                    (1, Raw::Bytes(bytes)) => key = text(bytes)?,
                    (2, raw) => value = one(schema, field.kind, raw)?,
                    _ => return Err(broken()),
                }
            }
            let map = fields.entry(field.name).or_insert_with(|| json!({}));
            crate::json::set(map, &key, value);
        }
        (Shape::Map, Raw::Number(_)) => return Err(broken()),
    }
    Ok(())
}

fn push(fields: &mut Map<String, Value>, name: &str, value: Value) {
    let list = fields.entry(name).or_insert_with(|| json!([]));
    if let Value::Array(values) = list {
        values.push(value);
    }
}

fn one(schema: &Schema, kind: Kind, raw: Raw<'_>) -> Result<Value, Refusal> {
    Ok(match (kind, raw) {
        (Kind::Bool, Raw::Number(number)) => (number != 0).into(),
        // Negative numbers are written as 64 bits, whatever their type.
        (Kind::Int32, Raw::Number(number)) => number.cast_signed().into(),
        (Kind::Int64, Raw::Number(number)) => number.cast_signed().to_string().into(),
        (Kind::Double, Raw::Number(number)) => f64::from_bits(number).into(),
        (Kind::Enum(name), Raw::Number(number)) => match schema.value(name, number.cast_signed()) {
            Some(value) => value.into(),
            None => number.into(),
        },
        (Kind::Text, Raw::Bytes(bytes)) => text(bytes)?.into(),
        (Kind::Bytes, Raw::Bytes(bytes)) => STANDARD.encode(bytes).into(),
        (Kind::Timestamp, Raw::Bytes(bytes)) => {
            let (seconds, nanos) = moment(bytes)?;
            let time = Timestamp::new(seconds, nanos).map_err(|_| broken())?;
            time.to_string().into()
        }
        (Kind::Duration, Raw::Bytes(bytes)) => format!("{}s", moment(bytes)?.0).into(),
        (Kind::BoolValue, Raw::Bytes(mut bytes)) => match take(&mut bytes) {
            Some((1, Raw::Number(number))) => (number != 0).into(),
            None => false.into(),
            Some(_) => return Err(broken()),
        },
        (Kind::Mask, Raw::Bytes(mut bytes)) => {
            let mut paths = Vec::new();
            while !bytes.is_empty() {
                let Some((1, Raw::Bytes(path))) = take(&mut bytes) else {
                    return Err(broken());
                };
                paths.push(text(path)?);
            }
            paths.join(",").into()
        }
        (Kind::Message(name), Raw::Bytes(bytes)) => decode(schema, name, bytes)?,
        _ => return Err(broken()),
    })
}

/// Seconds and nanoseconds, as both `Timestamp` and `Duration` have them.
fn moment(mut bytes: &[u8]) -> Result<(i64, i32), Refusal> {
    let (mut seconds, mut nanos) = (0, 0);
    while !bytes.is_empty() {
        match take(&mut bytes).ok_or_else(broken)? {
            (1, Raw::Number(number)) => seconds = number.cast_signed(),
            (2, Raw::Number(number)) => {
                nanos = i32::try_from(number.cast_signed()).map_err(|_| broken())?
            }
            _ => return Err(broken()),
        }
    }
    Ok((seconds, nanos))
}

fn text(bytes: &[u8]) -> Result<String, Refusal> {
    String::from_utf8(bytes.to_vec()).map_err(|_| broken())
}

fn numeric(kind: Kind) -> bool {
    matches!(kind, Kind::Bool | Kind::Int32 | Kind::Int64 | Kind::Enum(_))
}

fn take<'a>(bytes: &mut &'a [u8]) -> Option<(u64, Raw<'a>)> {
    let tag = varint(bytes)?;
    let mut fixed = |count: usize| {
        let (head, rest) = bytes.split_at_checked(count)?;
        *bytes = rest;
        let mut whole = [0; 8];
        whole[..count].copy_from_slice(head);
        Some(Raw::Number(u64::from_le_bytes(whole)))
    };
    let raw = match tag & 7 {
        FIXED64 => fixed(8)?,
        FIXED32 => fixed(4)?,
        VARINT => Raw::Number(varint(bytes)?),
        LENGTH => {
            let length = usize::try_from(varint(bytes)?).ok()?;
            let (head, rest) = bytes.split_at_checked(length)?;
            *bytes = rest;
            Raw::Bytes(head)
        }
        _ => return None,
    };
    Some((tag >> 3, raw))
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// Writes a message. Fields the schema has no number for stay behind: they are of the JSON API
/// alone.
///
/// # Errors
/// When a value is not of its field's kind, which is a defect of the sandbox.
pub(super) fn encode(schema: &Schema, message: &str, value: &Value) -> Result<Vec<u8>, Refusal> {
    let mut out = Vec::new();
    for field in schema
        .fields(message)
        .iter()
        .filter(|field| field.number > 0)
    {
        let failed = || {
            Refusal::internal(format!(
                "{message}.{} cannot be written: {}",
                field.name, value[field.name]
            ))
        };
        let put = |kind: Kind, value: &Value, out: &mut Vec<u8>| {
            put_one(schema, kind, field, value, out)?
                .then_some(())
                .ok_or_else(failed)
        };
        match (field.shape, value.get(field.name)) {
            (_, None | Some(Value::Null)) => {}
            (Shape::Many, Some(Value::Array(values))) => {
                for value in values {
                    put(field.kind, value, &mut out)?;
                }
            }
            (Shape::Map, Some(Value::Object(values))) => {
                for (key, value) in values {
                    let mut entry = Vec::new();
                    put_bytes(1, key.as_bytes(), &mut entry);
                    put_bytes(2, value.as_str().ok_or_else(failed)?.as_bytes(), &mut entry);
                    put_bytes(field.number, &entry, &mut out);
                }
            }
            (_, Some(value)) => put(field.kind, value, &mut out)?,
        }
    }
    Ok(out)
}

/// Writes one value; says whether it could be.
fn put_one(
    schema: &Schema,
    kind: Kind,
    field: &Field,
    value: &Value,
    out: &mut Vec<u8>,
) -> Result<bool, Refusal> {
    let text = value.as_str();
    let number = match kind {
        Kind::Bool => value.as_bool().map(u64::from),
        Kind::Int32 => value.as_i64().map(i64::cast_unsigned),
        Kind::Int64 => text
            .and_then(|text| text.parse::<i64>().ok())
            .map(i64::cast_unsigned),
        Kind::Enum(name) => text
            .and_then(|text| schema.number(name, text))
            .map(i64::cast_unsigned),
        _ => None,
    };
    if let Some(number) = number {
        put_varint(u64::from(field.number) << 3 | VARINT, out);
        put_varint(number, out);
        return Ok(true);
    }
    if let (Kind::Double, Some(number)) = (kind, value.as_f64()) {
        put_varint((u64::from(field.number) << 3) | FIXED64, out);
        out.extend_from_slice(&number.to_le_bytes());
        return Ok(true);
    }
    let bytes = match kind {
        Kind::BoolValue => value.as_bool().map(|value| {
            let mut message = Vec::new();
            put_varint((1 << 3) | VARINT, &mut message);
            put_varint(u64::from(value), &mut message);
            message
        }),
        Kind::Text => text.map(|text| text.as_bytes().to_vec()),
        Kind::Bytes => text.and_then(|text| STANDARD.decode(text).ok()),
        Kind::Timestamp => text
            .and_then(|text| text.parse::<Timestamp>().ok())
            .map(|time| put_moment(time.as_second(), time.subsec_nanosecond())),
        Kind::Duration => text
            .and_then(crate::clock::seconds)
            .map(|seconds| put_moment(seconds, 0)),
        Kind::Message(name) => Some(encode(schema, name, value)?),
        _ => None,
    };
    let written = bytes.is_some();
    if let Some(bytes) = bytes {
        put_bytes(field.number, &bytes, out);
    }
    Ok(written)
}

fn put_moment(seconds: i64, nanos: i32) -> Vec<u8> {
    let mut out = Vec::new();
    for (number, value) in [(1, seconds), (2, i64::from(nanos))] {
        put_varint(number << 3 | VARINT, &mut out);
        put_varint(value.cast_unsigned(), &mut out);
    }
    out
}

fn put_bytes(number: u32, bytes: &[u8], out: &mut Vec<u8>) {
    put_varint(u64::from(number) << 3 | LENGTH, out);
    put_varint(bytes.len() as u64, out);
    out.extend_from_slice(bytes);
}

fn put_varint(mut number: u64, out: &mut Vec<u8>) {
    while number > 0x7f {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push((number & 0x7f) as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Schema {
        Schema::parse(&[
            include_str!("../../schema/storage_grpc.schema"),
            "message All {\n string text = 1\n bool yes = 2\n int32 small = 3\n int64 large = 4\n double real = 5\n bytes raw = 6\n Timestamp time = 7\n Duration wait = 8\n BoolValue maybe = 9\n Colour colour = 10\n map<string> labels = 11\n repeated Colour colours = 12\n}\nenum Colour { NONE=0 RED=1 }",
        ])
    }

    #[test]
    fn messages_come_back_as_they_went() {
        let all = json!({
            "text": "住民",
            "yes": true,
            "small": -7,
            "large": "9007199254740993",
            "real": 0.25,
            "raw": "AAEC",
            "time": "2026-01-31T00:00:00.5Z",
            "wait": "7776000s",
            "maybe": false,
            "colour": "RED",
            "labels": { "zone": "lgwan" },
            "colours": ["RED", "RED"],
        });
        let bytes = encode(&schema(), "All", &all).unwrap();
        assert_eq!(decode(&schema(), "All", &bytes).unwrap(), all);
        // Field 12 packed, as most clients write it.
        assert_eq!(
            decode(&schema(), "All", &[0x62, 2, 1, 1]).unwrap(),
            json!({ "colours": ["RED", "RED"] })
        );
    }

    #[test]
    fn what_is_broken_or_unknown_is_refused() {
        let whole = encode(
            &schema(),
            "Bucket",
            &json!({ "name": "b", "versioning": { "enabled": true } }),
        )
        .unwrap();
        for cut in 1..whole.len() {
            let read = decode(&schema(), "Bucket", &whole[..cut]);
            assert!(read.is_err() || cut == 3, "{cut} of {} bytes", whole.len());
        }
        let unknown = decode(&schema(), "Bucket", &[0xf8, 0x3f, 1]).unwrap_err();
        assert_eq!(
            unknown.message,
            "The sandbox does not know field 1023 of Bucket."
        );
        assert!(encode(&schema(), "Bucket", &json!({ "name": 7 })).is_err());
    }
}
