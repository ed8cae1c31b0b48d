//! What specs share: defaults and rules for names.

pub(crate) use gabakura_adapter::spec::yes;
use gabakura_model::catalogue::SpecError;
use gabakura_model::reference;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

/// Longest name in Compute Engine and most other services, in characters.
const NAME_CHARS_MAX: usize = 63;

/// Google's default place in a line of rules or routes.
pub(crate) const fn priority() -> i32 {
    1000
}

/// Refuses a name that Compute Engine would (RFC 1035): `[a-z]([-a-z0-9]*[a-z0-9])?`, at most 63.
pub(crate) fn check_name(field: &str, name: &str) -> Result<(), SpecError> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let fits = name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with('-')
        && name.len() <= NAME_CHARS_MAX
        && name.chars().all(is_plain);
    match fits || name.contains(reference::OPEN) {
        true => Ok(()),
        false => Err(fault(
            field,
            "expected 1 to 63 of a-z, 0-9 and inner hyphens, beginning with a letter",
        )),
    }
}

/// A fault of one field.
pub(crate) fn fault(field: &str, problem: &str) -> SpecError {
    SpecError {
        path: field.to_owned(),
        problem: problem.to_owned(),
    }
}

/// Reads a whole number, which Google writes as text where it may be large.
pub(crate) fn whole_number<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Number {
        Plain(i64),
        Text(String),
    }
    match Number::deserialize(from)? {
        Number::Plain(number) => Ok(number),
        Number::Text(text) => text.parse().map_err(D::Error::custom),
    }
}

/// Writes a share as people do: 0.1, not 0.10000000149011612.
pub(crate) fn short_decimal<S: Serializer>(share: &f32, to: S) -> Result<S::Ok, S::Error> {
    let exact = f64::from(*share);
    to.serialize_f64(share.to_string().parse().unwrap_or(exact))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked_before_google_sees_them() {
        for good in ["a", "web-1", "${ref:131016/acme/prod/m/n#id}"] {
            assert!(check_name("name", good).is_ok(), "{good}");
        }
        for bad in ["", "1a", "a-", "A", "a_b", &"a".repeat(64)] {
            assert!(check_name("name", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn shares_stay_short() {
        let json = short_decimal(&0.1, serde_json::value::Serializer).unwrap();
        assert_eq!(json.to_string(), "0.1");
    }
}
