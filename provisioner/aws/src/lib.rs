//! The AWS adapter: the only home of AWS SDK types.
//!
//! [`Aws`] implements [`Provider`] over a list of kinds (`kinds.rs`). A kind is one file of the
//! shape in `kind.rs`; `clients.rs` and `transport.rs` make the calls, `fault.rs` reads errors.

mod accessanalyzer;
mod account;
mod clients;
mod cloudtrail;
mod cloudwatch;
mod config;
mod ec2;
mod events;
mod fault;
mod guardduty;
mod iam;
mod kind;
mod kinds;
mod kms;
mod listing;
mod logs;
mod policy_document;
mod s3;
mod s3control;
mod session;
mod sns;
mod spec;
mod tags;
mod transport;
mod web_identity;

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

/// AWS, behind its SDK.
pub struct Aws {
    kinds: BTreeMap<Kind, Box<dyn AnyKind>>,
    catalogue: Catalogue,
    sessions: Sessions,
}

impl Aws {
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
impl Provider for Aws {
    fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    fn settles_ms(&self) -> i64 {
        self.sessions.settles_ms()
    }

    async fn list(&self, scope: &Scope, kind: &Kind) -> Result<Vec<Found>, ProviderError> {
        let any = self.kind(kind)?;
        any.list(&self.sessions.reading(scope).await?).await
    }

    async fn create(&self, scope: &Scope, order: &CreateOrder) -> Result<Made, ProviderError> {
        let any = self.kind(&order.kind)?;
        any.create(&self.sessions.changing(scope).await?, order)
            .await
    }

    async fn finish(
        &self,
        scope: &Scope,
        order: &CreateOrder,
        made: &Made,
    ) -> Result<(), ProviderError> {
        let any = self.kind(&order.kind)?;
        any.finish(&self.sessions.changing(scope).await?, order, made)
            .await
    }

    async fn update(&self, scope: &Scope, order: &UpdateOrder) -> Result<(), ProviderError> {
        let any = self.kind(&order.kind)?;
        any.update(&self.sessions.changing(scope).await?, order)
            .await
    }

    async fn delete(&self, scope: &Scope, order: &DeleteOrder) -> Result<(), ProviderError> {
        let any = self.kind(&order.kind)?;
        any.delete(&self.sessions.changing(scope).await?, order)
            .await
    }
}
