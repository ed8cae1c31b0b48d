//! KMS.

use aws_sdk_kms::types::{KeyState, Tag};

use crate::support::{Cloud, client, code};

const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}]}"#;

fn tag(key: &str, value: &str) -> Tag {
    Tag::builder()
        .tag_key(key)
        .tag_value(value)
        .build()
        .expect("a tag")
}

async fn key(kms: &aws_sdk_kms::Client) -> String {
    let made = kms.create_key().send().await.expect("a key");
    made.key_metadata().expect("metadata").key_id().to_owned()
}

#[tokio::test]
async fn a_key_keeps_policy_tags_and_description() {
    let cloud = Cloud::new();
    let kms = client!(aws_sdk_kms, cloud);
    let create = kms
        .create_key()
        .description("住民記録")
        .policy(POLICY)
        .tags(tag("a", "1"));
    let made = create.send().await.expect("a key");
    let metadata = made.key_metadata().expect("metadata");
    let id = metadata.key_id();
    assert!(
        metadata
            .arn()
            .expect("arn")
            .starts_with("arn:aws:kms:ap-northeast-1:111122223333:key/")
    );
    let policy = kms
        .get_key_policy()
        .key_id(id)
        .send()
        .await
        .expect("policy");
    assert_eq!(policy.policy(), Some(POLICY));
    kms.tag_resource()
        .key_id(id)
        .tags(tag("b", "2"))
        .send()
        .await
        .expect("tagged");
    kms.untag_resource()
        .key_id(id)
        .tag_keys("a")
        .send()
        .await
        .expect("untagged");
    let tags = kms
        .list_resource_tags()
        .key_id(id)
        .send()
        .await
        .expect("tags");
    assert_eq!(tags.tags(), [tag("b", "2")]);
    let read = kms.describe_key().key_id(id).send().await.expect("read");
    assert_eq!(
        read.key_metadata().expect("metadata").description(),
        Some("住民記録")
    );
    let bad = kms.put_key_policy().key_id(id).policy("nonsense").send();
    assert_eq!(code!(bad), "MalformedPolicyDocumentException");
    assert_eq!(
        code!(kms.describe_key().key_id("none").send()),
        "NotFoundException"
    );
}

#[tokio::test]
async fn rotation_has_a_period() {
    let cloud = Cloud::new();
    let kms = client!(aws_sdk_kms, cloud);
    let id = key(&kms).await;
    let off = kms
        .get_key_rotation_status()
        .key_id(&id)
        .send()
        .await
        .expect("status");
    assert!(!off.key_rotation_enabled());
    let enable = kms
        .enable_key_rotation()
        .key_id(&id)
        .rotation_period_in_days(180);
    enable.send().await.expect("enabled");
    let on = kms
        .get_key_rotation_status()
        .key_id(&id)
        .send()
        .await
        .expect("status");
    assert!(on.key_rotation_enabled());
    assert_eq!(on.rotation_period_in_days(), Some(180));
    assert!(on.next_rotation_date().is_some());
    let tiny = kms
        .enable_key_rotation()
        .key_id(&id)
        .rotation_period_in_days(7)
        .send();
    assert_eq!(code!(tiny), "ValidationException");
    kms.disable_key_rotation()
        .key_id(&id)
        .send()
        .await
        .expect("disabled");
    let off = kms
        .get_key_rotation_status()
        .key_id(&id)
        .send()
        .await
        .expect("status");
    assert!(!off.key_rotation_enabled());
}

#[tokio::test]
async fn deletion_is_scheduled_and_called_off() {
    let cloud = Cloud::new();
    let kms = client!(aws_sdk_kms, cloud);
    let id = key(&kms).await;
    let schedule = || {
        kms.schedule_key_deletion()
            .key_id(&id)
            .pending_window_in_days(7)
    };
    let scheduled = schedule().send().await.expect("scheduled");
    assert_eq!(scheduled.pending_window_in_days(), Some(7));
    assert_eq!(code!(schedule().send()), "KMSInvalidStateException");
    let read = kms.describe_key().key_id(&id).send().await.expect("read");
    let metadata = read.key_metadata().expect("metadata");
    assert_eq!(metadata.key_state(), Some(&KeyState::PendingDeletion));
    assert!(metadata.deletion_date().is_some());
    kms.cancel_key_deletion()
        .key_id(&id)
        .send()
        .await
        .expect("called off");
    kms.enable_key().key_id(&id).send().await.expect("enabled");
    let read = kms.describe_key().key_id(&id).send().await.expect("read");
    assert_eq!(
        read.key_metadata().expect("metadata").key_state(),
        Some(&KeyState::Enabled)
    );
}

#[tokio::test]
async fn aliases_and_pages() {
    let cloud = Cloud::new();
    let kms = client!(aws_sdk_kms, cloud);
    let (first, second) = (key(&kms).await, key(&kms).await);
    let create = || {
        kms.create_alias()
            .alias_name("alias/main")
            .target_key_id(&first)
    };
    create().send().await.expect("an alias");
    assert_eq!(code!(create().send()), "AlreadyExistsException");
    let update = kms
        .update_alias()
        .alias_name("alias/main")
        .target_key_id(&second);
    update.send().await.expect("moved");
    let read = kms
        .describe_key()
        .key_id("alias/main")
        .send()
        .await
        .expect("read");
    assert_eq!(read.key_metadata().expect("metadata").key_id(), second);
    let of_second = kms
        .list_aliases()
        .key_id(&second)
        .send()
        .await
        .expect("aliases");
    assert_eq!(of_second.aliases()[0].alias_name(), Some("alias/main"));
    assert!(of_second.aliases()[0].creation_date().is_some());
    kms.delete_alias()
        .alias_name("alias/main")
        .send()
        .await
        .expect("deleted");
    assert!(
        kms.list_aliases()
            .send()
            .await
            .expect("aliases")
            .aliases()
            .is_empty()
    );

    let third = key(&kms).await;
    let mut pages = kms.list_keys().limit(2).into_paginator().send();
    let mut ids = Vec::new();
    while let Some(page) = pages.next().await {
        ids.extend(
            page.expect("page")
                .keys()
                .iter()
                .filter_map(|it| it.key_id().map(str::to_owned)),
        );
    }
    let mut wanted = vec![first, second, third];
    wanted.sort();
    assert_eq!(ids, wanted);
}
