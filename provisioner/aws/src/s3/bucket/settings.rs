//! A bucket's settings as they are declared.

use aws_sdk_s3::types::{ObjectLockRetentionMode, ServerSideEncryption};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::spec::{one_of, yes};

/// Versioning of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) enum Versioning {
    /// It keeps every version.
    Enabled,
    /// It keeps the versions it has and makes no more.
    Suspended,
    /// It never kept any. There is no way back to this.
    Off,
}

/// Object Lock: how long an object version cannot be overwritten or deleted. Without mode and days
/// only object versions with a retention of their own are locked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ObjectLock {
    /// `COMPLIANCE`: nobody can shorten the retention; `GOVERNANCE`: those with a special
    /// permission can.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "lock_mode"
    )]
    pub mode: Option<String>,
    /// Default retention in days. A retention of years is read as 365 days each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<i32>,
}

fn lock_mode<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    one_of(from, ObjectLockRetentionMode::values()).map(Some)
}

/// Default encryption of objects that are uploaded without one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Encryption {
    /// `AES256` (keys of S3, AWS's default), `aws:kms` or `aws:kms:dsse`.
    #[serde(default = "own_keys", deserialize_with = "algorithm")]
    pub sse_algorithm: String,
    /// ARN of the KMS key; absent for the AWS managed key. S3 returns it as it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
    /// Whether S3 uses a bucket key, which saves calls to KMS. AWS's default: false.
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

/// Block Public Access settings of a bucket. AWS's default for new buckets: all true.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublicAccessBlock {
    /// Whether S3 rejects new public ACLs.
    #[serde(default = "yes")]
    pub block_public_acls: bool,
    /// Whether S3 ignores public ACLs that exist.
    #[serde(default = "yes")]
    pub ignore_public_acls: bool,
    /// Whether S3 rejects new public bucket policies.
    #[serde(default = "yes")]
    pub block_public_policy: bool,
    /// Whether S3 denies public access even where the policy allows it.
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

/// Server access logging of a bucket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccessLogging {
    /// Bucket that S3 delivers access logs to; in the same account and region.
    pub target_bucket: String,
    /// Prefix of the log objects' keys.
    #[serde(default)]
    pub target_prefix: String,
}
