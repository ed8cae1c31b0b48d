//! Values of a spec: TOML made JSON, references made marks.

use gabakura_model::Value;
use gabakura_model::reference;
use serde_json::Map;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::link::{self, Link};
use super::reading::Reading;
use crate::source::scalar_json;

impl Reading<'_> {
    /// A table of a spec as JSON, its references turned into marks.
    pub(super) fn table(
        &mut self,
        table: &DeTable<'_>,
        links: &mut Vec<Link>,
    ) -> Map<String, Value> {
        let mut json = Map::new();
        for (key, value) in table {
            if let Some(value) = self.value(value, links) {
                json.insert(key.get_ref().to_string(), value);
            }
        }
        json
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, links: &mut Vec<Link>) -> Option<Value> {
        let at = value.span().start;
        match value.get_ref() {
            DeValue::Table(table) if table.contains_key(link::REF) => {
                let link = link::read(self, table, at)?;
                let text = link.text.clone();
                links.push(link);
                Some(Value::String(text))
            }
            DeValue::Table(table) => Some(Value::Object(self.table(table, links))),
            DeValue::Array(items) => Some(
                items
                    .iter()
                    .filter_map(|item| self.value(item, links))
                    .collect(),
            ),
            DeValue::String(text) if text.contains(reference::OPEN) => {
                let diagnostic = self.diagnostic("reference-mark", at);
                self.report(diagnostic);
                None
            }
            scalar => {
                let json = scalar_json(scalar);
                if json.is_none() {
                    let diagnostic = self.diagnostic("resource-number", at);
                    self.report(diagnostic);
                }
                json
            }
        }
    }
}
