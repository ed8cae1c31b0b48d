//! What specs share: defaults and closed sets of values.

pub(crate) use gabakura_adapter::spec::yes;
use gabakura_model::reference;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// Reads one of the values that the SDK knows, so that a typing error shows before any call.
pub(crate) fn one_of<'de, D: Deserializer<'de>>(
    from: D,
    values: &[&str],
) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    if values.contains(&text.as_str()) || text.contains(reference::OPEN) {
        return Ok(text);
    }
    let values = values.join("`, `");
    Err(D::Error::custom(format!(
        "unknown value `{text}`, expected one of `{values}`"
    )))
}

/// A text that is there and not empty.
///
/// In a spec an absent text is not managed and an empty one means "none"; in a creating
/// request both are left out.
pub(crate) fn given(text: &Option<String>) -> Option<String> {
    text.clone().filter(|text| !text.is_empty())
}
