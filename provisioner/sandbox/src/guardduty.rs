//! GuardDuty: one detector in each region.
//!
//! It watches nothing, and no administrator manages it.

use http::Method;
use serde_json::{Map, Value, json};

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::clock;
use crate::ids;
use crate::params::decode;
use crate::records::{tag_by_rest, text};
use crate::refusal::{self, Refusal};

/// Detectors by id.
const DETECTOR: &str = "guardduty.detector";
const ALWAYS_ON: [&str; 3] = ["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS"];
const ON_AT_FIRST: [&str; 5] = [
    "EBS_MALWARE_PROTECTION",
    "EKS_AUDIT_LOGS",
    "LAMBDA_NETWORK_LOGS",
    "RDS_LOGIN_EVENTS",
    "S3_DATA_EVENTS",
];
const OFF_AT_FIRST: [&str; 2] = ["EKS_RUNTIME_MONITORING", "RUNTIME_MONITORING"];

/// Answers a GuardDuty call.
pub(crate) fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let path = decode(&call.path);
    let parts: Vec<&str> = path.trim_matches('/').splitn(3, '/').collect();
    let answered = match (call.method.clone(), parts.as_slice()) {
        (Method::POST, ["detector"]) => create(call, bank),
        (Method::GET, ["detector"]) => Ok(list(call, bank)),
        (Method::GET, ["detector", id]) => detector(call, id, bank).map(described),
        (Method::POST, ["detector", id]) => update(call, id, bank),
        (Method::DELETE, ["detector", id]) => delete(call, id, bank),
        (Method::GET, ["detector", id, "administrator"]) => {
            detector(call, id, bank).map(|_| json!({}))
        }
        (method, ["tags", of @ ..]) => tag(call, &method, &of.join("/"), bank),
        _ => Err(Refusal::new(404, "UnknownOperationException", path)),
    };
    match answered {
        Ok(body) => refusal::json(&body),
        Err(refusal) => refusal.reply(Service::GuardDuty),
    }
}

fn create(call: &Call, bank: &mut Bank) -> Result<Value, Refusal> {
    let request = call.json();
    if request["enable"].as_bool().is_none() {
        return Err(rejected("the parameter enable is missing"));
    }
    if let Some(there) = bank.sides(DETECTOR, &call.region).first() {
        if !there["token"].is_null() && there["token"] == request["clientToken"] {
            return Ok(json!({ "detectorId": there["id"] }));
        }
        let why = "a detector already exists for the current account";
        return Err(rejected(why));
    }
    let at_first = ON_AT_FIRST.iter().map(|name| (*name, "ENABLED"));
    let at_first = at_first.chain(OFF_AT_FIRST.iter().map(|name| (*name, "DISABLED")));
    let features: Map<String, Value> = at_first
        .map(|(name, status)| (name.to_owned(), status.into()))
        .collect();
    let moment = clock::now();
    let id = ids::digest(&[&call.account, &call.region, &moment.to_string()])[..32].to_owned();
    let mut detector = json!({
        "id": id, "token": request["clientToken"], "createdAt": clock::iso(moment),
        "findingPublishingFrequency": "SIX_HOURS", "features": features,
        "tags": request["tags"].as_object().cloned().unwrap_or_default(),
    });
    set(&mut detector, &request)?;
    bank.set_side(DETECTOR, &call.region, &id, detector);
    Ok(json!({ "detectorId": id }))
}

fn set(detector: &mut Value, request: &Value) -> Result<(), Refusal> {
    if let Some(enable) = request["enable"].as_bool() {
        detector["status"] = if enable { "ENABLED" } else { "DISABLED" }.into();
    }
    if let Some(frequency) = request["findingPublishingFrequency"].as_str() {
        detector["findingPublishingFrequency"] = frequency.into();
    }
    for feature in request["features"].as_array().into_iter().flatten() {
        let name = text(feature, "name");
        if detector["features"][name].is_null() {
            return Err(rejected("an invalid feature is specified"));
        }
        detector["features"][name] = feature["status"].clone();
    }
    Ok(())
}

fn described(mut detector: Value) -> Value {
    let features = detector["features"].as_object().into_iter().flatten();
    let feature = |name: &str, status: &Value| json!({ "name": name, "status": status });
    let features = features.map(|(name, status)| feature(name, status));
    let always = ALWAYS_ON
        .iter()
        .map(|name| feature(name, &"ENABLED".into()));
    detector["features"] = always.chain(features).collect();
    detector
}

fn list(call: &Call, bank: &Bank) -> Value {
    let ids = bank.sides(DETECTOR, &call.region).into_iter();
    let ids: Vec<Value> = ids.map(|mut it| it["id"].take()).collect();
    json!({ "detectorIds": ids })
}

fn update(call: &Call, id: &str, bank: &mut Bank) -> Result<Value, Refusal> {
    let mut detector = detector(call, id, bank)?;
    set(&mut detector, &call.json())?;
    bank.set_side(DETECTOR, &call.region, id, detector);
    Ok(json!({}))
}

fn delete(call: &Call, id: &str, bank: &mut Bank) -> Result<Value, Refusal> {
    detector(call, id, bank)?;
    bank.set_side(DETECTOR, &call.region, id, Value::Null);
    Ok(json!({}))
}

fn tag(call: &Call, method: &Method, of: &str, bank: &mut Bank) -> Result<Value, Refusal> {
    let id = of.rsplit('/').next().unwrap_or_default();
    let mut detector = detector(call, id, bank)?;
    tag_by_rest(call, method, &mut detector);
    bank.set_side(DETECTOR, &call.region, id, detector);
    Ok(json!({}))
}

fn detector(call: &Call, id: &str, bank: &Bank) -> Result<Value, Refusal> {
    let detector = bank.side(DETECTOR, &call.region, id).cloned();
    let why = "the input detectorId is not owned by the current account";
    detector.ok_or_else(|| rejected(why))
}

fn rejected(why: &str) -> Refusal {
    let message = format!("The request is rejected because {why}.");
    Refusal::bad("BadRequestException", message)
}
