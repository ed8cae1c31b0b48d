//! Calls to services without an official Rust client, over the HTTP client of Google's own crates.
//!
//! Credentials, headers, rate limits, retries and errors are those of `call.rs` (decision 0021).
//! Bodies are the JSON of the REST reference.

use gabakura_adapter::spec::plain;
use gabakura_model::Value;
use google_cloud_gax::error::Error as SdkError;
use google_cloud_gax::options::RequestOptions;
use google_cloud_gax_internal::http::ReqwestClient;
use google_cloud_gax_internal::http::reqwest::Method;
use google_cloud_longrunning::model::Operation;
use google_cloud_wkt::FieldMask;
use serde::de::DeserializeOwned;

use crate::call::Name;
use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::operation;

/// One HTTP request; its host is that of the call's service.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    method: Method,
    path: String,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
}

impl Request {
    pub fn get(path: impl Into<String>) -> Self {
        Self::of(Method::GET, path, None)
    }

    pub fn post(path: impl Into<String>, body: Value) -> Self {
        Self::of(Method::POST, path, Some(body))
    }

    /// Changes the fields in the mask.
    pub fn patch(path: impl Into<String>, mask: &FieldMask, body: Value) -> Self {
        let paths = plain(mask).as_str().unwrap_or_default().to_owned();
        Self::of(Method::PATCH, path, Some(body)).with("updateMask", paths)
    }

    pub fn delete(path: impl Into<String>) -> Self {
        Self::of(Method::DELETE, path, None)
    }

    /// Adds a query parameter, unless it is empty.
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
    ) -> Result<T, SdkError> {
        let request = client.builder(self.method, self.path).query(&self.query);
        let reply = client.execute(request, self.body, RequestOptions::default());
        Ok(reply.await?.into_body())
    }
}

impl Clients {
    /// Reads; a POST that changes nothing is a read as well.
    pub async fn read_http(&self, name: Name, request: Request) -> Result<Value> {
        let client = self.http(name.0).await?;
        self.read(name, || request.clone().send(client.clone()))
            .await
    }

    /// Reads a list to its last page; `items` is the field of a page that holds it.
    pub async fn list_http(
        &self,
        name: Name,
        request: Request,
        items: &'static str,
    ) -> Result<Vec<Value>> {
        let client = self.http(name.0).await?;
        let send = |token: Option<String>| {
            let request = request.clone();
            let request = request.with("pageToken", token.unwrap_or_default());
            request.send::<Value>(client.clone())
        };
        let open = |mut page: Value| {
            let next = page["nextPageToken"].as_str().map(str::to_owned);
            match page[items].take() {
                Value::Array(items) => Ok((items, next)),
                Value::Null => Ok((Vec::new(), next)),
                _ => Err(Error::malformed(name.0, name.1, "its list is not an array")),
            }
        };
        self.pages(name, send, open).await
    }

    /// Changes something.
    pub async fn change_http(&self, name: Name, request: Request) -> Result<Value> {
        let client = self.http(name.0).await?;
        self.change(name, request.send(client)).await
    }

    /// Starts a long-running operation and waits until it is done. `version` is the API version
    /// under which the service has its operations: `v1`.
    pub async fn change_http_and_wait(
        &self,
        name: Name,
        version: &str,
        request: Request,
    ) -> Result<()> {
        let client = self.http(name.0).await?;
        let started: Operation = self.change(name, request.send(client.clone())).await?;
        let poll = |at: String| Request::get(format!("/{version}/{at}")).send(client.clone());
        operation::wait(self, name, started, poll).await
    }
}

/// The resource name in a reply.
///
/// # Errors
/// The reply has none.
pub(crate) fn name_in(reply: &Value, (service, operation): Name) -> Result<String> {
    let name = reply["name"].as_str().filter(|name| !name.is_empty());
    let missing = || Error::malformed(service, operation, "it has no name");
    name.map(str::to_owned).ok_or_else(missing)
}
