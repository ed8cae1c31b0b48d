//! What specs share: defaults and closed sets of values.

pub(crate) use gabakura_adapter::spec::yes;
use gabakura_model::Value;
use gabakura_model::catalogue::SpecError;
use gabakura_model::reference;
use schemars::JsonSchema;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// Reads one of the values that the SDK knows, so that a typing error shows before any call.
pub(crate) fn one_of<'de, D: Deserializer<'de>>(
    from: D,
    values: &[&str],
) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    match unknown(&text, values) {
        Some(problem) => Err(D::Error::custom(problem)),
        None => Ok(text),
    }
}

/// Refuses a value that this release does not know, in a field that may be read with any.
pub(crate) fn check_one_of(path: &str, text: &str, values: &[&str]) -> Result<(), SpecError> {
    match unknown(text, values) {
        Some(problem) => Err(refused(path, problem)),
        None => Ok(()),
    }
}

fn unknown(text: &str, values: &[&str]) -> Option<String> {
    let is_known = values.contains(&text) || text.contains(reference::OPEN);
    let values = values.join("`, `");
    (!is_known).then(|| format!("unknown value `{text}`, expected one of `{values}`"))
}

/// What is wrong with a field.
pub(crate) fn refused(path: &str, problem: impl Into<String>) -> SpecError {
    SpecError {
        path: path.to_owned(),
        problem: problem.into(),
    }
}

/// A text that is there and not empty.
///
/// In a spec an absent text is not managed and an empty one means "none"; in a creating
/// request both are left out.
pub(crate) fn given(text: &Option<String>) -> Option<String> {
    text.clone().filter(|text| !text.is_empty())
}

/// A decimal number as AWS may spell it in several ways (`100`, `"100.0"`), kept as one text, so
/// that no digit of an amount is lost and none is drift.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Decimal(String);

impl Decimal {
    /// The number, for requests that take one.
    pub fn number(&self) -> Value {
        self.0.parse().unwrap_or_default()
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = match Value::deserialize(from)? {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            other => return Err(D::Error::custom(format!("`{other}` is no number"))),
        };
        if text.contains(reference::OPEN) {
            return Ok(Self(text));
        }
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let digits = |part: &str| part.bytes().all(|it| it.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(part) {
            return Err(D::Error::custom(format!("`{text}` is no decimal number")));
        }
        let whole = whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        let part = part.trim_end_matches('0');
        let point = if part.is_empty() { "" } else { "." };
        Ok(Self(format!("{whole}{point}{part}")))
    }
}

impl JsonSchema for Decimal {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Decimal".into()
    }

    fn json_schema(_generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": ["number", "string"] })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_decimal_has_one_spelling_and_loses_no_digit() {
        for (given, kept) in [
            (json!(80), "80"),
            (json!(80.5), "80.5"),
            (json!("100.0"), "100"),
            (json!("0012.340"), "12.34"),
            (json!("0.0"), "0"),
            (json!("12345678901234567890.01"), "12345678901234567890.01"),
            (json!("${ref:a.b}"), "${ref:a.b}"),
        ] {
            let decimal: Decimal = serde_json::from_value(given).unwrap();
            assert_eq!(decimal, Decimal(kept.to_owned()));
        }
        for wrong in [
            json!(""),
            json!("1e3"),
            json!(-1),
            json!("1,000"),
            json!(null),
        ] {
            assert!(serde_json::from_value::<Decimal>(wrong).is_err());
        }
        let kept: Decimal = serde_json::from_value(json!("80.0")).unwrap();
        assert_eq!(kept.number(), json!(80));
    }
}
