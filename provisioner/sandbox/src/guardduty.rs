//! GuardDuty: one detector in each region.
//!
//! It watches nothing, and no administrator manages it.

use serde_json::{Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::clock;
use crate::ids;
use crate::protocol::Protocol;
use crate::records::{done, items, tag_resource, tags, text, untag_resource};
use crate::service::{Answer, Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "guardduty",
    Protocol::RestJson,
    Operations::Own(&[
        ("CreateDetector POST /detector", create),
        ("ListDetectors GET /detector", list),
        ("GetDetector GET /detector/{detectorId}", describe),
        ("UpdateDetector POST /detector/{detectorId}", update),
        ("DeleteDetector DELETE /detector/{detectorId}", delete),
        (
            "GetAdministratorAccount GET /detector/{detectorId}/administrator",
            |cx| {
                detector(cx, cx.text("detectorId"))?;
                done()
            },
        ),
        ("TagResource POST /tags/{resourceArn+}", |cx| {
            tag_resource(cx, tagged, "tags", "tags")
        }),
        ("UntagResource DELETE /tags/{resourceArn+}", |cx| {
            untag_resource(cx, tagged, "tags", "tagKeys")
        }),
    ]),
);

/// Detectors by id.
const DETECTOR: Kind = Kind::regional("guardduty.detector");
const ALWAYS_ON: [&str; 3] = ["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS"];
/// The features of a new detector.
const INITIAL: [(&str, &str); 7] = [
    ("EBS_MALWARE_PROTECTION", "ENABLED"),
    ("EKS_AUDIT_LOGS", "ENABLED"),
    ("LAMBDA_NETWORK_LOGS", "ENABLED"),
    ("RDS_LOGIN_EVENTS", "ENABLED"),
    ("S3_DATA_EVENTS", "ENABLED"),
    ("EKS_RUNTIME_MONITORING", "DISABLED"),
    ("RUNTIME_MONITORING", "DISABLED"),
];

fn create(cx: &mut Context) -> Answer {
    let request = cx.request;
    if request["enable"].as_bool().is_none() {
        return Err(rejected("the parameter enable is missing"));
    }
    if let Some(existing) = cx.list(DETECTOR).first() {
        if !existing["token"].is_null() && existing["token"] == request["clientToken"] {
            return Ok(json!({ "detectorId": existing["id"] }));
        }
        let why = "a detector already exists for the current account";
        return Err(rejected(why));
    }
    let now = clock::now();
    let parts = [&cx.call.account, &cx.call.region, &now.to_string()];
    let id = ids::digest(&parts.map(String::as_str))[..32].to_owned();
    let mut detector = json!({
        "id": id, "token": request["clientToken"], "createdAt": clock::iso(now),
        "findingPublishingFrequency": "SIX_HOURS", "features": {},
        "tags": tags(&request["tags"]),
    });
    for (feature, status) in INITIAL {
        detector["features"][feature] = status.into();
    }
    set(&mut detector, request)?;
    cx.put(DETECTOR, &id, detector);
    Ok(json!({ "detectorId": id }))
}

fn set(detector: &mut Value, request: &Value) -> Result<(), AwsError> {
    if let Some(enable) = request["enable"].as_bool() {
        detector["status"] = if enable { "ENABLED" } else { "DISABLED" }.into();
    }
    if let Some(frequency) = request["findingPublishingFrequency"].as_str() {
        detector["findingPublishingFrequency"] = frequency.into();
    }
    for feature in items(&request["features"]) {
        let name = text(feature, "name");
        if detector["features"][name].is_null() {
            return Err(rejected("an invalid feature is specified"));
        }
        detector["features"][name] = feature["status"].clone();
    }
    Ok(())
}

fn describe(cx: &mut Context) -> Answer {
    let mut detector = detector(cx, cx.text("detectorId"))?;
    let feature = |name: &str, status: &Value| json!({ "name": name, "status": status });
    let always = ALWAYS_ON
        .iter()
        .map(|name| feature(name, &"ENABLED".into()));
    let chosen = detector["features"].as_object().into_iter().flatten();
    let chosen = chosen.map(|(name, status)| feature(name, status));
    detector["features"] = always.chain(chosen).collect();
    Ok(detector)
}

fn list(cx: &mut Context) -> Answer {
    let ids: Vec<Value> = cx
        .list(DETECTOR)
        .iter_mut()
        .map(|it| it["id"].take())
        .collect();
    Ok(json!({ "detectorIds": ids }))
}

fn update(cx: &mut Context) -> Answer {
    let id = cx.text("detectorId");
    let mut detector = detector(cx, id)?;
    set(&mut detector, cx.request)?;
    cx.put(DETECTOR, id, detector);
    done()
}

fn delete(cx: &mut Context) -> Answer {
    let id = cx.text("detectorId");
    detector(cx, id)?;
    cx.remove(DETECTOR, id);
    done()
}

fn tagged(cx: &Context) -> Result<(Kind, String, Value), AwsError> {
    let id = cx
        .text("resourceArn")
        .rsplit('/')
        .next()
        .unwrap_or_default();
    Ok((DETECTOR, id.to_owned(), detector(cx, id)?))
}

fn detector(cx: &Context, id: &str) -> Answer {
    let why = "the input detectorId is not owned by the current account";
    cx.get(DETECTOR, id).ok_or_else(|| rejected(why))
}

fn rejected(why: &str) -> AwsError {
    let message = format!("The request is rejected because {why}.");
    AwsError::bad("BadRequestException", message)
}
