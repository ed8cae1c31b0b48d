//! The stores: their promises, their files and servers, and what they do with those of others.

#![allow(
    clippy::unwrap_used,
    reason = "tests: helpers outside test functions included"
)]

mod cluster;
mod contention;
mod lost_reply;
mod old_format;
mod postgres;
mod restart;
mod sealed;
mod sqlite;
mod tamper;
mod tls;
mod transfer;
