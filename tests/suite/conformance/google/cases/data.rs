//! Keys, and buckets under them.

use serde_json::json;

use super::{GROUP, KEY, OTHER_KEY, OTHERS, RING, key, other_key, ring};
use crate::conformance::case::Case;

pub fn cases() -> Vec<Case> {
    [keys(), storage()].into_iter().flatten().collect()
}

fn keys() -> Vec<Case> {
    let binding = |member: &str| json!([{"role": "roles/cloudkms.cryptoKeyEncrypterDecrypter", "members": [member]}]);
    vec![
        Case::new("gcp.kms.key_ring", ring().1).undeletable("undeletable"),
        Case::new(
            "gcp.kms.crypto_key",
            json!({
                "name": "data", "key_ring": RING, "rotation_period": "7776000s",
                "version_template": {"protection_level": "HSM"}, "iam_bindings": binding(GROUP),
            }),
        )
        .after(&[ring()])
        .change(json!({"rotation_period": "2592000s"}))
        .change(json!({"iam_bindings": binding(OTHERS)}))
        .change(json!({"iam_bindings": []})),
        Case::new(
            "gcp.kms.crypto_key",
            json!({
                "name": "sign", "key_ring": RING, "purpose": "ASYMMETRIC_SIGN",
                "version_template": {"algorithm": "EC_SIGN_P256_SHA256"},
            }),
        )
        .called("that signs")
        .after(&[ring()])
        .change(json!({"version_template": {"algorithm": "EC_SIGN_P384_SHA384"}})),
    ]
}

fn storage() -> Vec<Case> {
    let rule = json!({"action": {"type": "Delete"}, "condition": {"age_days": 365}});
    vec![
        Case::new(
            "gcp.storage.bucket",
            json!({
                "name": "chiyoda-acme-prod-logs", "location": "asia-northeast1",
                "iam_config": {"public_access_prevention": "enforced"},
                "encryption": {"default_kms_key": KEY},
                "retention_policy": {"retention_duration": "86400s"},
                "iam_bindings": [{"role": "roles/storage.admin", "members": [GROUP]}],
            }),
        )
        .after(&[ring(), key(), other_key()])
        .change(json!({"versioning": {"enabled": true}}))
        .change(json!({"lifecycle": {"rule": [rule]}}))
        .change(json!({"soft_delete_policy": {"retention_duration": "0s"}}))
        .change(json!({"logging": {"log_bucket": "chiyoda-acme-prod-logs"}}))
        .change(json!({"logging": {
            "log_bucket": "chiyoda-acme-prod-logs", "log_object_prefix": "access",
        }}))
        .change(json!({"encryption": {"default_kms_key": OTHER_KEY}}))
        .change(json!({"default_event_based_hold": true}))
        .change(json!({"iam_config": {"public_access_prevention": "inherited"}}))
        .change(json!({"iam_bindings": [{"role": "roles/storage.admin", "members": [OTHERS]}]}))
        .change(json!({"storage_class": "NEARLINE", "lifecycle": {}}))
        .change_for_good(json!({
            "retention_policy": {"retention_duration": "172800s", "is_locked": true},
        })),
    ]
}
