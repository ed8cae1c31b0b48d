//! What a perimeter holds in, and what may pass it.
//!
//! Google's client passes on what it does not know itself (roles, titles, where one goes out from).

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::words::words;

/// What a perimeter holds in, and what may pass it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Config {
    /// Projects and networks inside: `projects/NUMBER`.
    #[serde(default)]
    pub resources: BTreeSet<String>,
    /// Levels of access that may come in.
    #[serde(default)]
    access_levels: BTreeSet<String>,
    /// Services whose data does not leave.
    #[serde(default)]
    restricted_services: BTreeSet<String>,
    /// Which services networks inside can reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vpc_accessible_services: Option<VpcAccessible>,
    /// What may come in.
    #[serde(default)]
    ingress_policies: BTreeSet<Ingress>,
    /// What may go out.
    #[serde(default)]
    egress_policies: BTreeSet<Egress>,
}

/// Which services networks inside can reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct VpcAccessible {
    /// Whether only those below.
    #[serde(default)]
    enable_restriction: bool,
    /// These; `RESTRICTED-SERVICES` stands for those of the perimeter.
    #[serde(default)]
    allowed_services: BTreeSet<String>,
}

/// Something that may come in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Ingress {
    /// What people call it.
    #[serde(default)]
    title: String,
    /// Who, and from where.
    ingress_from: IngressFrom,
    /// To do what.
    #[serde(default)]
    ingress_to: IngressTo,
}

/// Who may come in, and from where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct IngressFrom {
    /// From where.
    #[serde(default)]
    sources: BTreeSet<Source>,
    /// Who, by name.
    #[serde(default)]
    identities: BTreeSet<String>,
    /// Who, by sort.
    #[serde(default)]
    identity_type: IdentityType,
}

/// A place that one comes from; one of both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Source {
    /// A level of access.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    access_level: Option<String>,
    /// A project or network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    resource: Option<String>,
}

/// What those who come in may do.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[schemars(deny_unknown_fields)]
struct IngressTo {
    /// What.
    #[serde(default)]
    operations: BTreeSet<Operation>,
    /// What, by role: `roles/…`. Not beside operations.
    #[serde(default)]
    roles: BTreeSet<String>,
    /// With which projects inside; `*` is all.
    #[serde(default)]
    resources: BTreeSet<String>,
}

/// Something that may go out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Egress {
    /// What people call it.
    #[serde(default)]
    title: String,
    /// Who, and from where.
    egress_from: EgressFrom,
    /// To do what, and where.
    #[serde(default)]
    egress_to: EgressTo,
}

/// Who may go out, and from where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct EgressFrom {
    /// From where. Only with `SOURCE_RESTRICTION_ENABLED`.
    #[serde(default)]
    sources: BTreeSet<Source>,
    /// Whether where one comes from counts.
    #[serde(default)]
    source_restriction: SourceRestriction,
    /// Who, by name.
    #[serde(default)]
    identities: BTreeSet<String>,
    /// Who, by sort.
    #[serde(default)]
    identity_type: IdentityType,
}

/// What those who go out may do, and where.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[schemars(deny_unknown_fields)]
struct EgressTo {
    /// What.
    #[serde(default)]
    operations: BTreeSet<Operation>,
    /// What, by role: `roles/…`. Not beside operations.
    #[serde(default)]
    roles: BTreeSet<String>,
    /// With which projects outside; `*` is all.
    #[serde(default)]
    resources: BTreeSet<String>,
    /// With which things outside Google.
    #[serde(default)]
    external_resources: BTreeSet<String>,
}

/// Calls of a service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Operation {
    /// The service; `*` is all.
    service_name: String,
    /// Which of its calls.
    #[serde(default)]
    method_selectors: BTreeSet<Selector>,
}

/// A call of a service; one of both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Selector {
    /// By method; `*` is all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    /// By permission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    permission: Option<String>,
}

words! {
    /// Whether where one comes from counts.
    SourceRestriction {
        "SOURCE_RESTRICTION_UNSPECIFIED" = 0, "SOURCE_RESTRICTION_ENABLED" = 1,
        "SOURCE_RESTRICTION_DISABLED" = 2,
    }
}

words! {
    /// Sorts of those who pass.
    IdentityType {
        "IDENTITY_TYPE_UNSPECIFIED" = 0, "ANY_IDENTITY" = 1, "ANY_USER_ACCOUNT" = 2,
        "ANY_SERVICE_ACCOUNT" = 3,
    }
}
