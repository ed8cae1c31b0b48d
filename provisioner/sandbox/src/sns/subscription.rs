//! Subscriptions.

use serde_json::{Value, json};

use super::{NAMESPACE, SUBSCRIPTION, done, invalid, listed, topic_of};
use crate::bank::Bank;
use crate::call::{Call, Reply};
use crate::ids;
use crate::params::Params;
use crate::records::text;
use crate::refusal::{self, Refusal};
use crate::xml::Xml;

/// Protocols whose other end must agree first.
const ASKED: [&str; 4] = ["email", "email-json", "http", "https"];
/// Protocols whose other end is asked by nobody.
const AT_ONCE: [&str; 4] = ["application", "lambda", "sms", "sqs"];

pub(super) fn subscribe(call: &Call, params: &Params, bank: &mut Bank) -> Result<Reply, Refusal> {
    let topic = params.need("TopicArn")?;
    topic_of(call, topic, bank)?;
    let (protocol, endpoint) = (params.need("Protocol")?, params.need("Endpoint")?);
    let is_asked = ASKED.contains(&protocol);
    if !is_asked && !AT_ONCE.contains(&protocol) {
        return Err(invalid(&format!(
            "Amazon SNS does not support this protocol string: {protocol}"
        )));
    }
    if protocol.starts_with("email") && !endpoint.contains('@') {
        return Err(invalid("Email address"));
    }
    // The same address again is the same subscription.
    let key = format!("{topic}/{protocol}:{endpoint}");
    let fresh = || {
        let digest = ids::digest(&[&key]);
        let uuid = [&digest[..8], "0000-4000-8000", &digest[8..20]].join("-");
        json!({
            "Key": key, "TopicArn": topic, "Protocol": protocol, "Endpoint": endpoint,
            "Arn": format!("{topic}:{uuid}"), "Pending": is_asked,
        })
    };
    let there = bank.side(SUBSCRIPTION, &call.region, &key).cloned();
    let subscription = there.unwrap_or_else(fresh);
    let tells_arn = params.flag("ReturnSubscriptionArn") == Some(true);
    let arn = if subscription["Pending"] == json!(true) && !tells_arn {
        "pending confirmation".to_owned()
    } else {
        text(&subscription, "Arn").to_owned()
    };
    bank.set_side(SUBSCRIPTION, &call.region, &key, subscription);
    Ok(told("Subscribe", &arn))
}

/// The token is in the message that was sent; none is sent here, so any will do.
pub(super) fn confirm(call: &Call, params: &Params, bank: &mut Bank) -> Result<Reply, Refusal> {
    let topic = params.need("TopicArn")?;
    topic_of(call, topic, bank)?;
    params.need("Token")?;
    let all = bank.sides(SUBSCRIPTION, &call.region);
    let is_asked = |it: &&Value| text(it, "TopicArn") == topic && it["Pending"] == json!(true);
    let pending = all.iter().find(is_asked);
    let mut subscription = pending.cloned().ok_or_else(|| invalid("Token"))?;
    subscription["Pending"] = json!(false);
    let arn = text(&subscription, "Arn").to_owned();
    let key = text(&subscription, "Key").to_owned();
    bank.set_side(SUBSCRIPTION, &call.region, &key, subscription);
    Ok(told("ConfirmSubscription", &arn))
}

fn told(operation: &str, arn: &str) -> Reply {
    refusal::query(operation, NAMESPACE, &|xml: &mut Xml| {
        xml.text("SubscriptionArn", arn);
    })
}

pub(super) fn list(call: &Call, params: &Params, bank: &Bank) -> Reply {
    let all = bank.sides(SUBSCRIPTION, &call.region);
    listed(
        "ListSubscriptions",
        "Subscriptions",
        params,
        all,
        |xml, it| {
            let arn = match it["Pending"] == json!(true) {
                true => "PendingConfirmation",
                false => text(it, "Arn"),
            };
            xml.text("SubscriptionArn", arn);
            xml.text("Owner", &call.account);
            for field in ["Protocol", "Endpoint", "TopicArn"] {
                xml.text(field, text(it, field));
            }
        },
    )
}

pub(super) fn unsubscribe(call: &Call, params: &Params, bank: &mut Bank) -> Result<Reply, Refusal> {
    let arn = params.need("SubscriptionArn")?;
    if !arn.starts_with("arn:") {
        return Err(invalid(&format!(
            "SubscriptionArn Reason: {arn} does not start with arn"
        )));
    }
    let all = bank.sides(SUBSCRIPTION, &call.region);
    if let Some(it) = all.iter().find(|it| text(it, "Arn") == arn) {
        if it["Pending"] == json!(true) {
            return Err(invalid(
                "SubscriptionArn Reason: a subscription that is pending confirmation cannot be deleted",
            ));
        }
        bank.set_side(SUBSCRIPTION, &call.region, text(it, "Key"), Value::Null);
    }
    Ok(done("Unsubscribe"))
}
