//! Compute Engine.

pub(crate) mod address;
mod collection;
pub(crate) mod firewall;
pub(crate) mod global_address;
pub(crate) mod global_forwarding_rule;
pub(crate) mod network;
pub(crate) mod network_firewall_policy;
mod operation;
pub(crate) mod route;
pub(crate) mod router;
pub(crate) mod service;
pub(crate) mod subnetwork;
mod traffic;
