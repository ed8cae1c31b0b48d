//! The shape of a Google kind, and what is the same for all of them.
//!
//! A kind is its spec, its [`Facts`], and five short calls. Names, links, labels, marks, identity
//! and what changed are worked out here, from the facts.

use std::future::Future;

use async_trait::async_trait;
use gabakura_adapter::spec::{self, Spec};
use gabakura_adapter::{AnyKind, Managed};
use gabakura_model::catalogue::{KindSchema, SpecError};
use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::{Created, ProviderError};
use gabakura_model::port::{CreateRequest, DeleteRequest, UpdateRequest};
use gabakura_model::resource::Kind;

use crate::change::Change;
use crate::clients::Clients;
use crate::facts::Facts;
use crate::fault::{Fault, Result};
use crate::order::New;
use crate::rest::Fields;
use crate::seen::Seen;

/// One kind of Google resource. A file per kind implements this and nothing else.
pub(crate) trait GoogleKind: Send + Sync + 'static {
    /// Its settings: sets as `BTreeSet`, server defaults as serde defaults, `None` = not managed.
    type Spec: Spec;

    /// Its schema facts.
    const FACTS: Facts;

    /// Refuses what no field can tell alone: two settings that exclude each other.
    fn check(_spec: &Self::Spec) -> Result<(), SpecError> {
        Ok(())
    }

    /// Brings what Google shows to the shape of the spec, where names alone do not do it.
    fn settle(_seen: &mut Fields) {}

    /// Brings a spec to the shape that Google wants, where names alone do not do it.
    fn shape(_spec: &mut Fields) {}

    /// Reads all of the kind in the project, to the last page.
    fn list(google: &Clients) -> impl Future<Output = Result<Vec<Seen>>> + Send;

    /// Makes one, by one creating request.
    fn create(
        google: &Clients,
        new: &New<Self::Spec>,
    ) -> impl Future<Output = Result<Created>> + Send;

    /// Sets what the creating request could not carry. Repeatable.
    fn finish(
        _google: &Clients,
        _made: &Created,
        _new: &New<Self::Spec>,
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Changes what differs, in place. Repeatable.
    fn update(
        google: &Clients,
        change: &Change<Self::Spec>,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Deletes it. Gone already may be an error. Of what cannot be read there is no `spec`; a kind
    /// that cannot do without says so by [`known`].
    fn delete(
        google: &Clients,
        id: &str,
        spec: Option<&Self::Spec>,
    ) -> impl Future<Output = Result<()>> + Send;
}

/// The settings of what is deleted, for a kind that cannot do without.
///
/// # Errors
/// They cannot be read.
pub(crate) fn known<'s, S>(kind: &str, spec: Option<&'s S>) -> Result<&'s S> {
    let told = "Google shows it in words that this release does not know: delete it by hand";
    spec.ok_or_else(|| Fault::refused(kind, "read spec", "unreadable", told))
}

fn new_of<K: GoogleKind>(
    schema: &KindSchema,
    google: &Clients,
    order: &CreateRequest,
) -> Result<New<K::Spec>, ProviderError> {
    let spec = spec::requested(K::FACTS.kind, &order.spec)?;
    let id = schema.implied_id(&order.spec, google.project());
    let id = id.unwrap_or_default();
    Ok(New::of(K::FACTS, K::shape, spec, id, order)?)
}

#[async_trait]
impl<K: GoogleKind> AnyKind<Clients> for Managed<K> {
    fn schema(&self) -> KindSchema {
        let facts = K::FACTS;
        KindSchema {
            kind: Kind::new(facts.kind),
            summary: facts.summary,
            identity: facts.identity,
            immutable: facts.immutable,
            parent: facts.parent,
            outputs: facts.outputs,
            account_wide: facts.account_wide,
            observed_only: false,
            stands_in: &[],
            taggable: facts.is_labelled(),
            interchangeable: facts.interchangeable,
            protection: facts.protection,
            canonical: |declared| spec::canonical(declared, K::check),
            json_schema: spec::json_schema::<K::Spec>,
        }
    }

    async fn list(&self, google: &Clients) -> Result<Vec<ObservedResource>, ProviderError> {
        let schema = self.schema();
        let all = K::list(google).await?;
        let found = |seen: Seen| seen.found::<K::Spec>(&K::FACTS, K::settle, &schema, google);
        all.into_iter()
            .map(found)
            .collect::<Result<_>>()
            .map_err(Into::into)
    }

    async fn create(
        &self,
        google: &Clients,
        order: &CreateRequest,
    ) -> Result<Created, ProviderError> {
        let new = new_of::<K>(&self.schema(), google, order)?;
        Ok(K::create(google, &new).await?)
    }

    async fn finish(
        &self,
        google: &Clients,
        order: &CreateRequest,
        made: &Created,
    ) -> Result<(), ProviderError> {
        let new = new_of::<K>(&self.schema(), google, order)?;
        Ok(K::finish(google, made, &new).await?)
    }

    async fn update(&self, google: &Clients, order: &UpdateRequest) -> Result<(), ProviderError> {
        let after = spec::requested(K::FACTS.kind, &order.after)?;
        // Google may say what this release cannot read; what is declared replaces it.
        let before = spec::read(&order.before).ok();
        let change = Change::of(K::FACTS, K::shape, before, after, order);
        if !change.is_empty() {
            K::update(google, &change).await?;
        }
        Ok(())
    }

    async fn delete(&self, google: &Clients, order: &DeleteRequest) -> Result<(), ProviderError> {
        let spec = spec::read(&order.spec).ok();
        match K::delete(google, &order.id, spec.as_ref()).await {
            Err(fault) if fault.says_gone() => Ok(()),
            other => Ok(other?),
        }
    }
}
