//! Closed sets of values in specs, as Google spells them.

use std::borrow::Cow;

use gabakura_model::reference;
use schemars::Schema;
use serde::Deserializer;
use serde::de::{Error, Unexpected, Visitor};

/// Declares a type with a closed set of values, the first one being the default.
///
/// The SDK writes the enumerations of most services as numbers; those follow the value.
macro_rules! string_enum {
    ($(#[$meta:meta])* $name:ident { $($value:literal $(= $number:literal)?,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
        #[serde(transparent)]
        pub(crate) struct $name(String);

        impl $name {
            const VALUES: &'static [(&'static str, Option<i64>)] =
                &[$(($value, $crate::enums::number!($($number)?)),)+];

        }

        impl Default for $name {
            fn default() -> Self {
                Self(Self::VALUES[0].0.to_owned())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $crate::enums::read(from, Self::VALUES).map(Self)
            }
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::enums::schema(Self::VALUES)
            }
        }
    };
}

macro_rules! number {
    () => {
        None
    };
    ($number:literal) => {
        Some($number)
    };
}

pub(crate) use {number, string_enum};

/// Values, and their numbers where the SDK writes those.
type Values = &'static [(&'static str, Option<i64>)];

/// Reads one of the values, or its number.
pub(crate) fn read<'de, D: Deserializer<'de>>(from: D, values: Values) -> Result<String, D::Error> {
    from.deserialize_any(Reader(values))
}

/// The set for editors.
pub(crate) fn schema(values: Values) -> Schema {
    let values: Vec<Cow<'_, str>> = values.iter().map(|(value, _)| (*value).into()).collect();
    schemars::json_schema!({"type": "string", "enum": values})
}

struct Reader(Values);

impl Visitor<'_> for Reader {
    type Value = String;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let values: Vec<&str> = self.0.iter().map(|(value, _)| *value).collect();
        write!(f, "one of `{}`", values.join("`, `"))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        let known = self.0.iter().any(|(value, _)| *value == text);
        match known || text.contains(reference::OPEN) {
            true => Ok(text.to_owned()),
            false => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<String, E> {
        let known = self.0.iter().find(|(_, own)| *own == Some(number));
        match known {
            Some((value, _)) => Ok((*value).to_owned()),
            None => Err(E::invalid_value(Unexpected::Signed(number), &self)),
        }
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<String, E> {
        match i64::try_from(number) {
            Ok(number) => self.visit_i64(number),
            Err(_) => Err(E::invalid_value(Unexpected::Unsigned(number), &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    string_enum! {
        /// A level of protection.
        Level { "SOFTWARE" = 1, "HSM" = 2, }
    }

    #[test]
    fn values_are_read_by_name_and_by_number() {
        let level = |value| from_value::<Level>(value).map(|level| level.0);
        assert_eq!(level(json!("HSM")).unwrap(), "HSM");
        assert_eq!(level(json!(2)).unwrap(), "HSM");
        assert!(level(json!("${ref:131016/acme/prod/m/n#id}")).is_ok());
        let error = level(json!("hsm")).unwrap_err().to_string();
        assert!(error.contains("one of `SOFTWARE`, `HSM`"), "{error}");
        assert!(level(json!(7)).is_err());
        assert_eq!(Level::default().0, "SOFTWARE");
    }
}
