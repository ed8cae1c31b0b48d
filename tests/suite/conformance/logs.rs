//! CloudWatch Logs.

use serde_json::json;

use super::case::Case;
use super::kms::policy;

pub fn cases() -> Vec<Case> {
    let trail = json!({"log_group_name": "/gabakura/trail"});
    let root_use = json!({
        "log_group_name": "$group",
        "filter_name": "root-use",
        "filter_pattern": "{ $.userIdentity.type = \"Root\" }",
        "metric_namespace": "Gabakura/Audit",
        "metric_name": "RootUse",
        "metric_value": "1",
    });
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
        Case::new("aws.logs.metric_filter", root_use)
            .needs("group", "aws.logs.log_group", trail)
            .change(json!({"default_value": 0, "unit": "Count"}))
            .change(json!({"filter_pattern": "", "metric_namespace": "Other"}))
            .change(json!({"default_value": 2.5, "metric_name": "Size", "metric_value": "$.size"}))
            .change(
                json!({"default_value": null, "dimensions": {"User": "$.user"}, "unit": "None"}),
            )
            .meddling(json!({"filter_pattern": "nothing"})),
    ]
}
