//! Accounts, regions and assumed roles.

use crate::ec2_network::vpc;
use crate::support::{ALICE, BOB, Cloud, OSAKA, TOKYO, client, code};

#[tokio::test]
async fn accounts_and_regions_do_not_see_each_other() {
    let cloud = Cloud::new();
    let alice = client!(aws_sdk_ec2, cloud);
    vpc(&alice, "10.0.0.0/16").await;
    for other in [
        client!(aws_sdk_ec2, cloud, BOB, TOKYO),
        client!(aws_sdk_ec2, cloud, ALICE, OSAKA),
    ] {
        assert!(
            other
                .describe_vpcs()
                .send()
                .await
                .expect("vpcs")
                .vpcs()
                .is_empty()
        );
    }
    let kms = client!(aws_sdk_kms, cloud, BOB, TOKYO);
    let key = kms.create_key().send().await.expect("a key");
    let arn = key
        .key_metadata()
        .expect("metadata")
        .arn()
        .expect("arn")
        .to_owned();
    assert!(arn.starts_with(&format!("arn:aws:kms:{TOKYO}:{BOB}:key/")));
    let missing = client!(aws_sdk_kms, cloud)
        .describe_key()
        .key_id(arn)
        .send();
    assert_eq!(code!(missing), "NotFoundException");
}

#[tokio::test]
async fn other_accounts_numbers_pass_untouched() {
    let cloud = Cloud::new();
    let iam = client!(aws_sdk_iam, cloud);
    let trust = format!(
        r#"{{"Statement":[{{"Principal":{{"AWS":["arn:aws:iam::{ALICE}:root","arn:aws:iam::{BOB}:root"]}}}}]}}"#
    );
    let create = iam
        .create_role()
        .role_name("shared")
        .assume_role_policy_document(&trust);
    create.send().await.expect("a role");
    let read = iam
        .get_role()
        .role_name("shared")
        .send()
        .await
        .expect("read");
    let policy = read
        .role()
        .expect("role")
        .assume_role_policy_document()
        .expect("policy");
    assert!(policy.contains(ALICE) && policy.contains(BOB), "{policy}");
}

#[tokio::test]
async fn an_assumed_role_acts_in_its_account() {
    let cloud = Cloud::new();
    let sts = client!(aws_sdk_sts, cloud);
    let me = sts.get_caller_identity().send().await.expect("identity");
    assert_eq!(
        (me.account(), me.arn()),
        (Some(ALICE), Some("arn:aws:iam::111122223333:root"))
    );
    let role = format!("arn:aws:iam::{BOB}:role/path/apply");
    let assume = sts.assume_role().role_arn(&role).role_session_name("run-7");
    let assumed = assume.send().await.expect("assumed");
    let issued = assumed.credentials().expect("credentials");
    let credentials = aws_sdk_sts::config::Credentials::new(
        issued.access_key_id(),
        issued.secret_access_key(),
        Some(issued.session_token().to_owned()),
        None,
        "test",
    );
    let config = aws_sdk_sts::Config::builder()
        .behavior_version(aws_sdk_sts::config::BehaviorVersion::latest())
        .region(aws_sdk_sts::config::Region::new(TOKYO))
        .credentials_provider(credentials.clone())
        .http_client(cloud.sandbox.http_client())
        .build();
    let me = aws_sdk_sts::Client::from_conf(config)
        .get_caller_identity()
        .send()
        .await;
    let me = me.expect("identity");
    assert_eq!(me.account(), Some(BOB));
    assert_eq!(
        me.arn(),
        Some("arn:aws:sts::444455556666:assumed-role/apply/run-7")
    );
    let config = aws_sdk_ec2::Config::builder()
        .behavior_version(aws_sdk_ec2::config::BehaviorVersion::latest())
        .region(aws_sdk_ec2::config::Region::new(TOKYO))
        .credentials_provider(credentials)
        .http_client(cloud.sandbox.http_client())
        .build();
    vpc(&aws_sdk_ec2::Client::from_conf(config), "10.0.0.0/16").await;
    let bob = client!(aws_sdk_ec2, cloud, BOB, TOKYO);
    assert_eq!(
        bob.describe_vpcs().send().await.expect("vpcs").vpcs().len(),
        1
    );
}

#[tokio::test]
async fn unknown_credentials_are_refused_in_each_services_words() {
    let cloud = Cloud::new();
    let key = "AKIAIOSFODNN7EXAMPLE";
    let sts = client!(aws_sdk_sts, cloud, key, TOKYO);
    assert_eq!(
        code!(sts.get_caller_identity().send()),
        "InvalidClientTokenId"
    );
    let ec2 = client!(aws_sdk_ec2, cloud, key, TOKYO);
    assert_eq!(code!(ec2.describe_vpcs().send()), "AuthFailure");
    let kms = client!(aws_sdk_kms, cloud, key, TOKYO);
    assert_eq!(code!(kms.list_keys().send()), "UnrecognizedClientException");
    let s3 = client!(aws_sdk_s3, cloud, key, TOKYO);
    assert_eq!(code!(s3.list_buckets().send()), "InvalidAccessKeyId");
}
