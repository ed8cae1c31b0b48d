//! The environment variables of the sandbox.

use gabakura_model::Value;
use serde_json::{Map, json};

use crate::usecase::sandbox::Variables;
use crate::view::format::{FORMAT_VERSION, View};
use crate::view::style::Style;
use crate::words::Words;

impl View for Variables {
    /// Lines for a shell.
    fn human(&self, _words: &Words, _style: &Style) -> String {
        let lines = self.0.iter();
        lines
            .map(|(name, value)| format!("export {name}={value}\n"))
            .collect()
    }

    fn json(&self, _words: &Words) -> Value {
        let variables = self.0.iter();
        let map: Map<_, _> = variables
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        json!({ "format_version": FORMAT_VERSION, "env": map })
    }
}
