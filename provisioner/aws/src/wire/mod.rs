//! Services without an SDK crate of their own, called through the SDK's runtime.
//!
//! A kind says what its service is ([`Service`]) and makes each request ([`Call`]) of plain data;
//! signing, retries, endpoints and limits are those of every other call (`send.rs`); see
//! `docs/decisions/0020-services-without-a-crate.md`.

mod call;
mod json;
mod list;
mod names;
mod query;
mod reply;
mod send;
mod tags;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeSet;

use gabakura_model::Value;
use serde::de::DeserializeOwned;
use serde_json::Map;

pub(crate) use self::call::{Call, Protocol, Service};
pub(crate) use self::list::items;
pub(crate) use self::names::Names;
pub(crate) use self::tags::{tag_list, tags};
use crate::clients::Clients;
use crate::error::{Error, Result};

impl Service {
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
        let (request_token, reply_token) = self.page_token;
        let unreadable = |problem: &str| Error::unreadable(&self.name(), call.operation, problem);
        let (mut found, mut token, mut read) = (Vec::new(), None, BTreeSet::new());
        loop {
            let page = call.clone().page(request_token, token.as_deref());
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
            let next = reply.get(reply_token).and_then(Value::as_str);
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
