//! Systems Manager.

use serde_json::json;

use super::case::Case;

pub fn cases() -> Vec<Case> {
    let host = json!({"name": "/juki/db/host", "value": "db.juki.internal"});
    let hosts = json!({"name": "hosts", "type": "StringList", "value": "a,b"});
    let preferences = json!({"cloud_watch_log_group_name": "/gabakura/sessions"});
    vec![
        Case::new("aws.ssm.parameter", host)
            .change(json!({"value": "db2.juki.internal"}))
            .change(json!({"description": "where the database is", "allowed_pattern": "^db.*$"}))
            .change(json!({"description": ""}))
            .meddling(json!({"value": "db.example.com"})),
        Case::new("aws.ssm.parameter", hosts).called("a list"),
        Case::new("aws.ssm.session_preferences", preferences)
            .change(json!({
                "cloud_watch_log_group_name": "/gabakura/all", "cloud_watch_encryption_enabled": false,
                "cloud_watch_streaming_enabled": false,
            }))
            .change(json!({
                "s3_bucket_name": "acme-sessions", "s3_key_prefix": "sessions",
                "s3_encryption_enabled": false,
            }))
            .change(json!({"kms_key_id": "1234abcd-12ab-34cd-56ef-1234567890ab"}))
            .change(json!({"idle_session_timeout_minutes": 10, "max_session_duration_minutes": 60}))
            .change(json!({"run_as_enabled": true, "run_as_default_user": "ops"}))
            .meddling(json!({"cloud_watch_log_group_name": "", "run_as_enabled": false, "max_session_duration_minutes": 1440})),
    ]
}
