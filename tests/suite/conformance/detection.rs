//! Access Analyzer, GuardDuty and AWS Config.

use serde_json::{Value, json};

use super::case::Case;
use super::iam::trust;

const SERVICE: &str = "config.amazonaws.com";

pub fn cases() -> Vec<Case> {
    let unused = json!({
        "analyzer_name": "unused", "type": "ACCOUNT_UNUSED_ACCESS", "unused_access_age": 180,
    });
    let every = [
        "EBS_MALWARE_PROTECTION",
        "RUNTIME_MONITORING",
        "S3_DATA_EVENTS",
    ];
    vec![
        Case::new(
            "aws.accessanalyzer.analyzer",
            json!({"analyzer_name": "outside"}),
        )
        .change(json!({})),
        Case::new("aws.accessanalyzer.analyzer", unused).called("of unused access"),
        Case::new("aws.guardduty.detector", json!({}))
            .change(json!({"finding_publishing_frequency": "FIFTEEN_MINUTES"}))
            .change(json!({"features": every}))
            .change(json!({"enabled": false, "features": []}))
            .change(json!({"enabled": true, "features": ["RDS_LOGIN_EVENTS"]}))
            .meddling(json!({"enabled": false, "features": []})),
        Case::new(
            "aws.guardduty.detector",
            json!({"features": ["S3_DATA_EVENTS"]}),
        )
        .called("with some features"),
        recorder("default")
            .change(json!({"include_global_resource_types": true}))
            .change(json!({
                "all_supported": false,
                "include_global_resource_types": false,
                "resource_types": ["AWS::EC2::VPC", "AWS::S3::Bucket"],
            }))
            .change(json!({"role_arn": "$other.arn", "recording": false}))
            .change(json!({"delivery": {
                "s3_bucket_name": "$bucket", "s3_key_prefix": "config",
                "sns_topic_arn": "$topic.arn", "s3_kms_key_arn": "$key.arn",
            }}))
            .change(json!({"recording": true, "all_supported": true, "resource_types": []}))
            .meddling(json!({"recording": false})),
        recorder("own").called("of another name"),
    ]
}

fn recorder(name: &str) -> Case {
    let role = |name: &str| json!({"role_name": name, "assume_role_policy": trust(SERVICE)});
    let bucket = "gabakura-131016-config";
    let spec = json!({
        "name": name, "role_arn": "$role.arn", "delivery": {"s3_bucket_name": "$bucket"},
    });
    let key = json!({"policy": super::kms::policy(&[SERVICE])});
    Case::new("aws.config.recorder", spec)
        .needs("role", "aws.iam.role", role("config"))
        .needs("other", "aws.iam.role", role("config-2"))
        .needs("topic", "aws.sns.topic", json!({"name": "config"}))
        .needs("key", "aws.kms.key", key)
        .needs(
            "bucket",
            "aws.s3.bucket",
            json!({"bucket": bucket, "policy": lets_config_write(bucket)}),
        )
}

fn lets_config_write(bucket: &str) -> Value {
    let arn = format!("arn:aws:s3:::{bucket}");
    json!({"statement": [{
        "effect": "Allow",
        "principal": {"Service": SERVICE},
        "action": ["s3:GetBucketAcl", "s3:ListBucket", "s3:PutObject"],
        "resource": [arn.clone(), format!("{arn}/*")],
    }]})
}
