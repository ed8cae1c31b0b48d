//! Compute Engine's networks.

mod address;
mod aggregated;
mod firewall;
mod firewall_policy;
mod labels;
mod network;
mod regions;
mod shared;

use std::sync::LazyLock;

use crate::collection::{Collection, Place, Service};
use crate::engine::operation;
use crate::refusal::{Form, Refusal};
use crate::rules::{Link, NameFormat, Named, Operation, Spelled};
use crate::schema::Schema;
use crate::world::World;
use shared::NETWORKS;

static COMPUTE: Service = Service {
    name: "compute",
    prefix: "/compute/v1",
    form: Form::Reasons,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/compute.schema")])),
    rows: || ROWS,
};

const fn row(path: &'static str, message: &'static str) -> Collection {
    Collection {
        stamps: "kind id creationTimestamp selfLink",
        spelled: Spelled::LABEL,
        name_format: NameFormat::Short,
        required: "name",
        operation: Operation::Compute(["insert", "patch", "delete"]),
        missing: "The resource '{name}' was not found",
        ..Collection::new(&COMPUTE, path, message)
    }
}

const fn operations(path: &'static str) -> Collection {
    Collection {
        verbs: "get list",
        actions: &[("wait", operation::wait)],
        ..row(path, operation::MESSAGE)
    }
}

const fn addresses(path: &'static str, stamps: &'static str) -> Collection {
    Collection {
        verbs: "create get list delete",
        stamps,
        links: &[Link {
            field: "network",
            to: NETWORKS,
            rewritten: false,
        }],
        hook: address::complete,
        actions: &[("setLabels", labels::set_labels)],
        ..row(path, "Address")
    }
}

const fn forwarding_rules(path: &'static str, stamps: &'static str) -> Collection {
    Collection {
        stamps,
        defaults: r#"{"IPProtocol": "TCP", "networkTier": "PREMIUM"}"#,
        links: &[Link {
            field: "network",
            to: NETWORKS,
            rewritten: true,
        }],
        operation: Operation::Compute([
            "createPSCServiceEndpoint",
            "patch",
            "deletePscForwardingRule",
        ]),
        hook: address::complete_rule,
        actions: &[("setLabels", labels::set_labels)],
        ..row(path, "ForwardingRule")
    }
}

const fn firewall_policies(path: &'static str) -> Collection {
    Collection {
        stamps: "kind id creationTimestamp selfLink fingerprint",
        hook: firewall_policy::complete,
        actions: &[
            ("addRule", firewall_policy::add_rule),
            ("getRule", firewall_policy::get_rule),
            ("patchRule", firewall_policy::patch_rule),
            ("removeRule", firewall_policy::remove_rule),
            ("addAssociation", firewall_policy::add_association),
            ("removeAssociation", firewall_policy::remove_association),
        ],
        ..row(path, "FirewallPolicy")
    }
}

pub(super) const ROWS: &[Collection] = &[
    Collection {
        required: "name autoCreateSubnetworks",
        defaults: r#"{
            "autoCreateSubnetworks": false,
            "networkFirewallPolicyEnforcementOrder": "AFTER_CLASSIC_FIREWALL",
            "routingConfig?": {"bgpBestPathSelectionMode": "LEGACY"}
        }"#,
        operation: Operation::Compute(["insert", "compute.networks.patch", "delete"]),
        used_late: true,
        hook: network::complete,
        ..row(NETWORKS, "Network")
    },
    Collection {
        stamps: "kind id creationTimestamp selfLink region fingerprint",
        required: "name network ipCidrRange",
        defaults: r#"{
            "privateIpGoogleAccess": false,
            "privateIpv6GoogleAccess": "DISABLE_GOOGLE_ACCESS",
            "purpose": "PRIVATE",
            "stackType": "IPV4_ONLY",
            "state": "READY"
        }"#,
        links: &[Link {
            field: "network",
            to: NETWORKS,
            rewritten: true,
        }],
        operation: Operation::Compute(["insert", "compute.subnetworks.patch", "delete"]),
        hook: network::complete_subnetwork,
        actions: &[
            ("setPrivateIpGoogleAccess", network::set_google_access),
            ("expandIpCidrRange", network::expand),
        ],
        ..row("projects/*/regions/*/subnetworks", "Subnetwork")
    },
    Collection {
        verbs: "create get list patch update delete",
        defaults: r#"{"direction": "INGRESS", "disabled": false, "priority": 1000}"#,
        links: &[Link {
            field: "network",
            to: NETWORKS,
            rewritten: false,
        }],
        operation: Operation::Compute(["insert", "compute.firewalls.patch", "delete"]),
        hook: firewall::complete,
        ..row("projects/*/global/firewalls", "Firewall")
    },
    Collection {
        verbs: "create get list delete",
        required: "name network destRange",
        defaults: r#"{"priority": 1000}"#,
        links: &[Link {
            field: "network",
            to: NETWORKS,
            rewritten: true,
        }],
        hook: firewall::check_route,
        ..row("projects/*/global/routes", "Route")
    },
    Collection {
        verbs: "create get list patch update delete",
        stamps: "kind id creationTimestamp selfLink region",
        required: "name network",
        defaults: r#"{
            "encryptedInterconnectRouter": false,
            "nats[]": {
                "autoNetworkTier": "PREMIUM",
                "effectiveTcpTimeWaitTimeoutSec": 120,
                "endpointTypes": ["ENDPOINT_TYPE_VM"],
                "type": "PUBLIC"
            }
        }"#,
        links: &[Link {
            field: "network",
            to: NETWORKS,
            rewritten: true,
        }],
        ..row("projects/*/regions/*/routers", "Router")
    },
    addresses(
        "projects/*/global/addresses",
        "kind id creationTimestamp selfLink labelFingerprint",
    ),
    addresses(
        "projects/*/regions/*/addresses",
        "kind id creationTimestamp selfLink labelFingerprint region",
    ),
    forwarding_rules(
        "projects/*/global/forwardingRules",
        "kind id creationTimestamp selfLink labelFingerprint fingerprint",
    ),
    forwarding_rules(
        "projects/*/regions/*/forwardingRules",
        "kind id creationTimestamp selfLink labelFingerprint fingerprint region",
    ),
    Collection {
        named: Named::Server(12),
        stamps: "kind creationTimestamp selfLink fingerprint",
        required: "shortName",
        operation: Operation::Compute([
            "createFirewallPolicy",
            "updateFirewallPolicy",
            "deleteFirewallPolicy",
        ]),
        ..firewall_policies("locations/global/firewallPolicies")
    },
    firewall_policies("projects/*/global/firewallPolicies"),
    operations("projects/*/global/operations"),
    operations("projects/*/regions/*/operations"),
    operations("locations/global/operations"),
    Collection {
        verbs: "",
        actions: &[("GET", aggregated::list)],
        ..row("projects/*/aggregated", "AggregatedList")
    },
];

/// What a new project has: its default network.
pub(super) fn seed(world: &mut World, scope: &str) {
    network::seed(world, &COMPUTE, scope);
}

/// Refuses regions that Google does not have.
pub(super) fn admit(place: &Place) -> Result<(), Refusal> {
    if place.row.service.name != "compute"
        || place.part(2) != "regions"
        || regions::knows(place.part(3))
    {
        return Ok(());
    }
    let path = format!("projects/{}/regions/{}", place.scope, place.part(3));
    Err(Refusal::not_found(format!(
        "The resource '{path}' was not found"
    )))
}
