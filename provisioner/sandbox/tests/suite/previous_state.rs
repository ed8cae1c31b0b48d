//! A state file as the first format of records wrote it still loads.

use std::fs;

use gabakura_sandbox::Sandbox;

use crate::support::{ALICE, Cloud, client};

/// Written by the sandbox when trails were not records yet.
const STORED: &str = include_str!("../data/previous-state.json");

fn cloud() -> Cloud {
    Cloud::over(|dir| {
        let accounts = dir.join("accounts");
        fs::create_dir_all(&accounts).expect("a directory");
        fs::write(accounts.join(format!("{ALICE}.json")), STORED).expect("written");
        Sandbox::open(dir).expect("the stored state")
    })
}

#[tokio::test]
async fn trails_become_records() {
    for cloud in [cloud(), cloud().reopened().await] {
        let trails = client!(aws_sdk_cloudtrail, cloud);
        let found = trails.get_trail().name("all").send().await.expect("trail");
        let trail = found.trail().expect("a trail");
        assert_eq!(trail.is_multi_region_trail(), Some(true));
        let arn = trail.trail_arn().expect("an ARN");
        let status = trails.get_trail_status().name(arn).send().await;
        assert_eq!(status.expect("status").is_logging(), Some(true));
        let tags = trails.list_tags().resource_id_list(arn).send().await;
        let tags = tags.expect("tags");
        assert_eq!(tags.resource_tag_list()[0].tags_list()[0].key(), "a");
    }
}

#[tokio::test]
async fn typed_state_and_views_load() {
    let cloud = cloud();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let subnets = ec2.describe_subnets().send().await.expect("subnets");
    assert_eq!(subnets.subnets().len(), 1);
    let vpc = subnets.subnets()[0].vpc_id().expect("a VPC").to_owned();
    let service = "com.amazonaws.ap-northeast-1.s3";
    let again = ec2.create_vpc_endpoint().vpc_id(vpc).service_name(service);
    again.client_token("once").send().await.expect("the same");
    let endpoints = ec2.describe_vpc_endpoints().send().await;
    assert_eq!(endpoints.expect("endpoints").vpc_endpoints().len(), 1);
    let iam = client!(aws_sdk_iam, cloud);
    let role = iam
        .get_role()
        .role_name("apply")
        .send()
        .await
        .expect("role");
    assert_eq!(role.role().expect("role").description(), Some("千代田"));
    let arn = format!("arn:aws:iam::{ALICE}:policy/p");
    let versions = iam.list_policy_versions().policy_arn(arn).send().await;
    assert_eq!(versions.expect("versions").versions().len(), 2);
    let s3 = client!(aws_sdk_s3, cloud);
    crate::s3_settings::check_everything(&s3, "kept").await;
    let kms = client!(aws_sdk_kms, cloud);
    let status = kms.describe_key().key_id("alias/a").send().await;
    let key = status
        .expect("a key")
        .key_metadata
        .expect("metadata")
        .key_id;
    let status = kms.get_key_rotation_status().key_id(key).send().await;
    assert_eq!(status.expect("status").rotation_period_in_days(), Some(100));
}

#[tokio::test]
async fn records_load() {
    let cloud = cloud();
    let sns = client!(aws_sdk_sns, cloud);
    assert_eq!(
        sns.list_topics()
            .send()
            .await
            .expect("topics")
            .topics()
            .len(),
        1
    );
    let account = client!(aws_sdk_account, cloud);
    let contact = account.get_alternate_contact();
    let contact = contact
        .alternate_contact_type("SECURITY".into())
        .send()
        .await;
    let contact = contact
        .expect("contact")
        .alternate_contact
        .expect("contact");
    assert_eq!(contact.email_address(), Some("a@b.jp"));
    let guardduty = client!(aws_sdk_guardduty, cloud);
    let detectors = guardduty.list_detectors().send().await.expect("detectors");
    assert_eq!(detectors.detector_ids().len(), 1);
    let alarms = client!(aws_sdk_cloudwatch, cloud);
    let alarms = alarms.describe_alarms().send().await.expect("alarms");
    assert_eq!(alarms.metric_alarms()[0].alarm_name(), Some("a"));
    let events = client!(aws_sdk_eventbridge, cloud);
    let rules = events.list_rules().send().await.expect("rules");
    assert_eq!(rules.rules()[0].name(), Some("findings"));
    let config = client!(aws_sdk_config, cloud);
    let recorders = config.describe_configuration_recorders().send().await;
    assert_eq!(
        recorders
            .expect("recorders")
            .configuration_recorders()
            .len(),
        1
    );
}
