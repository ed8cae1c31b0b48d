//! S3 and S3 Control.

use serde_json::{Value, json};

use super::case::Case;
use super::iam::trust;
use super::kms::policy;

pub fn cases() -> Vec<Case> {
    let key = json!({"policy": policy(&[])});
    let in_glacier = json!({"id": "old", "transition_days": 90, "transition_class": "GLACIER"});
    let kept = json!({
        "id": "logs", "prefix": "AWSLogs/", "expiration_days": 2555,
        "noncurrent_expiration_days": 30, "abort_multipart_days": 7,
    });
    let by_kms = json!({
        "sse_algorithm": "aws:kms", "kms_key_id": "$key.arn", "bucket_key_enabled": true,
    });
    let mut encrypted = copies(2);
    encrypted["replica_kms_key_id"] = "$key.arn".into();
    encrypted["storage_class"] = "STANDARD_IA".into();
    encrypted["delete_markers"] = true.into();
    let lock = |days: i32| json!({"mode": "GOVERNANCE", "days": days});
    vec![
        Case::new("aws.s3.bucket", json!({"bucket": "gabakura-131016-data"}))
            .needs("key", "aws.kms.key", key.clone())
            .needs(
                "log",
                "aws.s3.bucket",
                json!({"bucket": "gabakura-131016-access"}),
            )
            .change_for_good(json!({"versioning": "Enabled"}))
            .change(json!({"encryption": by_kms}))
            .change(json!({"policy": tls_only("gabakura-131016-data", "s3:*")}))
            .change(json!({"policy": tls_only("gabakura-131016-data", "s3:Get*")}))
            .change(json!({"lifecycle": [in_glacier, kept]}))
            .change(json!({"lifecycle": [kept], "versioning": "Suspended"}))
            .change(json!({"lifecycle": []}))
            .change(json!({"access_logging": {"target_bucket": "$log", "target_prefix": "data/"}}))
            .change(json!({"access_logging": {"target_bucket": "$log", "target_prefix": "all/"}}))
            .change(json!({"public_access_block": {"block_public_policy": false}}))
            .change(json!({"public_access_block": {}, "ownership": "BucketOwnerPreferred"}))
            .meddling(json!({"public_access_block": {"block_public_acls": false}})),
        Case::new(
            "aws.s3.bucket",
            json!({
                "bucket": "gabakura-131016-logs",
                "object_lock": lock(30),
                "versioning": "Enabled",
                "encryption": by_kms,
                "policy": tls_only("gabakura-131016-logs", "s3:*"),
                "lifecycle": [kept],
            }),
        )
        .called("locked")
        .needs("key", "aws.kms.key", key)
        .change(json!({"object_lock": lock(365)}))
        .meddling(json!({"object_lock": lock(1)})),
        Case::new(
            "aws.s3.bucket",
            json!({"bucket": "gabakura-131016-copied", "versioning": "Enabled"}),
        )
        .called("copied")
        .needs("key", "aws.kms.key", json!({"policy": policy(&[])}))
        .needs(
            "there",
            "aws.s3.bucket",
            versioned("gabakura-131016-copies"),
        )
        .needs("role", "aws.iam.role", replicator())
        .change(json!({"replication": {"role": "$role.arn", "rules": [copies(1)]}}))
        .change(json!({"replication": {"role": "$role.arn", "rules": [encrypted]}}))
        .change(json!({"replication": {}, "versioning": "Suspended"}))
        .change(json!({"versioning": "Enabled"}))
        .meddling(json!({"replication": {"role": "$role.arn", "rules": [copies(9)]}})),
        Case::new("aws.s3control.account_public_access_block", all(true))
            .change(all(false))
            .change(json!({"block_public_policy": true}))
            .change(all(true))
            .meddling(json!({"restrict_public_buckets": false})),
    ]
}

fn versioned(bucket: &str) -> Value {
    json!({"bucket": bucket, "versioning": "Enabled"})
}

fn replicator() -> Value {
    json!({"role_name": "replicates", "assume_role_policy": trust("s3.amazonaws.com")})
}

/// A rule that copies everything.
fn copies(priority: i32) -> Value {
    json!({"id": "all", "priority": priority, "destination_bucket": "$there.arn"})
}

fn all(on: bool) -> Value {
    json!({
        "block_public_acls": on,
        "ignore_public_acls": on,
        "block_public_policy": on,
        "restrict_public_buckets": on,
    })
}

fn tls_only(bucket: &str, action: &str) -> Value {
    let arn = format!("arn:aws:s3:::{bucket}");
    json!({"statement": [{
        "sid": "TlsOnly",
        "effect": "Deny",
        "principal": "*",
        "action": action,
        "resource": [arn.clone(), format!("{arn}/*")],
        "condition": {"Bool": {"aws:SecureTransport": false}},
    }]})
}
