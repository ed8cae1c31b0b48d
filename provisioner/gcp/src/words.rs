//! Closed sets of Google's words in specs.

use std::borrow::Cow;

use gabakura_model::reference;
use schemars::Schema;
use serde::Deserializer;
use serde::de::{Error, Unexpected, Visitor};

/// Declares a closed set of words, the first one being the default.
///
/// The SDK writes enumerations of most services as numbers; those follow the word.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($word:literal $(= $number:literal)?,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
        #[serde(transparent)]
        pub(crate) struct $name(String);

        impl $name {
            const WORDS: &'static [(&'static str, Option<i64>)] =
                &[$(($word, $crate::words::number!($($number)?)),)+];

            /// The word itself.
            #[allow(dead_code, reason = "most kinds only pass their words on")]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self(Self::WORDS[0].0.to_owned())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $crate::words::read(from, Self::WORDS).map(Self)
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
                $crate::words::schema(Self::WORDS)
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

pub(crate) use {number, words};

/// A set: words, and their numbers where the SDK writes those.
type Words = &'static [(&'static str, Option<i64>)];

/// Reads one of the words, or its number.
pub(crate) fn read<'de, D: Deserializer<'de>>(from: D, words: Words) -> Result<String, D::Error> {
    from.deserialize_any(Reader(words))
}

/// The set as editors see it.
pub(crate) fn schema(words: Words) -> Schema {
    let words: Vec<Cow<'_, str>> = words.iter().map(|(word, _)| (*word).into()).collect();
    schemars::json_schema!({"type": "string", "enum": words})
}

struct Reader(Words);

impl Visitor<'_> for Reader {
    type Value = String;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words: Vec<&str> = self.0.iter().map(|(word, _)| *word).collect();
        write!(f, "one of `{}`", words.join("`, `"))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        let known = self.0.iter().any(|(word, _)| *word == text);
        match known || text.contains(reference::OPEN) {
            true => Ok(text.to_owned()),
            false => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<String, E> {
        let known = self.0.iter().find(|(_, own)| *own == Some(number));
        match known {
            Some((word, _)) => Ok((*word).to_owned()),
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

    words! {
        /// A sort of protection.
        Level { "SOFTWARE" = 1, "HSM" = 2, }
    }

    #[test]
    fn words_are_read_by_name_and_by_number() {
        let level = |value| from_value::<Level>(value).map(|level| level.0);
        assert_eq!(level(json!("HSM")).unwrap(), "HSM");
        assert_eq!(level(json!(2)).unwrap(), "HSM");
        assert!(level(json!("${ref:131016/acme/prod/m/n#id}")).is_ok());
        let error = level(json!("hsm")).unwrap_err().to_string();
        assert!(error.contains("one of `SOFTWARE`, `HSM`"), "{error}");
        assert!(level(json!(7)).is_err());
        assert_eq!(Level::default().as_str(), "SOFTWARE");
    }
}
