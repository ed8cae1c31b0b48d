//! One recorder and one delivery channel in each region. Nothing is recorded or delivered.

use serde_json::{Value, json};

use crate::bank::Bank;
use crate::call::Call;
use crate::records::text;
use crate::refusal::Refusal;

pub(super) const RECORDER: &str = "config.recorder";
pub(super) const CHANNEL: &str = "config.channel";

pub(super) fn told(call: &Call, kind: &str, bank: &Bank) -> Vec<Value> {
    let records = bank.sides(kind, &call.region).into_iter();
    records.map(|mut record| record["Fields"].take()).collect()
}

/// There is one in a region: another one is refused.
fn is_taken(call: &Call, kind: &str, name: &str, bank: &Bank) -> bool {
    let mut there = told(call, kind, bank).into_iter();
    there.any(|it| text(&it, "name") != name)
}

pub(super) fn put_recorder(
    call: &Call,
    request: &Value,
    bank: &mut Bank,
) -> Result<Value, Refusal> {
    let mut recorder = request["ConfigurationRecorder"].clone();
    if text(&recorder, "name").is_empty() {
        recorder["name"] = "default".into();
    }
    let name = text(&recorder, "name").to_owned();
    if is_taken(call, RECORDER, &name, bank) {
        let message = "the maximum number of configuration recorders: 1 is reached.";
        let code = "MaxNumberOfConfigurationRecordersExceededException";
        return Err(Refusal::bad(code, message));
    }
    if !text(&recorder, "roleARN").starts_with("arn:") {
        let message = "You have provided a null or empty string as role ARN.";
        return Err(Refusal::bad("InvalidRoleException", message));
    }
    let group = &mut recorder["recordingGroup"];
    let types = group["resourceTypes"].as_array().map_or(0, Vec::len);
    let all = group["allSupported"].as_bool();
    let global = group["includeGlobalResourceTypes"] == json!(true);
    if all == Some(true) && types > 0 || all == Some(false) && (types == 0 || global) {
        let message = "The recording group provided is not valid";
        return Err(Refusal::bad("InvalidRecordingGroupException", message));
    }
    if all.is_none() && types == 0 {
        group["allSupported"] = true.into();
    }
    let there = bank.side(RECORDER, &call.region, &name);
    let recording = there.is_some_and(|there| there["Recording"] == json!(true));
    let record = json!({ "Fields": recorder, "Recording": recording });
    bank.set_side(RECORDER, &call.region, &name, record);
    Ok(json!({}))
}

pub(super) fn status(call: &Call, bank: &Bank) -> Value {
    let recorders = bank.sides(RECORDER, &call.region).into_iter();
    let status = |it: Value| json!({ "name": it["Fields"]["name"], "recording": it["Recording"] });
    json!({ "ConfigurationRecordersStatus": recorders.map(status).collect::<Vec<_>>() })
}

fn recorder(call: &Call, request: &Value, bank: &Bank) -> Result<(String, Value), Refusal> {
    let name = text(request, "ConfigurationRecorderName").to_owned();
    let record = bank.side(RECORDER, &call.region, &name).cloned();
    let record = record.ok_or_else(|| {
        let message = format!("Cannot find configuration recorder with the name '{name}'.");
        Refusal::bad("NoSuchConfigurationRecorderException", message)
    })?;
    Ok((name, record))
}

pub(super) fn set_recording(
    call: &Call,
    request: &Value,
    on: bool,
    bank: &mut Bank,
) -> Result<Value, Refusal> {
    let (name, mut record) = recorder(call, request, bank)?;
    if on && told(call, CHANNEL, bank).is_empty() {
        let message = "Delivery channel is not available to start configuration recorder.";
        let code = "NoAvailableDeliveryChannelException";
        return Err(Refusal::bad(code, message));
    }
    record["Recording"] = on.into();
    bank.set_side(RECORDER, &call.region, &name, record);
    Ok(json!({}))
}

pub(super) fn delete_recorder(
    call: &Call,
    request: &Value,
    bank: &mut Bank,
) -> Result<Value, Refusal> {
    let (name, _) = recorder(call, request, bank)?;
    bank.set_side(RECORDER, &call.region, &name, Value::Null);
    Ok(json!({}))
}

pub(super) fn put_channel(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let channel = &request["DeliveryChannel"];
    let (name, bucket) = (text(channel, "name"), text(channel, "s3BucketName"));
    if told(call, RECORDER, bank).is_empty() {
        let message = "Configuration recorder is not available to put delivery channel.";
        let code = "NoAvailableConfigurationRecorderException";
        return Err(Refusal::bad(code, message));
    }
    if is_taken(call, CHANNEL, name, bank) {
        let message = "the maximum number of delivery channels: 1 is reached.";
        let code = "MaxNumberOfDeliveryChannelsExceededException";
        return Err(Refusal::bad(code, message));
    }
    let Some(there) = bank.buckets.get(bucket) else {
        let message = format!("Cannot find a S3 bucket with name '{bucket}'.");
        return Err(Refusal::bad("NoSuchBucketException", message));
    };
    if !there
        .policy
        .is_some_and(|it| it.contains("config.amazonaws.com"))
    {
        let message = format!("Insufficient delivery policy to s3 bucket: {bucket}");
        let code = "InsufficientDeliveryPolicyException";
        return Err(Refusal::bad(code, message));
    }
    let record = json!({ "Fields": channel });
    bank.set_side(CHANNEL, &call.region, name, record);
    Ok(json!({}))
}

pub(super) fn delete_channel(
    call: &Call,
    request: &Value,
    bank: &mut Bank,
) -> Result<Value, Refusal> {
    let name = text(request, "DeliveryChannelName");
    if bank.side(CHANNEL, &call.region, name).is_none() {
        let message = format!("Cannot find delivery channel with specified name '{name}'.");
        return Err(Refusal::bad("NoSuchDeliveryChannelException", message));
    }
    let recorders = bank.sides(RECORDER, &call.region);
    if recorders.iter().any(|it| it["Recording"] == json!(true)) {
        let message = format!(
            "Failed to delete last specified delivery channel '{name}', because there is a running configuration recorder."
        );
        let code = "LastDeliveryChannelDeleteFailedException";
        return Err(Refusal::bad(code, message));
    }
    bank.set_side(CHANNEL, &call.region, name, Value::Null);
    Ok(json!({}))
}
