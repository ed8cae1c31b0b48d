//! A small XML writer, and the one thing the sandbox reads from XML: an element's text.

use std::fmt::Display;

use serde_json::Value;

/// XML text under construction.
#[derive(Debug, Default)]
pub(crate) struct Xml(String);

impl Xml {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// `<name>value</name>`, escaped.
    pub(crate) fn text(&mut self, name: &str, value: impl Display) -> &mut Self {
        self.0
            .push_str(&format!("<{name}>{}</{name}>", escape(&value.to_string())));
        self
    }

    /// The element, if there is a value.
    pub(crate) fn option(&mut self, name: &str, value: Option<impl Display>) -> &mut Self {
        if let Some(value) = value {
            self.text(name, value);
        }
        self
    }

    /// `<name>` around whatever `inside` writes.
    pub(crate) fn node(&mut self, name: &str, inside: impl FnOnce(&mut Xml)) -> &mut Self {
        self.0.push_str(&format!("<{name}>"));
        inside(self);
        self.0
            .push_str(&format!("</{}>", name.split(' ').next().unwrap_or(name)));
        self
    }

    /// `<name>` around one `<item>` for each of `items`.
    pub(crate) fn list<T>(
        &mut self,
        name: &str,
        item: &str,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Xml, T),
    ) -> &mut Self {
        self.node(name, |xml| {
            for value in items {
                xml.node(item, |xml| write(xml, value));
            }
        })
    }

    /// `<name>` around one `<item>text</item>` for each of `items`.
    pub(crate) fn texts<T: Display>(
        &mut self,
        name: &str,
        item: &str,
        items: impl IntoIterator<Item = T>,
    ) -> &mut Self {
        self.list(name, item, items, |xml, value| {
            xml.raw(&value.to_string());
        })
    }

    /// The fields of a record; a list is told under the name of its items.
    pub(crate) fn record(&mut self, record: &Value) -> &mut Self {
        for (name, value) in record.as_object().into_iter().flatten() {
            let items = match value {
                Value::Null => continue,
                Value::Array(items) => items.as_slice(),
                one => std::slice::from_ref(one),
            };
            for item in items {
                match item {
                    Value::Object(_) => self.node(name, |xml| {
                        xml.record(item);
                    }),
                    Value::String(text) => self.text(name, text),
                    other => self.text(name, other),
                };
            }
        }
        self
    }

    /// Bare text, escaped.
    pub(crate) fn raw(&mut self, text: &str) -> &mut Self {
        self.0.push_str(&escape(text));
        self
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

fn escape(text: &str) -> String {
    winterbaume_core::xml_escape(text)
}

/// The text of the first `<name>` in `document`, unescaped.
pub(crate) fn text_of(document: &str, name: &str) -> Option<String> {
    let start = document.find(&format!("<{name}>"))? + name.len() + 2;
    let end = start + document[start..].find(&format!("</{name}>"))?;
    let text = document[start..end]
        .replace("&lt;", "<")
        .replace("&gt;", ">");
    let text = text
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&#39;", "'");
    Some(text.replace("&amp;", "&"))
}
