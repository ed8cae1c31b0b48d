//! A service and a request to it, as plain data, and how its protocol writes and reads them.

use aws_smithy_http::{label, query as uri_query};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::ErrorMetadata;
use gabakura_model::Value;
use serde::de::DeserializeOwned;

use super::json;
use super::names::Names;
use super::query;
use super::reply;

/// What there is to know of a service to call it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Service {
    /// Its name among AWS's SDKs: `Budgets`.
    pub id: &'static str,
    /// What its hosts begin with.
    pub host: &'static str,
    /// What a signature for it names.
    pub signing_name: &'static str,
    /// Whether it has one place for the whole world, which is in `us-east-1`.
    pub is_global: bool,
    /// How requests and replies are written.
    pub protocol: Protocol,
    /// What the next page is asked for by, and where a reply tells it.
    pub page_token: (&'static str, &'static str),
}

/// How requests and replies are written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Protocol {
    /// AWS JSON: one path for everything, the operation in a header behind `target`.
    Json {
        version: &'static str,
        target: &'static str,
    },
    /// REST-JSON: a method and a path for each operation.
    RestJson,
    /// AWS Query: one path for everything, the operation in a form; replies of XML.
    Query { version: &'static str },
}

impl Protocol {
    /// Reads what a refusal says.
    pub(super) fn error(self, reply: &HttpResponse) -> ErrorMetadata {
        match self {
            Self::Json { .. } | Self::RestJson => json::error(reply),
            Self::Query { .. } => query::error(reply),
        }
    }

    /// Reads what a success says.
    pub(super) fn read<T: DeserializeOwned>(
        self,
        operation: &str,
        body: &[u8],
    ) -> Result<T, String> {
        match self {
            Self::Json { .. } | Self::RestJson => json::read(body),
            Self::Query { .. } => self.typed(query::read(operation, body)?),
        }
        .map_err(|error| error.to_string())
    }

    /// Reads a part of a reply.
    pub(super) fn typed<T: DeserializeOwned>(self, part: Value) -> serde_json::Result<T> {
        match self {
            Self::Json { .. } | Self::RestJson => serde_json::from_value(part),
            Self::Query { .. } => reply::read(&Names::AS_IS, part),
        }
    }
}

impl Service {
    /// A service that speaks AWS JSON.
    pub const fn json(
        id: &'static str,
        host: &'static str,
        version: &'static str,
        target: &'static str,
    ) -> Self {
        Self {
            protocol: Protocol::Json { version, target },
            page_token: ("NextToken", "NextToken"),
            ..Self::rest(id, host)
        }
    }

    /// A service that speaks AWS Query.
    pub const fn query(id: &'static str, host: &'static str, version: &'static str) -> Self {
        Self {
            protocol: Protocol::Query { version },
            page_token: ("Marker", "Marker"),
            ..Self::rest(id, host)
        }
    }

    /// A service that speaks REST-JSON.
    pub const fn rest(id: &'static str, host: &'static str) -> Self {
        Self {
            id,
            host,
            signing_name: host,
            is_global: false,
            protocol: Protocol::RestJson,
            page_token: ("nextToken", "NextToken"),
        }
    }

    /// What rate limits and messages call it.
    pub(super) fn name(&self) -> String {
        self.id.to_ascii_lowercase().replace(' ', "")
    }
}

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(super) operation: &'static str,
    method: &'static str,
    path: String,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
}

impl Call {
    /// A request of AWS JSON.
    pub fn json(operation: &'static str, body: Value) -> Self {
        Self::rest(operation, "POST", &[""]).body(body)
    }

    /// A request of AWS Query; what a list calls its items stands in the body
    /// (`{"SubnetIds": {"SubnetIdentifier": […]}}`).
    pub fn form(operation: &'static str, body: Value) -> Self {
        Self::json(operation, body)
    }

    /// A request of REST-JSON; `path` in its parts, each of which may be any text.
    pub fn rest(operation: &'static str, method: &'static str, path: &[&str]) -> Self {
        let encoded = |part: &&str| label::fmt_string(part, label::EncodingStrategy::Default);
        let path: Vec<_> = path.iter().map(encoded).collect();
        Self {
            operation,
            method,
            path: format!("/{}", path.join("/")),
            query: Vec::new(),
            body: None,
        }
    }

    /// Adds to its query.
    pub fn query(mut self, name: &'static str, value: &str) -> Self {
        self.query.push((name, value.to_owned()));
        self
    }

    /// Sets its body, an object.
    pub fn body(self, body: Value) -> Self {
        Self {
            body: Some(body),
            ..self
        }
    }

    /// Asks for one page: in the body where there is one, else in the query.
    pub(super) fn page(mut self, name: &'static str, token: Option<&str>) -> Self {
        match (token, &mut self.body) {
            (None, _) => self,
            (Some(token), Some(body)) => {
                body[name] = token.into();
                self
            }
            (Some(token), None) => self.query(name, token),
        }
    }

    /// The request as it is sent, unsigned and without a host.
    pub(super) fn request(self, protocol: Protocol) -> Result<HttpRequest, BoxError> {
        let mut uri = self.path;
        let mut writer = uri_query::Writer::new(&mut uri);
        for (name, value) in &self.query {
            writer.push_kv(name, &uri_query::fmt_string(value));
        }
        let body = self.body.map(|body| match protocol {
            Protocol::Json { .. } | Protocol::RestJson => body.to_string(),
            Protocol::Query { version } => query::form(self.operation, version, &body),
        });
        let has_body = body.is_some();
        let mut request = HttpRequest::new(body.map_or_else(SdkBody::empty, SdkBody::from));
        request.set_method(self.method)?;
        request.set_uri(uri)?;
        let headers = request.headers_mut();
        match protocol {
            Protocol::Json { version, target } => {
                headers.insert("content-type", format!("application/x-amz-json-{version}"));
                headers.insert("x-amz-target", format!("{target}.{}", self.operation));
            }
            Protocol::Query { .. } => {
                headers.insert("content-type", "application/x-www-form-urlencoded");
            }
            Protocol::RestJson if has_body => {
                headers.insert("content-type", "application/json");
            }
            Protocol::RestJson => {}
        }
        Ok(request)
    }
}
