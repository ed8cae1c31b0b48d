//! The shape of an AWS kind, and what is the same for all of them.

use std::collections::BTreeMap;
use std::future::Future;

use async_trait::async_trait;
use gabakura_adapter::spec::{self, Spec};
use gabakura_adapter::{AnyKind, Erased};
use gabakura_model::Value;
use gabakura_model::catalogue::{Identity, KindSchema, Protection, SpecError};
use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::{Created, ProviderError};
use gabakura_model::port::{CreateRequest, DeleteRequest, UpdateRequest};
use gabakura_model::resource::{Kind, Tags};

use crate::clients::Clients;
use crate::fault::{self, Fault, Result};
use crate::tags::{self, Tagging};

/// Schema facts of a kind, as constants.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    /// Its name: `aws.ec2.vpc`.
    pub kind: &'static str,
    /// What it is, in a few words.
    pub summary: &'static str,
    /// How one is told from another.
    pub identity: Identity,
    /// Spec fields only a replacement can change.
    pub immutable: &'static [&'static str],
    /// The field that names the container it lives in.
    pub parent: Option<&'static str>,
    /// What references may ask for besides the id.
    pub outputs: &'static [&'static str],
    /// Whether one of it is as good as any other of the same identity and settings.
    pub interchangeable: bool,
    /// How it is tagged.
    pub tagging: Tagging,
    /// Whether deleting it needs an override.
    pub protection: Protection,
    /// Whether one of it rules the whole account, whoever made it.
    pub account_wide: bool,
}

impl Facts {
    /// A kind whose ids AWS hands out; untagged, mutable, free-standing, deletable.
    pub const fn assigned(kind: &'static str, summary: &'static str) -> Self {
        Self {
            kind,
            summary,
            identity: Identity::Assigned,
            immutable: &[],
            parent: None,
            outputs: &[],
            interchangeable: false,
            tagging: Tagging::None,
            protection: Protection::None,
            account_wide: false,
        }
    }

    /// A kind whose identity is a field of its spec.
    pub const fn named(kind: &'static str, summary: &'static str, field: &'static str) -> Self {
        Self {
            identity: Identity::Named { field },
            ..Self::assigned(kind, summary)
        }
    }

    /// A setting of the account or region: one, always there.
    pub const fn setting(kind: &'static str, summary: &'static str) -> Self {
        Self {
            identity: Identity::Setting,
            ..Self::assigned(kind, summary)
        }
    }
}

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

    /// Adds its tags, AWS's own (`aws:…`) included; they tell what belongs to the platform.
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

    /// Refuses what no field can tell alone: two settings that exclude each other.
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
    let id = id.ok_or_else(|| Fault::missing(service, operation, "identity"))?;
    Ok(Created {
        id: id.to_owned(),
        ..Created::default()
    })
}

/// As [`made`], for kinds whose ARN others refer to.
pub(crate) fn made_with_arn(
    service: &str,
    operation: &str,
    id: Option<&str>,
    arn: Option<&str>,
) -> Result<Created> {
    let mut made = made(service, operation, id)?;
    let arn = arn.ok_or_else(|| Fault::missing(service, operation, "ARN"))?;
    made.outputs.insert("arn".to_owned(), arn.to_owned());
    Ok(made)
}

/// What putting a setting makes: nothing new, but it has a name.
pub(crate) fn made_setting(id: &str) -> Created {
    Created {
        id: id.to_owned(),
        ..Created::default()
    }
}

/// What a creating request makes under the name that it gives.
pub(crate) fn made_named(name: &str, arn: String) -> Created {
    Created {
        id: name.to_owned(),
        outputs: BTreeMap::from([("arn".to_owned(), arn)]),
    }
}

/// A kind's schema, from its facts.
pub(crate) fn schema<S: Spec>(
    facts: Facts,
    canonical: fn(&Value) -> Result<Value, SpecError>,
) -> KindSchema {
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
        taggable: facts.tagging != Tagging::None,
        interchangeable: facts.interchangeable,
        protection: facts.protection,
        canonical,
        json_schema: spec::json_schema::<S>,
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

fn new_of<K: AwsKind>(order: &CreateRequest) -> Result<New<K::Spec>, ProviderError> {
    Ok(New {
        spec: spec::ordered(K::FACTS.kind, &order.spec)?,
        tags: order.tags.clone(),
        token: order.token.clone(),
    })
}

#[async_trait]
impl<K: AwsKind> AnyKind<Clients> for Erased<K> {
    fn schema(&self) -> KindSchema {
        schema::<K::Spec>(K::FACTS, |declared| spec::canonical(declared, K::check))
    }

    async fn list(&self, aws: &Clients) -> Result<Vec<ObservedResource>, ProviderError> {
        Ok(found(K::FACTS.kind, K::list(aws).await?))
    }

    async fn create(&self, aws: &Clients, order: &CreateRequest) -> Result<Created, ProviderError> {
        Ok(K::create(aws, &new_of::<K>(order)?).await?)
    }

    async fn finish(
        &self,
        aws: &Clients,
        order: &CreateRequest,
        made: &Created,
    ) -> Result<(), ProviderError> {
        Ok(K::finish(aws, made, &new_of::<K>(order)?).await?)
    }

    async fn update(&self, aws: &Clients, order: &UpdateRequest) -> Result<(), ProviderError> {
        let typed = |declared| spec::ordered(K::FACTS.kind, declared);
        let (before, after) = (typed(&order.before)?, typed(&order.after)?);
        if spec::differs(&order.before, &order.after) {
            K::update(aws, &order.id, &before, &after).await?;
        }
        let (set, remove) = tags::changes(&order.tags_before, &order.tags_after);
        if !(set.is_empty() && remove.is_empty()) {
            tags::retag(K::FACTS.tagging, aws, &order.id, &set, &remove).await?;
        }
        Ok(())
    }

    async fn delete(&self, aws: &Clients, order: &DeleteRequest) -> Result<(), ProviderError> {
        let spec = spec::ordered(K::FACTS.kind, &order.spec)?;
        match K::delete(aws, &order.id, &spec).await {
            Err(fault) if fault::says_gone(&fault) => Ok(()),
            other => Ok(other?),
        }
    }
}
