//! The list of services. A new kind is one new file and one line here.

use gabakura_adapter::{Service, managed};
use gabakura_model::rate_limit::RateLimit;

use crate::clients::Clients;
use crate::{
    accesscontextmanager, billing, compute, dns, essentialcontacts, iam, kms, logging, monitoring,
    orgpolicy, project, securitycenter, serviceusage, storage,
};

/// Google counts by project and minute, reads and writes apart, and lets a project's owner change
/// most figures. These are a fraction of what projects begin with, bursts a few seconds' worth.
const ESTIMATED: &str = "estimated: a fraction of the quota that a new project has";

/// Every service of this adapter.
pub(crate) static ALL: &[&Service<Clients>] = &[
    &COMPUTE,
    &KMS,
    &STORAGE,
    &IAM,
    &PROJECT,
    &LOGGING,
    &MONITORING,
    &ORGPOLICY,
    &SERVICEUSAGE,
    &DNS,
    &CONTACTS,
    &ACCESS,
    &SECURITY,
    &BUDGETS,
    &BILLING,
];

static COMPUTE: Service<Clients> = Service::new(
    compute::SERVICE,
    &[
        RateLimit::new("List", 6.0, 12.0, "Compute Engine rate quotas"),
        RateLimit::new("AggregatedList", 6.0, 12.0, "Compute Engine rate quotas"),
        RateLimit::new("", 10.0, 12.0, "Compute Engine rate quotas"),
    ],
    &[
        managed::<compute::network::Network>(),
        managed::<compute::subnetwork::Subnetwork>(),
        managed::<compute::firewall::Firewall>(),
        managed::<compute::network_firewall_policy::NetworkFirewallPolicy>(),
        managed::<compute::route::Route>(),
        managed::<compute::router::Router>(),
        managed::<compute::address::Address>(),
        managed::<compute::global_address::GlobalAddress>(),
        managed::<compute::global_forwarding_rule::GlobalForwardingRule>(),
    ],
);

static KMS: Service<Clients> = Service::new(
    kms::SERVICE,
    &[
        RateLimit::new("Get", 2.5, 30.0, "Cloud KMS quotas: 300 reads a minute"),
        RateLimit::new("List", 2.5, 30.0, "Cloud KMS quotas: 300 reads a minute"),
        RateLimit::new("", 0.5, 5.0, "Cloud KMS quotas: 60 writes a minute"),
    ],
    &[
        managed::<kms::key_ring::KeyRing>(),
        managed::<kms::crypto_key::CryptoKey>(),
    ],
);

static STORAGE: Service<Clients> = Service::new(
    storage::SERVICE,
    &[
        RateLimit::new("CreateBucket", 0.5, 1.0, BUCKETS),
        RateLimit::new("DeleteBucket", 0.5, 1.0, BUCKETS),
        RateLimit::new("", 10.0, 20.0, ESTIMATED),
    ],
    &[managed::<storage::bucket::Bucket>()],
);

const BUCKETS: &str =
    "Cloud Storage quotas & limits: about one bucket created or deleted in two seconds";

static IAM: Service<Clients> = Service::new(
    iam::SERVICE,
    &[
        RateLimit::new("Get", 10.0, 50.0, ESTIMATED),
        RateLimit::new("List", 10.0, 50.0, ESTIMATED),
        RateLimit::new("", 5.0, 10.0, ESTIMATED),
    ],
    &[
        managed::<iam::service_account::ServiceAccount>(),
        managed::<iam::role::Role>(),
        managed::<iam::workload_identity_pool::WorkloadIdentityPool>(),
        managed::<iam::workload_identity_pool_provider::WorkloadIdentityPoolProvider>(),
    ],
);

static PROJECT: Service<Clients> = Service::new(
    project::SERVICE,
    &[RateLimit::new("", 5.0, 10.0, ESTIMATED)],
    &[
        managed::<project::info::Project>(),
        managed::<project::iam_binding::IamBinding>(),
        managed::<project::audit_config::AuditConfig>(),
    ],
);

static LOGGING: Service<Clients> = Service::new(
    logging::SERVICE,
    &[RateLimit::new("", 5.0, 10.0, ESTIMATED)],
    &[
        managed::<logging::bucket::Bucket>(),
        managed::<logging::settings::Settings>(),
        managed::<logging::sink::Sink>(),
        managed::<logging::exclusion::Exclusion>(),
        managed::<logging::metric::Metric>(),
    ],
);

static MONITORING: Service<Clients> = Service::new(
    monitoring::SERVICE,
    &[RateLimit::new("", 10.0, 20.0, ESTIMATED)],
    &[
        managed::<monitoring::alert_policy::AlertPolicy>(),
        managed::<monitoring::notification_channel::NotificationChannel>(),
    ],
);

static ORGPOLICY: Service<Clients> = Service::new(
    orgpolicy::SERVICE,
    &[
        RateLimit::new("Get", 1.0, 12.0, ESTIMATED),
        RateLimit::new("", 0.5, 5.0, ESTIMATED),
    ],
    &[
        managed::<orgpolicy::policy::Policy>(),
        managed::<orgpolicy::custom_constraint::CustomConstraint>(),
    ],
);

static SERVICEUSAGE: Service<Clients> = Service::new(
    "serviceusage",
    &[RateLimit::new("", 1.0, 10.0, ESTIMATED)],
    &[managed::<serviceusage::service::Service>()],
);

static DNS: Service<Clients> = Service::new(
    dns::SERVICE,
    &[RateLimit::new("", 5.0, 10.0, ESTIMATED)],
    &[
        managed::<dns::policy::Policy>(),
        managed::<dns::managed_zone::ManagedZone>(),
    ],
);

static CONTACTS: Service<Clients> = Service::new(
    "essentialcontacts",
    &[RateLimit::new("", 1.0, 5.0, ESTIMATED)],
    &[managed::<essentialcontacts::contact::Contact>()],
);

static ACCESS: Service<Clients> = Service::new(
    "accesscontextmanager",
    &[RateLimit::new("", 1.0, 5.0, ESTIMATED)],
    &[managed::<
        accesscontextmanager::service_perimeter::ServicePerimeter,
    >()],
);

static SECURITY: Service<Clients> = Service::new(
    "securitycenter",
    &[RateLimit::new("", 1.0, 5.0, ESTIMATED)],
    &[managed::<
        securitycenter::notification_config::NotificationConfig,
    >()],
);

static BUDGETS: Service<Clients> = Service::new(
    "billingbudgets",
    &[RateLimit::new("", 0.5, 5.0, ESTIMATED)],
    &[managed::<billing::budget::Budget>()],
);

/// Cloud Billing itself: which account pays for a project.
static BILLING: Service<Clients> = Service::new(
    "cloudbilling",
    &[RateLimit::new("", 1.0, 5.0, ESTIMATED)],
    &[],
);
