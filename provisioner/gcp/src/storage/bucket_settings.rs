//! What a bucket does with its objects.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::spec::yes;
use crate::words::words;

/// Who gets in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct IamConfig {
    /// Whether the bucket's policy alone decides.
    #[serde(default)]
    uniform_bucket_level_access: Uniform,
    /// Whether the public stays out whatever policies say. Google's default: `inherited`.
    #[serde(default)]
    public_access_prevention: Prevention,
}

/// Whether the bucket's policy alone decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Uniform {
    /// Default: true; Google's is false, and objects have policies of their own.
    #[serde(default = "yes")]
    enabled: bool,
}

impl Default for Uniform {
    fn default() -> Self {
        Self { enabled: true }
    }
}

words! {
    /// Whether the public stays out.
    Prevention { "inherited", "enforced", }
}

/// The key of objects that name none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Encryption {
    /// The key.
    default_kms_key: String,
}

/// Whether overwritten and deleted objects are kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Versioning {
    /// Google's default: false.
    #[serde(default)]
    enabled: bool,
}

/// How long objects cannot be deleted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct RetentionPolicy {
    /// Seconds from an object's making: `31536000s`.
    pub retention_duration: String,
    /// Whether the time can only grow. Cannot be undone.
    #[serde(default)]
    pub is_locked: bool,
}

/// How long deleted objects can be brought back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct SoftDelete {
    /// Seconds. Google's default: a week, `604800s`; `0s` for not at all.
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

/// Where access is logged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Logging {
    /// The bucket, by name.
    log_bucket: String,
    /// What the logs' names begin with.
    #[serde(default)]
    log_object_prefix: String,
}

/// What becomes of objects with time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Lifecycle {
    /// Its rules.
    #[serde(default)]
    rule: BTreeSet<Rule>,
}

/// What becomes of some objects.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Rule {
    /// What becomes of them.
    action: Action,
    /// Which objects; all these hold for them.
    condition: Condition,
}

/// What becomes of objects.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Action {
    /// What is done.
    r#type: ActionType,
    /// The class they move to.
    #[serde(default)]
    storage_class: String,
}

words! {
    /// What is done with objects.
    ActionType { "Delete", "SetStorageClass", "AbortIncompleteMultipartUpload", }
}

/// Which objects.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[schemars(deny_unknown_fields)]
struct Condition {
    /// Days since they were made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    age_days: Option<i32>,
    /// Whether they are current, not kept versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    is_live: Option<bool>,
    /// Versions that are newer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    num_newer_versions: Option<i32>,
    /// Days since they were overwritten or deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    days_since_noncurrent_time: Option<i32>,
    /// Classes they are of.
    #[serde(default)]
    matches_storage_class: BTreeSet<String>,
    /// What their names begin with.
    #[serde(default)]
    matches_prefix: BTreeSet<String>,
    /// What their names end with.
    #[serde(default)]
    matches_suffix: BTreeSet<String>,
}
