//! Kinds that are only observed: others manage such resources, and checks judge them.

use std::future::Future;
use std::marker::PhantomData;

use async_trait::async_trait;
use gabakura_adapter::{AnyKind, spec};
use gabakura_model::catalogue::KindSchema;
use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::{Created, ProviderError};
use gabakura_model::port::{CreateRequest, DeleteRequest, UpdateRequest};

use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::kind::{Facts, Item, found};

/// A kind that nobody declares. A file per kind implements this and nothing else.
pub(crate) trait ObservedKind: Send + Sync + 'static {
    /// What AWS reports of it, canonical as a spec is.
    type Spec: spec::Spec;

    /// Its schema facts.
    const FACTS: Facts;
    /// Kinds that contain it, directly or not.
    const STANDS_IN: &'static [&'static str] = &[];

    /// Reads all of the kind in the account and region, to the last page.
    fn list(aws: &Clients) -> impl Future<Output = Result<Vec<Item<Self::Spec>>>> + Send;
}

/// A typed kind that cannot be declared, without its types.
pub(crate) struct Observed<K>(PhantomData<fn() -> K>);

/// A kind as its service lists it: `observed::<Instance>()`.
pub(crate) const fn observed<K: 'static>() -> &'static Observed<K> {
    &Observed(PhantomData)
}

impl<K: ObservedKind> Observed<K> {
    /// No plan asks for it, since nothing declares it and deletions leave it alone.
    fn refused(operation: &str) -> ProviderError {
        let message = "it is only observed; whoever created it changes it";
        Error::refused(K::FACTS.kind, operation, "observed-only", message).into()
    }
}

#[async_trait]
impl<K: ObservedKind> AnyKind<Clients> for Observed<K> {
    fn schema(&self) -> KindSchema {
        KindSchema {
            observed_only: true,
            stands_in: K::STANDS_IN,
            ..K::FACTS.schema::<K::Spec>(|observed| spec::canonical(observed, |_: &K::Spec| Ok(())))
        }
    }

    async fn list(&self, aws: &Clients) -> Result<Vec<ObservedResource>, ProviderError> {
        Ok(found(K::FACTS.kind, K::list(aws).await?))
    }

    async fn create(&self, _: &Clients, _: &CreateRequest) -> Result<Created, ProviderError> {
        Err(Self::refused("create"))
    }

    async fn finish(
        &self,
        _: &Clients,
        _: &CreateRequest,
        _: &Created,
    ) -> Result<(), ProviderError> {
        Err(Self::refused("finish"))
    }

    async fn update(&self, _: &Clients, _: &UpdateRequest) -> Result<(), ProviderError> {
        Err(Self::refused("update"))
    }

    async fn delete(&self, _: &Clients, _: &DeleteRequest) -> Result<(), ProviderError> {
        Err(Self::refused("delete"))
    }
}
