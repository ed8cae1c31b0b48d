//! Creating, listing and deleting buckets.

use bytes::Bytes;
use http::{Method, StatusCode};
use serde_json::Value;

use super::{done, settings};
use crate::bank::Bank;
use crate::call::{Call, Reply};
use crate::clock;
use crate::mends::paging::page;
use crate::names::BucketName;
use crate::refusal::{Refusal, answer};
use crate::xml::{Xml, text_of};

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

/// AWS gives a name out once across all accounts, insists that the location fits the endpoint,
/// blocks public access, turns versioning and lock on when lock is asked for, and sets the wanted
/// object ownership and tags.
pub(super) async fn create(call: &Call, name: &str, bank: &mut Bank) -> Result<Reply, Refusal> {
    check_name(name)?;
    check_location(call)?;
    let bucket = BucketName {
        account: call.account.clone(),
        region: call.region.clone(),
        created: clock::iso(clock::now()),
        policy: None,
    };
    if let Err(taken) = bank.buckets.claim(name, bucket) {
        return already(call, &taken);
    }
    let reply = bank.forward(call).await;
    if !reply.status().is_success() {
        bank.buckets.remove(name);
        return Ok(reply);
    }
    put(
        call,
        name,
        "publicAccessBlock",
        BLOCK_ALL_PUBLIC_ACCESS.into(),
        bank,
    )
    .await;
    let ownership = call
        .header("x-amz-object-ownership")
        .unwrap_or("BucketOwnerEnforced");
    put(
        call,
        name,
        "ownershipControls",
        settings::ownership(ownership),
        bank,
    )
    .await;
    if call
        .header("x-amz-bucket-object-lock-enabled")
        .is_some_and(|it| it == "true")
    {
        put(call, name, "versioning", VERSIONED.into(), bank).await;
        put(call, name, "object-lock", LOCKED.into(), bank).await;
    }
    if let Some(tags) = inner(&call.body, "Tags") {
        let tagging = format!("<Tagging xmlns=\"{NAMESPACE}\"><TagSet>{tags}</TagSet></Tagging>");
        put(call, name, "tagging", tagging, bank).await;
    }
    Ok(reply)
}

/// AWS lists the buckets of all regions in name order, with their region.
pub(super) fn list(call: &Call, bank: &Bank) -> Result<Reply, Refusal> {
    let query = call.query_params();
    let size = match query.number("max-buckets")? {
        None => LIST_SIZE_DEFAULT,
        Some(size @ 1..=LIST_SIZE_DEFAULT) => size,
        Some(_) => {
            return Err(Refusal::bad(
                "InvalidArgument",
                "max-buckets is out of range",
            ));
        }
    };
    let prefix = query.get("prefix").unwrap_or_default();
    let mut buckets = bank.buckets.of_account(&call.account);
    buckets.retain(|(name, bucket)| {
        let region = query
            .get("bucket-region")
            .is_none_or(|region| region == bucket.region);
        name.starts_with(prefix) && region
    });
    let token = query.get("continuation-token");
    let (buckets, next) = page(buckets, |(name, _)| name.clone(), token, size);
    let mut xml = Xml::new();
    xml.node(
        &format!("ListAllMyBucketsResult xmlns=\"{NAMESPACE}\""),
        |xml| {
            xml.node("Owner", |xml| {
                xml.text("ID", crate::ids::digest(&[&call.account]));
            });
            xml.list("Buckets", "Bucket", &buckets, |xml, (name, bucket)| {
                xml.text("Name", name)
                    .text("CreationDate", millis(&bucket.created));
                xml.text("BucketRegion", &bucket.region);
            });
            xml.option("ContinuationToken", next.as_ref());
            xml.option("Prefix", query.get("prefix"));
        },
    );
    Ok(answer(200, "application/xml", xml.into_string()))
}

/// AWS writes the region as the text of the one element; the crate nests a second one in it.
pub(super) fn location(bucket: &BucketName) -> Reply {
    let constrained = bucket.region != UNCONSTRAINED_REGION;
    let region = if constrained {
        bucket.region.as_str()
    } else {
        ""
    };
    let mut xml = Xml::new();
    xml.node(
        &format!("LocationConstraint xmlns=\"{NAMESPACE}\""),
        |xml| {
            xml.raw(region);
        },
    );
    answer(200, "application/xml", xml.into_string())
}

pub(super) async fn delete(call: &Call, name: &str, bank: &mut Bank) -> Result<Reply, Refusal> {
    let reply = bank.forward(call).await;
    if reply.status().is_success() {
        bank.buckets.remove(name);
        for kind in settings::SIDE_KINDS {
            bank.set_side(kind, &call.region, name, Value::Null);
        }
    }
    Ok(reply)
}

/// Whoever owns the name learns that; in us-east-1 AWS lets the owner create it again.
fn already(call: &Call, taken: &BucketName) -> Result<Reply, Refusal> {
    if taken.account != call.account {
        let message = "The requested bucket name is not available. The bucket namespace is shared \
                       by all users of the system. Please select a different name and try again.";
        return Err(Refusal::new(409, "BucketAlreadyExists", message));
    }
    if taken.region == UNCONSTRAINED_REGION && call.region == UNCONSTRAINED_REGION {
        return Ok(done(StatusCode::OK));
    }
    let message =
        "Your previous request to create the named bucket succeeded and you already own it.";
    Err(Refusal::new(409, "BucketAlreadyOwnedByYou", message))
}

fn check_name(name: &str) -> Result<(), Refusal> {
    let edge =
        |it: Option<char>| it.is_some_and(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    let inner = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || ".-".contains(it);
    let legal = (3..=63).contains(&name.len())
        && name.chars().all(inner)
        && edge(name.chars().next())
        && edge(name.chars().last())
        && !name.contains("..");
    if legal {
        return Ok(());
    }
    Err(Refusal::bad(
        "InvalidBucketName",
        "The specified bucket is not valid.",
    ))
}

fn check_location(call: &Call) -> Result<(), Refusal> {
    let document = String::from_utf8_lossy(&call.body);
    let wanted = text_of(&document, "LocationConstraint");
    let fits = match wanted.as_deref() {
        Some(region) => region == call.region,
        None => call.region == UNCONSTRAINED_REGION,
    };
    if fits {
        return Ok(());
    }
    let wanted = wanted.as_deref().unwrap_or("unspecified");
    let message = format!(
        "The {wanted} location constraint is incompatible for the region specific endpoint this \
         request was sent to."
    );
    Err(Refusal::bad("IllegalLocationConstraintException", message))
}

async fn put(call: &Call, name: &str, setting: &str, body: String, bank: &mut Bank) {
    let call = call.rest_call(Method::PUT, &format!("/{name}"), setting, body.into());
    bank.forward(&call).await;
}

/// The text between `<name>` and `</name>`, tags and all.
fn inner(body: &Bytes, name: &str) -> Option<String> {
    let document = String::from_utf8_lossy(body);
    let start = document.find(&format!("<{name}>"))? + name.len() + 2;
    let end = document.find(&format!("</{name}>"))?;
    document.get(start..end).map(str::to_owned)
}

/// A stored date as S3 writes it.
fn millis(stored: &str) -> String {
    clock::iso(clock::seconds(stored)).replace('Z', ".000Z")
}
