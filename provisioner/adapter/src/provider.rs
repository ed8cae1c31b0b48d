//! A provider over a list of kinds.

use std::collections::BTreeMap;

use async_trait::async_trait;
use gabakura_model::catalogue::Catalogue;
use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::{Created, ProviderError};
use gabakura_model::port::{CreateRequest, DeleteRequest, Permit, Provider, UpdateRequest};
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::Scope;

use crate::kind::{AnyKind, Kinds};

/// Sessions in the accounts of a cloud.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// The cloud's SDK clients for one account.
    type Clients: Send + Sync;

    /// How long after a request left it may still take effect, in milliseconds.
    fn consistency_delay_ms(&self) -> i64;

    /// Clients that only read, with the role for planning where there is one.
    ///
    /// # Errors
    /// [`ProviderError::NoCredentials`] when there is no way in, or it leads somewhere else.
    async fn reading(&self, scope: &Scope) -> Result<Self::Clients, ProviderError>;

    /// Clients that change things under `permit`.
    ///
    /// # Errors
    /// As [`Self::reading`].
    async fn changing(
        &self,
        scope: &Scope,
        permit: &Permit,
    ) -> Result<Self::Clients, ProviderError>;
}

/// One cloud behind its SDK: each request goes to its kind, with clients for its account.
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
        let kind = self.kind(kind)?;
        kind.list(&self.sessions.reading(scope).await?).await
    }

    async fn create(
        &self,
        scope: &Scope,
        request: &CreateRequest,
        permit: &Permit,
    ) -> Result<Created, ProviderError> {
        let kind = self.kind(&request.kind)?;
        let clients = self.sessions.changing(scope, permit).await?;
        kind.create(&clients, request).await
    }

    async fn finish(
        &self,
        scope: &Scope,
        request: &CreateRequest,
        created: &Created,
        permit: &Permit,
    ) -> Result<(), ProviderError> {
        let kind = self.kind(&request.kind)?;
        let clients = self.sessions.changing(scope, permit).await?;
        kind.finish(&clients, request, created).await
    }

    async fn update(
        &self,
        scope: &Scope,
        request: &UpdateRequest,
        permit: &Permit,
    ) -> Result<(), ProviderError> {
        let kind = self.kind(&request.kind)?;
        let clients = self.sessions.changing(scope, permit).await?;
        kind.update(&clients, request).await
    }

    async fn delete(
        &self,
        scope: &Scope,
        request: &DeleteRequest,
        permit: &Permit,
    ) -> Result<(), ProviderError> {
        let kind = self.kind(&request.kind)?;
        let clients = self.sessions.changing(scope, permit).await?;
        kind.delete(&clients, request).await
    }
}
