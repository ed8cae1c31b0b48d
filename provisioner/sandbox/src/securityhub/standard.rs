//! Standards, and a few of the controls of each.
//!
//! What takes AWS minutes is done at once.

use serde_json::{Value, json};

use super::hub;
use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::config::RECORDER;
use crate::records::{done, items, page_by, text};
use crate::service::{Answer, Context};

/// Subscriptions by the path of the standard.
const STANDARD: Kind = Kind::regional("securityhub.standard");

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

/// The standard of a new hub.
const DEFAULT: &str = STANDARDS[0].0;

/// The ARN of what belongs to a standard in an account: a subscription, a control.
fn arn(cx: &Context, what: &str, path: &str) -> String {
    cx.arn("securityhub", format_args!("{what}/{path}"))
}

/// Nothing can be checked that AWS Config does not record.
fn described(cx: &Context, subscription: &Value) -> Value {
    let path = text(subscription, "path");
    let mut described = json!({
        "StandardsArn": format!("arn:aws:securityhub:{}::standards/{path}", cx.call.region),
        "StandardsSubscriptionArn": arn(cx, "subscription", path),
        "StandardsInput": {}, "StandardsStatus": "READY",
        "StandardsControlsUpdatable": "READY_FOR_UPDATES",
    });
    if cx.list(RECORDER).is_empty() {
        described["StandardsStatus"] = "INCOMPLETE".into();
        let why = json!({ "StatusReasonCode": "NO_AVAILABLE_CONFIGURATION_RECORDER" });
        described["StandardsStatusReason"] = why;
    }
    described
}

pub(super) fn list(cx: &mut Context) -> Answer {
    hub(cx)?;
    let size = cx.request["MaxResults"].as_u64().unwrap_or(100);
    let size = usize::try_from(size).unwrap_or(100);
    let token = cx.request["NextToken"].as_str();
    let (page, next) = page_by(cx.list(STANDARD), "path", token, size);
    let page: Vec<Value> = page.iter().map(|it| described(cx, it)).collect();
    Ok(json!({ "StandardsSubscriptions": page, "NextToken": next }))
}

pub(super) fn register(cx: &mut Context) -> Answer {
    hub(cx)?;
    let mut subscribed = Vec::new();
    for request in items(&cx.request["StandardsSubscriptionRequests"]) {
        let standard = text(request, "StandardsArn");
        let prefix = format!("arn:aws:securityhub:{}::standards/", cx.call.region);
        let path = standard.strip_prefix(&prefix).unwrap_or_default();
        if !STANDARDS.iter().any(|(known, _)| *known == path) {
            let message =
                format!("Invalid parameter 'standardsArn'. data did not match: {standard}");
            return Err(AwsError::bad("InvalidInputException", message));
        }
        subscribed.push(subscribe(cx, path));
    }
    let subscribed: Vec<Value> = subscribed.iter().map(|it| described(cx, it)).collect();
    Ok(json!({ "StandardsSubscriptions": subscribed }))
}

fn subscribe(cx: &mut Context, path: &str) -> Value {
    let existing = cx.get(STANDARD, path);
    let subscription = existing.unwrap_or_else(|| json!({ "path": path, "disabled": {} }));
    cx.put(STANDARD, path, subscription.clone());
    subscription
}

/// Subscribes a new hub to what AWS has chosen.
pub(super) fn enable_defaults(cx: &mut Context) {
    subscribe(cx, DEFAULT);
}

/// Removes every subscription.
pub(super) fn remove_all(cx: &mut Context) {
    for subscription in cx.list(STANDARD) {
        cx.remove(STANDARD, text(&subscription, "path"));
    }
}

pub(super) fn deregister(cx: &mut Context) -> Answer {
    hub(cx)?;
    let arns = items(&cx.request["StandardsSubscriptionArns"]);
    for subscription in arns.filter_map(Value::as_str) {
        let subscription = find(cx, subscription)?;
        cx.remove(STANDARD, text(&subscription, "path"));
    }
    done()
}

fn find(cx: &Context, subscription: &str) -> Answer {
    let path = subscription.strip_prefix(&arn(cx, "subscription", ""));
    cx.get(STANDARD, path.unwrap_or_default()).ok_or_else(|| {
        let message = format!("{subscription} does not exist");
        AwsError::bad("InvalidInputException", message)
    })
}

fn control_ids(path: &str) -> &'static [&'static str] {
    let mut standards = STANDARDS.iter();
    let standard = standards.find(|(known, _)| *known == path);
    standard.map_or(&[], |(_, controls)| *controls)
}

pub(super) fn controls(cx: &mut Context) -> Answer {
    hub(cx)?;
    let subscription = find(cx, cx.text("StandardsSubscriptionArn"))?;
    let path = text(&subscription, "path");
    let control = |id: &&str| {
        let reason = &subscription["disabled"][*id];
        let status = if reason.is_null() {
            "ENABLED"
        } else {
            "DISABLED"
        };
        let mut control = json!({
            "StandardsControlArn": arn(cx, "control", &format!("{path}/{id}")),
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

pub(super) fn update_control(cx: &mut Context) -> Answer {
    hub(cx)?;
    let control = cx.text("StandardsControlArn");
    let named = control
        .strip_prefix(&arn(cx, "control", ""))
        .unwrap_or_default();
    let (path, id) = named.rsplit_once('/').unwrap_or_default();
    let is_known = control_ids(path).contains(&id);
    let Some(mut subscription) = cx.get(STANDARD, path).filter(|_| is_known) else {
        let message = format!("{control} does not exist");
        return Err(AwsError::new(404, "ResourceNotFoundException", message));
    };
    let reason = &cx.request["DisabledReason"];
    match cx.text("ControlStatus") {
        "DISABLED" if reason.is_string() => subscription["disabled"][id] = reason.clone(),
        "ENABLED" => subscription["disabled"][id] = Value::Null,
        _ => {
            let message = "DisabledReason is required to disable a control";
            return Err(AwsError::bad("InvalidInputException", message));
        }
    }
    cx.put(STANDARD, path, subscription);
    done()
}
