//! A problem in words: what did not work, why, and what to do about it.

use gabakura_model::Value;
use serde_json::json;

use crate::view::format::FORMAT_VERSION;
use crate::view::style::{Style, Tone};
use crate::view::value::plain;
use crate::words::{Args, Words};

/// A problem, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable code, the message's id.
    pub code: String,
    /// What did not work.
    pub message: String,
    /// Why, outermost first.
    pub causes: Vec<String>,
    /// What to do; commands stand on lines of their own.
    pub hint: Option<String>,
}

impl Problem {
    /// The problem that a message describes.
    pub fn new(words: &Words, code: &str, args: &Args<'_>) -> Self {
        Self {
            code: code.to_owned(),
            message: words.say(code, args),
            causes: Vec::new(),
            hint: words.hint(code, args),
        }
    }

    /// Adds a cause, unless it is blank.
    #[must_use]
    pub fn because(mut self, cause: &str) -> Self {
        if !cause.trim().is_empty() {
            self.causes.push(plain(cause));
        }
        self
    }

    /// For people: `error: … / caused by: … / hint: …`.
    pub fn human(&self, words: &Words, style: &Style) -> String {
        let label = style.paint(Tone::Red, &words.say("label-error", &[]));
        let mut out = format!("{label}: {}\n", self.message);
        for cause in &self.causes {
            out += &format!("  {}: {cause}\n", words.say("label-cause", &[]));
        }
        if let Some(hint) = &self.hint {
            out += &format!("{}: {hint}\n", style.bold(&words.say("label-hint", &[])));
        }
        out
    }

    pub fn json(&self) -> Value {
        json!({
            "format_version": FORMAT_VERSION,
            "error": {
                "code": self.code,
                "message": self.message,
                "causes": self.causes,
                "hint": self.hint,
            },
        })
    }
}
