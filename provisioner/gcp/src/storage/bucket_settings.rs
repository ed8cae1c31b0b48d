//! The settings of a bucket.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::enums::string_enum;

/// How access is controlled.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct IamConfig {
    /// Uniform bucket-level access. Default: on.
    #[serde(default)]
    uniform_bucket_level_access: Uniform,
    /// Public access prevention: `enforced` denies public access whatever policies grant, `inherited`
    /// leaves it to the organisation policy. Default: `inherited`.
    #[serde(default)]
    public_access_prevention: Prevention,
}

/// Uniform bucket-level access.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Uniform {
    /// Whether IAM alone controls access, without ACLs of objects. Default: true; Google's own
    /// default is false.
    #[serde(default = "gabakura_adapter::spec::yes")]
    enabled: bool,
}

impl Default for Uniform {
    fn default() -> Self {
        Self { enabled: true }
    }
}

string_enum! {
    /// Public access prevention.
    Prevention { "inherited", "enforced", }
}

/// The default encryption of objects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Encryption {
    /// The Cloud KMS key that encrypts objects.
    default_kms_key: String,
}

/// Object versioning.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Versioning {
    /// Whether overwritten and deleted objects are kept as noncurrent versions. Default: false.
    #[serde(default)]
    enabled: bool,
}

/// A retention policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct RetentionPolicy {
    /// How long an object cannot be deleted or replaced after its creation, in seconds: `31536000s`.
    pub retention_duration: String,
    /// Whether the policy is locked: it can only be extended. Cannot be undone. Default: false.
    #[serde(default)]
    pub is_locked: bool,
}

/// A soft delete policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct SoftDelete {
    /// How long deleted objects can be restored, in seconds; `0s` is not at all. Default: `604800s`,
    /// 7 days.
    #[serde(default = "a_week")]
    retention_duration: String,
}

impl Default for SoftDelete {
    fn default() -> Self {
        Self {
            retention_duration: a_week(),
        }
    }
}

fn a_week() -> String {
    "604800s".to_owned()
}

/// Usage logs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Logging {
    /// The bucket to write logs to, by name.
    log_bucket: String,
    /// The prefix of the names of log objects. Default: the name of the bucket.
    #[serde(default)]
    log_object_prefix: String,
}

/// Lifecycle rules.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Lifecycle {
    /// The rules.
    #[serde(default)]
    rule: BTreeSet<Rule>,
}

/// A lifecycle rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Rule {
    /// The action.
    action: Action,
    /// The objects it applies to: those that meet all conditions.
    condition: Condition,
}

/// A lifecycle action.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Action {
    /// What Cloud Storage does with the objects.
    r#type: ActionType,
    /// The storage class to set, with `SetStorageClass`.
    #[serde(default)]
    storage_class: String,
}

string_enum! {
    /// A type of lifecycle action.
    ActionType { "Delete", "SetStorageClass", "AbortIncompleteMultipartUpload", }
}

/// The conditions of a lifecycle rule.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[schemars(deny_unknown_fields)]
struct Condition {
    /// The minimum age since creation, in days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    age_days: Option<i32>,
    /// Whether the objects are live (`true`) or noncurrent versions (`false`). Default: both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_live: Option<bool>,
    /// The minimum number of newer versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    num_newer_versions: Option<i32>,
    /// The minimum time since an object became noncurrent, in days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    days_since_noncurrent_time: Option<i32>,
    /// The storage classes to match. Default: all.
    #[serde(default)]
    matches_storage_class: BTreeSet<String>,
    /// The name prefixes to match. Default: all.
    #[serde(default)]
    matches_prefix: BTreeSet<String>,
    /// The name suffixes to match. Default: all.
    #[serde(default)]
    matches_suffix: BTreeSet<String>,
}
