//! S3 buckets.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::*;

use crate::support::{ALICE, BOB, Cloud, OSAKA, client, code};

pub async fn bucket(s3: &Client, name: &str) {
    let here = CreateBucketConfiguration::builder();
    let here = here
        .location_constraint(BucketLocationConstraint::from("ap-northeast-1"))
        .build();
    let create = s3
        .create_bucket()
        .bucket(name)
        .create_bucket_configuration(here);
    create.send().await.expect("a bucket");
}

#[tokio::test]
async fn a_new_bucket_has_what_aws_sets_today() {
    let cloud = Cloud::new();
    let s3 = client!(aws_sdk_s3, cloud);
    bucket(&s3, "new-bucket").await;
    s3.head_bucket()
        .bucket("new-bucket")
        .send()
        .await
        .expect("there");
    let block = s3
        .get_public_access_block()
        .bucket("new-bucket")
        .send()
        .await
        .expect("block");
    let block = block.public_access_block_configuration().expect("block");
    assert_eq!(block.block_public_acls(), Some(true));
    assert_eq!(block.restrict_public_buckets(), Some(true));
    let owner = s3
        .get_bucket_ownership_controls()
        .bucket("new-bucket")
        .send()
        .await
        .expect("owner");
    let rule = owner.ownership_controls().expect("controls").rules()[0]
        .object_ownership()
        .clone();
    assert_eq!(rule, ObjectOwnership::BucketOwnerEnforced);
    let encryption = s3
        .get_bucket_encryption()
        .bucket("new-bucket")
        .send()
        .await
        .expect("encryption");
    let rule = &encryption
        .server_side_encryption_configuration()
        .expect("rules")
        .rules()[0];
    let by_default = rule
        .apply_server_side_encryption_by_default()
        .expect("default");
    assert_eq!(by_default.sse_algorithm(), &ServerSideEncryption::Aes256);
    let location = s3
        .get_bucket_location()
        .bucket("new-bucket")
        .send()
        .await
        .expect("location");
    assert_eq!(
        location.location_constraint().map(|it| it.as_str()),
        Some("ap-northeast-1")
    );
    let versioning = s3
        .get_bucket_versioning()
        .bucket("new-bucket")
        .send()
        .await
        .expect("read");
    assert_eq!(versioning.status(), None);
    let logging = s3
        .get_bucket_logging()
        .bucket("new-bucket")
        .send()
        .await
        .expect("read");
    assert!(logging.logging_enabled().is_none());

    let get = |name: &str| (s3.clone(), name.to_owned());
    let (client, name) = get("new-bucket");
    assert_eq!(
        code!(client.get_bucket_policy().bucket(&name).send()),
        "NoSuchBucketPolicy"
    );
    assert_eq!(
        code!(client.get_bucket_tagging().bucket(&name).send()),
        "NoSuchTagSet"
    );
    let lifecycle = client
        .get_bucket_lifecycle_configuration()
        .bucket(&name)
        .send();
    assert_eq!(code!(lifecycle), "NoSuchLifecycleConfiguration");
    let lock = client.get_object_lock_configuration().bucket(&name).send();
    assert_eq!(code!(lock), "ObjectLockConfigurationNotFoundError");
    s3.delete_bucket_ownership_controls()
        .bucket(&name)
        .send()
        .await
        .expect("deleted");
    let controls = client.get_bucket_ownership_controls().bucket(&name).send();
    assert_eq!(code!(controls), "OwnershipControlsNotFoundError");
    s3.delete_public_access_block()
        .bucket(&name)
        .send()
        .await
        .expect("deleted");
    let block = client.get_public_access_block().bucket(&name).send();
    assert_eq!(code!(block), "NoSuchPublicAccessBlockConfiguration");
    s3.delete_bucket()
        .bucket(&name)
        .send()
        .await
        .expect("deleted");
    assert_eq!(
        code!(client.get_bucket_policy().bucket(&name).send()),
        "NoSuchBucket"
    );
    let missing = s3
        .head_bucket()
        .bucket(&name)
        .send()
        .await
        .expect_err("gone");
    assert!(missing.into_service_error().is_not_found());
}

#[tokio::test]
async fn object_lock_comes_with_versioning() {
    let cloud = Cloud::new();
    let s3 = client!(aws_sdk_s3, cloud);
    let here = CreateBucketConfiguration::builder();
    let here = here
        .location_constraint(BucketLocationConstraint::from("ap-northeast-1"))
        .build();
    let create = s3
        .create_bucket()
        .bucket("locked")
        .create_bucket_configuration(here);
    create
        .object_lock_enabled_for_bucket(true)
        .send()
        .await
        .expect("a bucket");
    let versioning = s3
        .get_bucket_versioning()
        .bucket("locked")
        .send()
        .await
        .expect("read");
    assert_eq!(versioning.status(), Some(&BucketVersioningStatus::Enabled));
    let retention = DefaultRetention::builder()
        .mode(ObjectLockRetentionMode::Compliance)
        .days(365);
    let rule = ObjectLockRule::builder()
        .default_retention(retention.build())
        .build();
    let lock = ObjectLockConfiguration::builder().object_lock_enabled(ObjectLockEnabled::Enabled);
    let lock = lock.rule(rule).build();
    let put = s3.put_object_lock_configuration().bucket("locked");
    put.object_lock_configuration(lock.clone())
        .send()
        .await
        .expect("locked");
    let read = s3
        .get_object_lock_configuration()
        .bucket("locked")
        .send()
        .await
        .expect("read");
    assert_eq!(read.object_lock_configuration(), Some(&lock));
    let off = VersioningConfiguration::builder()
        .status(BucketVersioningStatus::Suspended)
        .build();
    let off = s3
        .put_bucket_versioning()
        .bucket("locked")
        .versioning_configuration(off)
        .send();
    assert_eq!(code!(off), "InvalidBucketState");
    bucket(&s3, "plain").await;
    let put = s3
        .put_object_lock_configuration()
        .bucket("plain")
        .object_lock_configuration(lock);
    assert_eq!(code!(put.send()), "InvalidBucketState");
}

#[tokio::test]
async fn names_are_shared_by_all_and_lists_are_not() {
    let cloud = Cloud::new();
    let (alice, bob) = (
        client!(aws_sdk_s3, cloud),
        client!(aws_sdk_s3, cloud, BOB, "ap-northeast-1"),
    );
    bucket(&alice, "taken").await;
    let here = CreateBucketConfiguration::builder();
    let here = here
        .location_constraint(BucketLocationConstraint::from("ap-northeast-1"))
        .build();
    let again = |s3: &Client| {
        s3.create_bucket()
            .bucket("taken")
            .create_bucket_configuration(here.clone())
    };
    assert_eq!(code!(again(&bob).send()), "BucketAlreadyExists");
    assert_eq!(code!(again(&alice).send()), "BucketAlreadyOwnedByYou");
    assert_eq!(
        code!(bob.get_bucket_policy().bucket("taken").send()),
        "AccessDenied"
    );
    assert_eq!(
        code!(alice.create_bucket().bucket("no-place").send()),
        "IllegalLocationConstraintException"
    );
    let osaka = client!(aws_sdk_s3, cloud, ALICE, OSAKA);
    let there = CreateBucketConfiguration::builder();
    let there = there
        .location_constraint(BucketLocationConstraint::from(OSAKA))
        .build();
    let create = osaka
        .create_bucket()
        .bucket("in-osaka")
        .create_bucket_configuration(there);
    create.send().await.expect("a bucket");
    let listed = alice.list_buckets().send().await.expect("buckets");
    let buckets: Vec<_> = listed
        .buckets()
        .iter()
        .map(|it| (it.name(), it.bucket_region()))
        .collect();
    assert_eq!(
        buckets,
        [
            (Some("in-osaka"), Some(OSAKA)),
            (Some("taken"), Some("ap-northeast-1"))
        ]
    );
    assert!(
        bob.list_buckets()
            .send()
            .await
            .expect("buckets")
            .buckets()
            .is_empty()
    );
    assert_eq!(
        code!(alice.get_bucket_policy().bucket("in-osaka").send()),
        "PermanentRedirect"
    );
    let location = alice
        .get_bucket_location()
        .bucket("in-osaka")
        .send()
        .await
        .expect("location");
    assert_eq!(
        location.location_constraint().map(|it| it.as_str()),
        Some(OSAKA)
    );
}
