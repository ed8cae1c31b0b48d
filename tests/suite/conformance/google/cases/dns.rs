//! Names.

use serde_json::json;

use super::{OTHER_VPC, VPC, vpc};
use crate::conformance::case::Case;

pub fn cases() -> Vec<Case> {
    let record = |ttl: i32| {
        json!([
            {"name": "*.googleapis.com.", "type": "CNAME", "ttl": ttl,
             "rrdatas": ["restricted.googleapis.com."]},
            {"name": "restricted.googleapis.com.", "type": "A",
             "rrdatas": ["199.36.153.4", "199.36.153.5"]},
        ])
    };
    vec![
        Case::new(
            "gcp.dns.policy",
            json!({"name": "resolver", "networks": [VPC]}),
        )
        .after(&[vpc()])
        .change(json!({"enable_logging": true, "description": "logged"}))
        .change(json!({"enable_inbound_forwarding": true}))
        .change(json!({"alternative_name_server_config": {
            "target_name_servers": [{"ipv4_address": "10.0.0.53"}],
        }}))
        .change(json!({"alternative_name_server_config": {
            "target_name_servers": [{"ipv4_address": "10.0.1.53"}],
        }}))
        .change(json!({"networks": []})),
        Case::new(
            "gcp.dns.managed_zone",
            json!({
                "name": "googleapis", "dns_name": "googleapis.com.",
                "private_visibility_networks": [VPC], "record_sets": record(300),
            }),
        )
        .after(&[vpc(), ("gcp.compute.network", json!({"name": "other"}))])
        .change(json!({"description": "Google's APIs"}))
        .change(json!({"record_sets": record(60)}))
        .change(json!({"record_sets": []}))
        .change(json!({"private_visibility_networks": [VPC, OTHER_VPC]})),
        Case::new(
            "gcp.dns.managed_zone",
            json!({
                "name": "town", "dns_name": "town.example.jp.", "visibility": "public",
                "description": "the town", "dnssec_config": {"state": "on"},
            }),
        )
        .called("public")
        .change(json!({"cloud_logging_config": {"enable_logging": true}}))
        .change(json!({"dnssec_config": {"state": "off"}})),
    ]
}
