//! Opens the clients of Google's SDK that the Google Cloud adapter uses.
//!
//! A crate of its own because of the compiler. The methods of a client are asynchronous functions,
//! which are compiled where the client is opened: all of them, in two variants, with the reading
//! and writing of every message. That is more than the whole adapter, and here it is compiled
//! beside other crates and not again when a kind changes. The futures are boxed for that reason.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use google_cloud_auth::credentials::Credentials;
use google_cloud_gax::client_builder::Error;
use google_cloud_gax::retry_policy::NeverRetry;
use google_cloud_gax_internal::http::ReqwestClient;
use google_cloud_gax_internal::options::ClientConfig;
use http::HeaderMap;

/// Longest wait for one reply. `wait` on an operation of Compute Engine holds its reply back for
/// up to two minutes; beyond this the outcome counts as unknown.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(150);

/// How clients are opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// The credentials of every call.
    pub credentials: Credentials,
    /// The endpoint of all services, if it is not Google's.
    pub endpoint: Option<String>,
    /// Headers of every call.
    pub headers: HeaderMap,
}

/// A client that is being opened.
pub type Opening<C> = Pin<Box<dyn Future<Output = Result<C, Error>> + Send>>;

/// The HTTP client of a service that has no client of its own, by its endpoint's first label.
pub fn http(options: &Options, service: &str) -> Opening<ReqwestClient> {
    let mut config = ClientConfig::default();
    config.cred = Some(options.credentials.clone());
    config.endpoint.clone_from(&options.endpoint);
    config.retry_policy = Some(Arc::new(NeverRetry));
    config.attempt_timeout = Some(ATTEMPT_TIMEOUT);
    config.extensions.insert(options.headers.clone());
    let host = format!("https://{service}.googleapis.com/");
    Box::pin(async move { ReqwestClient::new(config, &host).await })
}

macro_rules! clients {
    ($($name:ident: $Client:path,)+) => {
        $(
            #[doc = concat!("Opens a client that never repeats a request: `", stringify!($Client), "`.")]
            pub fn $name(options: &Options) -> Opening<$Client> {
                let builder = <$Client>::builder()
                    .with_credentials(options.credentials.clone())
                    .with_retry_policy(NeverRetry)
                    .with_attempt_timeout(ATTEMPT_TIMEOUT)
                    .with_extension(options.headers.clone());
                let builder = match &options.endpoint {
                    Some(endpoint) => builder.with_endpoint(endpoint.clone()),
                    None => builder,
                };
                Box::pin(builder.build())
            }
        )+

        /// Calls a macro with the name and type of every client.
        #[macro_export]
        macro_rules! each_client {
            ($then:ident) => {
                $then! { $($name: $Client,)+ }
            };
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
