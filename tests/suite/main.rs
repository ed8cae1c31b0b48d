//! What no room can test alone.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod by_hand;
#[expect(dead_code, reason = "the store's tests use the rest of it")]
#[path = "../../provisioner/store/tests/suite/cluster.rs"]
mod cluster;
mod conformance;
mod contention;
mod credentials;
mod gabakura;
mod google;
mod google_clients;
mod kills;
mod language;
mod logs;
mod modules;
mod moto;
mod review;
mod rooms;
mod schemas;
mod secrets;
mod served;
mod session;
mod tamper;
