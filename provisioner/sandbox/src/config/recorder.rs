//! One recorder and one delivery channel in each region. Nothing is recorded or delivered.

use serde_json::{Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::records::{done, text};
use crate::service::{Answer, Context};

pub(crate) const RECORDER: Kind = Kind::regional("config.recorder");
pub(super) const CHANNEL: Kind = Kind::regional("config.channel");

/// The records of a kind as AWS describes them.
pub(super) fn described(cx: &Context, kind: Kind) -> Vec<Value> {
    let records = cx.list(kind).into_iter();
    records.map(|mut record| record["Fields"].take()).collect()
}

/// A region has one; another name is taken.
fn is_taken(cx: &Context, kind: Kind, name: &str) -> bool {
    let mut existing = described(cx, kind).into_iter();
    existing.any(|it| text(&it, "name") != name)
}

pub(super) fn put_recorder(cx: &mut Context) -> Answer {
    let mut recorder = cx.request["ConfigurationRecorder"].clone();
    if text(&recorder, "name").is_empty() {
        recorder["name"] = "default".into();
    }
    let name = text(&recorder, "name").to_owned();
    if is_taken(cx, RECORDER, &name) {
        let message = "the maximum number of configuration recorders: 1 is reached.";
        let code = "MaxNumberOfConfigurationRecordersExceededException";
        return Err(AwsError::bad(code, message));
    }
    if !text(&recorder, "roleARN").starts_with("arn:") {
        let message = "You have provided a null or empty string as role ARN.";
        return Err(AwsError::bad("InvalidRoleException", message));
    }
    let group = &mut recorder["recordingGroup"];
    let types = group["resourceTypes"].as_array().map_or(0, Vec::len);
    let all = group["allSupported"].as_bool();
    let global = group["includeGlobalResourceTypes"] == json!(true);
    if all == Some(true) && types > 0 || all == Some(false) && (types == 0 || global) {
        let message = "The recording group provided is not valid";
        return Err(AwsError::bad("InvalidRecordingGroupException", message));
    }
    if all.is_none() && types == 0 {
        group["allSupported"] = true.into();
    }
    let existing = cx.get(RECORDER, &name);
    let recording = existing.is_some_and(|it| it["Recording"] == json!(true));
    let record = json!({ "Fields": recorder, "Recording": recording });
    cx.put(RECORDER, &name, record);
    done()
}

pub(super) fn status(cx: &mut Context) -> Answer {
    let recorders = cx.list(RECORDER).into_iter();
    let status = |it: Value| json!({ "name": it["Fields"]["name"], "recording": it["Recording"] });
    Ok(json!({ "ConfigurationRecordersStatus": recorders.map(status).collect::<Vec<_>>() }))
}

fn recorder(cx: &Context) -> Result<(String, Value), AwsError> {
    let name = cx.text("ConfigurationRecorderName").to_owned();
    let record = cx.get(RECORDER, &name);
    let record = record.ok_or_else(|| {
        let message = format!("Cannot find configuration recorder with the name '{name}'.");
        AwsError::bad("NoSuchConfigurationRecorderException", message)
    })?;
    Ok((name, record))
}

pub(super) fn set_recording(cx: &mut Context, on: bool) -> Answer {
    let (name, mut record) = recorder(cx)?;
    if on && described(cx, CHANNEL).is_empty() {
        let message = "Delivery channel is not available to start configuration recorder.";
        let code = "NoAvailableDeliveryChannelException";
        return Err(AwsError::bad(code, message));
    }
    record["Recording"] = on.into();
    cx.put(RECORDER, &name, record);
    done()
}

pub(super) fn delete_recorder(cx: &mut Context) -> Answer {
    let (name, _) = recorder(cx)?;
    cx.remove(RECORDER, &name);
    done()
}

pub(super) fn put_channel(cx: &mut Context) -> Answer {
    let channel = &cx.request["DeliveryChannel"];
    let (name, bucket) = (text(channel, "name"), text(channel, "s3BucketName"));
    if described(cx, RECORDER).is_empty() {
        let message = "Configuration recorder is not available to put delivery channel.";
        let code = "NoAvailableConfigurationRecorderException";
        return Err(AwsError::bad(code, message));
    }
    if is_taken(cx, CHANNEL, name) {
        let message = "the maximum number of delivery channels: 1 is reached.";
        let code = "MaxNumberOfDeliveryChannelsExceededException";
        return Err(AwsError::bad(code, message));
    }
    let Some(known) = cx.state.buckets.get(bucket) else {
        let message = format!("Cannot find a S3 bucket with name '{bucket}'.");
        return Err(AwsError::bad("NoSuchBucketException", message));
    };
    if !known
        .policy
        .is_some_and(|it| it.contains("config.amazonaws.com"))
    {
        let message = format!("Insufficient delivery policy to s3 bucket: {bucket}");
        let code = "InsufficientDeliveryPolicyException";
        return Err(AwsError::bad(code, message));
    }
    let record = json!({ "Fields": channel });
    cx.put(CHANNEL, name, record);
    done()
}

pub(super) fn delete_channel(cx: &mut Context) -> Answer {
    let name = cx.text("DeliveryChannelName");
    if !cx.has(CHANNEL, name) {
        let message = format!("Cannot find delivery channel with specified name '{name}'.");
        return Err(AwsError::bad("NoSuchDeliveryChannelException", message));
    }
    let recorders = cx.list(RECORDER);
    if recorders.iter().any(|it| it["Recording"] == json!(true)) {
        let message = format!(
            "Failed to delete last specified delivery channel '{name}', because there is a running configuration recorder."
        );
        let code = "LastDeliveryChannelDeleteFailedException";
        return Err(AwsError::bad(code, message));
    }
    cx.remove(CHANNEL, name);
    done()
}
