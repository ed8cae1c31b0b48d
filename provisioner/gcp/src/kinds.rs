//! The list of kinds. A new kind is one new file and one line here.

use gabakura_adapter::{Erased, Kinds};

use crate::clients::Clients;
use crate::{
    accesscontextmanager, billing, compute, dns, essentialcontacts, iam, kms, logging, monitoring,
    orgpolicy, project, securitycenter, serviceusage, storage,
};

/// Every kind of this adapter.
pub(crate) fn all() -> Kinds<Clients> {
    vec![
        Erased::<compute::network::Network>::boxed(),
        Erased::<compute::subnetwork::Subnetwork>::boxed(),
        Erased::<compute::firewall::Firewall>::boxed(),
        Erased::<compute::network_firewall_policy::NetworkFirewallPolicy>::boxed(),
        Erased::<compute::route::Route>::boxed(),
        Erased::<compute::router::Router>::boxed(),
        Erased::<compute::address::Address>::boxed(),
        Erased::<compute::global_address::GlobalAddress>::boxed(),
        Erased::<compute::global_forwarding_rule::GlobalForwardingRule>::boxed(),
        Erased::<kms::key_ring::KeyRing>::boxed(),
        Erased::<kms::crypto_key::CryptoKey>::boxed(),
        Erased::<storage::bucket::Bucket>::boxed(),
        Erased::<iam::service_account::ServiceAccount>::boxed(),
        Erased::<iam::role::Role>::boxed(),
        Erased::<project::info::Project>::boxed(),
        Erased::<project::iam_binding::IamBinding>::boxed(),
        Erased::<project::audit_config::AuditConfig>::boxed(),
        Erased::<logging::bucket::Bucket>::boxed(),
        Erased::<logging::settings::Settings>::boxed(),
        Erased::<logging::sink::Sink>::boxed(),
        Erased::<logging::exclusion::Exclusion>::boxed(),
        Erased::<logging::metric::Metric>::boxed(),
        Erased::<monitoring::alert_policy::AlertPolicy>::boxed(),
        Erased::<monitoring::notification_channel::NotificationChannel>::boxed(),
        Erased::<orgpolicy::policy::Policy>::boxed(),
        Erased::<serviceusage::service::Service>::boxed(),
        Erased::<dns::policy::Policy>::boxed(),
        Erased::<dns::managed_zone::ManagedZone>::boxed(),
        Erased::<essentialcontacts::contact::Contact>::boxed(),
        Erased::<orgpolicy::custom_constraint::CustomConstraint>::boxed(),
        Erased::<iam::workload_identity_pool::WorkloadIdentityPool>::boxed(),
        Erased::<iam::workload_identity_pool_provider::WorkloadIdentityPoolProvider>::boxed(),
        Erased::<accesscontextmanager::service_perimeter::ServicePerimeter>::boxed(),
        Erased::<securitycenter::notification_config::NotificationConfig>::boxed(),
        Erased::<billing::budget::Budget>::boxed(),
    ]
}
