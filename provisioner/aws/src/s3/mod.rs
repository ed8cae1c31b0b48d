//! S3: tags of buckets, and the errors that mean that a setting is not set.

pub(crate) mod bucket;
pub(crate) mod service;

use aws_sdk_s3::types::{Tag, Tagging};
use gabakura_model::resource::Tags;

use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::tags::Ownership;

/// Codes that mean that a bucket lacks a setting. `NoSuchBucket` is none of them: the bucket itself
/// is gone.
const UNSET: &[&str] = &[
    "NoSuchBucketPolicy",
    "NoSuchLifecycleConfiguration",
    "NoSuchPublicAccessBlockConfiguration",
    "NoSuchTagSet",
    "ObjectLockConfigurationNotFoundError",
    "OwnershipControlsNotFoundError",
    "ReplicationConfigurationNotFoundError",
    "ServerSideEncryptionConfigurationNotFoundError",
];

/// Turns "this bucket has no such setting" into `None`.
fn unless_unset<T, E: Into<Error>>(result: Result<T, E>) -> Result<Option<T>> {
    match result.map_err(Into::into) {
        Ok(value) => Ok(Some(value)),
        Err(error) if UNSET.contains(&error.code()) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A bucket's ARN; it needs neither region nor account.
fn arn(bucket: &str) -> String {
    format!("arn:aws:s3:::{bucket}")
}

/// Tags as S3 takes them.
fn sdk_tags(tags: &Tags) -> Vec<Tag> {
    let tag = |(key, value): (&String, &String)| {
        let tag = Tag::builder().key(key).value(value).build();
        tag.expect("a tag with key and value is whole")
    };
    tags.iter().map(tag).collect()
}

/// A bucket's tags, AWS's own included.
async fn tags_of(aws: &Clients, bucket: &str) -> Result<Tags> {
    let request = aws.s3().get_bucket_tagging().bucket(bucket);
    let reply = unless_unset(request.send().await)?;
    let tags = reply.map(|reply| reply.tag_set).unwrap_or_default();
    let pair = |tag: &Tag| (tag.key().to_owned(), tag.value().to_owned());
    Ok(tags.iter().map(pair).collect())
}

/// Tags of a bucket. S3 replaces the whole set, so it is read first and
pub(crate) const TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove)));

/// Sets and removes tags of a bucket. S3 replaces the whole set, so it is read first and
/// every tag that is not ours to change is written back.
async fn retag(aws: &Clients, bucket: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let mut tags = tags_of(&aws.reads(), bucket).await?;
    tags.retain(|key, _| !remove.contains(key));
    tags.extend(set.clone());
    if tags.is_empty() {
        let request = aws.s3().delete_bucket_tagging().bucket(bucket);
        request.send().await?;
        return Ok(());
    }
    let tagging = Tagging::builder()
        .set_tag_set(Some(sdk_tags(&tags)))
        .build();
    let tagging = tagging.expect("a tagging with a set is whole");
    let request = aws.s3().put_bucket_tagging().bucket(bucket);
    request.tagging(tagging).send().await?;
    Ok(())
}
