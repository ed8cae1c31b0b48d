//! A bucket's settings as they are declared.

use aws_sdk_s3::types::{ObjectLockRetentionMode, ServerSideEncryption};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::spec::{one_of, yes};

/// Whether a bucket keeps what is overwritten and deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) enum Versioning {
    /// It keeps every version.
    Enabled,
    /// It keeps the versions it has and makes no more.
    Suspended,
    /// It never kept any. There is no way back to this.
    Off,
}

/// How long an object cannot be overwritten or deleted. Without mode and days only objects that
/// say so themselves are locked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ObjectLock {
    /// `COMPLIANCE`: nobody can shorten it; `GOVERNANCE`: those with a special permission can.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "lock_mode"
    )]
    pub mode: Option<String>,
    /// Days from an object's creation. A year set elsewhere shows as 365 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<i32>,
}

fn lock_mode<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    one_of(from, ObjectLockRetentionMode::values()).map(Some)
}

/// How objects are encrypted that do not say how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Encryption {
    /// `AES256` (S3's own keys, AWS's default), `aws:kms` or `aws:kms:dsse`.
    #[serde(default = "own_keys", deserialize_with = "algorithm")]
    pub sse_algorithm: String,
    /// ARN of the key, for KMS; absent for AWS's own key. S3 tells it as it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
    /// Whether S3 asks KMS once per bucket and not once per object. AWS's default: false.
    #[serde(default)]
    pub bucket_key_enabled: bool,
}

fn own_keys() -> String {
    ServerSideEncryption::Aes256.as_str().to_owned()
}

fn algorithm<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, ServerSideEncryption::values())
}

impl Default for Encryption {
    fn default() -> Self {
        Self {
            sse_algorithm: own_keys(),
            kms_key_id: None,
            bucket_key_enabled: false,
        }
    }
}

/// What keeps the public out of a bucket. AWS's default for new buckets: all on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublicAccessBlock {
    /// Refuses new public access lists.
    #[serde(default = "yes")]
    pub block_public_acls: bool,
    /// Ignores public access lists that exist.
    #[serde(default = "yes")]
    pub ignore_public_acls: bool,
    /// Refuses new public policies.
    #[serde(default = "yes")]
    pub block_public_policy: bool,
    /// Shuts the public out even if the policy lets it in.
    #[serde(default = "yes")]
    pub restrict_public_buckets: bool,
}

impl PublicAccessBlock {
    /// All four switches alike.
    pub const fn all(on: bool) -> Self {
        Self {
            block_public_acls: on,
            ignore_public_acls: on,
            block_public_policy: on,
            restrict_public_buckets: on,
        }
    }
}

impl Default for PublicAccessBlock {
    fn default() -> Self {
        Self::all(true)
    }
}

/// Where the record of accesses to a bucket goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccessLogging {
    /// The bucket it goes to; same account and region.
    pub target_bucket: String,
    /// What its objects' names begin with.
    #[serde(default)]
    pub target_prefix: String,
}
