//! A request as the engine sees it, whichever wire it came by.

use std::collections::BTreeMap;

use http::Method;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// Verbs that come as POST and change nothing.
const READS: &[&str] = &[
    "getAncestry",
    "getIamPolicy",
    "testIamPermissions",
    "queryTestablePermissions",
    "wait",
];

/// Method, path, query and body.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// The path as it came, without the query.
    pub(crate) path: String,
    query: BTreeMap<String, String>,
    pub(crate) body: Value,
}

/// What is answered: a status and a body, if there is one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) body: Option<Value>,
}

impl Response {
    pub(crate) fn ok(body: Value) -> Self {
        Self {
            status: 200,
            body: Some(body),
        }
    }

    /// `{}`.
    pub(crate) fn empty() -> Self {
        Self::ok(Value::Object(Map::new()))
    }
}

impl Call {
    /// Reads the parts of an HTTP request. An empty body is an empty object.
    pub(crate) fn read(
        method: Method,
        path: &str,
        query: &str,
        body: &[u8],
    ) -> Result<Self, Refusal> {
        let body = if body.iter().all(u8::is_ascii_whitespace) {
            Value::Object(Map::new())
        } else {
            serde_json::from_slice(body).map_err(|error| {
                Refusal::invalid(format!("Invalid JSON payload received. {error}"))
            })?
        };
        let query = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decode(name), decode(value))
            });
        Ok(Self {
            method,
            path: path.to_owned(),
            query: query.collect(),
            body,
        })
    }

    /// A call that another wire translates into.
    pub(crate) fn new(method: Method, path: String, query: &[(&str, String)], body: Value) -> Self {
        let query = query.iter().filter(|(_, value)| !value.is_empty());
        Self {
            method,
            path,
            query: query
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
            body,
        }
    }

    /// A query parameter, or nothing.
    pub(crate) fn query(&self, name: &str) -> &str {
        self.query.get(name).map_or("", String::as_str)
    }

    /// Whether a query parameter is set to true, as any client writes it.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.query(name).eq_ignore_ascii_case("true")
    }

    /// The text of a field of the body, or nothing.
    pub(crate) fn text(&self, field: &str) -> &str {
        crate::json::text(&self.body, field)
    }

    /// Whether the client wants enums as numbers, as Google's own clients do.
    pub(crate) fn numbers_enums(&self) -> bool {
        ["$alt", "alt"]
            .iter()
            .any(|name| self.query(name).contains("enum-encoding=int"))
    }

    /// Whether it may change something. Some reads are POSTs.
    pub(crate) fn mutates(&self) -> bool {
        let verb = self.path.rsplit(['/', ':']).next().unwrap_or_default();
        self.method != Method::GET && !READS.contains(&verb)
    }
}

fn decode(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}
