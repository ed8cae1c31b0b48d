//! Replication: what must stand before it, and what it holds on to.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::*;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::s3::bucket;
use crate::support::{Cloud, client, code};

fn copying_to(bucket: &str) -> ReplicationConfiguration {
    let destination = Destination::builder().bucket(format!("arn:aws:s3:::{bucket}"));
    let rule = ReplicationRule::builder()
        .id("all")
        .priority(1)
        .status(ReplicationRuleStatus::Enabled)
        .filter(ReplicationRuleFilter::builder().prefix("").build())
        .destination(destination.build().expect("a destination"))
        .build()
        .expect("a rule");
    ReplicationConfiguration::builder()
        .role("arn:aws:iam::111122223333:role/replicates")
        .rules(rule)
        .build()
        .expect("a configuration")
}

async fn version(s3: &Client, name: &str, status: BucketVersioningStatus) -> String {
    let config = VersioningConfiguration::builder().status(status).build();
    let request = s3.put_bucket_versioning().bucket(name);
    match request.versioning_configuration(config).send().await {
        Ok(_) => String::new(),
        Err(error) => error.code().unwrap_or_default().to_owned(),
    }
}

async fn copy(s3: &Client, from: &str, to: &str) -> String {
    let request = s3.put_bucket_replication().bucket(from);
    let request = request.replication_configuration(copying_to(to));
    match request.send().await {
        Ok(_) => String::new(),
        Err(error) => error.code().unwrap_or_default().to_owned(),
    }
}

#[tokio::test]
async fn only_what_keeps_versions_is_copied_and_copied_to() {
    let cloud = Cloud::new();
    let s3 = client!(aws_sdk_s3, cloud);
    bucket(&s3, "here").await;
    bucket(&s3, "there").await;
    let unset = s3.get_bucket_replication().bucket("here").send();
    assert_eq!(code!(unset), "ReplicationConfigurationNotFoundError");
    let (enabled, suspended) = (
        BucketVersioningStatus::Enabled,
        BucketVersioningStatus::Suspended,
    );
    assert_eq!(copy(&s3, "here", "there").await, "InvalidRequest");
    assert_eq!(version(&s3, "here", enabled.clone()).await, "");
    // Once because what was just turned on is not known yet, once because of the other end.
    assert_eq!(copy(&s3, "here", "there").await, "InvalidRequest");
    assert_eq!(copy(&s3, "here", "there").await, "InvalidRequest");
    assert_eq!(copy(&s3, "here", "nowhere").await, "InvalidRequest");
    assert_eq!(version(&s3, "there", enabled.clone()).await, "");
    assert_eq!(copy(&s3, "here", "there").await, "");

    let reply = s3.get_bucket_replication().bucket("here").send().await;
    let told = reply.expect("read").replication_configuration;
    assert_eq!(told, Some(copying_to("there")));
    let refused = version(&s3, "here", suspended.clone()).await;
    assert_eq!(refused, "InvalidBucketState");
    let gone = s3.delete_bucket_replication().bucket("here").send().await;
    gone.expect("deleted");
    assert_eq!(version(&s3, "here", suspended).await, "");
    assert_eq!(version(&s3, "here", enabled.clone()).await, "");
    assert_eq!(copy(&s3, "here", "there").await, "InvalidRequest");
    assert_eq!(version(&s3, "here", enabled).await, "");
    assert_eq!(copy(&s3, "here", "there").await, "");
    let gone = s3.delete_bucket_replication().bucket("here").send().await;
    gone.expect("deleted");
    let unset = s3.get_bucket_replication().bucket("here").send();
    assert_eq!(code!(unset), "ReplicationConfigurationNotFoundError");
}
