//! Standards, and a few of the controls of each.
//!
//! What takes AWS minutes is done at once.

use http::Method;
use serde_json::{Value, json};

use crate::bank::Bank;
use crate::call::Call;
use crate::mends::paging::page;
use crate::records::text;
use crate::refusal::Refusal;

/// Subscriptions by the path of the standard.
const STANDARD: &str = "securityhub.standard";
/// AWS Config's recorders: nothing can be checked that is not recorded.
const RECORDER: &str = "config.recorder";

/// Standards by path, with some controls of each.
const STANDARDS: [(&str, &[&str]); 4] = [
    (
        "aws-foundational-security-best-practices/v/1.0.0",
        &[
            "CloudTrail.1",
            "Config.1",
            "EC2.2",
            "IAM.1",
            "IAM.4",
            "IAM.6",
            "KMS.3",
            "S3.1",
        ],
    ),
    (
        "cis-aws-foundations-benchmark/v/3.0.0",
        &["CloudTrail.1", "IAM.4", "IAM.6", "IAM.28"],
    ),
    (
        "cis-aws-foundations-benchmark/v/5.0.0",
        &["CloudTrail.1", "IAM.4", "IAM.6", "S3.8"],
    ),
    ("nist-800-53/v/5.0.0", &["CloudTrail.1", "IAM.4", "KMS.3"]),
];

/// What a hub is held to unless told otherwise.
const DEFAULT: &str = STANDARDS[0].0;

pub(super) fn answer(
    call: &Call,
    method: &Method,
    path: &[&str],
    bank: &mut Bank,
) -> Result<Value, Refusal> {
    let request = call.json();
    match (method, path) {
        (&Method::POST, ["get"]) => Ok(list(call, &request, bank)),
        (&Method::POST, ["register"]) => register(call, &request, bank),
        (&Method::POST, ["deregister"]) => deregister(call, &request, bank),
        (&Method::GET, ["controls", subscription]) => controls_of(call, subscription, bank),
        (&Method::PATCH, ["control", control]) => switch(call, control, &request, bank),
        _ => Err(Refusal::new(
            404,
            "UnknownOperationException",
            path.join("/"),
        )),
    }
}

/// The ARN of what belongs to a standard in an account: a subscription, a control.
fn arn(call: &Call, what: &str, path: &str) -> String {
    format!(
        "arn:aws:securityhub:{}:{}:{what}/{path}",
        call.region, call.account
    )
}

fn told(call: &Call, subscription: &Value, bank: &Bank) -> Value {
    let path = text(subscription, "path");
    let mut told = json!({
        "StandardsArn": format!("arn:aws:securityhub:{}::standards/{path}", call.region),
        "StandardsSubscriptionArn": arn(call, "subscription", path),
        "StandardsInput": {}, "StandardsStatus": "READY",
        "StandardsControlsUpdatable": "READY_FOR_UPDATES",
    });
    if bank.sides(RECORDER, &call.region).is_empty() {
        told["StandardsStatus"] = "INCOMPLETE".into();
        let why = json!({ "StatusReasonCode": "NO_AVAILABLE_CONFIGURATION_RECORDER" });
        told["StandardsStatusReason"] = why;
    }
    told
}

fn list(call: &Call, request: &Value, bank: &Bank) -> Value {
    let size = request["MaxResults"].as_u64().unwrap_or(100);
    let size = usize::try_from(size).unwrap_or(100);
    let key = |it: &Value| text(it, "path").to_owned();
    let all = bank.sides(STANDARD, &call.region);
    let (some, next) = page(all, key, request["NextToken"].as_str(), size);
    let some: Vec<Value> = some.iter().map(|it| told(call, it, bank)).collect();
    json!({ "StandardsSubscriptions": some, "NextToken": next })
}

fn register(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let mut made = Vec::new();
    let requests = request["StandardsSubscriptionRequests"].as_array();
    for request in requests.into_iter().flatten() {
        let standard = text(request, "StandardsArn");
        let prefix = format!("arn:aws:securityhub:{}::standards/", call.region);
        let path = standard.strip_prefix(&prefix).unwrap_or_default();
        if !STANDARDS.iter().any(|(known, _)| *known == path) {
            let message =
                format!("Invalid parameter 'standardsArn'. data did not match: {standard}");
            return Err(Refusal::bad("InvalidInputException", message));
        }
        made.push(subscribe(call, path, bank));
    }
    let made: Vec<Value> = made.iter().map(|it| told(call, it, bank)).collect();
    Ok(json!({ "StandardsSubscriptions": made }))
}

fn subscribe(call: &Call, path: &str, bank: &mut Bank) -> Value {
    let there = bank.side(STANDARD, &call.region, path).cloned();
    let subscription = there.unwrap_or_else(|| json!({ "path": path, "disabled": {} }));
    bank.set_side(STANDARD, &call.region, path, subscription.clone());
    subscription
}

/// Subscribes a new hub to what AWS has chosen.
pub(super) fn enable_defaults(call: &Call, bank: &mut Bank) {
    subscribe(call, DEFAULT, bank);
}

/// Ends every subscription.
pub(super) fn forget(call: &Call, bank: &mut Bank) {
    for subscription in bank.sides(STANDARD, &call.region) {
        let path = text(&subscription, "path");
        bank.set_side(STANDARD, &call.region, path, Value::Null);
    }
}

fn deregister(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let arns = request["StandardsSubscriptionArns"].as_array();
    for subscription in arns.into_iter().flatten().filter_map(Value::as_str) {
        let path = text(&find(call, subscription, bank)?, "path").to_owned();
        bank.set_side(STANDARD, &call.region, &path, Value::Null);
    }
    Ok(json!({}))
}

fn find(call: &Call, subscription: &str, bank: &Bank) -> Result<Value, Refusal> {
    let prefix = arn(call, "subscription", "");
    let path = subscription.strip_prefix(&prefix).unwrap_or_default();
    let found = bank.side(STANDARD, &call.region, path).cloned();
    found.ok_or_else(|| {
        let message = format!("{subscription} does not exist");
        Refusal::bad("InvalidInputException", message)
    })
}

fn control_ids(path: &str) -> &'static [&'static str] {
    let mut standards = STANDARDS.iter();
    let standard = standards.find(|(known, _)| *known == path);
    standard.map_or(&[], |(_, controls)| *controls)
}

fn controls_of(call: &Call, subscription: &str, bank: &Bank) -> Result<Value, Refusal> {
    let subscription = find(call, subscription, bank)?;
    let path = text(&subscription, "path");
    let control = |id: &&str| {
        let reason = &subscription["disabled"][*id];
        let status = if reason.is_null() {
            "ENABLED"
        } else {
            "DISABLED"
        };
        let mut control = json!({
            "StandardsControlArn": arn(call, "control", &format!("{path}/{id}")),
            "ControlId": id, "ControlStatus": status,
        });
        if reason.is_string() {
            control["DisabledReason"] = reason.clone();
        }
        control
    };
    let controls: Vec<Value> = control_ids(path).iter().map(control).collect();
    Ok(json!({ "Controls": controls }))
}

fn switch(call: &Call, control: &str, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let prefix = arn(call, "control", "");
    let named = control.strip_prefix(&prefix).unwrap_or_default();
    let (path, id) = named.rsplit_once('/').unwrap_or_default();
    let known = control_ids(path).contains(&id);
    let subscription = bank.side(STANDARD, &call.region, path).cloned();
    let Some(mut subscription) = subscription.filter(|_| known) else {
        let message = format!("{control} does not exist");
        return Err(Refusal::new(404, "ResourceNotFoundException", message));
    };
    let reason = &request["DisabledReason"];
    match text(request, "ControlStatus") {
        "DISABLED" if reason.is_string() => subscription["disabled"][id] = reason.clone(),
        "ENABLED" => subscription["disabled"][id] = Value::Null,
        _ => {
            let message = "DisabledReason is required to disable a control";
            return Err(Refusal::bad("InvalidInputException", message));
        }
    }
    bank.set_side(STANDARD, &call.region, path, subscription);
    Ok(json!({}))
}
