//! A bucket's settings as S3 returns them, one request each. Unset ones are at AWS's default.

use std::collections::BTreeSet;

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{BucketVersioningStatus, DefaultRetention, ObjectOwnership};

use super::lifecycle::{self, Rule};
use super::replication::{self, Replication};
use super::settings::{AccessLogging, Encryption, ObjectLock, PublicAccessBlock, Versioning};
use super::spec::Spec;
use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::kind::Item;
use crate::policy_document::PolicyDocument;
use crate::s3::arn;
use crate::s3::{tags_of, unless_unset};

/// Days of a year in which an object lock can be given.
const YEAR_DAYS: i32 = 365;

/// Reads a bucket: its settings and its tags.
pub(crate) async fn read(aws: &Clients, bucket: String) -> Result<Item<Spec>> {
    let s3 = &aws.s3();
    let (object_lock, versioning, encryption, public_access_block, ownership) = futures::try_join!(
        object_lock(s3, &bucket),
        versioning(s3, &bucket),
        encryption(s3, &bucket),
        public_access_block(s3, &bucket),
        ownership(s3, &bucket),
    )?;
    let (policy, lifecycle, replication, access_logging, tags) = futures::try_join!(
        policy(s3, &bucket),
        lifecycle(s3, &bucket),
        replication(s3, &bucket),
        access_logging(s3, &bucket),
        tags_of(aws, &bucket),
    )?;
    let spec = Spec {
        bucket: bucket.clone(),
        object_lock,
        versioning: Some(versioning),
        encryption,
        public_access_block,
        ownership,
        policy,
        lifecycle,
        replication,
        access_logging,
    };
    let arn = arn(&bucket);
    Ok(Item::new(bucket, spec).tags(tags).output("arn", arn))
}

async fn object_lock(s3: &Client, bucket: &str) -> Result<Option<ObjectLock>> {
    let request = s3.get_object_lock_configuration().bucket(bucket);
    let reply = unless_unset(request.send().await)?;
    let Some(config) = reply.and_then(|reply| reply.object_lock_configuration) else {
        return Ok(None);
    };
    let retention = config.rule().and_then(|rule| rule.default_retention());
    let years = retention.and_then(DefaultRetention::years);
    let days = retention.and_then(DefaultRetention::days);
    let mode = retention.and_then(DefaultRetention::mode);
    Ok(Some(ObjectLock {
        mode: mode.map(|mode| mode.as_str().to_owned()),
        days: days.or(years.map(|years| years.saturating_mul(YEAR_DAYS))),
    }))
}

async fn versioning(s3: &Client, bucket: &str) -> Result<Versioning> {
    let reply = s3.get_bucket_versioning().bucket(bucket).send().await?;
    match reply.status() {
        Some(BucketVersioningStatus::Enabled) => Ok(Versioning::Enabled),
        Some(BucketVersioningStatus::Suspended) => Ok(Versioning::Suspended),
        None => Ok(Versioning::Off),
        Some(_) => Err(Error::missing("s3", "GetBucketVersioning", "known status")),
    }
}

async fn encryption(s3: &Client, bucket: &str) -> Result<Encryption> {
    let request = s3.get_bucket_encryption().bucket(bucket);
    let reply = unless_unset(request.send().await)?;
    let config = reply.and_then(|reply| reply.server_side_encryption_configuration);
    let rule = config.and_then(|config| config.rules.into_iter().next());
    let Some(rule) = rule else {
        return Ok(Encryption::default());
    };
    let default = rule.apply_server_side_encryption_by_default();
    Ok(Encryption {
        sse_algorithm: default.map_or_else(
            || Encryption::default().sse_algorithm,
            |default| default.sse_algorithm().as_str().to_owned(),
        ),
        kms_key_id: default
            .and_then(|d| d.kms_master_key_id())
            .map(str::to_owned),
        bucket_key_enabled: rule.bucket_key_enabled().unwrap_or_default(),
    })
}

async fn public_access_block(s3: &Client, bucket: &str) -> Result<PublicAccessBlock> {
    let request = s3.get_public_access_block().bucket(bucket);
    let reply = unless_unset(request.send().await)?;
    let Some(block) = reply.and_then(|reply| reply.public_access_block_configuration) else {
        return Ok(PublicAccessBlock::all(false));
    };
    Ok(PublicAccessBlock {
        block_public_acls: block.block_public_acls().unwrap_or_default(),
        ignore_public_acls: block.ignore_public_acls().unwrap_or_default(),
        block_public_policy: block.block_public_policy().unwrap_or_default(),
        restrict_public_buckets: block.restrict_public_buckets().unwrap_or_default(),
    })
}

/// Without ownership controls, as buckets were before 2023, each writer owns what it wrote.
async fn ownership(s3: &Client, bucket: &str) -> Result<String> {
    let request = s3.get_bucket_ownership_controls().bucket(bucket);
    let reply = unless_unset(request.send().await)?;
    let controls = reply.and_then(|reply| reply.ownership_controls);
    let rule = controls.and_then(|controls| controls.rules.into_iter().next());
    let ownership = rule.map_or(ObjectOwnership::ObjectWriter, |rule| rule.object_ownership);
    Ok(ownership.as_str().to_owned())
}

async fn policy(s3: &Client, bucket: &str) -> Result<Option<PolicyDocument>> {
    let request = s3.get_bucket_policy().bucket(bucket);
    let reply = unless_unset(request.send().await)?;
    let document = reply.and_then(|reply| reply.policy);
    document
        .as_deref()
        .map(PolicyDocument::from_json_str)
        .transpose()
}

async fn lifecycle(s3: &Client, bucket: &str) -> Result<BTreeSet<Rule>> {
    let request = s3.get_bucket_lifecycle_configuration().bucket(bucket);
    let reply = unless_unset(request.send().await)?;
    let rules = reply.and_then(|reply| reply.rules).unwrap_or_default();
    Ok(rules.iter().map(lifecycle::of_sdk).collect())
}

async fn replication(s3: &Client, bucket: &str) -> Result<Replication> {
    let request = s3.get_bucket_replication().bucket(bucket);
    let reply = unless_unset(request.send().await)?;
    let configuration = reply.and_then(|reply| reply.replication_configuration);
    Ok(configuration
        .as_ref()
        .map(replication::of_sdk)
        .unwrap_or_default())
}

async fn access_logging(s3: &Client, bucket: &str) -> Result<Option<AccessLogging>> {
    let reply = s3.get_bucket_logging().bucket(bucket).send().await?;
    let target = reply.logging_enabled();
    Ok(target.map(|target| AccessLogging {
        target_bucket: target.target_bucket().to_owned(),
        target_prefix: target.target_prefix().to_owned(),
    }))
}
