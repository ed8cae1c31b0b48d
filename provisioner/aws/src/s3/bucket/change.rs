//! Changes of a bucket's settings, one request each, in an order that S3 accepts.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{
    BucketLifecycleConfiguration, BucketLoggingStatus, BucketVersioningStatus, DefaultRetention,
    LoggingEnabled, ObjectLockConfiguration, ObjectLockEnabled, ObjectLockRule, OwnershipControls,
    OwnershipControlsRule, PublicAccessBlockConfiguration, ServerSideEncryptionByDefault,
    ServerSideEncryptionConfiguration, ServerSideEncryptionRule, VersioningConfiguration,
};

use super::lifecycle;
use super::replication;
use super::settings::{AccessLogging, Encryption, ObjectLock, PublicAccessBlock, Versioning};
use super::spec::Spec;
use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::policy_document::PolicyDocument;

/// Brings a bucket from one set of settings to another.
///
/// Object Lock and replication need versioning: replication stops before versioning does. The
/// policy is last: it may deny what the others do, and the public access block comes before it.
pub(crate) async fn change(aws: &Clients, bucket: &str, before: &Spec, after: &Spec) -> Result<()> {
    let s3 = &aws.s3();
    let copies_otherwise = before.replication != after.replication;
    if copies_otherwise && after.replication.rules.is_empty() {
        s3.delete_bucket_replication().bucket(bucket).send().await?;
    }
    if let Some(versioning) = after
        .versioning
        .filter(|_| before.versioning != after.versioning)
    {
        put_versioning(s3, bucket, versioning).await?;
    }
    if let Some(lock) = newer(&before.object_lock, &after.object_lock) {
        put_object_lock(s3, bucket, lock).await?;
    }
    if before.encryption != after.encryption {
        put_encryption(s3, bucket, &after.encryption).await?;
    }
    if before.public_access_block != after.public_access_block {
        put_public_access_block(s3, bucket, &after.public_access_block).await?;
    }
    if before.ownership != after.ownership {
        put_ownership(s3, bucket, &after.ownership).await?;
    }
    if before.lifecycle != after.lifecycle {
        put_lifecycle(s3, bucket, after).await?;
    }
    if copies_otherwise && !after.replication.rules.is_empty() {
        let request = s3.put_bucket_replication().bucket(bucket);
        let configuration = replication::to_sdk(&after.replication);
        let request = request.replication_configuration(configuration);
        let reply = request.send().await;
        reply.map_err(|error| until_versions_are_kept(error.into()))?;
    }
    if let Some(logging) = newer(&before.access_logging, &after.access_logging) {
        put_access_logging(s3, bucket, logging).await?;
    }
    if let Some(policy) = newer(&before.policy, &after.policy) {
        put_policy(s3, bucket, policy).await?;
    }
    Ok(())
}

/// That versions are kept is not known everywhere at once; until then S3 calls it a bad request.
fn until_versions_are_kept(error: Error) -> Error {
    let words = "Versioning must be 'Enabled' on the bucket";
    if error.code() == "InvalidRequest" && error.message().contains(words) {
        error.not_yet()
    } else {
        error
    }
}

/// What is declared and differs; an absent setting is not managed.
fn newer<'s, T: PartialEq>(before: &Option<T>, after: &'s Option<T>) -> Option<&'s T> {
    after
        .as_ref()
        .filter(|after| before.as_ref() != Some(*after))
}

async fn put_versioning(s3: &Client, bucket: &str, versioning: Versioning) -> Result<()> {
    let status = match versioning {
        Versioning::Enabled => BucketVersioningStatus::Enabled,
        Versioning::Suspended => BucketVersioningStatus::Suspended,
        Versioning::Off => {
            let why = "versioning cannot be turned off again; `Suspended` stops new versions";
            return Err(Error::refused(
                "s3",
                "PutBucketVersioning",
                "versioning-not-off",
                why,
            ));
        }
    };
    let config = VersioningConfiguration::builder().status(status).build();
    let request = s3.put_bucket_versioning().bucket(bucket);
    request.versioning_configuration(config).send().await?;
    Ok(())
}

async fn put_object_lock(s3: &Client, bucket: &str, lock: &ObjectLock) -> Result<()> {
    let has_rule = lock.mode.is_some() || lock.days.is_some();
    let rule = has_rule.then(|| {
        let mode = lock.mode.as_deref().map(Into::into);
        let retention = DefaultRetention::builder()
            .set_mode(mode)
            .set_days(lock.days)
            .build();
        ObjectLockRule::builder()
            .default_retention(retention)
            .build()
    });
    let config = ObjectLockConfiguration::builder()
        .object_lock_enabled(ObjectLockEnabled::Enabled)
        .set_rule(rule)
        .build();
    let request = s3.put_object_lock_configuration().bucket(bucket);
    request.object_lock_configuration(config).send().await?;
    Ok(())
}

async fn put_encryption(s3: &Client, bucket: &str, encryption: &Encryption) -> Result<()> {
    let default = ServerSideEncryptionByDefault::builder()
        .sse_algorithm(encryption.sse_algorithm.as_str().into())
        .set_kms_master_key_id(encryption.kms_key_id.clone())
        .build()
        .expect("an encryption with an algorithm is whole");
    let rule = ServerSideEncryptionRule::builder()
        .apply_server_side_encryption_by_default(default)
        .bucket_key_enabled(encryption.bucket_key_enabled)
        .build();
    let config = ServerSideEncryptionConfiguration::builder()
        .rules(rule)
        .build();
    let config = config.expect("an encryption with a rule is whole");
    let request = s3.put_bucket_encryption().bucket(bucket);
    request
        .server_side_encryption_configuration(config)
        .send()
        .await?;
    Ok(())
}

async fn put_public_access_block(s3: &Client, bucket: &str, on: &PublicAccessBlock) -> Result<()> {
    let config = PublicAccessBlockConfiguration::builder()
        .block_public_acls(on.block_public_acls)
        .ignore_public_acls(on.ignore_public_acls)
        .block_public_policy(on.block_public_policy)
        .restrict_public_buckets(on.restrict_public_buckets)
        .build();
    let request = s3.put_public_access_block().bucket(bucket);
    request
        .public_access_block_configuration(config)
        .send()
        .await?;
    Ok(())
}

async fn put_ownership(s3: &Client, bucket: &str, ownership: &str) -> Result<()> {
    let rule = OwnershipControlsRule::builder()
        .object_ownership(ownership.into())
        .build();
    let rule = rule.expect("a rule with an ownership is whole");
    let controls = OwnershipControls::builder().rules(rule).build();
    let controls = controls.expect("controls with a rule are whole");
    let request = s3.put_bucket_ownership_controls().bucket(bucket);
    request.ownership_controls(controls).send().await?;
    Ok(())
}

async fn put_lifecycle(s3: &Client, bucket: &str, spec: &Spec) -> Result<()> {
    if spec.lifecycle.is_empty() {
        s3.delete_bucket_lifecycle().bucket(bucket).send().await?;
        return Ok(());
    }
    let rules = spec.lifecycle.iter().map(lifecycle::to_sdk).collect();
    let config = BucketLifecycleConfiguration::builder()
        .set_rules(Some(rules))
        .build();
    let config = config.expect("a lifecycle with rules is whole");
    let request = s3.put_bucket_lifecycle_configuration().bucket(bucket);
    request.lifecycle_configuration(config).send().await?;
    Ok(())
}

async fn put_access_logging(s3: &Client, bucket: &str, logging: &AccessLogging) -> Result<()> {
    let enabled = LoggingEnabled::builder()
        .target_bucket(&logging.target_bucket)
        .target_prefix(&logging.target_prefix)
        .build()
        .expect("a target with bucket and prefix is whole");
    let status = BucketLoggingStatus::builder()
        .logging_enabled(enabled)
        .build();
    let request = s3.put_bucket_logging().bucket(bucket);
    request.bucket_logging_status(status).send().await?;
    Ok(())
}

async fn put_policy(s3: &Client, bucket: &str, policy: &PolicyDocument) -> Result<()> {
    let request = s3.put_bucket_policy().bucket(bucket);
    request.policy(policy.to_json_string()).send().await?;
    Ok(())
}
