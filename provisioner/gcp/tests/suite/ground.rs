//! An embedded Google Cloud of one's own, and the adapter on it.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use gabakura_gcp::{Access, Settings};
use gabakura_model::catalogue::KindSchema;
use gabakura_model::observed::Found;
use gabakura_model::outcome::{Made, ProviderError};
use gabakura_model::port::{Call, CreateOrder, DeleteOrder, SharedProvider, Throttle, UpdateOrder};
use gabakura_model::resource::{Kind, TAG_ADDRESS, TAG_INTENT, TAG_TENANCY, Tags};
use gabakura_model::tenancy::{Cloud, Scope};
use gabakura_sandbox_google::Google as Sandbox;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;

pub const PROJECT: &str = "chiyoda-acme-prod";
pub const REGION: &str = "asia-northeast1";
pub const TENANCY: &str = "131016/acme/prod";
pub const ADDRESS: &str = "131016/acme/prod/network/thing";

/// Counts calls and lets them go.
#[derive(Default)]
pub struct Counter(Mutex<Vec<Call>>);

#[async_trait]
impl Throttle for Counter {
    async fn turn(&self, call: &Call) {
        self.0.lock().unwrap().push(call.clone());
    }
}

pub struct Ground {
    pub sandbox: Arc<Sandbox>,
    pub google: SharedProvider,
    pub scope: Scope,
    counter: Arc<Counter>,
    port: u16,
    dir: Arc<TempDir>,
}

impl Ground {
    pub async fn new() -> Self {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        let sandbox = Sandbox::open(dir.path()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(Arc::clone(&sandbox).serve(listener, std::future::pending()));
        Self::on(sandbox, port, dir)
    }

    /// Two adapters on one cloud, as two processes would have them.
    pub async fn with_neighbour() -> (Self, Self) {
        let ours = Self::new().await;
        let (sandbox, dir) = (Arc::clone(&ours.sandbox), Arc::clone(&ours.dir));
        let theirs = Self::on(sandbox, ours.port, dir);
        (ours, theirs)
    }

    fn on(sandbox: Arc<Sandbox>, port: u16, dir: Arc<TempDir>) -> Self {
        let counter = Arc::new(Counter::default());
        let google = gabakura_gcp::open(Settings {
            access: Access::Loopback(format!("http://127.0.0.1:{port}")),
            throttle: Arc::clone(&counter) as Arc<dyn Throttle>,
        });
        let scope = Scope {
            cloud: Cloud::Gcp,
            account: PROJECT.to_owned(),
            region: REGION.to_owned(),
            role: None,
            plan_role: None,
            external_id: None,
            session: None,
        };
        Self {
            sandbox,
            google,
            scope,
            counter,
            port,
            dir,
        }
    }

    pub fn schema(&self, kind: &str) -> KindSchema {
        self.google
            .catalogue()
            .get(&kind.into())
            .expect(kind)
            .clone()
    }

    /// Calls made so far, and forgets them.
    pub fn calls(&self) -> Vec<Call> {
        std::mem::take(&mut self.counter.0.lock().unwrap())
    }

    pub fn canonical(&self, kind: &str, spec: &Value) -> Value {
        (self.schema(kind).canonical)(spec).unwrap_or_else(|fault| panic!("{kind}: {fault}"))
    }

    pub fn order(&self, kind: &str, spec: &Value, token: &str) -> CreateOrder {
        let mut tags = Tags::new();
        if self.schema(kind).taggable {
            tags.insert(TAG_TENANCY.to_owned(), TENANCY.to_owned());
            tags.insert(TAG_ADDRESS.to_owned(), ADDRESS.to_owned());
            tags.insert(TAG_INTENT.to_owned(), token.to_owned());
            tags.insert("CostCenter".to_owned(), "131016/acme".to_owned());
        }
        CreateOrder {
            kind: kind.into(),
            address: ADDRESS.parse().unwrap(),
            spec: self.canonical(kind, spec),
            tags,
            token: token.to_owned(),
        }
    }

    /// Creates and finishes; the finish twice, for it must bear that.
    pub async fn make(&self, order: &CreateOrder) -> Result<Made, ProviderError> {
        let made = self.google.create(&self.scope, order).await?;
        self.google.finish(&self.scope, order, &made).await?;
        self.google.finish(&self.scope, order, &made).await?;
        Ok(made)
    }

    pub async fn list(&self, kind: &str) -> Vec<Found> {
        let listed = self.google.list(&self.scope, &Kind::new(kind)).await;
        listed.unwrap_or_else(|error| panic!("{kind}: {error}"))
    }

    pub async fn find(&self, kind: &str, id: &str) -> Option<Found> {
        self.list(kind)
            .await
            .into_iter()
            .find(|found| found.id == id)
    }

    pub async fn update(&self, before: &Found, after: &Value, tags: &Tags) {
        let order = UpdateOrder {
            kind: before.kind.clone(),
            id: before.id.clone(),
            before: before.spec.clone(),
            after: after.clone(),
            tags_before: before.tags.clone(),
            tags_after: tags.clone(),
        };
        let updated = self.google.update(&self.scope, &order).await;
        updated.unwrap_or_else(|error| panic!("{}: update to {after}: {error}", before.kind));
    }

    pub async fn delete(&self, found: &Found) -> Result<(), ProviderError> {
        let order = DeleteOrder {
            kind: found.kind.clone(),
            id: found.id.clone(),
            spec: found.spec.clone(),
        };
        self.google.delete(&self.scope, &order).await
    }
}
