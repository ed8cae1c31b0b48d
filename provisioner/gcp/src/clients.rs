//! SDK clients for one project, in a reading and a changing form.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex as PlainMutex, PoisonError, Weak};
use std::time::Duration;

use gabakura_model::port::{Permit, Throttle};
use gabakura_model::tenancy::Place;
use google_cloud_auth::credentials::Credentials;
use google_cloud_auth::errors::CredentialsError;
use google_cloud_gax::retry_policy::NeverRetry;
use google_cloud_gax_internal::http::ReqwestClient;
use google_cloud_gax_internal::options::ClientConfig;
use http::{Extensions, HeaderMap};
use tokio::sync::{Mutex, OnceCell};

use crate::fault::{Fault, Result, chain};

/// Longest wait for one reply. `wait` on an operation of Compute Engine holds its reply back for
/// up to two minutes; beyond this the outcome counts as unknown.
const ATTEMPT_MS_MAX: u64 = 150_000;

/// A way into Google: credentials, and the clients that were opened with them.
///
/// A client belongs to credentials, not to a project, so tenancies that share an identity share
/// its connections.
pub(crate) struct Way {
    credentials: Credentials,
    /// Where all services are, if not at Google.
    endpoint: Option<String>,
    headers: HeaderMap,
    open: Open,
    wires: Mutex<BTreeMap<&'static str, ReqwestClient>>,
}

impl Way {
    pub fn new(credentials: Credentials, endpoint: Option<String>, headers: HeaderMap) -> Self {
        Self {
            credentials,
            endpoint,
            headers,
            open: Open::default(),
            wires: Mutex::default(),
        }
    }
}

/// The services of one project.
///
/// SDK clients never repeat a request: reads are repeated by [`Clients::read`], where each attempt
/// waits for its turn, changes by nobody.
#[derive(Clone)]
pub(crate) struct Clients {
    place: Place,
    way: Arc<Way>,
    throttle: Arc<dyn Throttle>,
    /// What changes are sent under; clients without one only read.
    permit: Option<Permit>,
    turns: Turns,
    numbers: Numbers,
}

impl Clients {
    pub fn new(
        place: Place,
        way: Arc<Way>,
        throttle: Arc<dyn Throttle>,
        permit: Option<Permit>,
        turns: Turns,
        numbers: Numbers,
    ) -> Self {
        Self {
            place,
            way,
            throttle,
            permit,
            turns,
            numbers,
        }
    }

    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The project's id.
    pub fn project(&self) -> &str {
        &self.place.account
    }

    /// The project's name: `projects/p`.
    pub fn project_name(&self) -> String {
        format!("projects/{}", self.place.account)
    }

    /// The project's number, if anybody asked for it yet.
    pub fn number(&self) -> Option<String> {
        self.numbers.of(self.project())
    }

    /// Keeps the project's number, which never changes.
    pub fn note_number(&self, number: &str) {
        self.numbers.note(self.project(), number);
    }

    /// Fetches a token where none is at hand, so that a call whose turn it is goes at once.
    pub async fn is_let_in(&self) -> Result<()> {
        let headers = self.way.credentials.headers(Extensions::new()).await;
        let told = |error: CredentialsError| Fault::no_credentials(self.project(), chain(&error));
        headers.map(drop).map_err(told)
    }

    pub fn throttle(&self) -> &dyn Throttle {
        self.throttle.as_ref()
    }

    pub fn permit(&self) -> Option<&Permit> {
        self.permit.as_ref()
    }

    /// The HTTP client of a service that has no client of its own, by its endpoint's first label.
    pub async fn wire(&self, service: &'static str) -> Result<ReqwestClient> {
        let mut wires = self.way.wires.lock().await;
        if let Some(client) = wires.get(service) {
            return Ok(client.clone());
        }
        let mut config = ClientConfig::default();
        config.cred = Some(self.way.credentials.clone());
        config.endpoint.clone_from(&self.way.endpoint);
        config.retry_policy = Some(Arc::new(NeverRetry));
        config.attempt_timeout = Some(Duration::from_millis(ATTEMPT_MS_MAX));
        config.extensions.insert(self.way.headers.clone());
        let host = format!("https://{service}.googleapis.com/");
        let client = ReqwestClient::new(config, &host).await;
        let client =
            client.map_err(|error| Fault::no_credentials(self.project(), error.to_string()))?;
        wires.insert(service, client.clone());
        Ok(client)
    }

    /// Whose turn it is to read and write back something of this project that is only one.
    pub fn turn_for(&self, what: &str) -> Arc<Mutex<()>> {
        self.turns.of(format!("{}/{what}", self.place.account))
    }
}

/// Numbers of projects, by id.
#[derive(Clone, Default)]
pub(crate) struct Numbers(Arc<PlainMutex<BTreeMap<String, String>>>);

impl Numbers {
    fn of(&self, project: &str) -> Option<String> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(project).cloned()
    }

    fn note(&self, project: &str, number: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(project.to_owned(), number.to_owned());
    }
}

/// One lock for each thing that is read, changed and written back whole.
#[derive(Clone, Default)]
pub(crate) struct Turns(Arc<PlainMutex<BTreeMap<String, Weak<Mutex<()>>>>>);

impl Turns {
    fn of(&self, what: String) -> Arc<Mutex<()>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, turn| turn.strong_count() > 0);
        if let Some(turn) = all.get(&what).and_then(Weak::upgrade) {
            return turn;
        }
        let turn = Arc::default();
        all.insert(what, Arc::downgrade(&turn));
        turn
    }
}

macro_rules! clients {
    ($($name:ident: $client:path,)+) => {
        /// Clients that were needed so far.
        #[derive(Default)]
        struct Open {
            $($name: OnceCell<$client>,)+
        }

        impl Clients {
            $(pub async fn $name(&self) -> Result<$client> {
                let open = || async {
                    let mut builder = <$client>::builder()
                        .with_credentials(self.way.credentials.clone())
                        .with_retry_policy(NeverRetry)
                        .with_attempt_timeout(Duration::from_millis(ATTEMPT_MS_MAX))
                        .with_extension(self.way.headers.clone());
                    if let Some(endpoint) = &self.way.endpoint {
                        builder = builder.with_endpoint(endpoint.clone());
                    }
                    builder.build().await
                };
                let client = self.way.open.$name.get_or_try_init(open).await;
                client.cloned().map_err(|error| {
                    Fault::no_credentials(self.project(), error.to_string())
                })
            })+
        }
    };
}

clients! {
    access_policies: google_cloud_identity_accesscontextmanager_v1::client::AccessContextManager,
    addresses: google_cloud_compute_v1::client::Addresses,
    alert_policies: google_cloud_monitoring_v3::client::AlertPolicyService,
    contacts: google_cloud_essentialcontacts_v1::client::EssentialContactsService,
    dns_changes: google_cloud_dns_v1::client::Changes,
    dns_policies: google_cloud_dns_v1::client::Policies,
    dns_record_sets: google_cloud_dns_v1::client::ResourceRecordSets,
    findings: google_cloud_securitycenter_v2::client::SecurityCenter,
    firewalls: google_cloud_compute_v1::client::Firewalls,
    firewall_policies: google_cloud_compute_v1::client::NetworkFirewallPolicies,
    forwarding_rules: google_cloud_compute_v1::client::GlobalForwardingRules,
    global_addresses: google_cloud_compute_v1::client::GlobalAddresses,
    global_operations: google_cloud_compute_v1::client::GlobalOperations,
    iam: google_cloud_iam_admin_v1::client::Iam,
    kms: google_cloud_kms_v1::client::KeyManagementService,
    logging: google_cloud_logging_v2::client::ConfigServiceV2,
    log_metrics: google_cloud_logging_v2::client::MetricsServiceV2,
    managed_zones: google_cloud_dns_v1::client::ManagedZones,
    networks: google_cloud_compute_v1::client::Networks,
    notification_channels: google_cloud_monitoring_v3::client::NotificationChannelService,
    org_policies: google_cloud_orgpolicy_v2::client::OrgPolicy,
    projects: google_cloud_resourcemanager_v3::client::Projects,
    region_operations: google_cloud_compute_v1::client::RegionOperations,
    routers: google_cloud_compute_v1::client::Routers,
    routes: google_cloud_compute_v1::client::Routes,
    service_usage: google_cloud_api_serviceusage_v1::client::ServiceUsage,
    storage: google_cloud_storage::client::StorageControl,
    subnetworks: google_cloud_compute_v1::client::Subnetworks,
}
