//! The table: what is tried of every kind.

mod above;
mod compute;
mod data;
mod dns;
mod identity;
mod logging;

use serde_json::{Value, json};

use crate::conformance::case::Case;

/// Every case.
pub fn cases() -> Vec<Case> {
    [
        compute::cases(),
        data::cases(),
        identity::cases(),
        logging::cases(),
        dns::cases(),
        above::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const VPC: &str = "projects/chiyoda-acme-prod/global/networks/vpc";
const OTHER_VPC: &str = "projects/chiyoda-acme-prod/global/networks/other";
const SUBNET: &str = "projects/chiyoda-acme-prod/regions/asia-northeast1/subnetworks/web";
const RING: &str = "projects/chiyoda-acme-prod/locations/asia-northeast1/keyRings/main";
const KEY: &str =
    "projects/chiyoda-acme-prod/locations/asia-northeast1/keyRings/main/cryptoKeys/data";
const OTHER_KEY: &str =
    "projects/chiyoda-acme-prod/locations/asia-northeast1/keyRings/main/cryptoKeys/other";
const GROUP: &str = "group:ops@example.jp";
const OTHERS: &str = "group:audit@example.jp";

fn vpc() -> (&'static str, Value) {
    ("gcp.compute.network", json!({"name": "vpc"}))
}

fn subnet() -> (&'static str, Value) {
    let spec = json!({
        "name": "web", "region": "asia-northeast1", "network": VPC, "ip_cidr_range": "10.0.0.0/24",
    });
    ("gcp.compute.subnetwork", spec)
}

fn ring() -> (&'static str, Value) {
    (
        "gcp.kms.key_ring",
        json!({"name": "main", "location": "asia-northeast1"}),
    )
}

fn key() -> (&'static str, Value) {
    (
        "gcp.kms.crypto_key",
        json!({"name": "data", "key_ring": RING}),
    )
}

fn other_key() -> (&'static str, Value) {
    (
        "gcp.kms.crypto_key",
        json!({"name": "other", "key_ring": RING}),
    )
}

fn account(name: &str) -> String {
    format!("{name}@chiyoda-acme-prod.iam.gserviceaccount.com")
}
