//! Creating, listing and deleting buckets.

use http::Method;

use super::{bucket_name, reach, reach_anywhere, settings};
use crate::aws_error::AwsError;
use crate::bucket_registry::RegisteredBucket;
use crate::clock;
use crate::ids;
use crate::paging::page;
use crate::pass_on::{ask_rest, forward};
use crate::protocol::{Reply, empty, reply};
use crate::service::{Call, Context};
use crate::xml::{Xml, contents, text_of};

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";
/// The region whose buckets carry no location constraint.
const UNCONSTRAINED_REGION: &str = "us-east-1";
const LIST_SIZE_DEFAULT: usize = 10_000;

/// What AWS has set on every new bucket since April 2023.
const BLOCK_ALL_PUBLIC_ACCESS: &str = "<PublicAccessBlockConfiguration>\
    <BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls>\
    <BlockPublicPolicy>true</BlockPublicPolicy>\
    <RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>";
const VERSIONED: &str =
    "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
const LOCKED: &str = "<ObjectLockConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
    <ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>";

/// AWS gives a name out once across all accounts, demands that the location fits the endpoint,
/// blocks public access, enables versioning with object lock, and sets the wanted object ownership
/// and tags.
pub(super) async fn create(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let (call, name) = (cx.call, bucket_name(cx));
    check_name(name)?;
    check_location(call)?;
    let bucket = RegisteredBucket {
        account: call.account.clone(),
        region: call.region.clone(),
        created: clock::iso(clock::now()),
        policy: None,
    };
    if let Err(taken) = cx.state.buckets.claim(name, bucket) {
        return already(call, &taken);
    }
    let reply = forward(cx).await;
    if !reply.status().is_success() {
        cx.state.buckets.remove(name);
        return Ok(reply);
    }
    put(cx, "publicAccessBlock", BLOCK_ALL_PUBLIC_ACCESS.to_owned()).await;
    let ownership = call.header("x-amz-object-ownership");
    let ownership = settings::ownership_document(ownership.unwrap_or("BucketOwnerEnforced"));
    put(cx, "ownershipControls", ownership).await;
    if call.header("x-amz-bucket-object-lock-enabled") == Some("true") {
        put(cx, "versioning", VERSIONED.to_owned()).await;
        put(cx, "object-lock", LOCKED.to_owned()).await;
    }
    let document = String::from_utf8_lossy(&call.body);
    if let Some(tags) = contents(&document, "Tags").first() {
        let tagging = format!("<Tagging xmlns=\"{NAMESPACE}\"><TagSet>{tags}</TagSet></Tagging>");
        put(cx, "tagging", tagging).await;
    }
    Ok(reply)
}

/// AWS lists the buckets of all regions in name order, with their region.
pub(super) async fn list(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let query = cx.params;
    let size = query.number("max-buckets")?.unwrap_or(LIST_SIZE_DEFAULT);
    if !(1..=LIST_SIZE_DEFAULT).contains(&size) {
        let message = "max-buckets is out of range";
        return Err(AwsError::bad("InvalidArgument", message));
    }
    let prefix = query.get("prefix").unwrap_or_default();
    let wanted = query.get("bucket-region");
    let mut buckets = cx.state.buckets.of_account(&cx.call.account);
    buckets.retain(|(name, bucket)| {
        name.starts_with(prefix) && wanted.is_none_or(|region| region == bucket.region)
    });
    let token = query.get("continuation-token");
    let (buckets, next) = page(buckets, |(name, _)| name.clone(), token, size);
    let mut xml = Xml::new();
    xml.root("ListAllMyBucketsResult", NAMESPACE, |xml| {
        xml.node("Owner", |xml| {
            xml.text("ID", ids::digest(&[&cx.call.account]));
        });
        xml.list("Buckets", "Bucket", &buckets, |xml, (name, bucket)| {
            xml.text("Name", name)
                .text("CreationDate", millis(&bucket.created))
                .text("BucketRegion", &bucket.region);
        });
        xml.option("ContinuationToken", next.as_ref());
        xml.option("Prefix", query.get("prefix"));
    });
    Ok(reply(200, "application/xml", xml.into_string()))
}

/// AWS writes the region as the text of the one element; the crate nests a second one in it.
pub(super) async fn location(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let region = reach_anywhere(cx)?.region;
    let mut xml = Xml::new();
    xml.root("LocationConstraint", NAMESPACE, |xml| {
        if region != UNCONSTRAINED_REGION {
            xml.raw(&region);
        }
    });
    Ok(reply(200, "application/xml", xml.into_string()))
}

pub(super) async fn delete(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let name = reach(cx)?;
    let reply = forward(cx).await;
    if reply.status().is_success() {
        cx.state.buckets.remove(name);
        for kind in settings::KINDS {
            cx.remove(kind, name);
        }
    }
    Ok(reply)
}

/// The owner of the name gets another error than others; in us-east-1, the owner may create the
/// bucket again.
fn already(call: &Call, taken: &RegisteredBucket) -> Result<Reply, AwsError> {
    if taken.account != call.account {
        let message = "The requested bucket name is not available. The bucket namespace is shared \
                       by all users of the system. Please select a different name and try again.";
        return Err(AwsError::new(409, "BucketAlreadyExists", message));
    }
    if taken.region == UNCONSTRAINED_REGION && call.region == UNCONSTRAINED_REGION {
        return Ok(empty(200));
    }
    let message =
        "Your previous request to create the named bucket succeeded and you already own it.";
    Err(AwsError::new(409, "BucketAlreadyOwnedByYou", message))
}

fn check_name(name: &str) -> Result<(), AwsError> {
    let plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit();
    let legal = (3..=63).contains(&name.len())
        && name.chars().all(|it| plain(it) || ".-".contains(it))
        && name.starts_with(plain)
        && name.ends_with(plain)
        && !name.contains("..");
    match legal {
        true => Ok(()),
        false => Err(AwsError::bad(
            "InvalidBucketName",
            "The specified bucket is not valid.",
        )),
    }
}

fn check_location(call: &Call) -> Result<(), AwsError> {
    let document = String::from_utf8_lossy(&call.body);
    let wanted = text_of(&document, "LocationConstraint");
    if wanted.as_deref().unwrap_or(UNCONSTRAINED_REGION) == call.region {
        return Ok(());
    }
    let wanted = wanted.as_deref().unwrap_or("unspecified");
    let message = format!(
        "The {wanted} location constraint is incompatible for the region specific endpoint this \
         request was sent to."
    );
    Err(AwsError::bad("IllegalLocationConstraintException", message))
}

async fn put(cx: &mut Context<'_>, setting: &str, document: String) {
    let (call, path) = (cx.call, format!("/{}", bucket_name(cx)));
    ask_rest(cx, Method::PUT, (&call.region, &path), setting, document).await;
}

/// A stored date as S3 writes it.
fn millis(stored: &str) -> String {
    clock::iso(clock::seconds(stored)).replace('Z', ".000Z")
}
