//! The two views that every result has.

use gabakura_model::Value;

use crate::view::style::Style;
use crate::words::Words;

/// Version of every JSON view.
pub const FORMAT_VERSION: &str = "1.0";

/// A command's result, for people and for programs.
pub trait View {
    /// Text for people, in their language. It is for reading and may change.
    fn human(&self, words: &Words, style: &Style) -> String;

    /// JSON for programs. It carries [`FORMAT_VERSION`] and keeps its names.
    fn json(&self, words: &Words) -> Value;
}
