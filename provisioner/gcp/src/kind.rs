//! The shape of a Google kind, and what is the same for all of them.
//!
//! A kind is its spec, its [`Facts`], and five short calls. Names, links, labels, marks, identity
//! and what changed are worked out here, from the facts.

use std::future::Future;
use std::marker::PhantomData;

use async_trait::async_trait;
use gabakura_model::Value;
use gabakura_model::catalogue::{KindSchema, SpecFault};
use gabakura_model::observed::Found;
use gabakura_model::outcome::{Made, ProviderError};
use gabakura_model::port::{CreateOrder, DeleteOrder, UpdateOrder};
use gabakura_model::resource::Kind;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::change::Change;
use crate::clients::Clients;
use crate::facts::Facts;
use crate::fault::{Fault, Result};
use crate::order::New;
use crate::rest::Fields;
use crate::seen::{self, Seen};

/// One kind of Google resource. A file per kind implements this and nothing else.
pub(crate) trait GoogleKind: Send + Sync + 'static {
    /// Its settings: sets as `BTreeSet`, server defaults as serde defaults, `None` = not managed.
    type Spec: Serialize + DeserializeOwned + JsonSchema + Send + Sync;

    /// Its schema facts.
    const FACTS: Facts;

    /// Refuses what no field can tell alone: two settings that exclude each other.
    fn check(_spec: &Self::Spec) -> Result<(), SpecFault> {
        Ok(())
    }

    /// Brings what Google shows to the shape of the spec, where names alone do not do it.
    fn settle(_seen: &mut Fields) {}

    /// Brings a spec to the shape that Google wants, where names alone do not do it.
    fn shape(_spec: &mut Fields) {}

    /// Reads all of the kind in the project, to the last page.
    fn list(google: &Clients) -> impl Future<Output = Result<Vec<Seen>>> + Send;

    /// Makes one, by one creating request.
    fn create(google: &Clients, new: &New<Self::Spec>)
    -> impl Future<Output = Result<Made>> + Send;

    /// Sets what the creating request could not carry. Repeatable.
    fn finish(
        _google: &Clients,
        _made: &Made,
        _new: &New<Self::Spec>,
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Changes what differs, in place. Repeatable.
    fn update(
        google: &Clients,
        change: &Change<Self::Spec>,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Deletes it. Gone already may be an error.
    fn delete(
        google: &Clients,
        id: &str,
        spec: &Self::Spec,
    ) -> impl Future<Output = Result<()>> + Send;
}

/// A kind without its types, as the provider keeps it.
#[async_trait]
pub(crate) trait AnyKind: Send + Sync {
    fn schema(&self) -> KindSchema;
    async fn list(&self, google: &Clients) -> Result<Vec<Found>, ProviderError>;
    async fn create(&self, google: &Clients, order: &CreateOrder) -> Result<Made, ProviderError>;
    async fn finish(
        &self,
        google: &Clients,
        order: &CreateOrder,
        made: &Made,
    ) -> Result<(), ProviderError>;
    async fn update(&self, google: &Clients, order: &UpdateOrder) -> Result<(), ProviderError>;
    async fn delete(&self, google: &Clients, order: &DeleteOrder) -> Result<(), ProviderError>;
}

/// Registers a kind: `Erased::<Network>::boxed()`.
pub(crate) struct Erased<K>(PhantomData<K>);

impl<K: GoogleKind> Erased<K> {
    pub fn boxed() -> Box<dyn AnyKind> {
        Box::new(Self(PhantomData))
    }

    fn new_of(&self, google: &Clients, order: &CreateOrder) -> Result<New<K::Spec>> {
        let spec = typed::<K>(&order.spec)?;
        let id = self.schema().implied_id(&order.spec, google.project());
        New::of(K::FACTS, K::shape, spec, id.unwrap_or_default(), order)
    }
}

/// Reads a spec, of which unknown fields are faults; faults name the field.
fn read_spec<S: DeserializeOwned>(spec: &Value) -> Result<S, SpecFault> {
    let mut unknown = None;
    let mut note = |path: serde_ignored::Path<'_>| {
        unknown.get_or_insert_with(|| path.to_string());
    };
    let from = serde_ignored::Deserializer::new(spec, &mut note);
    let read = serde_path_to_error::deserialize(from).map_err(|error| SpecFault {
        path: error.path().to_string(),
        problem: error.inner().to_string(),
    })?;
    match unknown {
        Some(path) => Err(SpecFault {
            path,
            problem: "there is no such field".to_owned(),
        }),
        None => Ok(read),
    }
}

fn canonical<K: GoogleKind>(spec: &Value) -> Result<Value, SpecFault> {
    let typed = read_spec::<K::Spec>(spec)?;
    K::check(&typed)?;
    Ok(seen::plain(&typed))
}

fn json_schema<S: JsonSchema>() -> Value {
    schemars::schema_for!(S).to_value()
}

/// Orders come from our own plans, whose specs are canonical; anything else is refused unsent.
fn typed<K: GoogleKind>(spec: &Value) -> Result<K::Spec> {
    read_spec(spec).map_err(|fault| {
        let told = fault.to_string();
        Fault::refused(K::FACTS.kind, "read spec", "invalid-spec", &told)
    })
}

#[async_trait]
impl<K: GoogleKind> AnyKind for Erased<K> {
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
            taggable: facts.is_labelled(),
            interchangeable: facts.interchangeable,
            protection: facts.protection,
            canonical: canonical::<K>,
            json_schema: json_schema::<K::Spec>,
        }
    }

    async fn list(&self, google: &Clients) -> Result<Vec<Found>, ProviderError> {
        let schema = self.schema();
        let all = K::list(google).await?;
        let found = |seen: Seen| seen.found::<K::Spec>(&K::FACTS, K::settle, &schema, google);
        all.into_iter()
            .map(found)
            .collect::<Result<_>>()
            .map_err(Into::into)
    }

    async fn create(&self, google: &Clients, order: &CreateOrder) -> Result<Made, ProviderError> {
        Ok(K::create(google, &self.new_of(google, order)?).await?)
    }

    async fn finish(
        &self,
        google: &Clients,
        order: &CreateOrder,
        made: &Made,
    ) -> Result<(), ProviderError> {
        Ok(K::finish(google, made, &self.new_of(google, order)?).await?)
    }

    async fn update(&self, google: &Clients, order: &UpdateOrder) -> Result<(), ProviderError> {
        let (before, after) = (typed::<K>(&order.before)?, typed::<K>(&order.after)?);
        let change = Change::of(K::FACTS, K::shape, before, after, order);
        if !change.is_empty() {
            K::update(google, &change).await?;
        }
        Ok(())
    }

    async fn delete(&self, google: &Clients, order: &DeleteOrder) -> Result<(), ProviderError> {
        let spec = typed::<K>(&order.spec)?;
        match K::delete(google, &order.id, &spec).await {
            Err(fault) if fault.says_gone() => Ok(()),
            other => Ok(other?),
        }
    }
}
