//! A bucket as it is declared.

use std::collections::BTreeSet;

use aws_sdk_s3::types::ObjectOwnership;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::lifecycle::Rule;
use super::replication::Replication;
use super::settings::{AccessLogging, Encryption, ObjectLock, PublicAccessBlock, Versioning};
use crate::policy_document::PolicyDocument;
use crate::spec::one_of;

/// An S3 bucket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Name, unique in all of AWS.
    pub bucket: String,
    /// Object Lock and its default retention. Requires versioning; cannot be disabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_lock: Option<ObjectLock>,
    /// Versioning. Object Lock enables it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versioning: Option<Versioning>,
    /// Default encryption of new objects.
    #[serde(default)]
    pub encryption: Encryption,
    /// Block Public Access settings.
    #[serde(default)]
    pub public_access_block: PublicAccessBlock,
    /// Object Ownership. AWS's default: `BucketOwnerEnforced`, which disables ACLs.
    #[serde(default = "owner_enforced", deserialize_with = "ownership")]
    pub ownership: String,
    /// Bucket policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyDocument>,
    /// Lifecycle rules. Default: none; rules that others add are removed.
    #[serde(default)]
    pub lifecycle: BTreeSet<Rule>,
    /// Replication rules. Default: none; rules that others add are removed.
    #[serde(default)]
    pub replication: Replication,
    /// Server access logging.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_logging: Option<AccessLogging>,
}

fn owner_enforced() -> String {
    ObjectOwnership::BucketOwnerEnforced.as_str().to_owned()
}

fn ownership<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, ObjectOwnership::values())
}
