//! A provider over a list of kinds.

use std::collections::BTreeMap;

use async_trait::async_trait;
use gabakura_model::catalogue::Catalogue;
use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::{Created, ProviderError};
use gabakura_model::port::{CreateRequest, DeleteRequest, Provider, UpdateRequest};
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::Scope;

use crate::kind::{AnyKind, Kinds};

/// Ways into the accounts of a cloud.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// The cloud's SDK clients for one account.
    type Clients: Send + Sync;

    /// How long a request may take effect unseen, in milliseconds.
    fn consistency_delay_ms(&self) -> i64;

    /// Clients that read, with the role for planning where there is one.
    ///
    /// # Errors
    /// [`ProviderError::NoCredentials`] when there is no way in, or it leads somewhere else.
    async fn reading(&self, scope: &Scope) -> Result<Self::Clients, ProviderError>;

    /// Clients that change things.
    ///
    /// # Errors
    /// As [`Self::reading`].
    async fn changing(&self, scope: &Scope) -> Result<Self::Clients, ProviderError>;
}

/// One cloud behind its SDK: each order goes to its kind, with clients for its place.
pub struct Adapter<S: Sessions> {
    kinds: BTreeMap<Kind, Box<dyn AnyKind<S::Clients>>>,
    catalogue: Catalogue,
    sessions: S,
}

impl<S: Sessions> Adapter<S> {
    /// Prepares the adapter; no call is made yet.
    pub fn new(kinds: Kinds<S::Clients>, sessions: S) -> Self {
        let named = kinds.into_iter().map(|kind| (kind.schema().kind, kind));
        let kinds: BTreeMap<_, _> = named.collect();
        let catalogue = kinds.values().map(|kind| kind.schema()).collect();
        Self {
            kinds,
            catalogue,
            sessions,
        }
    }

    fn kind(&self, kind: &Kind) -> Result<&dyn AnyKind<S::Clients>, ProviderError> {
        let unknown = || ProviderError::UnknownKind {
            kind: kind.to_string(),
        };
        self.kinds.get(kind).map(Box::as_ref).ok_or_else(unknown)
    }
}

#[async_trait]
impl<S: Sessions> Provider for Adapter<S> {
    fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    fn consistency_delay_ms(&self) -> i64 {
        self.sessions.consistency_delay_ms()
    }

    async fn list(
        &self,
        scope: &Scope,
        kind: &Kind,
    ) -> Result<Vec<ObservedResource>, ProviderError> {
        let any = self.kind(kind)?;
        any.list(&self.sessions.reading(scope).await?).await
    }

    async fn create(&self, scope: &Scope, order: &CreateRequest) -> Result<Created, ProviderError> {
        let any = self.kind(&order.kind)?;
        let clients = self.sessions.changing(scope).await?;
        any.create(&clients, order).await
    }

    async fn finish(
        &self,
        scope: &Scope,
        order: &CreateRequest,
        made: &Created,
    ) -> Result<(), ProviderError> {
        let any = self.kind(&order.kind)?;
        let clients = self.sessions.changing(scope).await?;
        any.finish(&clients, order, made).await
    }

    async fn update(&self, scope: &Scope, order: &UpdateRequest) -> Result<(), ProviderError> {
        let any = self.kind(&order.kind)?;
        let clients = self.sessions.changing(scope).await?;
        any.update(&clients, order).await
    }

    async fn delete(&self, scope: &Scope, order: &DeleteRequest) -> Result<(), ProviderError> {
        let any = self.kind(&order.kind)?;
        let clients = self.sessions.changing(scope).await?;
        any.delete(&clients, order).await
    }
}
