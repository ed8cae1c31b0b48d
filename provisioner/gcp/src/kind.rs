//! The shape of a Google kind, and what is the same for all of them.
//!
//! A kind is its spec, its [`Facts`] and [`Form`], and five short calls. Names, links, labels, marks, identity
//! and what changed are worked out here, from the facts.

use std::future::Future;

use async_trait::async_trait;
use gabakura_adapter::spec::{self, Spec, plain};
use gabakura_adapter::{AnyKind, CallError, Managed};
use gabakura_model::Value;
use gabakura_model::catalogue::KindSchema;
pub(crate) use gabakura_model::catalogue::SpecError;
use gabakura_model::observed::ObservedResource;
pub(crate) use gabakura_model::outcome::Created;
use gabakura_model::outcome::ProviderError;
use gabakura_model::port::{CreateRequest, DeleteRequest, UpdateRequest};

pub(crate) use crate::change::Change;
pub(crate) use crate::clients::Clients;
pub(crate) use crate::creation::Creation;
pub(crate) use crate::error::{Error, Result};
pub(crate) use crate::facts::{Facts, Form, Ownership};
pub(crate) use crate::item::Item;
pub(crate) use crate::rest::Fields;

/// A service of Google Cloud.
pub(crate) type Service = gabakura_adapter::Service<Clients>;

/// The source of a rate limit where Google publishes none for all projects: it counts by project
/// and minute, reads and writes apart, and lets a project's owner change most figures. The burst is
/// a few seconds' worth.
pub(crate) const ESTIMATED: &str = "estimated: a fraction of the quota that a new project has";

/// One kind of Google resource. A file per kind implements this and nothing else.
pub(crate) trait GoogleKind: Send + Sync + 'static {
    /// Its settings: sets as `BTreeSet`, server defaults as serde defaults, `None` = not managed.
    type Spec: Spec;

    /// Its schema facts.
    const FACTS: Facts;

    /// How its resources are written in Google's REST JSON.
    const FORM: Form = Form::PLAIN;

    /// Refuses what no field shows alone: two settings that exclude each other.
    fn check(_spec: &Self::Spec) -> Result<(), SpecError> {
        Ok(())
    }

    /// Brings what Google returns to the shape of the spec, where renaming fields is not enough.
    fn normalize(_observed: &mut Fields) {}

    /// Brings a spec to the shape of Google's request, where renaming fields is not enough.
    fn to_request(_spec: &mut Fields) {}

    /// Lists all of the kind in the project, to the last page.
    fn list(google: &Clients) -> impl Future<Output = Result<Vec<Item>>> + Send;

    /// Creates one, by one creating request.
    fn create(
        google: &Clients,
        new: &Creation<Self::Spec>,
    ) -> impl Future<Output = Result<Created>> + Send;

    /// Sets what the creating request could not carry. Repeatable.
    fn finish(
        _google: &Clients,
        _created: &Created,
        _new: &Creation<Self::Spec>,
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Changes what differs, in place. Repeatable.
    fn update(
        google: &Clients,
        change: &Change<Self::Spec>,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Deletes it. "Not found" may be an error. There is no `spec` where it cannot be read; a kind
    /// that needs one calls [`required`].
    fn delete(
        google: &Clients,
        id: &str,
        spec: Option<&Self::Spec>,
    ) -> impl Future<Output = Result<()>> + Send;
}

/// The settings of a resource to delete, for a kind that needs them.
///
/// # Errors
/// They cannot be read.
pub(crate) fn required<'s, S>(kind: &str, spec: Option<&'s S>) -> Result<&'s S> {
    let message = "its settings have values that this release does not know: delete it by hand";
    spec.ok_or_else(|| Error::refused(kind, "read spec", "unreadable", message))
}

/// The refusal of a change in place.
pub(crate) fn unchangeable<T>(service: &str, operation: &str, message: &str) -> Result<T> {
    Err(Error::refused(
        service,
        operation,
        "unsupported-change",
        message,
    ))
}

fn creation_of<K: GoogleKind>(
    schema: &KindSchema,
    google: &Clients,
    request: &CreateRequest,
) -> Result<Creation<K::Spec>, ProviderError> {
    let spec = spec::requested(K::FACTS.kind, &request.spec)?;
    let id = schema.implied_id(&request.spec, google.project());
    let id = id.unwrap_or_default();
    Ok(Creation::of(
        K::FACTS,
        K::FORM,
        K::to_request,
        spec,
        id,
        request,
    )?)
}

/// A spec in the canonical form of its type. Values that this release does not know stay as they
/// are: one of them must not hide a whole project, and where the resource is ours, the difference
/// shows.
fn canonical<S: Spec>(observed: Value) -> Value {
    let typed = spec::read_among::<S>(&observed);
    typed.map_or(observed, |typed| plain(&typed))
}

#[async_trait]
impl<K: GoogleKind> AnyKind<Clients> for Managed<K> {
    fn schema(&self) -> KindSchema {
        K::FACTS.schema::<K::Spec>(|declared| spec::canonical(declared, K::check))
    }

    async fn list(&self, google: &Clients) -> Result<Vec<ObservedResource>, ProviderError> {
        let schema = self.schema();
        let items = K::list(google).await?.into_iter();
        let observed = |item: Item| {
            let canonical = canonical::<K::Spec>;
            item.into_observed(
                &K::FACTS,
                &K::FORM,
                K::normalize,
                canonical,
                &schema,
                google,
            )
        };
        Ok(items.map(observed).collect::<Result<_>>()?)
    }

    async fn create(
        &self,
        google: &Clients,
        request: &CreateRequest,
    ) -> Result<Created, ProviderError> {
        let new = creation_of::<K>(&self.schema(), google, request)?;
        Ok(K::create(google, &new).await?)
    }

    async fn finish(
        &self,
        google: &Clients,
        request: &CreateRequest,
        created: &Created,
    ) -> Result<(), ProviderError> {
        let new = creation_of::<K>(&self.schema(), google, request)?;
        Ok(K::finish(google, created, &new).await?)
    }

    async fn update(&self, google: &Clients, request: &UpdateRequest) -> Result<(), ProviderError> {
        let after = spec::requested(K::FACTS.kind, &request.after)?;
        // Values that this release does not know are replaced by what is declared.
        let before = spec::read(&request.before).ok();
        let change = Change::of(K::FACTS, K::FORM, K::to_request, before, after, request);
        if !change.is_empty() {
            K::update(google, &change).await?;
        }
        Ok(())
    }

    async fn delete(&self, google: &Clients, request: &DeleteRequest) -> Result<(), ProviderError> {
        let spec = spec::read(&request.spec).ok();
        match K::delete(google, &request.id, spec.as_ref()).await {
            Err(error) if error.is_gone() => Ok(()),
            other => Ok(other?),
        }
    }
}
