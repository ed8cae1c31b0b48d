//! Networks, what guards them, and the ways out.

use serde_json::json;

use super::{SUBNET, VPC, account, subnet, vpc};
use crate::conformance::case::Case;

pub fn cases() -> Vec<Case> {
    [network(), firewall(), routing(), addresses()]
        .into_iter()
        .flatten()
        .collect()
}

fn network() -> Vec<Case> {
    let order = "network_firewall_policy_enforcement_order";
    vec![
        Case::new("gcp.compute.network", vpc().1)
            .change(json!({"routing_config": {"routing_mode": "GLOBAL"}}))
            .change(json!({(order): "BEFORE_CLASSIC_FIREWALL"}))
            .change_for_good(json!({"default_internet_route": false})),
        Case::new(
            "gcp.compute.network",
            json!({"name": "shut", "description": "no way out", "default_internet_route": false}),
        ),
        Case::new("gcp.compute.subnetwork", subnet().1)
            .after(&[vpc()])
            .change(json!({"private_ip_google_access": true}))
            .change(json!({"log_config": {"enable": true, "flow_sampling": 0.1}}))
            .change_for_good(json!({"secondary_ip_ranges": [
                {"range_name": "pods", "ip_cidr_range": "10.1.0.0/20"},
            ]}))
            .change(json!({"private_ip_google_access": false, "log_config": {}})),
    ]
}

fn firewall() -> Vec<Case> {
    let rule = |priority: i32, ranges: &[&str]| {
        json!({
            "priority": priority, "action": "deny", "direction": "EGRESS",
            "match": {"layer4_configs": [{"ip_protocol": "all"}], "dest_ip_ranges": ranges},
        })
    };
    let named = json!({
        "priority": 10, "action": "allow", "direction": "EGRESS", "enable_logging": true,
        "match": {
            "layer4_configs": [{"ip_protocol": "tcp", "ports": ["443"]}],
            "dest_fqdns": ["example.jp"],
        },
    });
    vec![
        Case::new(
            "gcp.compute.firewall",
            json!({
                "name": "web-in", "network": VPC, "description": "web",
                "allowed": [{"ip_protocol": "tcp", "ports": ["80", "443"]}],
                "source_ranges": ["10.0.0.0/8"], "target_tags": ["web"],
            }),
        )
        .after(&[vpc()])
        .change(json!({"description": "web, encrypted"}))
        .change(json!({"allowed": [{"ip_protocol": "tcp", "ports": ["443"]}]}))
        .change(json!({"source_ranges": ["10.0.0.0/16", "10.9.0.0/16"], "target_tags": []}))
        .change(json!({"source_tags": ["lb"]}))
        .change(json!({"log_config": {"enable": true, "metadata": "EXCLUDE_ALL_METADATA"}}))
        .change(json!({"priority": 900, "disabled": true, "log_config": {}})),
        Case::new(
            "gcp.compute.firewall",
            json!({
                "name": "egress-off", "network": VPC, "direction": "EGRESS", "priority": 65530,
                "denied": [{"ip_protocol": "all"}], "destination_ranges": ["0.0.0.0/0"],
            }),
        )
        .called("outwards")
        .after(&[vpc()])
        .change(json!({"denied": [{"ip_protocol": "tcp", "ports": ["25"]}]}))
        .change(json!({"destination_ranges": ["0.0.0.0/1", "128.0.0.0/1"]})),
        Case::new(
            "gcp.compute.firewall",
            json!({
                "name": "by-account", "network": VPC, "allowed": [{"ip_protocol": "tcp"}],
                "source_service_accounts": [account("lb")],
                "target_service_accounts": [account("web")],
            }),
        )
        .called("by service account")
        .after(&[vpc()])
        .change(json!({"source_service_accounts": [account("batch"), account("lb")]}))
        .change(json!({"target_service_accounts": [account("app")]})),
        Case::new(
            "gcp.compute.network_firewall_policy",
            json!({
                "name": "baseline", "rules": [rule(100, &["0.0.0.0/0"])],
                "associations": [{"name": "vpc", "attachment_target": VPC}],
            }),
        )
        .after(&[vpc()])
        .change(json!({"rules": [rule(100, &["10.0.0.0/8"]), named]}))
        .change(json!({"rules": [rule(200, &["10.0.0.0/8"])], "description": "for all"}))
        .change(json!({"associations": []})),
    ]
}

fn routing() -> Vec<Case> {
    let nat = json!({
        "name": "out", "source_subnetwork_ip_ranges_to_nat": "LIST_OF_SUBNETWORKS",
        "subnetworks": [{"name": SUBNET}], "log_config": {"enable": true, "filter": "ERRORS_ONLY"},
    });
    vec![
        Case::new(
            "gcp.compute.route",
            json!({
                "name": "out", "network": VPC, "dest_range": "0.0.0.0/0", "tags": ["out"],
                "next_hop_gateway":
                    "projects/chiyoda-acme-prod/global/gateways/default-internet-gateway",
            }),
        )
        .after(&[vpc()]),
        Case::new(
            "gcp.compute.router",
            json!({"name": "edge", "region": "asia-northeast1", "network": VPC}),
        )
        .after(&[vpc(), subnet()])
        .change(json!({"nats": [nat]}))
        .change(json!({"description": "edge", "bgp": {"asn": 64514}}))
        .change(json!({"bgp": {"asn": 64515}}))
        .change(json!({"nats": []})),
    ]
}

fn addresses() -> Vec<Case> {
    let psc = json!({
        "name": "apis", "address_type": "INTERNAL", "purpose": "PRIVATE_SERVICE_CONNECT",
        "network": VPC, "address": "10.255.0.2",
    });
    vec![
        Case::new("gcp.compute.address", json!({"name": "nat", "region": "asia-northeast1"})),
        Case::new("gcp.compute.global_address", psc.clone()).after(&[vpc()]),
        Case::new(
            "gcp.compute.global_forwarding_rule",
            json!({"name": "apis", "network": VPC, "ip_address": "10.255.0.2", "target": "all-apis"}),
        )
        .after(&[vpc(), ("gcp.compute.global_address", psc)]),
    ]
}
