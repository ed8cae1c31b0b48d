//! A provider over a list of services.

use std::collections::BTreeMap;

use async_trait::async_trait;
use gabakura_model::catalogue::Catalogue;
use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::{Created, ProviderError};
use gabakura_model::port::{CreateRequest, DeleteRequest, Permit, Provider, UpdateRequest};
use gabakura_model::rate_limit::RateLimit;
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::Scope;

use crate::kind::AnyKind;
use crate::service::{Service, catalogue};

/// Sessions in the accounts of a cloud.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// The cloud's SDK clients for one account.
    type Clients: Send + Sync + 'static;

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
    kinds: BTreeMap<Kind, ServiceKind<S::Clients>>,
    catalogue: Catalogue,
    sessions: S,
}

/// A kind and its service.
struct ServiceKind<C: Sync + 'static> {
    kind: &'static dyn AnyKind<C>,
    service: &'static Service<C>,
}

impl<S: Sessions> Adapter<S> {
    /// Prepares the adapter; no call is made yet.
    pub fn new(services: &[&'static Service<S::Clients>], sessions: S) -> Self {
        let of_service = |&service: &&'static Service<S::Clients>| {
            let kinds = service.kinds();
            kinds.map(move |kind| (kind.schema().kind, ServiceKind { kind, service }))
        };
        Self {
            kinds: services.iter().flat_map(of_service).collect(),
            catalogue: catalogue(services),
            sessions,
        }
    }

    fn kind(&self, kind: &Kind) -> Result<&ServiceKind<S::Clients>, ProviderError> {
        let unknown = || ProviderError::UnknownKind {
            kind: kind.to_string(),
        };
        self.kinds.get(kind).ok_or_else(unknown)
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

    fn change_limit(&self, kind: &Kind) -> Option<RateLimit> {
        self.kinds.get(kind)?.service.change_limit()
    }

    async fn list(
        &self,
        scope: &Scope,
        kind: &Kind,
    ) -> Result<Vec<ObservedResource>, ProviderError> {
        let ServiceKind { kind, service } = self.kind(kind)?;
        let clients = self.sessions.reading(scope).await?;
        kind.list(&clients).await.map_err(|e| service.classify(e))
    }

    async fn create(
        &self,
        scope: &Scope,
        request: &CreateRequest,
        permit: &Permit,
    ) -> Result<Created, ProviderError> {
        let ServiceKind { kind, service } = self.kind(&request.kind)?;
        let clients = self.sessions.changing(scope, permit).await?;
        let created = kind.create(&clients, request).await;
        created.map_err(|e| service.classify(e))
    }

    async fn finish(
        &self,
        scope: &Scope,
        request: &CreateRequest,
        created: &Created,
        permit: &Permit,
    ) -> Result<(), ProviderError> {
        let ServiceKind { kind, service } = self.kind(&request.kind)?;
        let clients = self.sessions.changing(scope, permit).await?;
        let finished = kind.finish(&clients, request, created).await;
        finished.map_err(|e| service.classify(e))
    }

    async fn update(
        &self,
        scope: &Scope,
        request: &UpdateRequest,
        permit: &Permit,
    ) -> Result<(), ProviderError> {
        let ServiceKind { kind, service } = self.kind(&request.kind)?;
        let clients = self.sessions.changing(scope, permit).await?;
        let updated = kind.update(&clients, request).await;
        updated.map_err(|e| service.classify(e))
    }

    async fn delete(
        &self,
        scope: &Scope,
        request: &DeleteRequest,
        permit: &Permit,
    ) -> Result<(), ProviderError> {
        let ServiceKind { kind, service } = self.kind(&request.kind)?;
        let clients = self.sessions.changing(scope, permit).await?;
        let deleted = kind.delete(&clients, request).await;
        deleted.map_err(|e| service.classify(e))
    }
}
