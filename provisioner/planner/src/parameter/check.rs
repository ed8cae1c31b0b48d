//! Checks of single values, type by type.

use gabakura_model::tenancy::Cloud;
use toml::Spanned;
use toml::de::DeValue;

use super::limits::Limits;
use super::value_type::ItemType;
use crate::cloud::{self, facts};
use crate::network::{crossing, range};
use crate::source::{At, File};

/// Where a value is set: what its diagnostics name, and the cloud whose forms hold.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'a, 'f> {
    /// The file.
    pub file: &'a File<'f>,
    /// The cloud.
    pub cloud: Cloud,
    /// The dotted path.
    pub key: &'a str,
}

impl ItemType {
    /// Checks a value that is no table; tables have checks of their own.
    pub(super) fn check<'f>(
        self,
        setting: Setting<'_, 'f>,
        allowed: &Limits,
        value: &Spanned<DeValue<'f>>,
    ) -> Option<()> {
        let Setting { file, cloud, key } = setting;
        match self {
            Self::Any => return Some(()),
            Self::Boolean => {
                return file
                    .typed(key, value, "boolean", DeValue::as_bool)
                    .map(drop);
            }
            Self::Integer => return file.integer(key, value, |found| allowed.allow(found)),
            Self::Fraction => return fraction(file, key, value),
            _ => {}
        }
        let text = file.text(key, value)?;
        match self {
            Self::Cidr => range::private_range(file, key, &text).map(drop),
            Self::IpAddress => range::private_address(file, key, &text).map(drop),
            Self::Email => sound(file, "bad-mailbox", key, &text, cloud::is_mailbox),
            Self::Service => sound(file, "bad-service", key, &text, is_service),
            Self::Principal => principal(file, cloud, key, &text),
            Self::Guideline => crossing::read_edition(file, key, &text),
            Self::Flow => crossing::is_flow(file, key, &text).then_some(()),
            _ => match allowed {
                Limits::Words(words) => {
                    let words: Vec<&str> = words.iter().map(String::as_str).collect();
                    word(file, key, &text, &words)
                }
                Limits::Prefix(prefix) => resource_id(file, key, prefix, &text),
                _ => Some(()),
            },
        }
    }
}

/// A word of a closed list.
fn word(file: &File<'_>, key: &str, text: &At<&str>, allowed: &[&str]) -> Option<()> {
    let known = allowed.contains(&text.value);
    if !known {
        file.unknown_word(key, text.at, text.value, allowed);
    }
    known.then_some(())
}

/// A text of a form.
fn sound(
    file: &File<'_>,
    code: &'static str,
    key: &str,
    text: &At<&str>,
    is: impl Fn(&str) -> bool,
) -> Option<()> {
    let sound = is(text.value);
    if !sound {
        file.error(code, text.at, &[("key", key), ("found", text.value)]);
    }
    sound.then_some(())
}

/// A group, a machine or a federation: never a single person, whose leaving nobody would notice,
/// and never everybody.
fn principal(file: &File<'_>, cloud: Cloud, key: &str, text: &At<&str>) -> Option<()> {
    let facts = facts(cloud);
    let sound = (facts.is_principal)(text.value);
    if !sound {
        let args = [
            ("key", key),
            ("found", text.value),
            ("expected", facts.principal_form),
        ];
        file.error("bad-principal", text.at, &args);
    }
    sound.then_some(())
}

/// Names of services become part of the names of endpoints.
fn is_service(text: &str) -> bool {
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    !text.is_empty() && text.chars().all(legal)
}

/// The prefix, then 8 or 17 hexadecimal digits.
fn resource_id(file: &File<'_>, key: &str, prefix: &str, text: &At<&str>) -> Option<()> {
    let digits = text.value.strip_prefix(prefix);
    let digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    let sound = digits.is_some_and(|it| matches!(it.len(), 8 | 17) && it.bytes().all(digit));
    if !sound {
        let args = [("key", key), ("found", text.value), ("expected", prefix)];
        file.error("hub-id", text.at, &args);
    }
    sound.then_some(())
}

fn fraction<'f>(file: &File<'f>, key: &str, value: &Spanned<DeValue<'f>>) -> Option<()> {
    let number = file.typed(key, value, "float", |value| match value {
        DeValue::Float(number) => Some(number.as_str()),
        _ => None,
    })?;
    let fraction = number.value.parse::<f64>();
    if fraction.is_ok_and(|part| part > 0.0 && part <= 1.0) {
        return Some(());
    }
    let args = [
        ("key", key),
        ("found", number.value),
        ("allowed", "0.1–1.0"),
    ];
    file.error("out-of-range", number.at, &args);
    None
}
