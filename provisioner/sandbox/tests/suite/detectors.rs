//! Account Management, Access Analyzer, GuardDuty and AWS Config: what they refuse.

use aws_sdk_account::types::AlternateContactType;
use aws_sdk_config::types::{ConfigurationRecorder, DeliveryChannel, RecordingGroup};
use aws_sdk_guardduty::types::{
    DetectorFeature, DetectorFeatureConfiguration, DetectorStatus, FeatureStatus,
};

use crate::support::{ALICE, Cloud, OSAKA, client, code};

#[tokio::test]
async fn a_contact_is_of_the_account_whatever_the_region() {
    let cloud = Cloud::new();
    let account = client!(aws_sdk_account, cloud);
    let put = |mail: &str| {
        let put = account.put_alternate_contact().name("SOC").title("SOC");
        let put = put.alternate_contact_type(AlternateContactType::Security);
        put.phone_number("+81-3-0000-0000").email_address(mail)
    };
    assert_eq!(code!(put("nobody").send()), "ValidationException");
    put("soc@example.lg.jp").send().await.expect("put");

    let osaka = client!(aws_sdk_account, cloud, ALICE, OSAKA);
    let get = |matter: AlternateContactType| {
        let get = osaka.get_alternate_contact();
        get.alternate_contact_type(matter).send()
    };
    let contact = get(AlternateContactType::Security).await.expect("read");
    let contact = contact.alternate_contact.expect("a contact");
    assert_eq!(contact.email_address(), Some("soc@example.lg.jp"));
    let none = code!(get(AlternateContactType::Billing));
    assert_eq!(none, "ResourceNotFoundException");
}

#[tokio::test]
async fn a_region_has_one_analyzer_of_a_sort() {
    let cloud = Cloud::new();
    let analyzers = client!(aws_sdk_accessanalyzer, cloud);
    let create = |name: &str, token: &str| {
        let create = analyzers.create_analyzer().analyzer_name(name);
        create.r#type("ACCOUNT".into()).client_token(token)
    };
    let made = create("outside", "1").send().await.expect("an analyzer");
    let again = create("outside", "1").send().await.expect("the same");
    assert_eq!(made.arn(), again.arn());
    let other = code!(create("outside", "2").send());
    assert_eq!(other, "ConflictException");
    let second = code!(create("second", "3").send());
    assert_eq!(second, "ServiceQuotaExceededException");
    let of_all = create("all", "4").r#type("ORGANIZATION".into());
    assert_eq!(code!(of_all.send()), "ValidationException");
    let delete = || analyzers.delete_analyzer().analyzer_name("outside").send();
    delete().await.expect("deleted");
    assert_eq!(code!(delete()), "ResourceNotFoundException");
}

#[tokio::test]
async fn a_region_has_one_detector() {
    let cloud = Cloud::new();
    let guardduty = client!(aws_sdk_guardduty, cloud);
    let create = || guardduty.create_detector().enable(true).send();
    let made = create().await.expect("a detector").detector_id;
    let id = made.expect("an id");
    assert_eq!(code!(create()), "BadRequestException");
    let off = DetectorFeatureConfiguration::builder()
        .name(DetectorFeature::S3DataEvents)
        .status(FeatureStatus::Disabled);
    let update = guardduty.update_detector().detector_id(&id);
    update.features(off.build()).send().await.expect("updated");
    drop(guardduty);

    let cloud = cloud.reopened().await;
    let guardduty = client!(aws_sdk_guardduty, cloud);
    let read = guardduty.get_detector().detector_id(&id).send().await;
    let read = read.expect("a detector");
    assert_eq!(read.status(), Some(&DetectorStatus::Enabled));
    let is_on = |name: &str| {
        let mut features = read.features().iter();
        let feature = features.find(|it| it.name().is_some_and(|it| it.as_str() == name));
        feature.and_then(|it| it.status()) == Some(&FeatureStatus::Enabled)
    };
    assert!(is_on("CLOUD_TRAIL") && is_on("RDS_LOGIN_EVENTS"));
    assert!(!is_on("S3_DATA_EVENTS") && !is_on("RUNTIME_MONITORING"));
    let delete = || guardduty.delete_detector().detector_id(&id).send();
    delete().await.expect("deleted");
    assert_eq!(code!(delete()), "BadRequestException");
}

#[tokio::test]
async fn a_recorder_and_its_channel_need_each_other() {
    let cloud = Cloud::new();
    let (config, s3) = (client!(aws_sdk_config, cloud), client!(aws_sdk_s3, cloud));
    let channel = |name: &str| {
        let channel = DeliveryChannel::builder().name(name);
        let channel = channel.s3_bucket_name("config-history").build();
        config.put_delivery_channel().delivery_channel(channel)
    };
    let early = code!(channel("default").send());
    assert_eq!(early, "NoAvailableConfigurationRecorderException");
    let recorder = |name: &str, all: bool| {
        let group = RecordingGroup::builder().all_supported(all).build();
        let recorder = ConfigurationRecorder::builder().name(name);
        let recorder = recorder.role_arn("arn:aws:iam::111122223333:role/config");
        let recorder = recorder.recording_group(group).build();
        let put = config.put_configuration_recorder();
        put.configuration_recorder(recorder)
    };
    let nothing = code!(recorder("default", false).send());
    assert_eq!(nothing, "InvalidRecordingGroupException");
    recorder("default", true).send().await.expect("a recorder");
    let second = code!(recorder("second", true).send());
    assert_eq!(second, "MaxNumberOfConfigurationRecordersExceededException");
    let start = || {
        let start = config.start_configuration_recorder();
        start.configuration_recorder_name("default").send()
    };
    assert_eq!(code!(start()), "NoAvailableDeliveryChannelException");

    assert_eq!(code!(channel("default").send()), "NoSuchBucketException");
    crate::s3::bucket(&s3, "config-history").await;
    let shut = code!(channel("default").send());
    assert_eq!(shut, "InsufficientDeliveryPolicyException");
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"config.amazonaws.com"},"Action":"s3:PutObject","Resource":"*"}]}"#;
    let open = s3.put_bucket_policy().bucket("config-history");
    open.policy(policy).send().await.expect("a policy");
    channel("default").send().await.expect("a channel");
    start().await.expect("started");

    let end = || {
        let end = config.delete_delivery_channel();
        end.delivery_channel_name("default").send()
    };
    let running = code!(end());
    assert_eq!(running, "LastDeliveryChannelDeleteFailedException");
    let stop = config.stop_configuration_recorder();
    let stop = stop.configuration_recorder_name("default").send();
    stop.await.expect("stopped");
    end().await.expect("deleted");
    assert_eq!(code!(end()), "NoSuchDeliveryChannelException");
}
