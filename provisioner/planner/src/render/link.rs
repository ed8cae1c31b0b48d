//! References between resources: `{ ref = "vpc" }` and `depends_on`.

use std::sync::Arc;

use gabakura_model::reference::{OPEN, Reference};
use gabakura_model::resource::Address;
use toml::de::{DeTable, DeValue};

use super::reading::Reading;

/// The key that makes a table a reference.
pub(super) const REF: &str = "ref";
const KEYS: [&str; 4] = ["append", "field", "prepend", REF];

/// One reference, its target not looked up yet.
pub(super) struct Link {
    /// What it refers to, as written.
    pub written: String,
    /// The address that means.
    pub address: Address,
    /// The output asked for; `None` for mere order.
    pub field: Option<String>,
    /// What the spec holds until the value is known.
    pub text: String,
    /// The template line it was written on.
    pub line: u32,
}

/// Reads a reference table.
pub(super) fn read(reading: &mut Reading<'_>, table: &DeTable<'_>, at: usize) -> Option<Link> {
    reading.unknown_keys(table, &KEYS);
    let mut text = |key: &str| {
        let value = table.get(key)?;
        let text = reading.typed(value, key, "string", DeValue::as_str)?;
        if text.contains(OPEN) {
            let diagnostic = reading.diagnostic("reference-mark", value.span().start);
            reading.report(diagnostic);
            return None;
        }
        Some(text)
    };
    let written = text(REF);
    let field = text("field").unwrap_or("id").to_owned();
    let (prepend, append) = (
        text("prepend").unwrap_or_default(),
        text("append").unwrap_or_default(),
    );
    let written = written?;
    let address = address(reading, written, at)?;
    let mark = Reference {
        address: address.clone(),
        field: field.clone(),
    };
    Some(Link {
        written: written.to_owned(),
        text: format!("{prepend}{mark}{append}"),
        address,
        field: Some(field),
        line: reading.origin(at).line,
    })
}

/// Reads an entry of `depends_on`.
pub(super) fn order(reading: &mut Reading<'_>, written: &str, at: usize) -> Option<Link> {
    let address = address(reading, written, at)?;
    let line = reading.origin(at).line;
    Some(Link {
        written: written.to_owned(),
        address,
        field: None,
        text: String::new(),
        line,
    })
}

/// The address a text means: `vpc`, `encryption/key-logs`, or a whole address.
fn address(reading: &mut Reading<'_>, written: &str, at: usize) -> Option<Address> {
    let within = |module: &str, name: &str| {
        Some(Address {
            tenancy: Arc::clone(reading.tenancy),
            module: module.parse().ok()?,
            name: name.parse().ok()?,
        })
    };
    let address = match written.split('/').count() {
        1 => within(reading.module.as_str(), written),
        2 => written
            .split_once('/')
            .and_then(|(module, name)| within(module, name)),
        _ => written.parse().ok(),
    };
    let Some(address) = address else {
        let diagnostic = reading
            .diagnostic("reference-form", at)
            .with("reference", written);
        reading.report(diagnostic);
        return None;
    };
    if address.tenancy != *reading.tenancy {
        let diagnostic = reading
            .diagnostic("reference-across", at)
            .with("reference", written);
        reading.report(diagnostic);
        return None;
    }
    Some(address)
}
