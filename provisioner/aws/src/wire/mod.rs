//! Services without an SDK crate of their own, called through the SDK's runtime.
//!
//! A kind says what its service is ([`Service`]) and makes each request ([`Call`]) of plain data;
//! signing, retries, endpoints and limits are those of every other call (`send.rs`). Why so:
//! `docs/decisions/0020-services-without-a-crate.md`.

mod json;
mod names;
mod query;
mod reply;
mod send;
mod tags;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeSet;

use aws_smithy_http::{label, query as uri_query};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::ErrorMetadata;
use gabakura_model::Value;
use serde::de::DeserializeOwned;
use serde_json::Map;

pub(crate) use self::names::Names;
pub(crate) use self::reply::items;
pub(crate) use self::tags::{tag_list, tags};
use crate::clients::Clients;
use crate::error::{Error, Result};

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
    fn error(self, reply: &HttpResponse) -> ErrorMetadata {
        match self {
            Self::Json { .. } | Self::RestJson => json::error(reply),
            Self::Query { .. } => query::error(reply),
        }
    }

    /// Reads what a success says.
    fn read<T: DeserializeOwned>(self, operation: &str, body: &[u8]) -> Result<T, String> {
        match self {
            Self::Json { .. } | Self::RestJson => json::read(body),
            Self::Query { .. } => self.typed(query::read(operation, body)?),
        }
        .map_err(|error| error.to_string())
    }

    /// Reads a part of a reply.
    fn typed<T: DeserializeOwned>(self, part: Value) -> serde_json::Result<T> {
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
    fn name(&self) -> String {
        self.id.to_ascii_lowercase().replace(' ', "")
    }

    /// Makes a call whose reply says nothing of use.
    pub async fn tell(&self, aws: &Clients, call: Call) -> Result<()> {
        send::send(aws, *self, call).await.map(|_| ())
    }

    /// Makes a call and reads its reply.
    pub async fn ask<T: DeserializeOwned>(&self, aws: &Clients, call: Call) -> Result<T> {
        let operation = call.operation;
        let body = send::send(aws, *self, call).await?;
        let reply = self.protocol.read(operation, &body);
        reply.map_err(|error| Error::unreadable(&self.name(), operation, &error))
    }

    /// Makes a call and reads one resource in its reply.
    pub async fn resource(&self, aws: &Clients, call: Call, member: &str) -> Result<Value> {
        let operation = call.operation;
        let mut reply: Map<String, Value> = self.ask(aws, call).await?;
        let found = reply.remove(member).filter(Value::is_object);
        found.ok_or_else(|| Error::missing(&self.name(), operation, member))
    }

    /// Reads `items` of every page as resources, which have members.
    pub async fn resources(
        &self,
        aws: &Clients,
        call: Call,
        items: &'static str,
    ) -> Result<Vec<Value>> {
        let all: Vec<Map<String, Value>> = self.list(aws, call, items).await?;
        Ok(all.into_iter().map(Value::Object).collect())
    }

    /// Reads `items` of every page as specs of their kind.
    pub async fn specs<S: DeserializeOwned>(
        &self,
        aws: &Clients,
        call: Call,
        items: &'static str,
        names: &Names,
    ) -> Result<Vec<S>> {
        let operation = call.operation;
        let all = self.resources(aws, call, items).await?;
        let specs = all.into_iter().map(|it| self.read(operation, names, it));
        specs.collect()
    }

    /// Reads the spec of one resource in a reply of `operation`.
    ///
    /// # Errors
    /// Also when the reply lacks what a spec may lack and the service always returns.
    pub fn read<S: DeserializeOwned>(
        &self,
        operation: &str,
        names: &Names,
        resource: Value,
    ) -> Result<S> {
        let is_missing = |field: &&&str| names.find(field, &resource).is_none();
        if let Some(missing) = names.always.iter().find(is_missing) {
            return Err(Error::missing(&self.name(), operation, missing));
        }
        let spec = reply::read(names, resource);
        spec.map_err(|error| Error::unreadable(&self.name(), operation, &error.to_string()))
    }

    /// Reads `items` of every page, to the last.
    ///
    /// # Errors
    /// Also when a page names one that was read as the next: the list would have no end. And when
    /// a reply of AWS Query has no such list, which is there even when it is empty; JSON may leave
    /// it out.
    pub async fn list<T: DeserializeOwned>(
        &self,
        aws: &Clients,
        call: Call,
        items: &'static str,
    ) -> Result<Vec<T>> {
        let (asked, told) = self.page_token;
        let unreadable = |problem: &str| Error::unreadable(&self.name(), call.operation, problem);
        let (mut found, mut token, mut read) = (Vec::new(), None, BTreeSet::new());
        loop {
            let page = call.clone().page(asked, token.as_deref());
            let mut reply: Value = self.ask(aws, page).await?;
            match reply.get_mut(items).filter(|list| !list.is_null()) {
                Some(list) => {
                    let list = self.protocol.typed::<Vec<T>>(list.take());
                    found.extend(list.map_err(|error| unreadable(&error.to_string()))?);
                }
                None if matches!(self.protocol, Protocol::Query { .. }) => {
                    return Err(unreadable(&format!("the reply has no {items}")));
                }
                None => {}
            }
            let next = reply.get(told).and_then(Value::as_str);
            let Some(next) = next.filter(|next| !next.is_empty()) else {
                return Ok(found);
            };
            if !read.insert(next.to_owned()) {
                return Err(unreadable("a page comes again"));
            }
            token = Some(next.to_owned());
        }
    }
}

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    operation: &'static str,
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
    fn page(mut self, name: &'static str, token: Option<&str>) -> Self {
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
    fn request(self, protocol: Protocol) -> Result<HttpRequest, BoxError> {
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
