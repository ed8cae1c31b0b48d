//! A plan: what changes, why, and what is withheld.

mod change;
mod findings;
mod group;
mod human;
mod json;
mod summary;
mod withheld;

use gabakura_model::Value;

use crate::usecase::plan::Planned;
use crate::view::format::View;
use crate::view::style::Style;
use crate::words::Words;

impl View for Planned {
    fn human(&self, words: &Words, style: &Style) -> String {
        human::planned(self, words, style)
    }

    fn json(&self, _words: &Words) -> Value {
        json::planned(self)
    }
}
