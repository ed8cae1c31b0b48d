//! What no room can test alone.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod conformance;
mod credentials;
mod gabakura;
mod kills;
mod moto;
mod review;
mod rooms;
mod schemas;
mod session;
mod tamper;
