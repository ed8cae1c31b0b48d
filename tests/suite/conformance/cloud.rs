//! The embedded cloud with an adapter in front, and the orders an engine would give it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use gabakura_aws::{Access, Settings};
use gabakura_model::Value;
use gabakura_model::catalogue::KindSchema;
use gabakura_model::observed::Found;
use gabakura_model::outcome::Made;
use gabakura_model::port::{Call, CreateOrder, DeleteOrder, SharedProvider, Throttle, UpdateOrder};
use gabakura_model::resource::{Kind, TAG_ADDRESS, TAG_INTENT, TAG_TENANCY, Tags};
use gabakura_model::tenancy::{Cloud as CloudName, Scope};
use gabakura_sandbox::Sandbox;
use tempfile::TempDir;

use super::case::resolved;

const ADDRESS: &str = "131016/acme/prod/network";

/// Nobody waits in a sandbox.
struct NoThrottle;

#[async_trait]
impl Throttle for NoThrottle {
    async fn turn(&self, _call: &Call) {}
}

/// Everybody waits, longer than for any reply.
struct Queue;

#[async_trait]
impl Throttle for Queue {
    async fn turn(&self, _call: &Call) {
        tokio::time::sleep(Duration::from_secs(200)).await;
    }
}

/// One account in an embedded cloud of its own.
pub struct Cloud {
    pub aws: SharedProvider,
    pub scope: Scope,
    sandbox: Arc<Sandbox>,
    _state: TempDir,
}

impl Cloud {
    pub fn open() -> Self {
        let state = tempfile::tempdir().expect("a directory for the state");
        let sandbox = Sandbox::open(state.path()).expect("a sandbox over it");
        let scope = Scope {
            cloud: CloudName::Aws,
            account: "111122223333".to_owned(),
            region: "ap-northeast-1".to_owned(),
            role: None,
            plan_role: None,
            external_id: None,
            session: None,
        };
        Self {
            aws: adapter(&sandbox, Arc::new(NoThrottle)),
            scope,
            sandbox,
            _state: state,
        }
    }

    /// Another way into the same account.
    pub fn somebody_else(&self) -> SharedProvider {
        adapter(&self.sandbox, Arc::new(NoThrottle))
    }

    /// The same cloud, seen from the end of a queue.
    pub fn queued(mut self) -> Self {
        self.aws = adapter(&self.sandbox, Arc::new(Queue));
        self
    }

    pub fn schema(&self, kind: &str) -> KindSchema {
        let schema = self.aws.catalogue().get(&Kind::new(kind)).cloned();
        schema.unwrap_or_else(|| panic!("no kind `{kind}`"))
    }

    /// An order as the engine gives it: canonical, tagged as ours.
    pub fn order(&self, kind: &str, name: &str, spec: &Value) -> CreateOrder {
        let schema = self.schema(kind);
        let spec =
            (schema.canonical)(spec).unwrap_or_else(|fault| panic!("spec of {name}: {fault}"));
        let address = format!("{ADDRESS}/{name}");
        let token = format!("0000-{name}");
        let tag = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let tags = Tags::from([
            tag(TAG_TENANCY, "131016/acme/prod"),
            tag(TAG_ADDRESS, &address),
            tag(TAG_INTENT, &token),
        ]);
        CreateOrder {
            kind: schema.kind,
            address: address.parse().expect("names of cases are names"),
            spec,
            tags: if schema.taggable { tags } else { Tags::new() },
            token,
        }
    }

    /// Makes one after the other; each may name those before it.
    pub async fn stand<N: AsRef<str>>(
        &self,
        needs: impl IntoIterator<Item = (N, N, Value)>,
    ) -> BTreeMap<String, Made> {
        let mut made = BTreeMap::new();
        for (name, kind, spec) in needs {
            let name = name.as_ref();
            let order = self.order(kind.as_ref(), name, &resolved(&spec, &made));
            made.insert(name.to_owned(), self.make(&order).await);
        }
        made
    }

    /// Creates and finishes.
    pub async fn make(&self, order: &CreateOrder) -> Made {
        let made = self.aws.create(&self.scope, order).await;
        let made = made.unwrap_or_else(|error| panic!("create {}: {error}", order.address));
        self.finish(order, &made).await;
        made
    }

    pub async fn finish(&self, order: &CreateOrder, made: &Made) {
        let finished = self.aws.finish(&self.scope, order, made).await;
        finished.unwrap_or_else(|error| panic!("finish {}: {error}", order.address));
    }

    pub async fn update(&self, aws: &SharedProvider, order: &UpdateOrder) {
        let updated = aws.update(&self.scope, order).await;
        updated.unwrap_or_else(|error| panic!("update to {}: {error}", order.after));
    }

    pub async fn update_ours(&self, order: &UpdateOrder) {
        self.update(&self.aws, order).await;
    }

    pub async fn delete(&self, order: &DeleteOrder) {
        let deleted = self.aws.delete(&self.scope, order).await;
        deleted.unwrap_or_else(|error| panic!("delete {}: {error}", order.id));
    }

    pub async fn delete_one(&self, kind: &Kind, id: &str, spec: &Value) {
        let (kind, id, spec) = (kind.clone(), id.to_owned(), spec.clone());
        self.delete(&DeleteOrder { kind, id, spec }).await;
    }

    pub async fn list(&self, kind: &Kind) -> BTreeMap<String, Found> {
        let listed = self.aws.list(&self.scope, kind).await;
        let listed = listed.unwrap_or_else(|error| panic!("list {kind}: {error}"));
        let count = listed.len();
        let by_id: BTreeMap<_, _> = listed.into_iter().map(|it| (it.id.clone(), it)).collect();
        assert_eq!(by_id.len(), count, "{kind}: two with one id");
        by_id
    }
}

fn adapter(sandbox: &Arc<Sandbox>, throttle: Arc<dyn Throttle>) -> SharedProvider {
    let access = Access::InProcess(sandbox.http_client());
    gabakura_aws::open(Settings {
        oidc_token: None,
        access,
        throttle,
    })
}
