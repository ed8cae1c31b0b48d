//! List filters: comparisons joined by AND.

use regex_lite::Regex;
use serde_json::Value;

use crate::refusal::Refusal;

/// Comparisons that must all hold.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    comparisons: Vec<Comparison>,
}

#[derive(Debug)]
struct Comparison {
    path: Vec<String>,
    test: Test,
    wanted: bool,
}

#[derive(Debug)]
enum Test {
    /// `eq` and `ne` compare with a regular expression that fits the whole value.
    Fits(Regex),
    Is(String),
    Has(String),
}

/// Operators, the longer before those they start with.
const OPERATORS: &[&str] = &["!=", "=", ":", " eq ", " ne "];

impl Filter {
    /// Reads a filter; an empty one lets everything pass.
    ///
    /// # Errors
    /// Google's message for a filter that is not understood. What the sandbox does not understand
    /// is refused, too: a filter that is ignored would show too much.
    pub(crate) fn read(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::default());
        }
        let parts = text
            .split(" AND ")
            .flat_map(|part| part.split(") ("))
            .map(|part| part.trim_matches(['(', ')', ' ']));
        let comparisons: Option<Vec<Comparison>> = parts.map(Comparison::read).collect();
        comparisons
            .map(|comparisons| Self { comparisons })
            .ok_or_else(|| Refusal::invalid(format!("Invalid list filter expression: {text}")))
    }

    /// Whether a value passes.
    pub(crate) fn matches(&self, value: &Value) -> bool {
        self.comparisons
            .iter()
            .all(|comparison| comparison.holds(value))
    }
}

impl Comparison {
    fn read(text: &str) -> Option<Self> {
        let found = OPERATORS
            .iter()
            .filter_map(|operator| Some((text.find(operator)?, *operator)));
        let (at, operator) =
            found.min_by_key(|(at, operator)| (*at, std::cmp::Reverse(operator.len())))?;
        let path = text[..at].trim();
        let value = text[at + operator.len()..].trim().trim_matches('"');
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
        if path.is_empty() || !path.chars().all(plain) {
            return None;
        }
        let test = match operator.trim() {
            "eq" | "ne" => Test::Fits(Regex::new(&format!("^(?:{value})$")).ok()?),
            ":" => Test::Has(value.to_owned()),
            _ => Test::Is(value.to_owned()),
        };
        Some(Self {
            path: path.split('.').map(str::to_owned).collect(),
            test,
            wanted: !matches!(operator.trim(), "!=" | "ne"),
        })
    }

    fn holds(&self, value: &Value) -> bool {
        let found = self.path.iter().try_fold(value, |value, step| {
            value
                .get(step)
                .or_else(|| value.get(crate::mask::camel(step)))
        });
        let text = match found {
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => String::new(),
        };
        let holds = match &self.test {
            Test::Fits(regex) => regex.is_match(&text),
            Test::Is(wanted) => text == *wanted,
            Test::Has(wanted) => wanted == "*" && found.is_some() || text.contains(wanted),
        };
        holds == self.wanted
    }
}
