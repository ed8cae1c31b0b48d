//! Traffic, as firewall rules and firewall policies describe it.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::enums::string_enum;

/// A protocol and its ports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Traffic {
    /// The protocol: `tcp`, `udp`, `icmp`, …, a protocol number, or `all`.
    ip_protocol: String,
    /// Ports or port ranges: `443`, `8000-8080`. Default: all ports.
    #[serde(default)]
    ports: BTreeSet<String>,
}

string_enum! {
    /// A direction.
    Direction { "INGRESS", "EGRESS", }
}
