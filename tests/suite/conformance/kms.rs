//! KMS.

use serde_json::{Value, json};

use super::case::Case;

pub fn cases() -> Vec<Case> {
    vec![
        Case::new("aws.kms.key", json!({"policy": policy(&[])}))
            .change(json!({"description": "logs", "enable_key_rotation": true}))
            .change(json!({"rotation_period_in_days": 90}))
            .change(json!({"policy": policy(&["logs.ap-northeast-1.amazonaws.com"])}))
            .change(json!({"enabled": false}))
            .change(json!({"enabled": true, "description": ""}))
            .meddling(json!({"enable_key_rotation": false, "rotation_period_in_days": null})),
        Case::new(
            "aws.kms.key",
            json!({
                "policy": policy(&[]),
                "description": "signs",
                "key_spec": "ECC_NIST_P256",
                "key_usage": "SIGN_VERIFY",
            }),
        )
        .called("of another sort"),
        Case::new(
            "aws.kms.alias",
            json!({"alias_name": "alias/logs", "target_key_id": "$key.arn"}),
        )
        .needs("key", "aws.kms.key", json!({"policy": policy(&[])}))
        .needs("other", "aws.kms.key", json!({"policy": policy(&[])}))
        .change(json!({"target_key_id": "$other"}))
        .meddling(json!({"target_key_id": "$key"})),
    ]
}

/// The account manages a key; some services use it.
pub fn policy(services: &[&str]) -> Value {
    let mut statements = vec![json!({
        "sid": "Account",
        "effect": "Allow",
        "principal": {"AWS": "arn:aws:iam::111122223333:root"},
        "action": "kms:*",
        "resource": "*",
    })];
    statements.extend(services.iter().map(|service| {
        json!({
            "effect": "Allow",
            "principal": {"Service": service},
            "action": ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
            "resource": "*",
        })
    }));
    json!({"statement": statements})
}
