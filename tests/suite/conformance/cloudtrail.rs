//! CloudTrail.

use serde_json::{Value, json};

use super::case::Case;
use super::iam::trust;
use super::kms::policy;

const SERVICE: &str = "cloudtrail.amazonaws.com";

pub fn cases() -> Vec<Case> {
    let bare = json!({"name": "audit", "s3_bucket_name": "$bucket"});
    let complete = json!({
        "name": "audit",
        "s3_bucket_name": "$bucket",
        "s3_key_prefix": "trail",
        "is_multi_region_trail": true,
        "enable_log_file_validation": true,
        "kms_key_id": "$key.arn",
        "cloud_watch_logs_log_group_arn": "$logs.arn_all",
        "cloud_watch_logs_role_arn": "$role.arn",
        "event_selectors": [{"fields": {"eventCategory": {"equals": ["Management"]}}}],
        "insights": ["ApiCallRateInsight"],
    });
    let of = |category: &str| json!({"fields": {"eventCategory": {"equals": [category]}}});
    let mut objects = of("Data");
    objects["name"] = "objects".into();
    objects["fields"]["resources.type"] = json!({"equals": ["AWS::S3::Object"]});
    objects["fields"]["resources.ARN"] = json!({"not_starts_with": ["arn:aws:s3:::$other/"]});
    vec![
        with_destinations(Case::new("aws.cloudtrail.trail", bare))
            .change(json!({"is_multi_region_trail": true, "enable_log_file_validation": true}))
            .change(json!({
                "cloud_watch_logs_log_group_arn": "$logs.arn_all",
                "cloud_watch_logs_role_arn": "$role.arn",
            }))
            .change(json!({"kms_key_id": "$key.arn", "s3_key_prefix": "trail"}))
            .change(json!({"is_multi_region_trail": false, "include_global_service_events": false}))
            .change(json!({"s3_bucket_name": "$other", "logging": false}))
            .change(json!({"logging": true}))
            .change(json!({"event_selectors": [of("Management"), objects]}))
            .change(json!({"insights": ["ApiCallRateInsight", "ApiErrorRateInsight"]}))
            .change(json!({"event_selectors": [of("Management")], "insights": []}))
            .meddling(json!({"logging": false})),
        with_destinations(Case::new("aws.cloudtrail.trail", complete)).called("complete"),
    ]
}

fn with_destinations(case: Case) -> Case {
    let bucket = |name: &str| json!({"bucket": name, "policy": lets_trails_write(name)});
    let role = json!({
        "role_name": "trail-to-logs",
        "assume_role_policy": trust(SERVICE),
        "inline_policies": {"logs": {"statement": [{
            "effect": "Allow",
            "action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "resource": "$logs.arn_all",
        }]}},
    });
    case.needs("bucket", "aws.s3.bucket", bucket("gabakura-131016-trail"))
        .needs("other", "aws.s3.bucket", bucket("gabakura-131016-other"))
        .needs("key", "aws.kms.key", json!({"policy": policy(&[SERVICE])}))
        .needs(
            "logs",
            "aws.logs.log_group",
            json!({"log_group_name": "/gabakura/trail"}),
        )
        .needs("role", "aws.iam.role", role)
}

fn lets_trails_write(bucket: &str) -> Value {
    let arn = format!("arn:aws:s3:::{bucket}");
    let write = format!("{arn}/*");
    json!({"statement": [
        {
            "effect": "Allow",
            "principal": {"Service": SERVICE},
            "action": "s3:GetBucketAcl",
            "resource": arn,
        },
        {
            "effect": "Allow",
            "principal": {"Service": SERVICE},
            "action": "s3:PutObject",
            "resource": write,
            "condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
        },
    ]})
}
