//! The settings of a bucket.

use http::{HeaderValue, Method, StatusCode};
use serde_json::{Value, json};

use super::{done, replication};
use crate::bank::Bank;
use crate::call::{Call, Reply};
use crate::ids;
use crate::mends::is_policy;
use crate::params::Params;
use crate::refusal::{self, Refusal};
use crate::xml::text_of;

const LOGGING: &str = "s3.logging";
const NO_OWNERSHIP: &str = "s3.no-ownership";
const TRANSITION_SIZE: &str = "s3.transition-size";
const TRANSITION_SIZE_HEADER: &str = "x-amz-transition-default-minimum-object-size";

/// The side records that go with a bucket.
pub(super) const SIDE_KINDS: [&str; 5] = [
    LOGGING,
    NO_OWNERSHIP,
    TRANSITION_SIZE,
    replication::KIND,
    replication::VERSIONS_UNSEEN,
];

/// Answers a call for a bucket's sub-resource, or for the bucket itself.
pub(super) async fn answer(
    call: &Call,
    name: &str,
    query: &Params,
    bank: &mut Bank,
) -> Result<Reply, Refusal> {
    if query.has("logging") {
        return Ok(logging(call, name, bank));
    }
    if query.has("replication") {
        return replication::answer(call, name, bank).await;
    }
    if query.has("ownershipControls") {
        return ownership_controls(call, name, bank).await;
    }
    if query.has("policy") {
        return policy(call, name, bank).await;
    }
    if query.has("versioning") && call.method == Method::PUT {
        return put_versioning(call, name, bank).await;
    }
    if query.has("object-lock") && call.method == Method::PUT {
        return put_object_lock(call, name, bank).await;
    }
    if query.has("lifecycle") {
        return lifecycle(call, name, bank).await;
    }
    if query.has("encryption") && call.method == Method::GET {
        return Ok(encryption(call, bank).await);
    }
    Ok(bank.forward(call).await)
}

/// The body that sets object ownership.
pub(super) fn ownership(rule: &str) -> String {
    format!(
        "<OwnershipControls><Rule><ObjectOwnership>{rule}</ObjectOwnership></Rule>\
         </OwnershipControls>"
    )
}

/// AWS keeps the logging configuration; the crate drops it.
fn logging(call: &Call, name: &str, bank: &mut Bank) -> Reply {
    if call.method == Method::PUT {
        let document = String::from_utf8_lossy(&call.body).into_owned();
        let off = !document.contains("<LoggingEnabled>");
        let record = if off { Value::Null } else { json!(document) };
        bank.set_side(LOGGING, &call.region, name, record);
        return done(StatusCode::OK);
    }
    let stored = bank
        .side(LOGGING, &call.region, name)
        .and_then(Value::as_str);
    let empty = "<BucketLoggingStatus xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>";
    refusal::answer(200, "application/xml", stored.unwrap_or(empty).to_owned())
}

/// Once deleted, AWS says that there are no ownership controls; the crate falls back to a default.
async fn ownership_controls(call: &Call, name: &str, bank: &mut Bank) -> Result<Reply, Refusal> {
    if call.method == Method::GET && bank.side(NO_OWNERSHIP, &call.region, name).is_some() {
        let message = "The bucket ownership controls were not found";
        return Err(Refusal::new(404, "OwnershipControlsNotFoundError", message));
    }
    let reply = bank.forward(call).await;
    if reply.status().is_success() && call.method != Method::GET {
        let deleted = call.method == Method::DELETE;
        let record = if deleted { json!(true) } else { Value::Null };
        bank.set_side(NO_OWNERSHIP, &call.region, name, record);
    }
    Ok(reply)
}

/// AWS refuses text that is no policy; other services look policies up across accounts.
async fn policy(call: &Call, name: &str, bank: &mut Bank) -> Result<Reply, Refusal> {
    let document = String::from_utf8_lossy(&call.body).into_owned();
    if call.method == Method::PUT && !is_policy(&document) {
        let message = "Policies must be valid JSON and the first byte must be '{'";
        return Err(Refusal::bad("MalformedPolicy", message));
    }
    let reply = bank.forward(call).await;
    if reply.status().is_success() && call.method != Method::GET {
        let kept = (call.method == Method::PUT).then_some(document);
        bank.buckets.set_policy(name, kept);
    }
    Ok(reply)
}

/// AWS does not suspend versioning under object lock or replication, and replication learns of it a
/// little later.
async fn put_versioning(call: &Call, name: &str, bank: &mut Bank) -> Result<Reply, Refusal> {
    let document = String::from_utf8_lossy(&call.body);
    if document.contains("<Status>Enabled</Status>") && !keeps_versions(call, name, bank).await {
        let unseen = replication::VERSIONS_UNSEEN;
        bank.set_side(unseen, &call.region, name, json!(true));
    }
    if document.contains("<Status>Suspended</Status>") {
        let locked = bank.forward(&get(call, name, "object-lock")).await;
        let is_copied = bank.side(replication::KIND, &call.region, name).is_some();
        let needs = match (locked.status().is_success(), is_copied) {
            (true, _) => "An Object Lock configuration",
            (_, true) => "A replication configuration",
            _ => return Ok(bank.forward(call).await),
        };
        let message = format!(
            "{needs} is present on this bucket, so the versioning state cannot be changed."
        );
        return Err(Refusal::new(409, "InvalidBucketState", message));
    }
    Ok(bank.forward(call).await)
}

/// AWS locks objects only in versioned buckets.
async fn put_object_lock(call: &Call, name: &str, bank: &mut Bank) -> Result<Reply, Refusal> {
    if !keeps_versions(call, name, bank).await {
        let message = "Versioning must be 'Enabled' on the bucket to apply a Object Lock \
                       configuration";
        return Err(Refusal::new(409, "InvalidBucketState", message));
    }
    Ok(bank.forward(call).await)
}

/// AWS says of every rule whether bucket keys are used, even if nobody said.
async fn encryption(call: &Call, bank: &mut Bank) -> Reply {
    let mut reply = bank.forward(call).await;
    let document = String::from_utf8_lossy(reply.body()).into_owned();
    if reply.status().is_success() && !document.contains("<BucketKeyEnabled>") {
        let told = "<BucketKeyEnabled>false</BucketKeyEnabled></Rule>";
        *reply.body_mut() = document.replace("</Rule>", told).into();
    }
    reply
}

/// AWS names rules that come without a name, and tells the smallest size it transitions; the
/// crate does neither.
async fn lifecycle(call: &Call, name: &str, bank: &mut Bank) -> Result<Reply, Refusal> {
    let mut call = call.clone();
    if call.method == Method::PUT {
        call.body = named_rules(&String::from_utf8_lossy(&call.body)).into();
    }
    let call = &call;
    let mut reply = bank.forward(call).await;
    if !reply.status().is_success() {
        return Ok(reply);
    }
    if call.method == Method::PUT {
        let wanted = call.header(TRANSITION_SIZE_HEADER).map(|size| json!(size));
        bank.set_side(
            TRANSITION_SIZE,
            &call.region,
            name,
            wanted.unwrap_or_default(),
        );
    }
    if call.method == Method::DELETE {
        bank.set_side(TRANSITION_SIZE, &call.region, name, Value::Null);
        return Ok(reply);
    }
    let stored = bank
        .side(TRANSITION_SIZE, &call.region, name)
        .and_then(Value::as_str);
    let size = stored.unwrap_or("all_storage_classes_128K");
    if let Ok(size) = HeaderValue::from_str(size) {
        reply.headers_mut().insert(TRANSITION_SIZE_HEADER, size);
    }
    Ok(reply)
}

/// Whether a bucket of the account keeps versions.
pub(super) async fn keeps_versions(call: &Call, name: &str, bank: &mut Bank) -> bool {
    let versioning = bank.forward(&get(call, name, "versioning")).await;
    let document = String::from_utf8_lossy(versioning.body()).into_owned();
    text_of(&document, "Status").as_deref() == Some("Enabled")
}

fn get(call: &Call, name: &str, setting: &str) -> Call {
    call.rest_call(
        Method::GET,
        &format!("/{name}"),
        setting,
        bytes::Bytes::new(),
    )
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
