//! The schema as protobuf descriptors, by which `prost-reflect` codes messages and their JSON.

use prost_reflect::prost::Message;
use prost_reflect::prost_types::field_descriptor_proto::{Label, Type};
use prost_reflect::prost_types::{
    DescriptorProto, EnumDescriptorProto, EnumValueDescriptorProto, FieldDescriptorProto,
    FileDescriptorProto, MessageOptions,
};
use prost_reflect::{
    DescriptorPool, DeserializeOptions, DynamicMessage, MessageDescriptor, ReflectMessage,
    SerializeOptions, Value as Field,
};
use serde_json::Value;

use crate::refusal::Refusal;
use crate::schema::{self, Kind, Schema, Shape};

/// The messages of a schema, as far as their fields have numbers.
///
/// By proto2's rules: a field that is on the wire is there, also with its default value.
pub(super) fn pool(schema: &Schema) -> DescriptorPool {
    let known = ["duration", "field_mask", "timestamp", "wrappers"];
    let enums = schema
        .enums()
        .map(|(name, values)| enumeration(name, values));
    let messages = schema
        .messages()
        .map(|(name, fields)| message(name, fields));
    let file = FileDescriptorProto {
        name: Some("schema.proto".to_owned()),
        dependency: known
            .map(|name| format!("google/protobuf/{name}.proto"))
            .into(),
        message_type: messages.chain(enums).collect(),
        ..FileDescriptorProto::default()
    };
    let mut pool = DescriptorPool::global();
    pool.add_file_descriptor_proto(file)
        .expect("the schemas are part of the program, and tests build each");
    pool
}

/// An enum in a message of its name: protobuf wants values to be unique beside their enum.
fn enumeration(name: &str, values: Vec<(&str, i64)>) -> DescriptorProto {
    let value = |(name, number): (&str, i64)| EnumValueDescriptorProto {
        name: Some(name.to_owned()),
        number: i32::try_from(number).ok(),
        options: None,
    };
    DescriptorProto {
        name: Some(name.to_owned()),
        enum_type: vec![EnumDescriptorProto {
            name: Some("Value".to_owned()),
            value: values.into_iter().map(value).collect(),
            ..EnumDescriptorProto::default()
        }],
        ..DescriptorProto::default()
    }
}

fn message(name: &str, fields: &[schema::Field]) -> DescriptorProto {
    let numbered = || fields.iter().filter(|field| field.number > 0);
    let entry = |field: &schema::Field| DescriptorProto {
        name: Some(format!("{}_entry", field.name)),
        field: vec![
            of_kind("key", 1, Label::Optional, Kind::Text),
            of_kind("value", 2, Label::Optional, field.kind),
        ],
        options: Some(MessageOptions {
            map_entry: Some(true),
            ..MessageOptions::default()
        }),
        ..DescriptorProto::default()
    };
    let descriptor = |field: &schema::Field| match field.shape {
        Shape::One => of_kind(field.name, field.number, Label::Optional, field.kind),
        Shape::Many => of_kind(field.name, field.number, Label::Repeated, field.kind),
        Shape::Map => FieldDescriptorProto {
            r#type: Some(Type::Message.into()),
            type_name: Some(format!(".{name}.{}_entry", field.name)),
            ..of_kind(field.name, field.number, Label::Repeated, Kind::Text)
        },
    };
    let maps = numbered().filter(|field| field.shape == Shape::Map);
    DescriptorProto {
        name: Some(name.to_owned()),
        field: numbered().map(descriptor).collect(),
        nested_type: maps.map(entry).collect(),
        ..DescriptorProto::default()
    }
}

fn of_kind(name: &str, number: u32, label: Label, kind: Kind) -> FieldDescriptorProto {
    let known = |name: &str| (Type::Message, Some(format!(".google.protobuf.{name}")));
    let (r#type, type_name) = match kind {
        Kind::Bool => (Type::Bool, None),
        Kind::Text | Kind::Any => (Type::String, None),
        Kind::Int32 => (Type::Int32, None),
        Kind::Int64 => (Type::Int64, None),
        Kind::Double => (Type::Double, None),
        Kind::Bytes => (Type::Bytes, None),
        Kind::BoolValue => known("BoolValue"),
        Kind::Timestamp => known("Timestamp"),
        Kind::Duration => known("Duration"),
        Kind::Mask => known("FieldMask"),
        Kind::Enum(name) => (Type::Enum, Some(format!(".{name}.Value"))),
        Kind::Message(name) => (Type::Message, Some(format!(".{name}"))),
    };
    FieldDescriptorProto {
        name: Some(name.to_owned()),
        json_name: Some(name.to_owned()),
        number: i32::try_from(number).ok(),
        label: Some(label.into()),
        r#type: Some(r#type.into()),
        type_name,
        ..FieldDescriptorProto::default()
    }
}

/// Reads a message.
///
/// # Errors
/// When it is broken, or has a field the schema does not know: what would be lost is refused.
pub(super) fn decode(pool: &DescriptorPool, name: &str, bytes: &[u8]) -> Result<Value, Refusal> {
    let message = DynamicMessage::decode(found(pool, name)?, bytes)
        .map_err(|error| Refusal::invalid(format!("Not a message {name}: {error}")))?;
    refuse_unknown(&message)?;
    message
        .serialize_with_options(serde_json::value::Serializer, &SerializeOptions::new())
        .map_err(|error| Refusal::invalid(format!("Not a message {name}: {error}")))
}

fn refuse_unknown(message: &DynamicMessage) -> Result<(), Refusal> {
    if let Some(field) = message.unknown_fields().next() {
        return Err(Refusal::invalid(format!(
            "The sandbox does not know field {} of {}.",
            field.number(),
            message.descriptor().name()
        )));
    }
    let messages = message.fields().flat_map(|(_, value)| match value {
        Field::List(values) => values.iter().collect(),
        Field::Map(values) => values.values().collect(),
        value => vec![value],
    });
    messages
        .filter_map(Field::as_message)
        .try_for_each(refuse_unknown)
}

/// Writes a message. Fields the schema has no number for stay behind: they are of the JSON API
/// alone.
///
/// # Errors
/// When a value is not of its field's kind, which is a defect of the sandbox.
pub(super) fn encode(pool: &DescriptorPool, name: &str, value: Value) -> Result<Vec<u8>, Refusal> {
    let lenient = DeserializeOptions::new().deny_unknown_fields(false);
    DynamicMessage::deserialize_with_options(found(pool, name)?, value, &lenient)
        .map(|message| message.encode_to_vec())
        .map_err(|error| Refusal::internal(format!("{name} cannot be written: {error}")))
}

fn found(pool: &DescriptorPool, name: &str) -> Result<MessageDescriptor, Refusal> {
    pool.get_message_by_name(name)
        .ok_or_else(|| Refusal::internal(format!("The sandbox has no message {name}.")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn messages() -> DescriptorPool {
        pool(&Schema::parse(&[
            include_str!("../../schema/storage_grpc.schema"),
            "message All {\n string text = 1\n bool yes = 2\n int32 small = 3\n int64 large = 4\n double real = 5\n bytes raw = 6\n Timestamp time = 7\n Duration wait = 8\n BoolValue maybe = 9\n Colour colour = 10\n map<string> labels = 11\n repeated Colour colours = 12\n FieldMask mask = 13\n string json_only\n}\nenum Colour { NONE=0 RED=1 }",
        ]))
    }

    #[test]
    fn messages_come_back_as_they_were_sent() {
        let all = json!({
            "text": "住民",
            "yes": false,
            "small": -7,
            "large": "9007199254740993",
            "real": 0.25,
            "raw": "AAEC",
            "time": "2026-01-31T00:00:00.500Z",
            "wait": "7776000s",
            "maybe": false,
            "colour": "RED",
            "labels": { "zone": "lgwan" },
            "colours": ["RED", "NONE"],
            "mask": "labels,iamConfig.publicAccessPrevention",
        });
        let mut sent = all.clone();
        crate::json::set(&mut sent, "json_only", "stays behind");
        let bytes = encode(&messages(), "All", sent).unwrap();
        assert_eq!(decode(&messages(), "All", &bytes).unwrap(), all);
        // Field 12 packed, as most clients write it.
        assert_eq!(
            decode(&messages(), "All", &[0x62, 2, 1, 1]).unwrap(),
            json!({ "colours": ["RED", "RED"] })
        );
    }

    #[test]
    fn what_is_broken_or_unknown_is_refused() {
        let bucket = json!({ "name": "b", "versioning": { "enabled": true } });
        let whole = encode(&messages(), "Bucket", bucket).unwrap();
        for cut in 1..whole.len() {
            let read = decode(&messages(), "Bucket", &whole[..cut]);
            assert!(read.is_err() || cut == 3, "{cut} of {} bytes", whole.len());
        }
        // In the bucket, and in its versioning.
        for (bytes, of) in [
            (&[0xf8, 0x3f, 1][..], "Bucket"),
            (&[0x8a, 1, 3, 0xf8, 0x3f, 1], "Versioning"),
        ] {
            let unknown = decode(&messages(), "Bucket", bytes).unwrap_err();
            let expected = format!("The sandbox does not know field 1023 of {of}.");
            assert_eq!(unknown.message, expected);
        }
        assert!(encode(&messages(), "Bucket", json!({ "name": 7 })).is_err());
    }
}
