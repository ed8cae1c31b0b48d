//! The list of kinds. A new kind is one new file and one line here.

use crate::compute;
use crate::kind::{AnyKind, Erased};

/// Every kind of this adapter.
pub(crate) fn all() -> Vec<Box<dyn AnyKind>> {
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
    ]
}
