//! Replication of a bucket: kept as it was sent; nothing is ever replicated.

use serde_json::{Value, json};

use super::{is_versioned, reach};
use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::protocol::{Reply, empty, reply};
use crate::service::Context;
use crate::xml::{contents, text_of};

/// Replication configurations by bucket.
pub(super) const REPLICATION: Kind = Kind::regional("s3.replication");
/// Buckets of which replication does not know yet that they are versioned.
pub(super) const VERSIONS_UNSEEN: Kind = Kind::regional("s3.versions-unseen");

pub(super) async fn get(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    match cx.get(REPLICATION, reach(cx)?) {
        Some(Value::String(document)) => Ok(reply(200, "application/xml", document)),
        _ => {
            let message = "The replication configuration was not found";
            let code = "ReplicationConfigurationNotFoundError";
            Err(AwsError::new(404, code, message))
        }
    }
}

/// AWS replicates from and to versioned buckets.
pub(super) async fn put(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    let (name, region) = (reach(cx)?, &cx.call.region);
    let is_unseen = cx.has(VERSIONS_UNSEEN, name);
    cx.remove(VERSIONS_UNSEEN, name);
    if is_unseen || !is_versioned(cx, region, name).await {
        let message = "Versioning must be 'Enabled' on the bucket to apply a replication \
                       configuration";
        return Err(AwsError::bad("InvalidRequest", message));
    }
    let document = String::from_utf8_lossy(&cx.call.body);
    for destination in contents(&document, "Destination") {
        let arn = text_of(&destination, "Bucket").unwrap_or_default();
        check_destination(cx, arn.trim_start_matches("arn:aws:s3:::")).await?;
    }
    cx.put(REPLICATION, name, json!(document));
    Ok(empty(200))
}

pub(super) async fn delete(cx: &mut Context<'_>) -> Result<Reply, AwsError> {
    cx.remove(REPLICATION, reach(cx)?);
    Ok(empty(204))
}

/// The settings of another account's bucket cannot be read from here.
async fn check_destination(cx: &mut Context<'_>, name: &str) -> Result<(), AwsError> {
    let Some(known) = cx.state.buckets.get(name) else {
        let message = "Destination bucket must exist.";
        return Err(AwsError::bad("InvalidRequest", message));
    };
    if known.account == cx.call.account && !is_versioned(cx, &known.region, name).await {
        let message = "Destination bucket must have versioning enabled.";
        return Err(AwsError::bad("InvalidRequest", message));
    }
    Ok(())
}
