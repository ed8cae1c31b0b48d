//! Reads spanned TOML tables: wrong types, missing and unknown keys become errors at their place.

use std::str::FromStr;

use gabakura_model::tenancy::UnknownWord;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::file::{At, File};
use super::suggest::nearest;

/// A table being read: remembers which keys are known, so that the rest can be reported.
pub(crate) struct Reader<'r, 'f> {
    /// The file it is in.
    pub file: &'r File<'f>,
    /// Where the table begins.
    pub at: usize,
    table: &'r DeTable<'f>,
    path: String,
    known: Vec<&'static str>,
}

impl<'r, 'f> Reader<'r, 'f> {
    /// Starts on a table; `path` is its dotted path, empty for the file itself.
    pub fn new(file: &'r File<'f>, table: &'r DeTable<'f>, path: String, at: usize) -> Self {
        Self {
            file,
            at,
            table,
            path,
            known: Vec::new(),
        }
    }

    /// The dotted path of a key.
    pub fn key(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// A value by its key, whatever its type.
    pub fn get(&mut self, key: &'static str) -> Option<&'r Spanned<DeValue<'f>>> {
        self.known.push(key);
        self.table.get(key)
    }

    /// Whether a key is there, sound or not.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// A text.
    pub fn text(&mut self, key: &'static str) -> Option<At<&'r str>> {
        let value = self.get(key)?;
        self.file.text(&self.key(key), value)
    }

    /// A text that must be there and not be empty.
    pub fn needed_text(&mut self, key: &'static str) -> Option<At<&'r str>> {
        let value = self.needed(key)?;
        let text = self.file.text(&self.key(key), value)?;
        if text.value.trim().is_empty() {
            self.file
                .error("empty-value", text.at, &[("key", &self.key(key))]);
            return None;
        }
        Some(text)
    }

    /// A value that must be there.
    pub fn needed(&mut self, key: &'static str) -> Option<&'r Spanned<DeValue<'f>>> {
        let value = self.get(key);
        if value.is_none() {
            self.missing(key);
        }
        value
    }

    /// Notes that a key is missing.
    pub fn missing(&self, key: &str) {
        self.file
            .error("missing-key", self.at, &[("key", &self.key(key))]);
    }

    /// A word of a closed list.
    pub fn word<T: FromStr<Err = UnknownWord>>(&mut self, key: &'static str) -> Option<At<T>> {
        let text = self.text(key)?;
        self.file.word(&self.key(key), &text)
    }

    /// A flag.
    pub fn flag(&mut self, key: &'static str) -> Option<At<bool>> {
        let value = self.get(key)?;
        self.file
            .typed(&self.key(key), value, "boolean", DeValue::as_bool)
    }

    /// A list of texts.
    pub fn texts(&mut self, key: &'static str) -> Option<At<Vec<At<&'r str>>>> {
        let value = self.get(key)?;
        self.file.texts(&self.key(key), value)
    }

    /// A list of distinct items, each made by `read`.
    pub fn distinct<T: PartialEq>(
        &mut self,
        key: &'static str,
        read: impl Fn(&File<'f>, &str, &At<&'r str>) -> Option<At<T>>,
    ) -> Option<At<Vec<T>>> {
        let texts = self.texts(key)?;
        let path = self.key(key);
        let mut items: Vec<T> = Vec::new();
        for text in &texts.value {
            match read(self.file, &path, text) {
                Some(item) if items.contains(&item.value) => {
                    let args = [("key", path.as_str()), ("found", text.value)];
                    self.file.error("duplicate-item", text.at, &args);
                }
                Some(item) => items.push(item.value),
                None => {}
            }
        }
        if texts.value.is_empty() {
            self.file.error("empty-value", texts.at, &[("key", &path)]);
        }
        Some(At {
            value: items,
            at: texts.at,
        })
    }

    /// A table inside this one.
    pub fn table(&mut self, key: &'static str) -> Option<Reader<'r, 'f>> {
        let value = self.get(key)?;
        self.nested(key, value)
    }

    fn nested(&self, key: &str, value: &'r Spanned<DeValue<'f>>) -> Option<Reader<'r, 'f>> {
        let path = self.key(key);
        let table = self.file.typed(&path, value, "table", DeValue::as_table)?;
        Some(Reader::new(self.file, table.value, path, table.at))
    }

    /// An array of tables inside this one.
    pub fn tables(&mut self, key: &'static str) -> Vec<Reader<'r, 'f>> {
        let path = self.key(key);
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let items = self.file.typed(&path, value, "array", DeValue::as_array);
        let items = items.map(|items| items.value.iter()).into_iter().flatten();
        items.filter_map(|item| self.nested(key, item)).collect()
    }

    /// Every entry, for tables whose keys are data; nothing is unknown after this.
    pub fn entries(&self) -> impl Iterator<Item = (At<&'r str>, &'r Spanned<DeValue<'f>>)> {
        let key = |key: &'r Spanned<_>| At {
            value: AsRef::as_ref(key.get_ref()),
            at: key.span().start,
        };
        self.table
            .iter()
            .map(move |(name, value)| (key(name), value))
    }

    /// Every entry as a table of its own.
    pub fn table_entries(&self) -> Vec<(At<&'r str>, Reader<'r, 'f>)> {
        let entries = self.entries();
        entries
            .filter_map(|(key, value)| Some((key.clone(), self.nested(key.value, value)?)))
            .collect()
    }

    /// Notes each key nobody asked for.
    pub fn finish(self) {
        for (key, _) in self.entries() {
            if !self.known.contains(&key.value) {
                let suggestion = nearest(key.value, self.known.iter().copied()).unwrap_or_default();
                let path = self.key(key.value);
                let args = [("key", path.as_str()), ("suggestion", suggestion)];
                self.file.error("unknown-key", key.at, &args);
            }
        }
    }
}
