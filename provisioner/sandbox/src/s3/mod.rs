//! S3: passed on, with AWS's one namespace of buckets, its regions and its checks restored.

mod bucket;
mod replication;
mod settings;

use bytes::Bytes;
use http::Method;

use crate::aws_error::AwsError;
use crate::bucket_registry::RegisteredBucket;
use crate::crates::Crate;
use crate::pass_on::{ask_rest, pass_on};
use crate::protocol::{Protocol, Reply};
use crate::service::{Context, Operations, Service, handler};
use crate::xml::text_of;

pub(crate) static SERVICE: Service = Service::new(
    "s3",
    Protocol::RestXml("Error"),
    Operations::Crate(
        Crate::S3,
        &[
            ("ListBuckets GET /", handler!(bucket::list)),
            ("CreateBucket PUT /{Bucket}", handler!(bucket::create)),
            ("DeleteBucket DELETE /{Bucket}", handler!(bucket::delete)),
            (
                "GetBucketLocation GET /{Bucket}?location",
                handler!(bucket::location),
            ),
            (
                "GetBucketLogging GET /{Bucket}?logging",
                handler!(settings::logging),
            ),
            (
                "PutBucketLogging PUT /{Bucket}?logging",
                handler!(settings::put_logging),
            ),
            (
                "GetBucketReplication GET /{Bucket}?replication",
                handler!(replication::get),
            ),
            (
                "PutBucketReplication PUT /{Bucket}?replication",
                handler!(replication::put),
            ),
            (
                "DeleteBucketReplication DELETE /{Bucket}?replication",
                handler!(replication::delete),
            ),
            (
                "GetBucketOwnershipControls GET /{Bucket}?ownershipControls",
                handler!(settings::ownership),
            ),
            (
                "PutBucketOwnershipControls PUT /{Bucket}?ownershipControls",
                handler!(settings::change_ownership),
            ),
            (
                "DeleteBucketOwnershipControls DELETE /{Bucket}?ownershipControls",
                handler!(settings::change_ownership),
            ),
            (
                "PutBucketPolicy PUT /{Bucket}?policy",
                handler!(settings::put_policy),
            ),
            (
                "DeleteBucketPolicy DELETE /{Bucket}?policy",
                handler!(settings::delete_policy),
            ),
            (
                "PutBucketVersioning PUT /{Bucket}?versioning",
                handler!(settings::put_versioning),
            ),
            (
                "PutObjectLockConfiguration PUT /{Bucket}?object-lock",
                handler!(settings::put_object_lock),
            ),
            (
                "GetBucketLifecycleConfiguration GET /{Bucket}?lifecycle",
                handler!(settings::lifecycle),
            ),
            (
                "PutBucketLifecycleConfiguration PUT /{Bucket}?lifecycle",
                handler!(settings::put_lifecycle),
            ),
            (
                "DeleteBucketLifecycleConfiguration DELETE /{Bucket}?lifecycle",
                handler!(settings::delete_lifecycle),
            ),
            (
                "GetBucketEncryption GET /{Bucket}?encryption",
                handler!(settings::encryption),
            ),
        ],
        handler!(other),
    ),
);

/// Whatever else is done with a bucket or an object in it.
async fn other(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    reach(cx)?;
    pass_on(cx).await
}

/// The name of the bucket that a path-style address is for.
fn bucket_name<'a>(cx: &Context<'a>) -> &'a str {
    let path = cx.call.path.trim_start_matches('/');
    path.split('/').next().unwrap_or_default()
}

/// The bucket, if the caller may reach it.
///
/// AWS has one namespace for all accounts: a bucket of another account is denied, not missing.
fn reach_anywhere(cx: &Context) -> Result<RegisteredBucket, AwsError> {
    let known =
        cx.state.buckets.get(bucket_name(cx)).ok_or_else(|| {
            AwsError::new(404, "NoSuchBucket", "The specified bucket does not exist")
        })?;
    let expected = cx.call.header("x-amz-expected-bucket-owner");
    if known.account != cx.call.account || expected.is_some_and(|owner| owner != known.account) {
        return Err(AwsError::new(403, "AccessDenied", "Access Denied"));
    }
    Ok(known)
}

/// As [`reach_anywhere`]; AWS sends a caller who asks the wrong region to the right one.
fn reach<'a>(cx: &Context<'a>) -> Result<&'a str, AwsError> {
    let (known, name) = (reach_anywhere(cx)?, bucket_name(cx));
    if known.region == cx.call.region {
        return Ok(name);
    }
    let message = format!(
        "The bucket {name} you are attempting to access must be addressed using the specified \
         endpoint. Please send all future requests to this endpoint."
    );
    let error = AwsError::new(301, "PermanentRedirect", message);
    Err(error.with_header("x-amz-bucket-region", known.region))
}

/// Asks the crate for a setting of the bucket.
async fn get_setting(cx: &mut Context<'_>, setting: &str) -> Reply {
    let (call, path) = (cx.call, format!("/{}", bucket_name(cx)));
    ask_rest(
        cx,
        Method::GET,
        (&call.region, &path),
        setting,
        Bytes::new(),
    )
    .await
}

/// Whether a bucket of the account keeps versions.
async fn is_versioned(cx: &mut Context<'_>, region: &str, name: &str) -> bool {
    let path = format!("/{name}");
    let reply = ask_rest(cx, Method::GET, (region, &path), "versioning", Bytes::new()).await;
    let document = String::from_utf8_lossy(reply.body());
    text_of(&document, "Status").as_deref() == Some("Enabled")
}
