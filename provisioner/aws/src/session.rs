//! Ways into accounts: credentials, roles, and the check that we are where we mean to be.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::tls;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use gabakura_adapter::RateLimits;
use gabakura_model::outcome::ProviderError;
use gabakura_model::port::{CONSISTENCY_DELAY_MS, Permit, Throttle};
use gabakura_model::tenancy::{Place, Scope};
use tokio::sync::{Mutex, OnceCell};

use crate::clients::Clients;
use crate::transport::Throttled;
use crate::web_identity::WebIdentity;

/// What a session is called where no run is under way.
const NAME: &str = "gabakura";

/// How the adapter reaches AWS.
#[derive(Clone)]
pub struct Settings {
    /// Where calls go and with which credentials they begin.
    pub access: Access,
    /// File with an OIDC token of the CI system, to assume roles with; it is read again whenever
    /// credentials are renewed. `None`: roles are assumed with the caller's own credentials.
    pub oidc_token: Option<PathBuf>,
    /// Rate limits and the ledger.
    pub throttle: Arc<dyn Throttle>,
}

/// Where calls go.
#[derive(Clone, Debug)]
pub enum Access {
    /// AWS itself, or whatever `AWS_ENDPOINT_URL` names, with the SDK's default credential chain.
    Default,
    /// An embedded sandbox in this process.
    InProcess(SharedHttpClient),
    /// A sandbox that serves on this URL.
    Loopback(String),
}

impl Access {
    /// How long a request may take effect unseen, in milliseconds.
    fn consistency_delay_ms(&self) -> i64 {
        match self {
            Self::Default => CONSISTENCY_DELAY_MS,
            // It dies with this process, and agrees with itself.
            Self::InProcess(_) => 0,
            // What it had received when its caller died is answered well within this.
            Self::Loopback(_) => 500,
        }
    }

    /// In a sandbox, the account number is the access key.
    fn is_sandbox(&self) -> bool {
        !matches!(self, Self::Default)
    }
}

/// A session in one account and region.
#[derive(Debug)]
pub(crate) struct Session {
    place: Place,
    reads: SdkConfig,
    http: Throttled,
    path_style: bool,
    is_embedded: bool,
}

impl Session {
    pub fn reading(&self) -> Clients {
        let clients = Clients::reading(self.place.clone(), &self.reads, self.path_style);
        clients.embedded(self.is_embedded)
    }

    /// Clients that send under this permit and no other, so they are made for each operation.
    pub fn changing(&self, permit: &Permit) -> Clients {
        let http = self.http.clone().mutating(permit.clone());
        let writes = self.reads.to_builder().http_client(http).build();
        let place = self.place.clone();
        let clients = Clients::changing(place, &writes, &self.reads, self.path_style);
        clients.embedded(self.is_embedded)
    }
}

/// Account and region, role, and what the session is called.
type SessionKey = (Place, Option<String>, Option<String>);

/// Open sessions, one per account, region, role and run; each is checked once.
pub(crate) struct Sessions {
    settings: Settings,
    limits: RateLimits,
    http: OnceCell<SharedHttpClient>,
    open: Mutex<BTreeMap<SessionKey, Arc<OnceCell<Arc<Session>>>>>,
}

impl Sessions {
    pub fn new(settings: Settings, limits: RateLimits) -> Self {
        Self {
            settings,
            limits,
            http: OnceCell::new(),
            open: Mutex::new(BTreeMap::new()),
        }
    }

    /// Opens the way into a scope, or hands out the one that is open.
    async fn enter(
        &self,
        scope: &Scope,
        role: Option<&str>,
    ) -> Result<Arc<Session>, ProviderError> {
        let key = (
            scope.place(),
            role.map(str::to_owned),
            scope.session.clone(),
        );
        let cell = Arc::clone(self.open.lock().await.entry(key).or_default());
        cell.get_or_try_init(|| async { self.open(scope, role).await.map(Arc::new) })
            .await
            .cloned()
    }

    async fn open(&self, scope: &Scope, role: Option<&str>) -> Result<Session, ProviderError> {
        let place = scope.place();
        let base = self.base(scope).await;
        let config = match (role, &self.settings.oidc_token) {
            (Some(role), Some(token)) => federate(&base, scope, role, token),
            (Some(role), None) => assume(&base, scope, role).await,
            (None, _) => base,
        };
        let inner = self.http().await;
        let throttle = Arc::clone(&self.settings.throttle);
        let http = Throttled::new(inner, throttle, self.limits.clone(), place.clone());
        let reads = config.to_builder().http_client(http.clone()).build();
        let is_embedded = self.settings.access.is_sandbox();
        let path_style = is_embedded || config.endpoint_url().is_some();
        let session = Session {
            place,
            reads,
            http,
            path_style,
            is_embedded,
        };
        self.check_account(&session).await?;
        Ok(session)
    }

    /// One connector for every account: connections are pooled by host, not by tenancy.
    async fn http(&self) -> SharedHttpClient {
        let build = || async {
            match &self.settings.access {
                Access::InProcess(client) => client.clone(),
                Access::Default | Access::Loopback(_) => aws_smithy_http_client::Builder::new()
                    .tls_provider(tls::Provider::Rustls(
                        tls::rustls_provider::CryptoMode::AwsLc,
                    ))
                    .build_https(),
            }
        };
        self.http.get_or_init(build).await.clone()
    }

    async fn base(&self, scope: &Scope) -> SdkConfig {
        // A request that waits for its turn sends nothing, and is not stuck.
        let stalls = StalledStreamProtectionConfig::enabled().upload_enabled(false);
        let loader = aws_config::defaults(BehaviorVersion::latest())
            .region(Region::new(scope.region.clone()))
            .stalled_stream_protection(stalls.build())
            .app_name(app_name(scope))
            .http_client(self.http().await);
        let number = || Credentials::new(&scope.account, "sandbox", None, None, "gabakura-sandbox");
        match &self.settings.access {
            Access::Default => loader.load().await,
            Access::InProcess(_) => {
                loader
                    .empty_test_environment()
                    .credentials_provider(number())
                    .load()
                    .await
            }
            Access::Loopback(url) => {
                let loader = loader.empty_test_environment();
                loader
                    .credentials_provider(number())
                    .endpoint_url(url)
                    .load()
                    .await
            }
        }
    }

    /// Asks AWS who we are. A plan for one account must never act in another.
    async fn check_account(&self, session: &Session) -> Result<(), ProviderError> {
        let account = session.place.account.clone();
        let fail = |message: String| ProviderError::NoCredentials {
            account: account.clone(),
            message,
        };
        let identity = session.reading().sts().get_caller_identity().send().await;
        let identity = identity.map_err(|error| {
            let error: ProviderError = crate::error::Error::from(error).into();
            match error {
                ProviderError::NoCredentials { message, .. } => fail(message),
                other => fail(other.to_string()),
            }
        })?;
        match identity.account() {
            Some(found) if found == account => Ok(()),
            Some(found) => Err(fail(format!("they belong to account {found}"))),
            None => Err(fail("AWS does not say whose they are".to_owned())),
        }
    }
}

#[async_trait]
impl gabakura_adapter::Sessions for Sessions {
    type Clients = Clients;

    fn consistency_delay_ms(&self) -> i64 {
        self.settings.access.consistency_delay_ms()
    }

    async fn reading(&self, scope: &Scope) -> Result<Clients, ProviderError> {
        let role = scope.plan_role.as_deref().or(scope.role.as_deref());
        Ok(self.enter(scope, role).await?.reading())
    }

    async fn changing(&self, scope: &Scope, permit: &Permit) -> Result<Clients, ProviderError> {
        let session = self.enter(scope, scope.role.as_deref()).await?;
        Ok(session.changing(permit))
    }
}

/// What AWS's audit log calls us: the run, so that its events join our journal.
fn name_of(scope: &Scope) -> &str {
    scope.session.as_deref().unwrap_or(NAME)
}

/// The same in the user agent, for sessions without a role. AWS takes 50 plain characters.
fn app_name(scope: &Scope) -> AppName {
    AppName::new(name_of(scope).to_owned())
        .unwrap_or_else(|_| AppName::new(NAME).expect("a plain word"))
}

fn federate(base: &SdkConfig, scope: &Scope, role: &str, token: &Path) -> SdkConfig {
    let identity = WebIdentity::new(base, role, name_of(scope), token);
    base.to_builder()
        .credentials_provider(SharedCredentialsProvider::new(identity))
        .build()
}

async fn assume(base: &SdkConfig, scope: &Scope, role: &str) -> SdkConfig {
    let mut builder = AssumeRoleProvider::builder(role)
        .session_name(name_of(scope))
        .configure(base);
    if let Some(external_id) = &scope.external_id {
        builder = builder.external_id(external_id.expose());
    }
    let provider = builder.build().await;
    base.to_builder()
        .credentials_provider(SharedCredentialsProvider::new(provider))
        .build()
}
