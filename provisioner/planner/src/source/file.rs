//! A TOML file being read: checks of single values, and the diagnostics found so far.

use std::cell::RefCell;
use std::str::FromStr;

use gabakura_model::Value;
use gabakura_model::diagnostic::{Diagnostic, Origin};
use gabakura_model::name::Name;
use gabakura_model::reference;
use gabakura_model::tenancy::UnknownWord;
use toml::Spanned;
use toml::de::DeValue;

use super::places::Places;
use super::suggest::nearest;

/// A value and the byte offset where it was written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct At<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub at: usize,
}

impl<T> At<T> {
    /// The same place, another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> At<U> {
        At {
            value: change(self.value),
            at: self.at,
        }
    }
}

/// A file being read, and the diagnostics found so far.
pub(crate) struct File<'f> {
    places: Places<'f>,
    diagnostics: RefCell<Vec<Diagnostic>>,
}

impl<'f> File<'f> {
    /// Starts on a text.
    pub fn new(places: Places<'f>) -> Self {
        Self {
            places,
            diagnostics: RefCell::default(),
        }
    }

    /// The place of an offset.
    pub fn origin(&self, at: usize) -> Origin {
        self.places.origin(at)
    }

    /// Notes an error at an offset. An argument whose value is empty is left out.
    pub fn error(&self, code: &'static str, at: usize, args: &[(&'static str, &str)]) {
        self.note(Diagnostic::error(code, self.origin(at)), args);
    }

    /// Notes a warning at an offset.
    pub fn warning(&self, code: &'static str, at: usize, args: &[(&'static str, &str)]) {
        self.note(Diagnostic::warning(code, self.origin(at)), args);
    }

    fn note(&self, diagnostic: Diagnostic, args: &[(&'static str, &str)]) {
        let given = args.iter().filter(|(_, value)| !value.is_empty());
        let diagnostic = given.fold(diagnostic, |all, (name, value)| all.with(name, value));
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    /// How many diagnostics there are so far.
    pub fn count(&self) -> usize {
        self.diagnostics.borrow().len()
    }

    /// Every diagnostic, in order of place. What a file declares once for all its members is read
    /// once per member, so the same diagnostic may have been noted several times.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut all = self.diagnostics.into_inner();
        all.sort_by(|a, b| (&a.origin, a.code, &a.args).cmp(&(&b.origin, b.code, &b.args)));
        all.dedup();
        all
    }

    /// Checks a value's type; `key` names it in the diagnostic.
    pub fn typed<'v, T>(
        &self,
        key: &str,
        value: &'v Spanned<DeValue<'f>>,
        expected: &'static str,
        get: impl FnOnce(&'v DeValue<'f>) -> Option<T>,
    ) -> Option<At<T>> {
        let at = value.span().start;
        let got = get(value.get_ref());
        if got.is_none() {
            let found = value.get_ref().type_str();
            let args = [("key", key), ("expected", expected), ("found", found)];
            self.error("wrong-type", at, &args);
        }
        got.map(|value| At { value, at })
    }

    /// Checks that a value is a text.
    pub fn text<'v>(&self, key: &str, value: &'v Spanned<DeValue<'f>>) -> Option<At<&'v str>> {
        self.typed(key, value, "string", DeValue::as_str)
    }

    /// Checks that a value is a list of texts; items of another type are errors and left out.
    pub fn texts<'v>(
        &self,
        key: &str,
        value: &'v Spanned<DeValue<'f>>,
    ) -> Option<At<Vec<At<&'v str>>>> {
        let items = self.typed(key, value, "array", DeValue::as_array)?;
        Some(items.map(|items| {
            items
                .iter()
                .filter_map(|item| self.text(key, item))
                .collect()
        }))
    }

    /// Checks each item of a list; every item is checked, so that each error is reported.
    pub fn items(
        &self,
        key: &str,
        value: &Spanned<DeValue<'f>>,
        check: impl Fn(&Spanned<DeValue<'f>>) -> bool,
    ) -> Option<()> {
        let items = self.typed(key, value, "array", DeValue::as_array)?;
        let wrong = items.value.iter().filter(|item| !check(item)).count();
        (wrong == 0).then_some(())
    }

    /// Checks each item of a list of texts.
    pub fn each_text(
        &self,
        key: &str,
        value: &Spanned<DeValue<'f>>,
        check: impl Fn(&At<&str>) -> bool,
    ) -> Option<()> {
        self.items(key, value, |item| {
            self.text(key, item).is_some_and(|text| check(&text))
        })
    }

    /// Checks an integer; `check` returns what is allowed instead.
    pub fn integer(
        &self,
        key: &str,
        value: &Spanned<DeValue<'f>>,
        check: impl Fn(i64) -> Result<(), String>,
    ) -> Option<()> {
        let number = self.typed(key, value, "integer", DeValue::as_integer)?;
        let found = i64::from_str_radix(number.value.as_str(), number.value.radix());
        let allowed = match found.map(check) {
            Ok(Ok(())) => return Some(()),
            Ok(Err(allowed)) => allowed,
            Err(_) => String::new(),
        };
        let found = number.value.to_string();
        let args = [
            ("key", key),
            ("found", found.as_str()),
            ("allowed", &allowed),
        ];
        self.error("out-of-range", number.at, &args);
        None
    }

    /// Reads one word of a closed list.
    pub fn word<T: FromStr<Err = UnknownWord>>(&self, key: &str, text: &At<&str>) -> Option<At<T>> {
        match text.value.parse() {
            Ok(value) => Some(At { value, at: text.at }),
            Err(UnknownWord { found, expected }) => {
                self.unknown_word(key, text.at, &found, &expected);
                None
            }
        }
    }

    /// Notes a word outside its list.
    pub fn unknown_word(&self, key: &str, at: usize, found: &str, allowed: &[&str]) {
        let suggestion = nearest(found, allowed.iter().copied()).unwrap_or_default();
        let allowed = allowed.join(", ");
        let args = [
            ("key", key),
            ("found", found),
            ("allowed", &allowed),
            ("suggestion", suggestion),
        ];
        self.error("unknown-word", at, &args);
    }

    /// Reads a name people chose.
    pub fn name(&self, key: &str, text: &At<&str>) -> Option<At<Name>> {
        let name = text.value.parse().ok();
        if name.is_none() {
            self.error("bad-name", text.at, &[("key", key), ("found", text.value)]);
        }
        name.map(|value| At { value, at: text.at })
    }

    /// Turns a value into JSON; what JSON cannot represent is an error.
    pub fn json(&self, key: &str, value: &Spanned<DeValue<'f>>) -> Option<Value> {
        match value.get_ref() {
            DeValue::Array(items) => items.iter().map(|item| self.json(key, item)).collect(),
            DeValue::Table(table) => {
                let entries = table.iter();
                let json = entries
                    .map(|(name, item)| Some((name.get_ref().to_string(), self.json(key, item)?)));
                json.collect::<Option<_>>().map(Value::Object)
            }
            DeValue::String(text) if text.contains(reference::OPEN) => {
                self.error("reserved-text", value.span().start, &[("key", key)]);
                None
            }
            scalar => {
                let json = scalar_json(scalar);
                if json.is_none() {
                    self.error("number-range", value.span().start, &[("key", key)]);
                }
                json
            }
        }
    }
}

/// A scalar as JSON; `None` when it does not fit.
pub(crate) fn scalar_json(value: &DeValue<'_>) -> Option<Value> {
    match value {
        DeValue::String(text) => Some(Value::String(text.to_string())),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .ok()
            .map(Value::from),
        DeValue::Float(number) => {
            let number: f64 = number.as_str().parse().ok()?;
            serde_json::Number::from_f64(number).map(Value::Number)
        }
        DeValue::Boolean(flag) => Some(Value::Bool(*flag)),
        DeValue::Datetime(time) => Some(Value::String(time.to_string())),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
