//! State on disk.

use std::fs;

use gabakura_sandbox::{Sandbox, SandboxError};

use crate::ec2_network::vpc;
use crate::support::{ALICE, BOB, Cloud, TOKYO, client, code};

const PRINCIPAL: &str = r#"{"Statement":[{"Principal":{"AWS":"111122223333"}}]}"#;

#[tokio::test]
async fn network_state_survives_closing() {
    let cloud = Cloud::new();
    let id = vpc(&client!(aws_sdk_ec2, cloud), "10.0.0.0/16").await;
    let cloud = cloud.reopened().await;
    let read = client!(aws_sdk_ec2, cloud)
        .describe_vpcs()
        .vpc_ids(id)
        .send()
        .await;
    assert_eq!(read.expect("vpcs").vpcs()[0].owner_id(), Some(ALICE));
}

#[tokio::test]
async fn buckets_and_objects_survive_closing() {
    let cloud = Cloud::new();
    {
        let s3 = client!(aws_sdk_s3, cloud);
        crate::s3::bucket(&s3, "kept").await;
        crate::s3_settings::set_everything(&s3, "kept").await;
        let body = aws_sdk_s3::primitives::ByteStream::from_static(b"account 111122223333");
        s3.put_object()
            .bucket("kept")
            .key("a/b")
            .body(body)
            .send()
            .await
            .expect("an object");
    }
    let cloud = cloud.reopened().await;
    let s3 = client!(aws_sdk_s3, cloud);
    crate::s3_settings::check_everything(&s3, "kept").await;
    let object = s3
        .get_object()
        .bucket("kept")
        .key("a/b")
        .send()
        .await
        .expect("an object");
    let body = object.body.collect().await.expect("a body").into_bytes();
    assert_eq!(&body[..], b"account 111122223333");
    let bob = client!(aws_sdk_s3, cloud, BOB, TOKYO);
    assert_eq!(
        code!(bob.get_bucket_policy().bucket("kept").send()),
        "AccessDenied"
    );
}

#[tokio::test]
async fn keys_survive_closing() {
    let cloud = Cloud::new();
    let key = {
        let kms = client!(aws_sdk_kms, cloud);
        let key = kms
            .create_key()
            .policy(PRINCIPAL)
            .send()
            .await
            .expect("a key");
        let key = key.key_metadata().expect("metadata").key_id().to_owned();
        let rotate = kms
            .enable_key_rotation()
            .key_id(&key)
            .rotation_period_in_days(100);
        rotate.send().await.expect("rotating");
        let name = kms.create_alias().alias_name("alias/a").target_key_id(&key);
        name.send().await.expect("an alias");
        kms.schedule_key_deletion()
            .key_id(&key)
            .send()
            .await
            .expect("scheduled");
        key
    };
    let cloud = cloud.reopened().await;
    let kms = client!(aws_sdk_kms, cloud);
    let read = kms
        .get_key_policy()
        .key_id(&key)
        .send()
        .await
        .expect("policy");
    assert_eq!(read.policy(), Some(PRINCIPAL));
    let status = kms
        .get_key_rotation_status()
        .key_id(&key)
        .send()
        .await
        .expect("status");
    assert_eq!(status.rotation_period_in_days(), Some(100));
    let read = kms
        .describe_key()
        .key_id("alias/a")
        .send()
        .await
        .expect("key");
    assert!(
        read.key_metadata()
            .expect("metadata")
            .deletion_date()
            .is_some()
    );
}

#[tokio::test]
async fn roles_and_log_groups_survive_closing() {
    let cloud = Cloud::new();
    {
        let iam = client!(aws_sdk_iam, cloud);
        let create = iam.create_role().role_name("apply").description("千代田");
        create
            .assume_role_policy_document(PRINCIPAL)
            .send()
            .await
            .expect("a role");
        iam.update_account_password_policy()
            .hard_expiry(true)
            .send()
            .await
            .expect("policy");
        let logs = client!(aws_sdk_cloudwatchlogs, cloud);
        let create = logs
            .create_log_group()
            .log_group_name("g")
            .kms_key_id("k")
            .tags("a", "1");
        create.send().await.expect("a group");
        let retain = logs
            .put_retention_policy()
            .log_group_name("g")
            .retention_in_days(7);
        retain.send().await.expect("retained");
    }
    let cloud = cloud.reopened().await;
    let iam = client!(aws_sdk_iam, cloud);
    let role = iam
        .get_role()
        .role_name("apply")
        .send()
        .await
        .expect("role");
    assert_eq!(role.role().expect("role").description(), Some("千代田"));
    let policy = iam
        .get_account_password_policy()
        .send()
        .await
        .expect("policy");
    assert_eq!(
        policy.password_policy().expect("policy").hard_expiry(),
        Some(true)
    );
    let logs = client!(aws_sdk_cloudwatchlogs, cloud);
    let groups = logs.describe_log_groups().send().await.expect("groups");
    let group = &groups.log_groups()[0];
    assert_eq!(
        (group.kms_key_id(), group.retention_in_days()),
        (Some("k"), Some(7))
    );
    let tags = logs
        .list_tags_for_resource()
        .resource_arn(group.log_group_arn().expect("arn"));
    assert_eq!(
        tags.send().await.expect("tags").tags().expect("tags").len(),
        1
    );
}

#[tokio::test]
async fn changes_are_saved_without_being_asked_to() {
    let cloud = Cloud::new();
    vpc(&client!(aws_sdk_ec2, cloud), "10.0.0.0/16").await;
    let file = cloud.dir().join("accounts").join(format!("{ALICE}.json"));
    for _ in 0..200 {
        if file.exists() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("nothing was saved");
}

#[tokio::test]
async fn only_what_changed_is_written() {
    let cloud = Cloud::new();
    vpc(&client!(aws_sdk_ec2, cloud), "10.0.0.0/16").await;
    let cloud = cloud.reopened().await;
    let file = cloud.dir().join("accounts").join(format!("{ALICE}.json"));
    fs::remove_file(&file).expect("removed");
    client!(aws_sdk_ec2, cloud)
        .describe_vpcs()
        .send()
        .await
        .expect("vpcs");
    cloud.sandbox.save().await.expect("saved");
    assert!(!file.exists(), "reading is no reason to write");
}

#[test]
fn a_directory_is_held_by_one_sandbox() {
    let dir = tempfile::tempdir().expect("a directory");
    let held = Sandbox::open(dir.path()).expect("open");
    let refused = Sandbox::open(dir.path()).expect_err("held");
    assert!(matches!(refused, SandboxError::InUse { .. }), "{refused}");
    drop(held);
    Sandbox::open(dir.path()).expect("open again");
}

#[test]
fn damaged_foreign_and_newer_files_are_named() {
    let dir = tempfile::tempdir().expect("a directory");
    let accounts = dir.path().join("accounts");
    fs::create_dir_all(&accounts).expect("a directory");
    let file = accounts.join(format!("{ALICE}.json"));
    let refused = |text: &str| {
        fs::write(&file, text).expect("written");
        Sandbox::open(dir.path()).expect_err("refused")
    };
    let truncated = refused("{\"format_version\":1,\"account\":\"1111");
    assert!(
        matches!(truncated, SandboxError::StateUnreadable { .. }),
        "{truncated}"
    );
    let newer = refused(&format!(
        "{{\"format_version\":99,\"account\":\"{ALICE}\"}}"
    ));
    assert!(
        matches!(newer, SandboxError::StateVersion { found: 99, .. }),
        "{newer}"
    );
    let moved = refused(&format!("{{\"format_version\":1,\"account\":\"{BOB}\"}}"));
    assert!(
        matches!(moved, SandboxError::StateMisplaced { .. }),
        "{moved}"
    );
    Sandbox::reset(dir.path()).expect("reset");
    Sandbox::open(dir.path()).expect("empty again");
}
