//! Which values of its type a parameter takes.

use std::fmt;

use serde::{Serialize, Serializer};
use toml::Spanned;
use toml::de::DeValue;

use super::value_type::ItemType;
use crate::network::guideline::{EDITIONS, MODELS, Zone};
use crate::source::{At, File, Reader};

/// Which values of its type a parameter takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limits {
    /// Every one.
    None,
    /// Texts of a list.
    Words(Vec<String>),
    /// Integers of a list.
    Numbers(Vec<i64>),
    /// Integers within bounds, both included.
    Bounds(i64, i64),
    /// Ids that begin so.
    Prefix(String),
}

impl Limits {
    /// Whether every value is taken.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// Reads the keys of a declaration that limit values of a type.
    pub(super) fn read(table: &mut Reader<'_, '_>, item: ItemType) -> Self {
        match item {
            ItemType::Zone => Self::Words(Zone::ALL.map(|zone| zone.as_str().to_owned()).into()),
            ItemType::Model => Self::Words(MODELS.each_ref().map(|it| it.word.to_owned()).into()),
            ItemType::Guideline => Self::Words(EDITIONS.map(str::to_owned).into()),
            ItemType::String if table.has("one_of") => {
                let read =
                    |_: &File<'_>, _: &str, text: &At<&str>| Some(text.clone().map(str::to_owned));
                table
                    .distinct("one_of", read)
                    .map_or(Self::None, |words| Self::Words(words.value))
            }
            ItemType::Integer if table.has("one_of") => {
                let numbers = table.get("one_of").and_then(|value| {
                    let key = table.key("one_of");
                    let items = table.file.typed(&key, value, "array", DeValue::as_array)?;
                    let items = items
                        .value
                        .iter()
                        .filter_map(|it| number(table.file, &key, it));
                    Some(items.collect())
                });
                numbers.map_or(Self::None, Self::Numbers)
            }
            ItemType::Integer => Self::bounds(table),
            ItemType::ResourceId => table
                .needed_text("prefix")
                .map_or(Self::None, |prefix| Self::Prefix(prefix.value.to_owned())),
            _ => Self::None,
        }
    }

    fn bounds(table: &mut Reader<'_, '_>) -> Self {
        let at = table.at;
        let mut bound = |key: &'static str| {
            let value = table.get(key)?;
            number(table.file, &table.key(key), value)
        };
        let (min, max) = (bound("min"), bound("max"));
        if min.is_none() && max.is_none() {
            return Self::None;
        }
        let (min, max) = (min.unwrap_or(i64::MIN), max.unwrap_or(i64::MAX));
        if min > max {
            let (key, min, max) = (table.key("min"), min.to_string(), max.to_string());
            let args = [("key", key.as_str()), ("min", &min), ("max", &max)];
            table.file.error("parameter-bounds", at, &args);
        }
        Self::Bounds(min, max)
    }

    /// Whether an integer is taken, or else what is.
    pub(super) fn allow(&self, number: i64) -> Result<(), String> {
        let allowed = match self {
            Self::Numbers(numbers) => numbers.contains(&number),
            Self::Bounds(min, max) => (*min..=*max).contains(&number),
            _ => true,
        };
        if allowed {
            Ok(())
        } else {
            Err(self.to_string())
        }
    }
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Words(words) => f.write_str(&words.join(", ")),
            Self::Numbers(numbers) => {
                let texts: Vec<String> = numbers.iter().map(i64::to_string).collect();
                f.write_str(&texts.join(", "))
            }
            Self::Bounds(min, i64::MAX) => write!(f, "≥ {min}"),
            Self::Bounds(i64::MIN, max) => write!(f, "≤ {max}"),
            Self::Bounds(min, max) => write!(f, "{min}–{max}"),
            Self::Prefix(prefix) => write!(f, "{prefix}…"),
        }
    }
}

impl Serialize for Limits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn number<'f>(file: &File<'f>, key: &str, value: &Spanned<DeValue<'f>>) -> Option<i64> {
    file.integer(key, value, |_| Ok(()))?;
    file.json(key, value)?.as_i64()
}
