//! What is written down, counted and told.

use serde_json::json;

use super::{KEY, OTHER_KEY, key, other_key, ring};
use crate::conformance::case::Case;

pub fn cases() -> Vec<Case> {
    [logging(), monitoring()].into_iter().flatten().collect()
}

fn logging() -> Vec<Case> {
    let noise = json!({"name": "noise", "filter": "severity<INFO"});
    let labelled = json!({"labels": [{"key": "user_name"}]});
    vec![
        Case::new("gcp.logging.settings", json!({})),
        Case::new(
            "gcp.logging.bucket",
            json!({
                "name": "audit", "location": "asia-northeast1", "retention_days": 365,
                "cmek_settings": {"kms_key_name": KEY},
            }),
        )
        .after(&[ring(), key(), other_key()])
        .change(json!({"retention_days": 1830, "description": "audit logs"}))
        .change(json!({"index_configs": [{"field_path": "jsonPayload.user"}]}))
        .change(json!({"restricted_fields": ["jsonPayload.user"]}))
        .change(json!({"cmek_settings": {"kms_key_name": OTHER_KEY}}))
        .change_for_good(json!({"analytics_enabled": true}))
        .change_for_good(json!({"locked": true})),
        Case::new(
            "gcp.logging.sink",
            json!({"name": "all", "destination": "storage.googleapis.com/chiyoda-acme-prod-logs"}),
        )
        .change(json!({"filter": "logName:cloudaudit", "exclusions": [noise]}))
        .change(json!({"description": "audit logs", "exclusions": [], "disabled": true}))
        .change(json!({"destination": "storage.googleapis.com/chiyoda-acme-prod-more"})),
        Case::new("gcp.logging.exclusion", noise.clone())
            .change(json!({"filter": "severity<WARNING", "description": "noise"}))
            .change(json!({"disabled": true})),
        Case::new(
            "gcp.logging.metric",
            json!({"name": "iam-changes", "filter": "protoPayload.methodName=SetIamPolicy"}),
        )
        .change(json!({"description": "changes of IAM", "disabled": true}))
        .change(json!({"filter": "protoPayload.methodName:SetIamPolicy", "disabled": false}))
        .change(json!({
            "metric_descriptor": labelled,
            "label_extractors": {"user_name": "EXTRACT(jsonPayload.user)"},
        })),
    ]
}

fn monitoring() -> Vec<Case> {
    let condition = |threshold: f64| {
        json!([{
            "display_name": "any",
            "condition_threshold": {
                "filter": "metric.type=\"logging.googleapis.com/user/iam-changes\"",
                "comparison": "COMPARISON_GT", "threshold_value": threshold, "duration": "0s",
                "aggregations": [{
                    "alignment_period": "60s", "per_series_aligner": "ALIGN_DELTA",
                    "cross_series_reducer": "REDUCE_SUM",
                    "group_by_fields": ["resource.label.project_id"],
                }],
            },
        }])
    };
    let channel = json!({"type": "email", "labels": {"email_address": "ops@example.jp"}});
    let log = json!([{
        "display_name": "a log", "condition_matched_log": {"filter": "severity=CRITICAL"},
    }]);
    vec![
        Case::new("gcp.monitoring.notification_channel", channel.clone())
            .change(json!({"display_name": "operators", "description": "day and night"}))
            .change(json!({"labels": {"email_address": "ops2@example.jp"}, "enabled": false})),
        Case::new(
            "gcp.monitoring.alert_policy",
            json!({
                "display_name": "IAM changes", "conditions": condition(0.0),
                "documentation": {"content": "Who did it?"},
            }),
        )
        .needs(
            "channel",
            "gcp.monitoring.notification_channel",
            channel.clone(),
        )
        .change(json!({"conditions": condition(2.0), "severity": "WARNING"}))
        .change(json!({"severity": "CRITICAL", "display_name": "IAM"}))
        .change(json!({"documentation": {"content": "Who, and why?"}}))
        .change(json!({"notification_channels": ["$channel"]}))
        .change(json!({"enabled": false, "alert_strategy": {"auto_close": "1800s"}}))
        .change(json!({
            "conditions": log, "combiner": "AND",
            "alert_strategy": {"notification_rate_limit": {"period": "300s"}},
        })),
    ]
}
