//! CloudTrail.

use aws_sdk_cloudtrail::types::{
    AdvancedEventSelector, AdvancedFieldSelector, EventSelector, ReadWriteType, Tag,
};

use crate::support::{ALICE, Cloud, OSAKA, client, code};

const BUCKET_POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject","Resource":"*"}]}"#;

fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build().expect("a tag")
}

#[tokio::test]
async fn a_trail_from_creation_to_deletion() {
    let cloud = Cloud::new();
    let trails = client!(aws_sdk_cloudtrail, cloud);
    let s3 = client!(aws_sdk_s3, cloud);
    let create = trails
        .create_trail()
        .name("main")
        .s3_bucket_name("trail-logs")
        .is_multi_region_trail(true)
        .enable_log_file_validation(true)
        .kms_key_id("1234")
        .tags_list(tag("a", "1"));
    assert_eq!(
        code!(create.clone().send()),
        "S3BucketDoesNotExistException"
    );
    crate::s3::bucket(&s3, "trail-logs").await;
    assert_eq!(
        code!(create.clone().send()),
        "InsufficientS3BucketPolicyException"
    );
    let policy = s3
        .put_bucket_policy()
        .bucket("trail-logs")
        .policy(BUCKET_POLICY);
    policy.send().await.expect("policy");
    let made = create.clone().send().await.expect("a trail");
    let arn = made.trail_arn().expect("arn").to_owned();
    assert_eq!(
        arn,
        "arn:aws:cloudtrail:ap-northeast-1:111122223333:trail/main"
    );
    assert_eq!(code!(create.send()), "TrailAlreadyExistsException");

    let status = || trails.get_trail_status().name("main").send();
    assert_eq!(status().await.expect("status").is_logging(), Some(false));
    trails
        .start_logging()
        .name(&arn)
        .send()
        .await
        .expect("started");
    assert_eq!(status().await.expect("status").is_logging(), Some(true));
    trails
        .stop_logging()
        .name("main")
        .send()
        .await
        .expect("stopped");
    assert!(
        status()
            .await
            .expect("status")
            .stop_logging_time()
            .is_some()
    );

    let update = trails
        .update_trail()
        .name("main")
        .kms_key_id("")
        .enable_log_file_validation(false);
    update.send().await.expect("updated");
    let read = trails.get_trail().name("main").send().await.expect("read");
    let trail = read.trail().expect("trail");
    assert_eq!(trail.kms_key_id(), None);
    assert_eq!(trail.log_file_validation_enabled(), Some(false));
    assert_eq!(trail.is_multi_region_trail(), Some(true));
    assert_eq!(trail.home_region(), Some("ap-northeast-1"));

    trails
        .add_tags()
        .resource_id(&arn)
        .tags_list(tag("b", "2"))
        .send()
        .await
        .expect("tagged");
    trails
        .remove_tags()
        .resource_id(&arn)
        .tags_list(tag("a", "1"))
        .send()
        .await
        .expect("untagged");
    let tags = trails
        .list_tags()
        .resource_id_list(&arn)
        .send()
        .await
        .expect("tags");
    assert_eq!(tags.resource_tag_list()[0].tags_list(), [tag("b", "2")]);

    let osaka = client!(aws_sdk_cloudtrail, cloud, ALICE, OSAKA);
    assert_eq!(
        osaka
            .describe_trails()
            .send()
            .await
            .expect("trails")
            .trail_list()
            .len(),
        1
    );
    let own = osaka
        .describe_trails()
        .include_shadow_trails(false)
        .send()
        .await
        .expect("trails");
    assert!(own.trail_list().is_empty());
    assert_eq!(
        code!(osaka.stop_logging().name(&arn).send()),
        "InvalidHomeRegionException"
    );
    trails
        .delete_trail()
        .name("main")
        .send()
        .await
        .expect("deleted");
    assert_eq!(
        code!(trails.get_trail().name("main").send()),
        "TrailNotFoundException"
    );
}

#[tokio::test]
async fn event_selectors_of_both_kinds() {
    let cloud = Cloud::new();
    let trails = client!(aws_sdk_cloudtrail, cloud);
    let s3 = client!(aws_sdk_s3, cloud);
    crate::s3::bucket(&s3, "trail-logs").await;
    let policy = s3
        .put_bucket_policy()
        .bucket("trail-logs")
        .policy(BUCKET_POLICY);
    policy.send().await.expect("policy");
    let create = trails
        .create_trail()
        .name("main")
        .s3_bucket_name("trail-logs");
    create.send().await.expect("a trail");
    let read = || trails.get_event_selectors().trail_name("main").send();
    let fresh = read().await.expect("selectors");
    assert_eq!(
        fresh.event_selectors()[0].include_management_events(),
        Some(true)
    );
    let writes = EventSelector::builder()
        .read_write_type(ReadWriteType::WriteOnly)
        .build();
    let put = trails
        .put_event_selectors()
        .trail_name("main")
        .event_selectors(writes);
    put.send().await.expect("put");
    let kind = read().await.expect("selectors").event_selectors()[0]
        .read_write_type()
        .cloned();
    assert_eq!(kind, Some(ReadWriteType::WriteOnly));
    let field = AdvancedFieldSelector::builder()
        .field("eventCategory")
        .equals("Management");
    let field = field.build().expect("a field");
    let advanced = AdvancedEventSelector::builder()
        .name("all")
        .field_selectors(field);
    let advanced = advanced.build().expect("a selector");
    let put = trails
        .put_event_selectors()
        .trail_name("main")
        .advanced_event_selectors(advanced);
    put.send().await.expect("put");
    let read = read().await.expect("selectors");
    assert!(read.event_selectors().is_empty());
    assert_eq!(read.advanced_event_selectors()[0].name(), Some("all"));
}
