//! The settings of a bucket.

use http::HeaderValue;
use serde_json::{Value, json};

use super::{get_setting, is_versioned, reach, replication};
use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::ids;
use crate::pass_on::{forward, pass_on, send};
use crate::protocol::{Reply, empty, reply};
use crate::records::is_policy;
use crate::service::Context;

const LOGGING: Kind = Kind::regional("s3.logging");
const NO_OWNERSHIP: Kind = Kind::regional("s3.no-ownership");
const TRANSITION_SIZE: Kind = Kind::regional("s3.transition-size");
const TRANSITION_SIZE_HEADER: &str = "x-amz-transition-default-minimum-object-size";

/// The records that are deleted with a bucket.
pub(super) const KINDS: [Kind; 5] = [
    LOGGING,
    NO_OWNERSHIP,
    TRANSITION_SIZE,
    replication::REPLICATION,
    replication::VERSIONS_UNSEEN,
];

/// AWS keeps the logging configuration; the crate drops it.
pub(super) async fn logging(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let stored = cx.get(LOGGING, reach(cx)?);
    let stored = stored.and_then(|it| it.as_str().map(str::to_owned));
    let none = "<BucketLoggingStatus xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>";
    let document = stored.unwrap_or_else(|| none.to_owned());
    Ok(reply(200, "application/xml", document))
}

pub(super) async fn put_logging(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let name = reach(cx)?;
    let document = String::from_utf8_lossy(&cx.call.body);
    let record = match document.contains("<LoggingEnabled>") {
        true => json!(document),
        false => Value::Null,
    };
    cx.put(LOGGING, name, record);
    Ok(empty(200))
}

/// The body that sets object ownership.
pub(super) fn ownership_document(rule: &str) -> String {
    format!(
        "<OwnershipControls><Rule><ObjectOwnership>{rule}</ObjectOwnership></Rule>\
         </OwnershipControls>"
    )
}

/// Once deleted, AWS has no ownership controls; the crate falls back to a default.
pub(super) async fn ownership(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    if cx.has(NO_OWNERSHIP, reach(cx)?) {
        let message = "The bucket ownership controls were not found";
        let code = "OwnershipControlsNotFoundError";
        return Err(AwsError::new(404, code, message));
    }
    pass_on(cx).await
}

pub(super) async fn change_ownership(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let name = reach(cx)?;
    let reply = forward(cx).await;
    if reply.status().is_success() {
        let is_deleted = cx.call.method == http::Method::DELETE;
        let record = if is_deleted { json!(true) } else { Value::Null };
        cx.put(NO_OWNERSHIP, name, record);
    }
    Ok(reply)
}

/// AWS refuses text that is no policy; other services look policies up across accounts.
pub(super) async fn put_policy(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let name = reach(cx)?;
    let document = String::from_utf8_lossy(&cx.call.body).into_owned();
    if !is_policy(&document) {
        let message = "Policies must be valid JSON and the first byte must be '{'";
        return Err(AwsError::bad("MalformedPolicy", message));
    }
    let reply = forward(cx).await;
    if reply.status().is_success() {
        cx.state.buckets.set_policy(name, Some(document));
    }
    Ok(reply)
}

pub(super) async fn delete_policy(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let name = reach(cx)?;
    let reply = forward(cx).await;
    if reply.status().is_success() {
        cx.state.buckets.set_policy(name, None);
    }
    Ok(reply)
}

/// AWS does not suspend versioning under object lock or replication, and replication learns of it a
/// little later.
pub(super) async fn put_versioning(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let (name, region) = (reach(cx)?, &cx.call.region);
    let document = String::from_utf8_lossy(&cx.call.body);
    let enables = document.contains("<Status>Enabled</Status>");
    if enables && !is_versioned(cx, region, name).await {
        cx.put(replication::VERSIONS_UNSEEN, name, json!(true));
    }
    if document.contains("<Status>Suspended</Status>") {
        let locked = get_setting(cx, "object-lock").await;
        let is_replicated = cx.has(replication::REPLICATION, name);
        let needs = match (locked.status().is_success(), is_replicated) {
            (true, _) => "An Object Lock configuration",
            (_, true) => "A replication configuration",
            _ => return pass_on(cx).await,
        };
        let message = format!(
            "{needs} is present on this bucket, so the versioning state cannot be changed."
        );
        return Err(AwsError::new(409, "InvalidBucketState", message));
    }
    pass_on(cx).await
}

/// AWS locks objects only in versioned buckets.
pub(super) async fn put_object_lock(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let (name, region) = (reach(cx)?, &cx.call.region);
    if !is_versioned(cx, region, name).await {
        let message = "Versioning must be 'Enabled' on the bucket to apply a Object Lock \
                       configuration";
        return Err(AwsError::new(409, "InvalidBucketState", message));
    }
    pass_on(cx).await
}

/// AWS returns for every rule whether bucket keys are used, even where nobody set it.
pub(super) async fn encryption(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    reach(cx)?;
    let mut reply = forward(cx).await;
    let document = String::from_utf8_lossy(reply.body()).into_owned();
    if reply.status().is_success() && !document.contains("<BucketKeyEnabled>") {
        let completed = "<BucketKeyEnabled>false</BucketKeyEnabled></Rule>";
        *reply.body_mut() = document.replace("</Rule>", completed).into();
    }
    Ok(reply)
}

/// AWS returns the smallest size it transitions; the crate does not.
pub(super) async fn lifecycle(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let name = reach(cx)?;
    let reply = forward(cx).await;
    Ok(with_transition_size(cx, name, reply))
}

/// AWS names rules that come without a name; the crate does not.
pub(super) async fn put_lifecycle(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let name = reach(cx)?;
    let mut call = cx.call.clone();
    call.body = named_rules(&String::from_utf8_lossy(&call.body)).into();
    let reply = send(cx, &call).await;
    if reply.status().is_success() {
        let size = call.header(TRANSITION_SIZE_HEADER).map(|size| json!(size));
        cx.put(TRANSITION_SIZE, name, size.unwrap_or_default());
    }
    Ok(with_transition_size(cx, name, reply))
}

pub(super) async fn delete_lifecycle(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let name = reach(cx)?;
    let reply = forward(cx).await;
    if reply.status().is_success() {
        cx.remove(TRANSITION_SIZE, name);
    }
    Ok(reply)
}

fn with_transition_size(cx: &Context, name: &str, mut reply: Reply) -> Reply {
    let stored = cx.get(TRANSITION_SIZE, name).unwrap_or_default();
    let size = stored.as_str().unwrap_or("all_storage_classes_128K");
    if let (true, Ok(size)) = (reply.status().is_success(), HeaderValue::from_str(size)) {
        reply.headers_mut().insert(TRANSITION_SIZE_HEADER, size);
    }
    reply
}

/// The lifecycle document with an id in each rule.
fn named_rules(document: &str) -> String {
    let mut rules = document.split("<Rule>");
    let mut out = rules.next().unwrap_or_default().to_owned();
    for (index, rule) in rules.enumerate() {
        out.push_str("<Rule>");
        if !rule.contains("<ID>") {
            let id = &ids::digest(&[rule, &index.to_string()])[..32];
            out.push_str(&format!("<ID>{id}</ID>"));
        }
        out.push_str(rule);
    }
    out
}
