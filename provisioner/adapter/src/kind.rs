//! A kind without its types, as an adapter keeps it.

use std::marker::PhantomData;

use async_trait::async_trait;
use gabakura_model::catalogue::KindSchema;
use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::{Created, ProviderError};
use gabakura_model::port::{CreateRequest, DeleteRequest, UpdateRequest};

/// One kind of a cloud whose clients are `C`.
///
/// What each call promises is said at [`gabakura_model::port::Provider`]; `list` gets clients that
/// may repeat a request, the others get clients that never do.
#[async_trait]
pub trait AnyKind<C: Sync>: Send + Sync {
    /// Its schema facts.
    fn schema(&self) -> KindSchema;

    /// Lists all of the kind, to the last page.
    async fn list(&self, clients: &C) -> Result<Vec<ObservedResource>, ProviderError>;

    /// Makes one, by exactly one creating request.
    async fn create(&self, clients: &C, order: &CreateRequest) -> Result<Created, ProviderError>;

    /// Sets what the creating request could not carry.
    async fn finish(
        &self,
        clients: &C,
        order: &CreateRequest,
        made: &Created,
    ) -> Result<(), ProviderError>;

    /// Changes one in place.
    async fn update(&self, clients: &C, order: &UpdateRequest) -> Result<(), ProviderError>;

    /// Deletes one.
    async fn delete(&self, clients: &C, order: &DeleteRequest) -> Result<(), ProviderError>;
}

/// The kinds of an adapter.
pub type Kinds<C> = Vec<Box<dyn AnyKind<C>>>;

/// A typed kind `K`, its types forgotten: `Erased::<Vpc>::boxed()`. Each adapter says for its own
/// trait of kinds what that means.
pub struct Erased<K>(PhantomData<K>);

impl<K> Erased<K> {
    /// Registers the kind.
    pub fn boxed<C: Sync>() -> Box<dyn AnyKind<C>>
    where
        Self: AnyKind<C> + 'static,
    {
        Box::new(Self(PhantomData))
    }
}
