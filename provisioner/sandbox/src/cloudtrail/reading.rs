//! Looking at trails.

use serde_json::{Value, json};

use super::{Trail, not_found, text};
use crate::bank::Bank;
use crate::call::Call;
use crate::refusal::Refusal;

/// The trail a name or ARN stands for. A name is looked for here first, then among the trails of
/// other regions that cover this one.
pub(super) fn find<'a>(call: &Call, name: &str, bank: &'a Bank) -> Result<&'a Trail, Refusal> {
    let all: Vec<&'a Trail> = bank
        .cloudtrail
        .values()
        .flat_map(|trails| trails.values())
        .collect();
    let here = |trail: &Trail| trail.home == call.region;
    let covering = |trail: &Trail| trail.flag("IsMultiRegionTrail");
    let pick = |wanted: &dyn Fn(&Trail) -> bool| all.iter().copied().find(|trail| wanted(trail));
    pick(&|trail| trail.arn == name)
        .or_else(|| pick(&|trail| trail.name() == name && here(trail)))
        .or_else(|| pick(&|trail| trail.name() == name && covering(trail)))
        .ok_or_else(|| not_found(name))
}

/// The trails of this region and those of other regions that cover it.
fn visible<'a>(call: &Call, bank: &'a Bank) -> Vec<&'a Trail> {
    let all = bank.cloudtrail.values().flat_map(|trails| trails.values());
    all.filter(|trail| trail.home == call.region || trail.flag("IsMultiRegionTrail"))
        .collect()
}

pub(super) fn describe(call: &Call, request: &Value, bank: &Bank) -> Value {
    let shadows = request["includeShadowTrails"].as_bool().unwrap_or(true);
    let named: Vec<&str> = request["trailNameList"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let trails: Vec<Value> = if named.is_empty() {
        let wanted = |trail: &&Trail| shadows || trail.home == call.region;
        visible(call, bank)
            .into_iter()
            .filter(wanted)
            .map(Trail::description)
            .collect()
    } else {
        let found = named.iter().filter_map(|name| find(call, name, bank).ok());
        found.map(Trail::description).collect()
    };
    json!({ "trailList": trails })
}

pub(super) fn get(call: &Call, request: &Value, bank: &Bank) -> Result<Value, Refusal> {
    let trail = find(call, text(request, "Name"), bank)?;
    Ok(json!({ "Trail": trail.description() }))
}

pub(super) fn status(call: &Call, request: &Value, bank: &Bank) -> Result<Value, Refusal> {
    let trail = find(call, text(request, "Name"), bank)?;
    let iso = |moment: Option<i64>| moment.map(crate::clock::iso).unwrap_or_default();
    let mut body = json!({
        "IsLogging": trail.logging,
        "LatestDeliveryAttemptTime": iso(trail.started),
        "LatestDeliveryAttemptSucceeded": iso(trail.started),
        "LatestNotificationAttemptTime": "",
        "LatestNotificationAttemptSucceeded": "",
        "TimeLoggingStarted": iso(trail.started),
        "TimeLoggingStopped": iso(trail.stopped),
    });
    for (field, moment) in [
        ("StartLoggingTime", trail.started),
        ("StopLoggingTime", trail.stopped),
        ("LatestDeliveryTime", trail.started),
    ] {
        if let Some(moment) = moment {
            body[field] = json!(moment);
        }
    }
    Ok(body)
}

pub(super) fn list(bank: &Bank) -> Value {
    let all = bank.cloudtrail.values().flat_map(|trails| trails.values());
    let trails: Vec<Value> = all
        .map(|trail| {
            json!({ "TrailARN": trail.arn, "Name": trail.name(), "HomeRegion": trail.home })
        })
        .collect();
    json!({ "Trails": trails })
}

pub(super) fn list_tags(request: &Value, bank: &Bank) -> Result<Value, Refusal> {
    let mut tagged = Vec::new();
    for arn in request["ResourceIdList"].as_array().into_iter().flatten() {
        let arn = arn.as_str().unwrap_or_default();
        let mut all = bank.cloudtrail.values().flat_map(|trails| trails.values());
        let trail = all.find(|trail| trail.arn == arn).ok_or_else(|| {
            let message = format!("Trail with ARN {arn} does not exist.");
            Refusal::bad("ResourceNotFoundException", message)
        })?;
        let tags = trail
            .tags
            .iter()
            .map(|(key, value)| json!({ "Key": key, "Value": value }));
        tagged.push(json!({ "ResourceId": arn, "TagsList": tags.collect::<Vec<_>>() }));
    }
    Ok(json!({ "ResourceTagList": tagged }))
}
