//! CloudWatch Logs.

use serde_json::json;

use super::case::Case;
use super::kms::policy;

pub fn cases() -> Vec<Case> {
    let key = json!({"policy": policy(&["logs.ap-northeast-1.amazonaws.com"])});
    vec![
        Case::new(
            "aws.logs.log_group",
            json!({"log_group_name": "/gabakura/audit"}),
        )
        .needs("key", "aws.kms.key", key.clone())
        .change(json!({"retention_in_days": 400}))
        .change(json!({"kms_key_id": "$key.arn"}))
        .change(json!({"retention_in_days": 0, "kms_key_id": ""}))
        .meddling(json!({"retention_in_days": 1})),
        Case::new(
            "aws.logs.log_group",
            json!({
                "log_group_name": "/gabakura/flow-logs",
                "retention_in_days": 365,
                "kms_key_id": "$key.arn",
            }),
        )
        .called("complete")
        .needs("key", "aws.kms.key", key),
    ]
}
