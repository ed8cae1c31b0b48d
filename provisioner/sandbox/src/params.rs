//! Form parameters as the query protocols write them: `Filter.1.Value.2=x`.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::aws_error::AwsError;

/// Tags by key, in key order.
pub(crate) type Tags = BTreeMap<String, String>;

/// Decoded form parameters.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params(BTreeMap<String, String>);

impl Params {
    /// Decodes an `application/x-www-form-urlencoded` text.
    pub(crate) fn from_form(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A parameter the operation cannot do without.
    pub(crate) fn need(&self, name: &str) -> Result<&str, AwsError> {
        self.get(name)
            .ok_or_else(|| AwsError::missing_parameter(name))
    }

    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.get(name).map(|text| text.eq_ignore_ascii_case("true"))
    }

    pub(crate) fn number<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, AwsError> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        let parsed = text
            .parse()
            .map_err(|_| AwsError::invalid_value(text, name, ""))?;
        Ok(Some(parsed))
    }

    /// The values of `Name.1`, `Name.2`, … in order.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        self.nested(name)
            .iter()
            .filter_map(|item| item.get(""))
            .map(str::to_owned)
            .collect()
    }

    /// The structures `Name.1.…`, `Name.2.…` in order, each with its own parameters.
    pub(crate) fn nested(&self, name: &str) -> Vec<Params> {
        let prefix = format!("{name}.");
        let mut items: BTreeMap<u32, Params> = BTreeMap::new();
        for (key, value) in &self.0 {
            let Some(rest) = key.strip_prefix(&prefix) else {
                continue;
            };
            let (index, field) = rest.split_once('.').unwrap_or((rest, ""));
            let Ok(index) = index.parse() else { continue };
            items
                .entry(index)
                .or_default()
                .0
                .insert(field.to_owned(), value.clone());
        }
        items.into_values().collect()
    }

    /// The parameters below `Name.`.
    pub(crate) fn below(&self, name: &str) -> Params {
        let prefix = format!("{name}.");
        let below = self.0.iter().filter_map(|(key, value)| {
            Some((key.strip_prefix(&prefix)?.to_owned(), value.clone()))
        });
        Self(below.collect())
    }

    /// A text equal for equal parameters, whatever their order; used to compare requests.
    pub(crate) fn canonical(&self) -> String {
        self.0
            .iter()
            .map(|(name, value)| format!("{name}={}\n", encode(value)))
            .collect()
    }
}

/// All but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Percent-encodes everything but RFC 3986's unreserved characters.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Undoes [`encode`].
pub(crate) fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
