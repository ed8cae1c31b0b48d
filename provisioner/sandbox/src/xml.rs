//! Writing XML, and reading the few elements of a request that matter here.

use std::borrow::Cow;
use std::fmt::Display;

use quick_xml::escape::unescape;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use serde_json::Value;

/// An XML document or fragment being written.
pub(crate) struct Xml(Writer<Vec<u8>>);

impl Xml {
    pub(crate) fn new() -> Self {
        Self(Writer::new(Vec::new()))
    }

    fn event(&mut self, event: Event<'_>) -> &mut Self {
        let written = self.0.write_event(event);
        written.expect("writing to memory does not fail");
        self
    }

    /// Escaped text.
    pub(crate) fn raw(&mut self, text: &str) -> &mut Self {
        self.event(Event::Text(BytesText::new(text)))
    }

    /// A fragment that is XML already.
    pub(crate) fn fragment(&mut self, xml: &str) -> &mut Self {
        self.event(Event::Text(BytesText::from_escaped(xml)))
    }

    /// `<name>value</name>`.
    pub(crate) fn text(&mut self, name: &str, value: impl Display) -> &mut Self {
        self.node(name, |xml| {
            xml.raw(&value.to_string());
        })
    }

    /// The element, if there is a value.
    pub(crate) fn option(&mut self, name: &str, value: Option<impl Display>) -> &mut Self {
        if let Some(value) = value {
            self.text(name, value);
        }
        self
    }

    /// `<name>` around what `inside` writes.
    pub(crate) fn node(&mut self, name: &str, inside: impl FnOnce(&mut Xml)) -> &mut Self {
        self.element(BytesStart::new(name), inside)
    }

    /// A root element with its namespace, around what `inside` writes.
    pub(crate) fn root(
        &mut self,
        name: &str,
        namespace: &str,
        inside: impl FnOnce(&mut Xml),
    ) -> &mut Self {
        let start = BytesStart::new(name);
        self.element(start.with_attributes([("xmlns", namespace)]), inside)
    }

    fn element(&mut self, start: BytesStart<'_>, inside: impl FnOnce(&mut Xml)) -> &mut Self {
        self.event(Event::Start(start.borrow()));
        inside(self);
        self.event(Event::End(BytesEnd::from(start.name())))
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

    /// The fields of a record; an array is one element for each of its items.
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

    pub(crate) fn into_string(self) -> String {
        String::from_utf8(self.0.into_inner()).expect("only text was written")
    }
}

/// What each element `name` of `document` contains, markup included.
pub(crate) fn contents<'a>(document: &'a str, name: &str) -> Vec<Cow<'a, str>> {
    let mut reader = Reader::from_str(document);
    let mut found = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) if start.local_name().as_ref() == name.as_bytes() => {
                found.extend(reader.read_text(start.name()).ok());
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// The text of the first element `name` of `document`.
pub(crate) fn text_of(document: &str, name: &str) -> Option<String> {
    let first = contents(document, name).into_iter().next()?;
    Some(unescape(&first).ok()?.into_owned())
}
