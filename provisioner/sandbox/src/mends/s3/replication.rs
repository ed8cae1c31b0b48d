//! Replication of a bucket: kept as it was sent, and nothing is ever copied.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::done;
use super::settings::keeps_versions;
use crate::bank::Bank;
use crate::call::{Call, Reply};
use crate::refusal::{self, Refusal};
use crate::xml::text_of;

/// Its side records.
pub(super) const KIND: &str = "s3.replication";
/// Buckets of which replication does not know yet that they keep versions.
pub(super) const VERSIONS_UNSEEN: &str = "s3.versions-unseen";

/// AWS copies from and to buckets that keep versions.
pub(super) async fn answer(call: &Call, name: &str, bank: &mut Bank) -> Result<Reply, Refusal> {
    if call.method == Method::DELETE {
        bank.set_side(KIND, &call.region, name, Value::Null);
        return Ok(done(StatusCode::NO_CONTENT));
    }
    if call.method != Method::PUT {
        let stored = bank.side(KIND, &call.region, name).and_then(Value::as_str);
        let message = "The replication configuration was not found";
        let none = || Refusal::new(404, "ReplicationConfigurationNotFoundError", message);
        let document = stored.ok_or_else(none)?.to_owned();
        return Ok(refusal::answer(200, "application/xml", document));
    }
    let is_unseen = bank.side(VERSIONS_UNSEEN, &call.region, name).is_some();
    bank.set_side(VERSIONS_UNSEEN, &call.region, name, Value::Null);
    if is_unseen || !keeps_versions(call, name, bank).await {
        let message = "Versioning must be 'Enabled' on the bucket to apply a replication \
                       configuration";
        return Err(Refusal::bad("InvalidRequest", message));
    }
    let document = String::from_utf8_lossy(&call.body).into_owned();
    for rule in document.split("<Destination>").skip(1) {
        let arn = text_of(rule, "Bucket").unwrap_or_default();
        check_destination(call, arn.trim_start_matches("arn:aws:s3:::"), bank).await?;
    }
    bank.set_side(KIND, &call.region, name, json!(document));
    Ok(done(StatusCode::OK))
}

/// What another account's bucket keeps cannot be seen from here.
async fn check_destination(call: &Call, name: &str, bank: &mut Bank) -> Result<(), Refusal> {
    let Some(known) = bank.buckets.get(name) else {
        let message = "Destination bucket must exist.";
        return Err(Refusal::bad("InvalidRequest", message));
    };
    let mut there = call.clone();
    there.region = known.region;
    if known.account == call.account && !keeps_versions(&there, name, bank).await {
        let message = "Destination bucket must have versioning enabled.";
        return Err(Refusal::bad("InvalidRequest", message));
    }
    Ok(())
}
