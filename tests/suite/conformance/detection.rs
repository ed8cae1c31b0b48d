//! Access Analyzer, AWS Config, GuardDuty, Inspector, Macie and Security Hub.

use gabakura_model::resource::Kind;
use serde_json::{Value, json};

use super::case::{Case, laid_over};
use super::cloud::{Cloud, permit};
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
        rule(json!({"config_rule_name": "volumes", "source_identifier": "ENCRYPTED_VOLUMES"}))
            .change(
                json!({"description": "保存データの暗号化", "input_parameters": {"kmsId": "k"}}),
            )
            .change(json!({"scope": {
                "resource_types": ["AWS::EC2::Volume"], "resource_id": "vol-1",
                "tag_key": "", "tag_value": "",
            }}))
            .change(json!({
                "source_identifier": "ACCESS_KEYS_ROTATED",
                "input_parameters": {"maxAccessKeyAge": "90"},
                "scope": {
                    "resource_types": [], "resource_id": "",
                    "tag_key": "Stage", "tag_value": "prod",
                },
                "maximum_execution_frequency": "Six_Hours",
            }))
            .change(json!({"description": "", "maximum_execution_frequency": ""}))
            .meddling(json!({"input_parameters": {"maxAccessKeyAge": "900"}})),
        rule(json!({
            "config_rule_name": "keys", "source_identifier": "ACCESS_KEYS_ROTATED",
            "description": "", "input_parameters": {"maxAccessKeyAge": "90"},
            "maximum_execution_frequency": "TwentyFour_Hours",
        }))
        .called("complete"),
        pack(json!({"volumes": of("ENCRYPTED_VOLUMES"), "root": of("ROOT_ACCOUNT_MFA_ENABLED")}))
            .change(json!({"rules": {
                "root": of("ROOT_ACCOUNT_MFA_ENABLED"),
                "access_keys.rotated": {
                    "source_identifier": "ACCESS_KEYS_ROTATED",
                    "input_parameters": {"maxAccessKeyAge": "90"},
                    "maximum_execution_frequency": "One_Hour",
                },
            }}))
            .change(json!({"delivery_s3_bucket": "$bucket", "delivery_s3_key_prefix": "packs"}))
            .change(json!({"delivery_s3_bucket": "", "delivery_s3_key_prefix": ""}))
            .meddling(json!({"rules": {"root": of("ROOT_ACCOUNT_MFA_ENABLED")}})),
        Case::new("aws.securityhub.hub", json!({}))
            .change(json!({"auto_enable_controls": false}))
            .change(json!({"control_finding_generator": "STANDARD_CONTROL"}))
            .meddling(json!({"auto_enable_controls": true})),
        standard("cis-aws-foundations-benchmark/v/5.0.0", json!({}))
            .change(json!({"disabled_controls": {"IAM.6": "仮想MFAで代替", "S3.8": "module"}}))
            .change(json!({"disabled_controls": {"IAM.6": "ハードウェアMFAの配備まで"}}))
            .change(json!({"disabled_controls": {}}))
            .meddling(json!({"disabled_controls": {"CloudTrail.1": "so"}})),
        standard(FOUNDATIONAL, json!({"disabled_controls": {"IAM.6": "MFA"}}))
            .called("without a control"),
        Case::new("aws.inspector2.status", json!({"resource_types": ["EC2"]}))
            .change(json!({"resource_types": ["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"]}))
            .change(json!({"resource_types": ["CODE_REPOSITORY", "LAMBDA"]}))
            .meddling(json!({"resource_types": []})),
        Case::new("aws.macie2.session", json!({"status": "ENABLED"}))
            .change(json!({"finding_publishing_frequency": "SIX_HOURS"}))
            .change(json!({"status": "PAUSED", "finding_publishing_frequency": "ONE_HOUR"}))
            .meddling(json!({"status": "ENABLED"})),
    ]
}

const FOUNDATIONAL: &str = "aws-foundational-security-best-practices/v/1.0.0";

/// A standard of a hub that has something to check.
fn standard(path: &str, fields: Value) -> Case {
    let arn = format!("arn:aws:securityhub:ap-northeast-1::standards/{path}");
    let spec = laid_over(&json!({"standards_arn": arn}), &fields);
    let case = Case::new("aws.securityhub.standard", spec);
    recorded(case).needs("hub", "aws.securityhub.hub", json!({}))
}

/// One of AWS's own rules, as a pack holds it.
fn of(identifier: &str) -> Value {
    json!({
        "source_identifier": identifier, "input_parameters": {}, "maximum_execution_frequency": "",
    })
}

fn rule(spec: Value) -> Case {
    recorded(Case::new("aws.config.rule", spec))
}

fn pack(rules: Value) -> Case {
    let spec = json!({"conformance_pack_name": "baseline", "rules": rules});
    recorded(Case::new("aws.config.conformance_pack", spec))
}

fn recorder(name: &str) -> Case {
    let key = json!({"policy": super::kms::policy(&[SERVICE])});
    delivered(Case::new("aws.config.recorder", recording(name)))
        .needs("other", "aws.iam.role", role("config-2"))
        .needs("topic", "aws.sns.topic", json!({"name": "config"}))
        .needs("key", "aws.kms.key", key)
}

/// Rules are held against what is recorded.
pub fn recorded(case: Case) -> Case {
    delivered(case).needs("recorder", "aws.config.recorder", recording("default"))
}

/// A role to record with, and a bucket to deliver to.
fn delivered(case: Case) -> Case {
    let bucket = "gabakura-131016-config";
    let spec = json!({"bucket": bucket, "policy": lets_config_write(bucket)});
    case.needs("role", "aws.iam.role", role("config"))
        .needs("bucket", "aws.s3.bucket", spec)
}

fn recording(name: &str) -> Value {
    let delivery = json!({"s3_bucket_name": "$bucket"});
    json!({"name": name, "role_arn": "$role.arn", "delivery": delivery})
}

fn role(name: &str) -> Value {
    json!({"role_name": name, "assume_role_policy": trust(SERVICE)})
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

/// AWS Config takes a pack at once and says later that it came to nothing.
#[tokio::test]
async fn a_pack_that_fails_says_why() {
    let cloud = Cloud::aws().await;
    let broken = pack(json!({"volumes": of("ENCRYPTED_VOLUMES"), "typo": of("no such rule")}));
    let made = cloud.stand(broken.needs).await;
    assert!(made.contains_key("recorder"));
    let order = cloud.order(&broken.kind, "pack", &broken.spec);
    let made = cloud
        .provider
        .create(&cloud.scope, &order, &permit())
        .await
        .expect("taken");
    let finished = cloud
        .provider
        .finish(&cloud.scope, &order, &made, &permit())
        .await;
    let told = finished.expect_err("it cannot come to be").to_string();
    assert!(
        told.contains("CREATE_FAILED") && told.contains("no such rule"),
        "{told}"
    );
    let listed = cloud.list(&order.kind).await;
    assert_eq!(listed["baseline"].spec["rules"], json!({}));
}

/// What a pack made is the pack's: AWS Config lets nobody else change it.
#[tokio::test]
async fn the_rules_of_a_pack_are_not_ours() {
    let cloud = Cloud::aws().await;
    let case = pack(json!({"volumes": of("ENCRYPTED_VOLUMES")}));
    cloud.stand(case.needs).await;
    cloud
        .make(&cloud.order(&case.kind, "pack", &case.spec))
        .await;
    let rules = cloud.list(&Kind::new("aws.config.rule")).await;
    let (name, rule) = rules.iter().next().expect("a rule");
    assert!(name.starts_with("volumes-conformance-pack-"), "{name}");
    assert!(rule.platform);
}

/// What nobody switched on is not there, which is no refusal.
#[tokio::test]
async fn what_is_off_is_read_as_off() {
    let cloud = Cloud::aws().await;
    let kind = |name: &str| Kind::new(&format!("aws.{name}"));
    assert!(cloud.list(&kind("securityhub.hub")).await.is_empty());
    assert!(cloud.list(&kind("securityhub.standard")).await.is_empty());
    let of = async |name: &str| {
        let all = cloud.list(&kind(name)).await;
        all.into_values().next().expect("a setting").spec
    };
    assert_eq!(of("inspector2.status").await, json!({"resource_types": []}));
    assert_eq!(of("macie2.session").await, json!({"status": "DISABLED"}));
}

/// Without a record there is little to check, and a standard says so.
#[tokio::test]
async fn a_standard_without_a_record_is_incomplete() {
    let cloud = Cloud::aws().await;
    let of = standard(FOUNDATIONAL, json!({}));
    cloud
        .stand([("hub", "aws.securityhub.hub", json!({}))])
        .await;
    cloud.make(&cloud.order(&of.kind, "fsbp", &of.spec)).await;
    let listed = cloud.list(&Kind::new(&of.kind)).await;
    let found = listed.values().next().expect("a standard");
    assert_eq!(found.spec["status"], "INCOMPLETE");
}
