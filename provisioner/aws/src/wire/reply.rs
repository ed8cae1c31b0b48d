//! Reads replies into types.
//!
//! Structs get the members that they have fields for, under the service's [`Names`]. In XML
//! everything is text: numbers and switches are read from theirs, an empty one is an empty list or
//! table, or an absent option, and what a list calls its items does not matter.

use gabakura_model::Value;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Error, IntoDeserializer, Visitor};
use serde::{Deserializer, forward_to_deserialize_any};

use super::list::items;
use super::names::Names;

pub(super) fn read<T: DeserializeOwned>(names: &Names, value: Value) -> serde_json::Result<T> {
    T::deserialize(Reply { value, names })
}

struct Reply<'n> {
    value: Value,
    names: &'n Names,
}

impl Reply<'_> {
    fn with(&self, value: Value) -> Self {
        Self { value, ..*self }
    }

    fn is_empty(&self) -> bool {
        match &self.value {
            Value::Null => true,
            Value::String(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The number or switch that a text stands for.
    fn scalar(self) -> Value {
        match self.value {
            Value::String(text) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
            other => other,
        }
    }
}

macro_rules! scalars {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            self.scalar().deserialize_any(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for Reply<'_> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.value.deserialize_any(visitor)
    }

    scalars! { deserialize_bool deserialize_i64 deserialize_u16 deserialize_u32 }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.is_empty() {
            true => visitor.visit_none(),
            false => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let items = items(&self.value).map_err(Self::Error::custom)?;
        visitor.visit_seq(SeqDeserializer::new(
            items.into_iter().map(|item| self.with(item)),
        ))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let members = match &self.value {
            Value::Object(members) => members.clone(),
            _ if self.is_empty() => serde_json::Map::new(),
            _ => return self.value.deserialize_any(visitor),
        };
        let members = members.into_iter();
        visitor.visit_map(MapDeserializer::new(
            members.map(|(name, value)| (name, self.with(value))),
        ))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        if !self.value.is_object() && !self.is_empty() {
            return self.value.deserialize_any(visitor);
        }
        let member = |field: &&'static str| {
            let value = self.names.find(field, &self.value)?;
            Some((*field, self.with(value)))
        };
        visitor.visit_map(MapDeserializer::new(fields.iter().filter_map(member)))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.value.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple
        tuple_struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, serde_json::Error> for Reply<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
