//! A kind without its types, as an adapter keeps it.

use std::marker::PhantomData;

use async_trait::async_trait;
use gabakura_model::catalogue::KindSchema;
use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::{Created, ProviderError};
use gabakura_model::port::{CreateRequest, DeleteRequest, UpdateRequest};

/// One kind of a cloud whose clients are `C`.
///
/// What each call promises: [`gabakura_model::port::Provider`]. `list` gets clients that may repeat
/// a request, the others get clients that never do.
#[async_trait]
pub trait AnyKind<C: Sync>: Send + Sync {
    /// Its schema facts.
    fn schema(&self) -> KindSchema;

    /// Lists all of the kind, to the last page.
    async fn list(&self, clients: &C) -> Result<Vec<ObservedResource>, ProviderError>;

    /// Makes one, by exactly one creating request.
    async fn create(&self, clients: &C, request: &CreateRequest) -> Result<Created, ProviderError>;

    /// Sets what the creating request could not carry.
    async fn finish(
        &self,
        clients: &C,
        request: &CreateRequest,
        created: &Created,
    ) -> Result<(), ProviderError>;

    /// Changes one in place.
    async fn update(&self, clients: &C, request: &UpdateRequest) -> Result<(), ProviderError>;

    /// Deletes one.
    async fn delete(&self, clients: &C, request: &DeleteRequest) -> Result<(), ProviderError>;
}

/// What a creating request made, as far as it is known by its id.
pub fn created(id: impl Into<String>) -> Created {
    Created {
        id: id.into(),
        ..Created::default()
    }
}

/// A typed kind `K` that can be declared, without its types. Each adapter implements [`AnyKind`] of
/// it for its own trait of kinds.
pub struct Managed<K>(PhantomData<fn() -> K>);

/// A kind as its service lists it: `managed::<Vpc>()`.
pub const fn managed<K: 'static>() -> &'static Managed<K> {
    &Managed(PhantomData)
}
