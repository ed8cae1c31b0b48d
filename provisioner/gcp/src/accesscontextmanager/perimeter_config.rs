//! The configuration of a service perimeter.
//!
//! Google's client keeps fields that it does not know itself (roles, titles, egress sources).

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::enums::string_enum;

/// The configuration of a service perimeter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Config {
    /// The projects and VPC networks inside the perimeter: `projects/NUMBER`.
    #[serde(default)]
    pub resources: BTreeSet<String>,
    /// The access levels that allow requests from outside. Default: none.
    #[serde(default)]
    access_levels: BTreeSet<String>,
    /// The services that the perimeter restricts, such as `storage.googleapis.com`.
    #[serde(default)]
    restricted_services: BTreeSet<String>,
    /// The services that networks inside the perimeter can reach. Default: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vpc_accessible_services: Option<VpcAccessible>,
    /// Ingress rules: requests to allow from outside. Default: none.
    #[serde(default)]
    ingress_policies: BTreeSet<Ingress>,
    /// Egress rules: requests to allow to the outside. Default: none.
    #[serde(default)]
    egress_policies: BTreeSet<Egress>,
}

/// The services that networks inside a perimeter can reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct VpcAccessible {
    /// Whether only the allowed services can be reached. Default: false.
    #[serde(default)]
    enable_restriction: bool,
    /// The services that can be reached; `RESTRICTED-SERVICES` stands for the restricted ones.
    #[serde(default)]
    allowed_services: BTreeSet<String>,
}

/// An ingress rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Ingress {
    /// The title. Default: none.
    #[serde(default)]
    title: String,
    /// The origins of the requests to allow.
    ingress_from: IngressFrom,
    /// The targets of the requests to allow.
    #[serde(default)]
    ingress_to: IngressTo,
}

/// The origins of an ingress rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct IngressFrom {
    /// The sources: access levels, projects and networks.
    #[serde(default)]
    sources: BTreeSet<Source>,
    /// The identities: `user:…`, `serviceAccount:…`, `principal://…`, …
    #[serde(default)]
    identities: BTreeSet<String>,
    /// The type of identities, in place of a list. Default: the list.
    #[serde(default)]
    identity_type: IdentityType,
}

/// A source: an access level or a resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Source {
    /// An access level; `*` is any source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    access_level: Option<String>,
    /// A project or VPC network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    resource: Option<String>,
}

/// The targets of an ingress rule.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[schemars(deny_unknown_fields)]
struct IngressTo {
    /// The operations to allow.
    #[serde(default)]
    operations: BTreeSet<Operation>,
    /// The roles whose permissions to allow, in place of operations: `roles/…`.
    #[serde(default)]
    roles: BTreeSet<String>,
    /// The projects inside the perimeter; `*` is all.
    #[serde(default)]
    resources: BTreeSet<String>,
}

/// An egress rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Egress {
    /// The title. Default: none.
    #[serde(default)]
    title: String,
    /// The origins of the requests to allow.
    egress_from: EgressFrom,
    /// The targets of the requests to allow.
    #[serde(default)]
    egress_to: EgressTo,
}

/// The origins of an egress rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct EgressFrom {
    /// The sources, with `SOURCE_RESTRICTION_ENABLED`.
    #[serde(default)]
    sources: BTreeSet<Source>,
    /// Whether the sources restrict the rule. Default: `SOURCE_RESTRICTION_UNSPECIFIED`.
    #[serde(default)]
    source_restriction: SourceRestriction,
    /// The identities: `user:…`, `serviceAccount:…`, `principal://…`, …
    #[serde(default)]
    identities: BTreeSet<String>,
    /// The type of identities, in place of a list. Default: the list.
    #[serde(default)]
    identity_type: IdentityType,
}

/// The targets of an egress rule.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[schemars(deny_unknown_fields)]
struct EgressTo {
    /// The operations to allow.
    #[serde(default)]
    operations: BTreeSet<Operation>,
    /// The roles whose permissions to allow, in place of operations: `roles/…`.
    #[serde(default)]
    roles: BTreeSet<String>,
    /// The projects outside the perimeter; `*` is all.
    #[serde(default)]
    resources: BTreeSet<String>,
    /// The resources outside Google, such as `s3://BUCKET`.
    #[serde(default)]
    external_resources: BTreeSet<String>,
}

/// Operations of a service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Operation {
    /// The service; `*` is all.
    service_name: String,
    /// The methods or permissions. Default: all.
    #[serde(default)]
    method_selectors: BTreeSet<Selector>,
}

/// A method or a permission.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Selector {
    /// The method; `*` is all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    /// The permission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    permission: Option<String>,
}

string_enum! {
    /// Whether the sources restrict an egress rule.
    SourceRestriction {
        "SOURCE_RESTRICTION_UNSPECIFIED" = 0, "SOURCE_RESTRICTION_ENABLED" = 1,
        "SOURCE_RESTRICTION_DISABLED" = 2,
    }
}

string_enum! {
    /// A type of identities.
    IdentityType {
        "IDENTITY_TYPE_UNSPECIFIED" = 0, "ANY_IDENTITY" = 1, "ANY_USER_ACCOUNT" = 2,
        "ANY_SERVICE_ACCOUNT" = 3,
    }
}
