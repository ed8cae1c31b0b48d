//! What a kind is: settings, checks that read it, an example.

mod example;
mod fields;
mod human;
mod schema;

use gabakura_model::Value;
use gabakura_model::catalogue::Protection;
use serde_json::json;

use crate::usecase::explain::KindExplanation;
use crate::view::format::{FORMAT_VERSION, View};
use crate::view::style::Style;
use crate::words::Words;

impl View for KindExplanation {
    fn human(&self, words: &Words, style: &Style) -> String {
        human::kind(self, words, style)
    }

    fn json(&self, _words: &Words) -> Value {
        let schema = &self.schema;
        json!({
            "format_version": FORMAT_VERSION,
            "kind": schema.kind,
            "summary": schema.summary,
            "parent": schema.parent,
            "immutable": schema.immutable,
            "outputs": schema.outputs,
            "taggable": schema.taggable,
            "protected": schema.protection == Protection::Irreversible,
            "schema": (schema.json_schema)(),
            "checks": self.checks,
        })
    }
}
