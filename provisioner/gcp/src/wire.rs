//! Calls of services that Google has no Rust client for, by the HTTP client of those it has.
//!
//! Credentials, headers and errors are the same (decision 0021), and so are the turns, the
//! repetitions of reads and the faults of `call.rs`. Bodies are the JSON of the REST reference.

use gabakura_model::Value;
use google_cloud_gax::error::Error;
use google_cloud_gax::options::RequestOptions;
use google_cloud_gax_internal::http::ReqwestClient;
use google_cloud_gax_internal::http::reqwest::Method;
use google_cloud_longrunning::model::Operation;
use google_cloud_wkt::FieldMask;
use serde::de::DeserializeOwned;

use crate::call::Name;
use crate::clients::Clients;
use crate::fault::{Fault, Result};
use crate::operation;
use crate::seen::{plain, text};

/// One request. The service is that of the call's name.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    method: Method,
    path: String,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
}

impl Ask {
    pub fn get(path: impl Into<String>) -> Self {
        Self::of(Method::GET, path, None)
    }

    pub fn post(path: impl Into<String>, body: Value) -> Self {
        Self::of(Method::POST, path, Some(body))
    }

    /// Changes those fields that the mask names.
    pub fn patch(path: impl Into<String>, mask: &FieldMask, body: Value) -> Self {
        let paths = plain(mask).as_str().unwrap_or_default().to_owned();
        Self::of(Method::PATCH, path, Some(body)).with("updateMask", paths)
    }

    pub fn delete(path: impl Into<String>) -> Self {
        Self::of(Method::DELETE, path, None)
    }

    /// Adds a parameter, unless it is empty.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.query.push((name, value));
        }
        self
    }

    fn of(method: Method, path: impl Into<String>, body: Option<Value>) -> Self {
        Self {
            method,
            path: path.into(),
            query: Vec::new(),
            body,
        }
    }

    async fn send<T: DeserializeOwned + Default + 'static>(
        self,
        client: ReqwestClient,
    ) -> Result<T, Error> {
        let request = client.builder(self.method, self.path).query(&self.query);
        let reply = client.execute(request, self.body, RequestOptions::default());
        Ok(reply.await?.into_body())
    }
}

impl Clients {
    /// Reads; a POST that changes nothing is a read as well.
    pub async fn ask(&self, name: Name, ask: Ask) -> Result<Value> {
        let client = self.wire(name.0).await?;
        self.read(name, || ask.clone().send(client.clone())).await
    }

    /// Reads a list to its last page; `items` is the field of a page that holds it.
    pub async fn ask_all(&self, name: Name, ask: Ask, items: &'static str) -> Result<Vec<Value>> {
        let client = self.wire(name.0).await?;
        let send = |token: Option<String>| {
            let ask = ask.clone().with("pageToken", token.unwrap_or_default());
            ask.send::<Value>(client.clone())
        };
        let open = |mut page: Value| {
            let next = page["nextPageToken"].as_str().map(str::to_owned);
            match page[items].take() {
                Value::Array(items) => Ok((items, next)),
                Value::Null => Ok((Vec::new(), next)),
                _ => Err(Fault::malformed(name.0, name.1, "its list is no list")),
            }
        };
        self.pages(name, send, open).await
    }

    /// Changes something.
    pub async fn tell(&self, name: Name, ask: Ask) -> Result<Value> {
        let client = self.wire(name.0).await?;
        self.change(name, ask.send(client)).await
    }

    /// Changes something that takes time, and waits until it is over. `version` is where the
    /// service's operations are: `v1`.
    pub async fn tell_and_wait(&self, name: Name, version: &str, ask: Ask) -> Result<()> {
        let client = self.wire(name.0).await?;
        let started: Operation = self.change(name, ask.send(client.clone())).await?;
        let look = |at: String| Ask::get(format!("/{version}/{at}")).send(client.clone());
        operation::over(self, name, started, look).await
    }
}

/// The name in a reply.
///
/// # Errors
/// Without one, nothing can be told of it.
pub(crate) fn name_in(reply: &Value, (service, operation): Name) -> Result<String> {
    let name = reply.as_object().map_or("", |fields| text(fields, "name"));
    match name.is_empty() {
        true => Err(Fault::malformed(service, operation, "it has no name")),
        false => Ok(name.to_owned()),
    }
}
