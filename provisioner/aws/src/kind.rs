//! The shape of an AWS kind, and what is the same for all of them.

use std::collections::BTreeMap;
use std::future::Future;

use async_trait::async_trait;
use gabakura_adapter::spec::{self, Spec};
use gabakura_adapter::{AnyKind, CallError, Managed, created};
use gabakura_model::catalogue::{KindSchema, SpecError};
use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::{Created, ProviderError};
use gabakura_model::port::{CreateRequest, DeleteRequest, UpdateRequest};
use gabakura_model::resource::{Kind, Tags};

use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::tags::{self, Ownership};

/// A service of AWS.
pub(crate) type Service = gabakura_adapter::Service<Clients>;

/// Schema facts of a kind.
pub(crate) type Facts = gabakura_adapter::Facts<Ownership>;

/// The source of a rate limit of a service whose quotas AWS does not publish: an estimate below
/// what the service's clients usually get.
pub(crate) const UNPUBLISHED: &str = "estimated: AWS publishes no request rate";

/// One resource as AWS describes it, typed.
#[derive(Debug)]
pub(crate) struct Item<S> {
    id: String,
    spec: S,
    tags: Tags,
    outputs: BTreeMap<String, String>,
    platform: bool,
}

impl<S> Item<S> {
    pub fn new(id: impl Into<String>, spec: S) -> Self {
        let (tags, outputs) = (Tags::new(), BTreeMap::new());
        Self {
            id: id.into(),
            spec,
            tags,
            outputs,
            platform: false,
        }
    }

    /// Adds its tags, AWS's own (`aws:…`) included; they show what belongs to the platform.
    pub fn tags(mut self, tags: Tags) -> Self {
        self.tags = tags;
        self
    }

    /// Adds one output.
    pub fn output(mut self, field: &str, value: impl Into<String>) -> Self {
        self.outputs.insert(field.to_owned(), value.into());
        self
    }

    /// Marks it as the platform's (AWS-managed, Control Tower).
    pub fn platform(mut self, platform: bool) -> Self {
        self.platform |= platform;
        self
    }
}

/// What to make: the typed spec, and what every creation carries.
#[derive(Debug)]
pub(crate) struct New<S> {
    /// Its settings.
    pub spec: S,
    /// Its tags, ownership and intent included.
    pub tags: Tags,
    /// Idempotency token, for APIs that take one.
    pub token: String,
}

/// One kind of AWS resource. A file per kind implements this and nothing else.
///
/// `list` gets clients that retry; the others get clients that never repeat a request.
pub(crate) trait AwsKind: Send + Sync + 'static {
    /// Its settings: sets as `BTreeSet`, server defaults as serde defaults, `None` = not managed.
    type Spec: Spec;

    /// Its schema facts.
    const FACTS: Facts;

    /// Refuses what no field shows alone: two settings that exclude each other.
    fn check(_spec: &Self::Spec) -> Result<(), SpecError> {
        Ok(())
    }

    /// Reads all of the kind in the account and region, to the last page.
    fn list(aws: &Clients) -> impl Future<Output = Result<Vec<Item<Self::Spec>>>> + Send;

    /// Makes one, by one creating request.
    fn create(aws: &Clients, new: &New<Self::Spec>)
    -> impl Future<Output = Result<Created>> + Send;

    /// Sets what the creating request could not carry. Repeatable.
    fn finish(
        _aws: &Clients,
        _made: &Created,
        _new: &New<Self::Spec>,
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Changes what differs, in place. Repeatable.
    fn update(
        aws: &Clients,
        id: &str,
        before: &Self::Spec,
        after: &Self::Spec,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Deletes it, or puts a setting back to AWS's default. Gone already may be an error.
    fn delete(
        aws: &Clients,
        id: &str,
        spec: &Self::Spec,
    ) -> impl Future<Output = Result<()>> + Send;
}

/// A text AWS may leave out.
pub(crate) fn text(value: Option<&str>) -> String {
    value.unwrap_or_default().to_owned()
}

/// The identity in a creating request's reply. Without it we do not know what was made.
pub(crate) fn made(service: &str, operation: &str, id: Option<&str>) -> Result<Created> {
    let id = id.ok_or_else(|| Error::missing(service, operation, "identity"))?;
    Ok(created(id))
}

/// As [`made`], for kinds whose ARN others refer to.
pub(crate) fn made_with_arn(
    service: &str,
    operation: &str,
    id: Option<&str>,
    arn: Option<&str>,
) -> Result<Created> {
    let mut made = made(service, operation, id)?;
    let arn = arn.ok_or_else(|| Error::missing(service, operation, "ARN"))?;
    made.outputs.insert("arn".to_owned(), arn.to_owned());
    Ok(made)
}

/// What a creating request makes under the name that it gives.
pub(crate) fn made_named(name: &str, arn: String) -> Created {
    Created {
        id: name.to_owned(),
        outputs: BTreeMap::from([("arn".to_owned(), arn)]),
    }
}

/// What was listed, without its types.
pub(crate) fn found<S: Spec>(kind: &str, items: Vec<Item<S>>) -> Vec<ObservedResource> {
    let found = |item: Item<S>| ObservedResource {
        kind: Kind::new(kind),
        id: item.id,
        spec: spec::plain(&item.spec),
        platform: item.platform || tags::are_of_platform(&item.tags),
        tags: tags::without_aws(item.tags),
        outputs: item.outputs,
    };
    items.into_iter().map(found).collect()
}

fn new_of<K: AwsKind>(request: &CreateRequest) -> Result<New<K::Spec>, ProviderError> {
    Ok(New {
        spec: spec::requested(K::FACTS.kind, &request.spec)?,
        tags: request.tags.clone(),
        token: request.token.clone(),
    })
}

#[async_trait]
impl<K: AwsKind> AnyKind<Clients> for Managed<K> {
    fn schema(&self) -> KindSchema {
        K::FACTS.schema::<K::Spec>(|declared| spec::canonical(declared, K::check))
    }

    async fn list(&self, aws: &Clients) -> Result<Vec<ObservedResource>, ProviderError> {
        Ok(found(K::FACTS.kind, K::list(aws).await?))
    }

    async fn create(
        &self,
        aws: &Clients,
        request: &CreateRequest,
    ) -> Result<Created, ProviderError> {
        Ok(K::create(aws, &new_of::<K>(request)?).await?)
    }

    async fn finish(
        &self,
        aws: &Clients,
        request: &CreateRequest,
        made: &Created,
    ) -> Result<(), ProviderError> {
        Ok(K::finish(aws, made, &new_of::<K>(request)?).await?)
    }

    async fn update(&self, aws: &Clients, request: &UpdateRequest) -> Result<(), ProviderError> {
        let typed = |declared| spec::requested(K::FACTS.kind, declared);
        let (before, after) = (typed(&request.before)?, typed(&request.after)?);
        if spec::differs(&request.before, &request.after) {
            K::update(aws, &request.id, &before, &after).await?;
        }
        let (set, remove) = tags::changes(&request.tags_before, &request.tags_after);
        if !(set.is_empty() && remove.is_empty()) {
            K::FACTS
                .ownership
                .retag(aws, &request.id, &set, &remove)
                .await?;
        }
        Ok(())
    }

    async fn delete(&self, aws: &Clients, request: &DeleteRequest) -> Result<(), ProviderError> {
        let spec = spec::requested(K::FACTS.kind, &request.spec)?;
        match K::delete(aws, &request.id, &spec).await {
            Err(error) if error.is_gone() => Ok(()),
            other => Ok(other?),
        }
    }
}
