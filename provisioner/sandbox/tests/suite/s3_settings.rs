//! Bucket settings.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::*;

use crate::s3::bucket;
use crate::support::{Cloud, client, code};

#[tokio::test]
async fn settings_are_kept() {
    let cloud = Cloud::new();
    let s3 = client!(aws_sdk_s3, cloud);
    bucket(&s3, "kept").await;
    set_everything(&s3, "kept").await;
    check_everything(&s3, "kept").await;
    let off = s3.put_bucket_logging().bucket("kept");
    off.bucket_logging_status(BucketLoggingStatus::builder().build())
        .send()
        .await
        .expect("off");
    let logging = s3
        .get_bucket_logging()
        .bucket("kept")
        .send()
        .await
        .expect("read");
    assert!(logging.logging_enabled().is_none());
    s3.delete_bucket_policy()
        .bucket("kept")
        .send()
        .await
        .expect("deleted");
    assert_eq!(
        code!(s3.get_bucket_policy().bucket("kept").send()),
        "NoSuchBucketPolicy"
    );
    s3.delete_bucket_lifecycle()
        .bucket("kept")
        .send()
        .await
        .expect("deleted");
    s3.delete_bucket_tagging()
        .bucket("kept")
        .send()
        .await
        .expect("deleted");
    assert_eq!(
        code!(s3.get_bucket_tagging().bucket("kept").send()),
        "NoSuchTagSet"
    );
    let bad = s3
        .put_bucket_policy()
        .bucket("kept")
        .policy("nonsense")
        .send();
    assert_eq!(code!(bad), "MalformedPolicy");
}

const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"s3:*","Resource":"arn:aws:s3:::kept"}]}"#;

pub async fn set_everything(s3: &Client, name: &str) {
    let versioning = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled);
    let put = s3
        .put_bucket_versioning()
        .bucket(name)
        .versioning_configuration(versioning.build());
    put.send().await.expect("versioned");
    let by_default = ServerSideEncryptionByDefault::builder();
    let by_default = by_default
        .sse_algorithm(ServerSideEncryption::AwsKms)
        .kms_master_key_id("k");
    let rule = ServerSideEncryptionRule::builder().bucket_key_enabled(true);
    let rule = rule.apply_server_side_encryption_by_default(by_default.build().expect("default"));
    let rules = ServerSideEncryptionConfiguration::builder().rules(rule.build());
    let rules = rules.build().expect("rules");
    let put = s3
        .put_bucket_encryption()
        .bucket(name)
        .server_side_encryption_configuration(rules);
    put.send().await.expect("encrypted");
    s3.put_bucket_policy()
        .bucket(name)
        .policy(POLICY)
        .send()
        .await
        .expect("policy");
    let tag = Tag::builder()
        .key("市区町村")
        .value("千代田")
        .build()
        .expect("a tag");
    let tags = Tagging::builder().tag_set(tag).build().expect("tags");
    s3.put_bucket_tagging()
        .bucket(name)
        .tagging(tags)
        .send()
        .await
        .expect("tagged");
    let target = LoggingEnabled::builder()
        .target_bucket("target")
        .target_prefix("p/");
    let logging = BucketLoggingStatus::builder();
    let logging = logging
        .logging_enabled(target.build().expect("target"))
        .build();
    let put = s3
        .put_bucket_logging()
        .bucket(name)
        .bucket_logging_status(logging);
    put.send().await.expect("logged");
    let rule = LifecycleRule::builder()
        .id("expire")
        .status(ExpirationStatus::Enabled);
    let rule = rule.filter(LifecycleRuleFilter::builder().prefix("").build());
    let rule = rule.expiration(LifecycleExpiration::builder().days(400).build());
    let rules = BucketLifecycleConfiguration::builder().rules(rule.build().expect("rule"));
    let rules = rules.build().expect("rules");
    let put = s3.put_bucket_lifecycle_configuration().bucket(name);
    put.lifecycle_configuration(rules)
        .send()
        .await
        .expect("lifecycle");
    let block = PublicAccessBlockConfiguration::builder()
        .block_public_acls(true)
        .build();
    let put = s3
        .put_public_access_block()
        .bucket(name)
        .public_access_block_configuration(block);
    put.send().await.expect("block");
    let rule = OwnershipControlsRule::builder();
    let rule = rule
        .object_ownership(ObjectOwnership::BucketOwnerPreferred)
        .build()
        .expect("rule");
    let controls = OwnershipControls::builder()
        .rules(rule)
        .build()
        .expect("controls");
    let put = s3
        .put_bucket_ownership_controls()
        .bucket(name)
        .ownership_controls(controls);
    put.send().await.expect("owned");
}

pub async fn check_everything(s3: &Client, name: &str) {
    let versioning = s3
        .get_bucket_versioning()
        .bucket(name)
        .send()
        .await
        .expect("read");
    assert_eq!(versioning.status(), Some(&BucketVersioningStatus::Enabled));
    let encryption = s3
        .get_bucket_encryption()
        .bucket(name)
        .send()
        .await
        .expect("read");
    let rule = &encryption
        .server_side_encryption_configuration()
        .expect("rules")
        .rules()[0];
    let by_default = rule
        .apply_server_side_encryption_by_default()
        .expect("default");
    assert_eq!(by_default.kms_master_key_id(), Some("k"));
    assert_eq!(rule.bucket_key_enabled(), Some(true));
    let policy = s3
        .get_bucket_policy()
        .bucket(name)
        .send()
        .await
        .expect("read");
    assert_eq!(policy.policy(), Some(POLICY));
    let tags = s3
        .get_bucket_tagging()
        .bucket(name)
        .send()
        .await
        .expect("read");
    assert_eq!(tags.tag_set()[0].value(), "千代田");
    let logging = s3
        .get_bucket_logging()
        .bucket(name)
        .send()
        .await
        .expect("read");
    assert_eq!(
        logging.logging_enabled().expect("target").target_bucket(),
        "target"
    );
    let lifecycle = s3
        .get_bucket_lifecycle_configuration()
        .bucket(name)
        .send()
        .await
        .expect("read");
    let expiration = lifecycle.rules()[0].expiration().expect("expiration");
    assert_eq!(expiration.days(), Some(400));
    assert!(lifecycle.transition_default_minimum_object_size().is_some());
    let block = s3
        .get_public_access_block()
        .bucket(name)
        .send()
        .await
        .expect("read");
    let block = block.public_access_block_configuration().expect("block");
    assert_eq!(
        (block.block_public_acls(), block.block_public_policy()),
        (Some(true), Some(false))
    );
    let controls = s3
        .get_bucket_ownership_controls()
        .bucket(name)
        .send()
        .await
        .expect("read");
    let rule = controls.ownership_controls().expect("controls").rules()[0]
        .object_ownership()
        .clone();
    assert_eq!(rule, ObjectOwnership::BucketOwnerPreferred);
}

#[tokio::test]
async fn what_nobody_said_is_spelled_out() {
    let cloud = Cloud::new();
    let s3 = client!(aws_sdk_s3, cloud);
    bucket(&s3, "spelled").await;
    let by_default = ServerSideEncryptionByDefault::builder()
        .sse_algorithm(ServerSideEncryption::Aes256)
        .build()
        .expect("default");
    let rule = ServerSideEncryptionRule::builder()
        .apply_server_side_encryption_by_default(by_default)
        .build();
    let rules = ServerSideEncryptionConfiguration::builder()
        .rules(rule)
        .build()
        .expect("rules");
    let put = s3.put_bucket_encryption().bucket("spelled");
    put.server_side_encryption_configuration(rules)
        .send()
        .await
        .expect("encrypted");
    let read = s3
        .get_bucket_encryption()
        .bucket("spelled")
        .send()
        .await
        .expect("read");
    let rule = &read
        .server_side_encryption_configuration()
        .expect("rules")
        .rules()[0];
    assert_eq!(rule.bucket_key_enabled(), Some(false));

    let rule = LifecycleRule::builder()
        .status(ExpirationStatus::Enabled)
        .filter(LifecycleRuleFilter::builder().prefix("logs/").build())
        .expiration(LifecycleExpiration::builder().days(1).build())
        .build()
        .expect("rule");
    let rules = BucketLifecycleConfiguration::builder()
        .rules(rule)
        .build()
        .expect("rules");
    let put = s3.put_bucket_lifecycle_configuration().bucket("spelled");
    put.lifecycle_configuration(rules)
        .send()
        .await
        .expect("lifecycle");
    let read = s3
        .get_bucket_lifecycle_configuration()
        .bucket("spelled")
        .send()
        .await
        .expect("read");
    assert!(read.rules()[0].id().is_some_and(|id| id.len() == 32));
}
