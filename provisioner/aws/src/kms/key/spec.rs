//! A key as it is declared.

use aws_sdk_kms::types::{KeySpec, KeyUsageType};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::policy_document::PolicyDocument;
use crate::spec::{one_of, yes};

/// Name of a key's policy; KMS knows no other.
pub(crate) const POLICY_NAME: &str = "default";

/// A customer managed KMS key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Description.
    #[serde(default)]
    pub description: String,
    /// Key policy: who may use and manage the key. KMS refuses one that locks its author out.
    pub policy: PolicyDocument,
    /// Whether KMS rotates the key material. AWS's default: false.
    #[serde(default)]
    pub enable_key_rotation: bool,
    /// Days between rotations, 90 to 2560. AWS's default: 365; a key that is not rotated has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotation_period_in_days: Option<i32>,
    /// Type of the key. AWS's default: `SYMMETRIC_DEFAULT`, the only one that can be rotated.
    #[serde(default = "symmetric", deserialize_with = "key_spec")]
    pub key_spec: String,
    /// Cryptographic operations it is for. AWS's default: `ENCRYPT_DECRYPT`.
    #[serde(default = "encryption", deserialize_with = "key_usage")]
    pub key_usage: String,
    /// Whether it can be replicated to other regions. AWS's default: false.
    #[serde(default)]
    pub multi_region: bool,
    /// Whether it is enabled. AWS's default: true.
    #[serde(default = "yes")]
    pub enabled: bool,
}

/// AWS's default type of key.
pub(crate) fn symmetric() -> String {
    KeySpec::SymmetricDefault.as_str().to_owned()
}

/// AWS's default use of a key.
pub(crate) fn encryption() -> String {
    KeyUsageType::EncryptDecrypt.as_str().to_owned()
}

fn key_spec<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, KeySpec::values())
}

fn key_usage<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, KeyUsageType::values())
}
