//! S3.

mod bucket;
mod replication;
mod settings;

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode};

use super::or_refuse;
use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::names::BucketName;
use crate::refusal::Refusal;

/// Answers an S3 call.
pub(super) async fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let reply = or_refuse(route(call, bank).await, Service::S3);
    if call.method == Method::HEAD {
        without_body(reply)
    } else {
        reply
    }
}

async fn route(call: &Call, bank: &mut Bank) -> Result<Reply, Refusal> {
    let (name, key) = target(&call.path);
    if name.is_empty() {
        return bucket::list(call, bank);
    }
    let query = call.query_params();
    if call.method == Method::PUT && key.is_empty() && is_bare(call) {
        return bucket::create(call, name, bank).await;
    }
    let known = reach(call, name, bank)?;
    if known.region != call.region && !query.has("location") {
        return Ok(elsewhere(name, &known));
    }
    if !key.is_empty() {
        return Ok(bank.forward(call).await);
    }
    if call.method == Method::DELETE && is_bare(call) {
        return bucket::delete(call, name, bank).await;
    }
    if query.has("location") {
        return Ok(bucket::location(&known));
    }
    settings::answer(call, name, &query, bank).await
}

/// The bucket, if the caller may reach it.
///
/// AWS keeps one namespace for all accounts: somebody else's bucket is denied, not missing.
fn reach(call: &Call, name: &str, bank: &Bank) -> Result<BucketName, Refusal> {
    let known = bank
        .buckets
        .get(name)
        .ok_or_else(|| Refusal::new(404, "NoSuchBucket", "The specified bucket does not exist"))?;
    let expected = call.header("x-amz-expected-bucket-owner");
    if known.account != call.account || expected.is_some_and(|owner| owner != known.account) {
        return Err(Refusal::new(403, "AccessDenied", "Access Denied"));
    }
    Ok(known)
}

/// AWS sends a caller who asks the wrong region to the right one.
fn elsewhere(name: &str, bucket: &BucketName) -> Reply {
    let message = format!(
        "The bucket {name} you are attempting to access must be addressed using the specified \
         endpoint. Please send all future requests to this endpoint."
    );
    let mut reply = Refusal::new(301, "PermanentRedirect", message).reply(Service::S3);
    if let Ok(region) = HeaderValue::from_str(&bucket.region) {
        reply.headers_mut().insert("x-amz-bucket-region", region);
    }
    reply
}

/// Bucket and key of a path-style address.
fn target(path: &str) -> (&str, &str) {
    let path = path.trim_start_matches('/');
    path.split_once('/').unwrap_or((path, ""))
}

/// Whether the call names no sub-resource.
fn is_bare(call: &Call) -> bool {
    call.query
        .split('&')
        .all(|pair| pair.is_empty() || pair.starts_with("x-id="))
}

/// An empty success.
fn done(status: StatusCode) -> Reply {
    let mut reply = Reply::default();
    *reply.status_mut() = status;
    reply
}

fn without_body(mut reply: Reply) -> Reply {
    if !reply.status().is_success() {
        *reply.body_mut() = Bytes::new();
    }
    reply
}
