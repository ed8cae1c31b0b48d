//! `aws.s3.bucket`: an S3 bucket (S3 `CreateBucket`).
//!
//! Closed to the public (CIS AWS 2.1.4, AWS Security Hub S3.8), TLS only by its policy (2.1.1,
//! S3.5), encrypted (S3.17); where it keeps logs, versioned and locked (S3.14, S3.15,
//! NIST SP 800-53r5 AU-9, AU-11).

mod change;
mod lifecycle;
mod read;
mod replication;
mod settings;
mod spec;

use std::collections::BTreeSet;

use aws_sdk_s3::types::{Bucket as SdkBucket, BucketLocationConstraint, CreateBucketConfiguration};
use gabakura_adapter::read_each;
use gabakura_model::catalogue::{Protection, SpecError};
use gabakura_model::outcome::Created;

use self::change::change;
use self::read::read;
use self::replication::Replication;
use self::settings::{Encryption, ObjectLock, PublicAccessBlock, Versioning};
use self::spec::Spec;
use crate::clients::Clients;
use crate::error::{Error, Result, unless_gone};
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::s3::{self, arn, sdk_tags};

/// Largest page of `ListBuckets`.
const PAGE: i32 = 10_000;

/// The region whose buckets carry no location, and where making a bucket twice is no error.
const FIRST_REGION: &str = "us-east-1";

/// Names of buckets that Control Tower makes.
const PLATFORM_PREFIX: &str = "aws-controltower-";

pub(crate) struct Bucket;

impl AwsKind for Bucket {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["bucket"],
        outputs: &["arn"],
        ownership: s3::TAGS,
        protection: Protection::Irreversible,
        ..Facts::named("aws.s3.bucket", "an S3 bucket", "bucket")
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        let keeps_versions =
            spec.object_lock.is_some() || spec.versioning == Some(Versioning::Enabled);
        replication::check(&spec.replication, keeps_versions)
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.s3().list_buckets().bucket_region(aws.region());
        let pages = request.max_buckets(PAGE).into_paginator().items().send();
        let buckets: Vec<SdkBucket> = pages.try_collect().await?;
        read_each(buckets, |bucket| read_if_here(aws, bucket)).await
    }

    /// A bucket we own already is refused as well: it was made by somebody, somehow, and only
    /// `adopt` may take it over.
    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let spec = &new.spec;
        let (name, region) = (&spec.bucket, aws.region());
        let in_first = region == FIRST_REGION;
        if in_first && exists(aws, name).await? {
            let message = "it exists already";
            return Err(Error::refused(
                "s3",
                "CreateBucket",
                "BucketAlreadyOwnedByYou",
                message,
            ));
        }
        let location = (!in_first).then(|| BucketLocationConstraint::from(region));
        let config = CreateBucketConfiguration::builder()
            .set_location_constraint(location)
            .set_tags(Some(sdk_tags(&new.tags)));
        let request = aws
            .s3()
            .create_bucket()
            .bucket(name)
            .create_bucket_configuration(config.build())
            .object_ownership(spec.ownership.as_str().into())
            .object_lock_enabled_for_bucket(spec.object_lock.is_some());
        request.send().await?;
        Ok(Created {
            id: name.clone(),
            outputs: [("arn".to_owned(), arn(name))].into(),
        })
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        change(aws, &made.id, &as_made(&new.spec), &new.spec).await
    }

    async fn update(aws: &Clients, bucket: &str, before: &Spec, after: &Spec) -> Result<()> {
        change(aws, bucket, before, after).await
    }

    async fn delete(aws: &Clients, bucket: &str, _spec: &Spec) -> Result<()> {
        aws.s3().delete_bucket().bucket(bucket).send().await?;
        Ok(())
    }
}

/// A bucket as the creating request leaves it.
fn as_made(spec: &Spec) -> Spec {
    let is_locked = spec.object_lock.is_some();
    let versioning = if is_locked {
        Versioning::Enabled
    } else {
        Versioning::Off
    };
    Spec {
        bucket: spec.bucket.clone(),
        object_lock: is_locked.then(ObjectLock::default),
        versioning: Some(versioning),
        encryption: Encryption::default(),
        // AWS has them on for new buckets; it is put all the same, being what matters most.
        public_access_block: PublicAccessBlock::all(false),
        ownership: spec.ownership.clone(),
        policy: None,
        lifecycle: BTreeSet::new(),
        replication: Replication::default(),
        access_logging: None,
    }
}

async fn read_if_here(aws: &Clients, bucket: SdkBucket) -> Result<Option<Item<Spec>>> {
    if !is_here(aws, &bucket).await? {
        return Ok(None);
    }
    let name = text(bucket.name());
    let is_platform = name.starts_with(PLATFORM_PREFIX);
    Ok(Some(read(aws, name).await?.platform(is_platform)))
}

/// Whether a listed bucket is in our region: S3 returns its region where it honours the filter.
async fn is_here(aws: &Clients, bucket: &SdkBucket) -> Result<bool> {
    if let Some(region) = bucket.bucket_region() {
        return Ok(region == aws.region());
    }
    let request = aws.s3().get_bucket_location();
    let reply = request.bucket(text(bucket.name())).send().await?;
    let location = reply
        .location_constraint()
        .map_or("", |location| location.as_str());
    let region = if location.is_empty() {
        FIRST_REGION
    } else {
        location
    };
    Ok(region == aws.region())
}

async fn exists(aws: &Clients, bucket: &str) -> Result<bool> {
    let request = aws.reads().s3().get_bucket_location().bucket(bucket);
    Ok(unless_gone(request.send().await)?.is_some())
}
