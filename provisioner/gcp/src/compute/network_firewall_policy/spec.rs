//! The settings of a network firewall policy.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::compute::traffic::{Direction, Traffic};
use crate::enums::string_enum;

/// Rules from this priority on are Google's own: they pass traffic that no other rule decided.
pub(super) const GOOGLES_PRIORITY_MIN: i32 = 2_147_483_644;

/// A global network firewall policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The name, unique in the project.
    pub name: String,
    /// A description. Default: none.
    #[serde(default)]
    pub description: String,
    /// All rules of the policy, except Google's own.
    #[serde(default)]
    pub rules: BTreeSet<Rule>,
    /// All networks that the policy applies to.
    #[serde(default)]
    pub associations: BTreeSet<Association>,
}

/// A rule of a firewall policy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Rule {
    /// The priority, 0 to 2147483643, unique in the policy; the lowest number is evaluated first.
    pub priority: i32,
    /// What Google does with matching connections: `allow`, `deny`, `goto_next` (evaluate the
    /// rules below the policy) or `apply_security_profile_group`.
    pub action: Action,
    /// The direction of the connections that the rule applies to.
    pub direction: Direction,
    /// The name of the rule. Default: none.
    #[serde(default)]
    pub rule_name: String,
    /// A description. Default: none.
    #[serde(default)]
    pub description: String,
    /// Whether Google ignores the rule. Default: false.
    #[serde(default)]
    pub disabled: bool,
    /// Whether Google logs the connections that the rule matches. Default: false.
    #[serde(default)]
    pub enable_logging: bool,
    /// The connections that the rule matches.
    #[serde(rename = "match")]
    pub matches: Matcher,
    /// The service accounts, by e-mail, of the VMs that the rule applies to. Default: all VMs.
    #[serde(default)]
    pub target_service_accounts: BTreeSet<String>,
}

/// The connections that a rule matches; every field that is set must match.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Matcher {
    /// Protocols and ports.
    layer4_configs: BTreeSet<Traffic>,
    /// Source ranges, in CIDR notation.
    #[serde(default)]
    src_ip_ranges: BTreeSet<String>,
    /// Destination ranges, in CIDR notation.
    #[serde(default)]
    dest_ip_ranges: BTreeSet<String>,
    /// Source domain names.
    #[serde(default)]
    src_fqdns: BTreeSet<String>,
    /// Destination domain names.
    #[serde(default)]
    dest_fqdns: BTreeSet<String>,
    /// Source countries, as ISO 3166 codes: `JP`.
    #[serde(default)]
    src_region_codes: BTreeSet<String>,
    /// Destination countries, as ISO 3166 codes: `JP`.
    #[serde(default)]
    dest_region_codes: BTreeSet<String>,
    /// Google Threat Intelligence lists of sources.
    #[serde(default)]
    src_threat_intelligences: BTreeSet<String>,
    /// Google Threat Intelligence lists of destinations.
    #[serde(default)]
    dest_threat_intelligences: BTreeSet<String>,
    /// Address groups of sources.
    #[serde(default)]
    src_address_groups: BTreeSet<String>,
    /// Address groups of destinations.
    #[serde(default)]
    dest_address_groups: BTreeSet<String>,
}

/// The association of a firewall policy with a network.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Association {
    /// The name, unique in the policy.
    pub name: String,
    /// The VPC network that the policy applies to.
    pub attachment_target: String,
}

string_enum! {
    /// What a rule does.
    Action { "allow", "deny", "goto_next", "apply_security_profile_group", }
}
