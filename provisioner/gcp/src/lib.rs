//! The Google Cloud adapter: the only home of Google's SDK types.
//!
//! [`Google`] implements [`Provider`] over a list of kinds (`kinds.rs`). A kind is one file of the
//! shape in `kind.rs`, mostly data: Google's models read and write the REST JSON, and a spec is
//! that JSON in `snake_case` (`rest.rs`). `call.rs` makes the calls, `fault.rs` reads errors,
//! `labels.rs` and `mark.rs` say how a thing tells whose it is.

mod call;
mod change;
mod clients;
mod compute;
mod dns;
mod essentialcontacts;
mod facts;
mod fault;
mod iam;
mod kind;
mod kinds;
mod kms;
mod labels;
mod listing;
mod logging;
mod mark;
mod monitoring;
mod order;
mod orgpolicy;
mod path;
mod project;
mod rest;
mod seen;
mod serviceusage;
mod session;
mod spec;
mod storage;
mod words;

use std::collections::BTreeMap;

use async_trait::async_trait;
use gabakura_model::catalogue::Catalogue;
use gabakura_model::observed::Found;
use gabakura_model::outcome::{Made, ProviderError};
use gabakura_model::port::{CreateOrder, DeleteOrder, Provider, UpdateOrder};
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::Scope;

use crate::kind::AnyKind;
use crate::session::Sessions;
pub use crate::session::{Access, Settings};

/// Google Cloud, behind its SDK.
pub struct Google {
    kinds: BTreeMap<Kind, Box<dyn AnyKind>>,
    catalogue: Catalogue,
    sessions: Sessions,
}

impl Google {
    /// Prepares the adapter; no call is made yet.
    pub fn new(settings: Settings) -> Self {
        let kinds: BTreeMap<_, _> = kinds::all()
            .into_iter()
            .map(|kind| (kind.schema().kind, kind))
            .collect();
        let catalogue = kinds.values().map(|kind| kind.schema()).collect();
        Self {
            kinds,
            catalogue,
            sessions: Sessions::new(settings),
        }
    }

    fn kind(&self, kind: &Kind) -> Result<&dyn AnyKind, ProviderError> {
        let unknown = || ProviderError::UnknownKind {
            kind: kind.to_string(),
        };
        self.kinds.get(kind).map(Box::as_ref).ok_or_else(unknown)
    }
}

/// The kinds this adapter knows, without an adapter: for editors, docs and checks.
pub fn catalogue() -> Catalogue {
    kinds::all().iter().map(|kind| kind.schema()).collect()
}

#[async_trait]
impl Provider for Google {
    fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    fn settles_ms(&self) -> i64 {
        self.sessions.settles_ms()
    }

    async fn list(&self, scope: &Scope, kind: &Kind) -> Result<Vec<Found>, ProviderError> {
        let any = self.kind(kind)?;
        any.list(&self.sessions.reading(scope)?).await
    }

    async fn create(&self, scope: &Scope, order: &CreateOrder) -> Result<Made, ProviderError> {
        let any = self.kind(&order.kind)?;
        any.create(&self.sessions.changing(scope)?, order).await
    }

    async fn finish(
        &self,
        scope: &Scope,
        order: &CreateOrder,
        made: &Made,
    ) -> Result<(), ProviderError> {
        let any = self.kind(&order.kind)?;
        any.finish(&self.sessions.changing(scope)?, order, made)
            .await
    }

    async fn update(&self, scope: &Scope, order: &UpdateOrder) -> Result<(), ProviderError> {
        let any = self.kind(&order.kind)?;
        any.update(&self.sessions.changing(scope)?, order).await
    }

    async fn delete(&self, scope: &Scope, order: &DeleteOrder) -> Result<(), ProviderError> {
        let any = self.kind(&order.kind)?;
        any.delete(&self.sessions.changing(scope)?, order).await
    }
}
