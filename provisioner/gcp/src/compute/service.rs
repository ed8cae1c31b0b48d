//! Compute Engine: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::{
    address, firewall, global_address, global_forwarding_rule, network, network_firewall_policy,
    operation, route, router, subnetwork,
};
use crate::kind::Service;

const QUOTAS: &str = "Compute Engine rate quotas: a fraction of those of a new project";

pub(crate) static SERVICE: Service = Service::new(
    operation::SERVICE,
    &[
        RateLimit::new("List", 6.0, 12.0, QUOTAS),
        RateLimit::new("AggregatedList", 6.0, 12.0, QUOTAS),
        RateLimit::new("", 10.0, 12.0, QUOTAS),
    ],
    &[
        managed::<network::Network>(),
        managed::<subnetwork::Subnetwork>(),
        managed::<firewall::Firewall>(),
        managed::<network_firewall_policy::NetworkFirewallPolicy>(),
        managed::<route::Route>(),
        managed::<router::Router>(),
        managed::<address::Address>(),
        managed::<global_address::GlobalAddress>(),
        managed::<global_forwarding_rule::GlobalForwardingRule>(),
    ],
)
.not_yet(&[
    "resourceNotReady",
    "RESOURCE_NOT_READY",
    "resourceInUse",
    "resourceInUseByAnotherResource",
    "RESOURCE_IN_USE_BY_ANOTHER_RESOURCE",
]);
