//! An embedded cloud with an adapter in front, and the orders an engine would give it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use gabakura_model::Value;
use gabakura_model::catalogue::KindSchema;
use gabakura_model::observed::ObservedResource;
use gabakura_model::outcome::{Created, ProviderError, Retry};
use gabakura_model::port::{
    Call, CreateRequest, DeleteRequest, LockExpired, Permit, SharedProvider, Throttle,
    UpdateRequest,
};
use gabakura_model::rate_limit::RateLimit;
use gabakura_model::resource::{Kind, TAG_ADDRESS, TAG_INTENT, TAG_TENANCY, Tags};
use gabakura_model::tenancy::{Cloud as CloudName, Scope};
use gabakura_sandbox::Sandbox;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::case::resolved;

pub const TENANCY: &str = "131016/acme/prod";

/// A permit of somebody who holds no lock: the adapters are tested, not the engine.
#[expect(
    clippy::disallowed_methods,
    reason = "there is no engine that holds a lock"
)]
pub fn permit() -> Permit {
    Permit::without_lock()
}

/// Notes calls, and whether each changes something.
#[derive(Default)]
struct Counter(Mutex<Vec<(Call, bool)>>);

#[async_trait]
impl Throttle for Counter {
    async fn turn(
        &self,
        call: &Call,
        _: &RateLimit,
        permit: Option<&Permit>,
    ) -> Result<(), LockExpired> {
        let mut calls = self.0.lock().unwrap();
        calls.push((call.clone(), permit.is_some()));
        Ok(())
    }
}

/// One account or project in an embedded cloud of its own.
pub struct Cloud {
    pub provider: SharedProvider,
    pub scope: Scope,
    pub sandbox: Arc<Sandbox>,
    /// Another way into the same account, as another process has it.
    pub somebody_else: SharedProvider,
    counter: Arc<Counter>,
    /// Where Google's clients find it; AWS's ask it without a socket.
    port: u16,
    _state: TempDir,
}

/// The Google project of every case.
pub const PROJECT: &str = "chiyoda-acme-prod";

impl Cloud {
    pub async fn aws() -> Self {
        Self::open(CloudName::Aws).await
    }

    pub async fn google() -> Self {
        Self::open(CloudName::Gcp).await
    }

    pub async fn open(cloud: CloudName) -> Self {
        let state = tempfile::tempdir().expect("a directory for the state");
        let sandbox = Sandbox::open(state.path()).expect("a sandbox over it");
        let (account, region) = match cloud {
            CloudName::Aws => ("111122223333", "ap-northeast-1"),
            CloudName::Gcp => (PROJECT, "asia-northeast1"),
        };
        let scope = Scope {
            cloud,
            account: account.to_owned(),
            region: region.to_owned(),
            role: None,
            plan_role: None,
            external_id: None,
            session: None,
        };
        let port = match cloud {
            CloudName::Aws => 0,
            CloudName::Gcp => sandbox.serve_google().await.expect("a free port"),
        };
        let counter = Arc::new(Counter::default());
        Self {
            provider: adapter(&sandbox, cloud, port, Arc::clone(&counter) as _),
            somebody_else: adapter(&sandbox, cloud, port, Arc::new(Counter::default())),
            scope,
            sandbox,
            counter,
            port,
            _state: state,
        }
    }

    /// The same cloud, each call of ours let go by `throttle`.
    pub fn behind(mut self, throttle: Arc<dyn Throttle>) -> Self {
        self.provider = adapter(&self.sandbox, self.scope.cloud, self.port, throttle);
        self
    }

    /// Calls made so far, and whether each changes something; forgets them.
    pub fn calls(&self) -> Vec<(Call, bool)> {
        std::mem::take(&mut self.counter.0.lock().unwrap())
    }

    pub fn schema(&self, kind: &str) -> KindSchema {
        let schema = self.provider.catalogue().get(&Kind::new(kind)).cloned();
        schema.unwrap_or_else(|| panic!("no kind `{kind}`"))
    }

    /// An order as the engine gives it: canonical, tagged as ours.
    pub fn order(&self, kind: &str, name: &str, spec: &Value) -> CreateRequest {
        let schema = self.schema(kind);
        let spec = canonical(&schema, spec);
        let address = format!("{TENANCY}/network/{name}");
        let token = format!("g19f0a-1b2c3d4e-7f-{name}");
        let tag = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let tags = Tags::from([
            tag(TAG_TENANCY, TENANCY),
            tag(TAG_ADDRESS, &address),
            tag(TAG_INTENT, &token),
            tag("CostCenter", "131016/acme"),
        ]);
        CreateRequest {
            kind: schema.kind,
            address: address.parse().expect("names of cases are names"),
            spec,
            tags: if schema.taggable { tags } else { Tags::new() },
            token,
        }
    }

    /// A call of somebody else's, straight to Google's side: status and reply.
    pub async fn ask(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await;
        let (mut stream, body) = (stream.expect("it serves"), body.to_string());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let mut reply = String::new();
        stream.write_all((head + &body).as_bytes()).await.unwrap();
        stream.read_to_string(&mut reply).await.unwrap();
        let (head, body) = reply.split_once("\r\n\r\n").expect("a reply");
        let status = head.split(' ').nth(1).and_then(|it| it.parse().ok());
        let body = serde_json::from_str(body).unwrap_or_default();
        (status.expect("a status"), body)
    }

    /// A call of somebody else's, straight to a service of AWS's that takes forms: status and
    /// reply.
    pub async fn fill_in(&self, service: &str, form: &str) -> (u16, String) {
        let (status, body) = self.post(service, None, form.to_owned()).await;
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    /// As [`Cloud::fill_in`], for services that take JSON.
    pub async fn say(&self, service: &str, target: &str, body: &Value) -> (u16, Value) {
        let (status, body) = self.post(service, Some(target), body.to_string()).await;
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    async fn post(&self, service: &str, target: Option<&str>, body: String) -> (u16, Vec<u8>) {
        let Scope {
            account, region, ..
        } = &self.scope;
        let signature = format!(
            "AWS4-HMAC-SHA256 Credential={account}/20260401/{region}/{service}/aws4_request, \
             SignedHeaders=host, Signature=0"
        );
        let mut request = http::Request::post("https://localhost/");
        request = request.header("authorization", signature);
        if let Some(target) = target {
            request = request.header("x-amz-target", target);
        }
        let request = request.body(body.into()).expect("a request");
        let reply = self.sandbox.handle(request).await.expect("a reply");
        (reply.status().as_u16(), reply.body().to_vec())
    }

    /// Makes one after the other; each may name those before it.
    pub async fn stand<N: AsRef<str>>(
        &self,
        needs: impl IntoIterator<Item = (N, N, Value)>,
    ) -> BTreeMap<String, Created> {
        let mut made = BTreeMap::new();
        for (name, kind, spec) in needs {
            let name = name.as_ref();
            let order = self.order(kind.as_ref(), name, &resolved(&spec, &made));
            made.insert(name.to_owned(), self.make(&order).await);
        }
        made
    }

    /// Creates; what comes too early is ordered once more, as an engine does.
    pub async fn create(&self, order: &CreateRequest) -> Result<Created, ProviderError> {
        match self.provider.create(&self.scope, order, &permit()).await {
            Err(error) if error.retry() == Retry::NotYetConsistent => {
                self.provider.create(&self.scope, order, &permit()).await
            }
            made => made,
        }
    }

    /// Creates and finishes.
    pub async fn make(&self, order: &CreateRequest) -> Created {
        let made = self.create(order).await;
        let made = made.unwrap_or_else(|error| panic!("create {}: {error}", order.address));
        self.finish(order, &made).await;
        made
    }

    pub async fn finish(&self, order: &CreateRequest, made: &Created) {
        let finished = self
            .provider
            .finish(&self.scope, order, made, &permit())
            .await;
        finished.unwrap_or_else(|error| panic!("finish {}: {error}", order.address));
    }

    /// Changes; what comes too early is ordered once more, as an engine does.
    pub async fn update(&self, hand: &SharedProvider, order: &UpdateRequest) {
        let mut updated = hand.update(&self.scope, order, &permit()).await;
        if matches!(&updated, Err(error) if error.retry() == Retry::NotYetConsistent) {
            updated = hand.update(&self.scope, order, &permit()).await;
        }
        updated.unwrap_or_else(|error| panic!("update to {}: {error}", order.after));
    }

    pub async fn update_ours(&self, order: &UpdateRequest) {
        self.update(&self.provider, order).await;
    }

    pub async fn delete(&self, order: &DeleteRequest) {
        let deleted = self.try_delete(order).await;
        deleted.unwrap_or_else(|error| panic!("delete {}: {error}", order.id));
    }

    pub async fn try_delete(&self, order: &DeleteRequest) -> Result<(), ProviderError> {
        self.provider.delete(&self.scope, order, &permit()).await
    }

    pub async fn delete_one(&self, kind: &Kind, id: &str, spec: &Value) {
        let (kind, id, spec) = (kind.clone(), id.to_owned(), spec.clone());
        self.delete(&DeleteRequest { kind, id, spec }).await;
    }

    pub async fn list(&self, kind: &Kind) -> BTreeMap<String, ObservedResource> {
        let listed = self.provider.list(&self.scope, kind).await;
        let listed = listed.unwrap_or_else(|error| panic!("list {kind}: {error}"));
        let count = listed.len();
        let by_id: BTreeMap<_, _> = listed.into_iter().map(|it| (it.id.clone(), it)).collect();
        assert_eq!(by_id.len(), count, "{kind}: two with one id");
        by_id
    }
}

/// A spec in its kind's canonical form, which stays as it is.
pub fn canonical(schema: &KindSchema, spec: &Value) -> Value {
    let canonical = |spec| {
        let canonical = (schema.canonical)(spec);
        canonical.unwrap_or_else(|fault| panic!("{}: {spec}: {fault}", schema.kind))
    };
    let once = canonical(spec);
    assert_eq!(canonical(&once), once, "{}: canonical twice", schema.kind);
    once
}

fn adapter(
    sandbox: &Arc<Sandbox>,
    cloud: CloudName,
    port: u16,
    throttle: Arc<dyn Throttle>,
) -> SharedProvider {
    match cloud {
        CloudName::Aws => gabakura_aws::open(gabakura_aws::Settings {
            access: gabakura_aws::Access::InProcess(sandbox.http_client()),
            oidc_token: None,
            throttle,
        }),
        CloudName::Gcp => gabakura_gcp::open(gabakura_gcp::Settings {
            access: gabakura_gcp::Access::Loopback(format!("http://127.0.0.1:{port}")),
            throttle,
        }),
    }
}
