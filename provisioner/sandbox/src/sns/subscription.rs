//! Subscriptions.

use serde_json::{Value, json};

use super::{SUBSCRIPTION, invalid, listed, topic_of};
use crate::ids;
use crate::records::{done, text};
use crate::service::{Answer, Context};

/// Protocols whose endpoint must confirm.
const CONFIRMED: [&str; 4] = ["email", "email-json", "http", "https"];
/// Protocols whose endpoint need not confirm.
const UNCONFIRMED: [&str; 4] = ["application", "lambda", "sms", "sqs"];

pub(super) fn subscribe(cx: &mut Context) -> Answer {
    let topic = cx.params.need("TopicArn")?;
    topic_of(cx, topic)?;
    let (protocol, endpoint) = (cx.params.need("Protocol")?, cx.params.need("Endpoint")?);
    let must_confirm = CONFIRMED.contains(&protocol);
    if !must_confirm && !UNCONFIRMED.contains(&protocol) {
        let why = format!("Amazon SNS does not support this protocol string: {protocol}");
        return Err(invalid(&why));
    }
    if protocol.starts_with("email") && !endpoint.contains('@') {
        return Err(invalid("Email address"));
    }
    // The same endpoint again is the same subscription.
    let key = format!("{topic}/{protocol}:{endpoint}");
    let new = || {
        let digest = ids::digest(&[&key]);
        let uuid = [&digest[..8], "0000-4000-8000", &digest[8..20]].join("-");
        json!({
            "Key": key, "TopicArn": topic, "Protocol": protocol, "Endpoint": endpoint,
            "Arn": format!("{topic}:{uuid}"), "Pending": must_confirm,
        })
    };
    let subscription = cx.get(SUBSCRIPTION, &key).unwrap_or_else(new);
    let hides_arn = cx.params.flag("ReturnSubscriptionArn") != Some(true);
    let arn = match is_pending(&subscription) && hides_arn {
        true => "pending confirmation".to_owned(),
        false => text(&subscription, "Arn").to_owned(),
    };
    cx.put(SUBSCRIPTION, &key, subscription);
    Ok(json!({ "SubscriptionArn": arn }))
}

fn is_pending(subscription: &Value) -> bool {
    subscription["Pending"] == json!(true)
}

/// The token is in the message that AWS sends; none is sent here, so any will do.
pub(super) fn confirm(cx: &mut Context) -> Answer {
    let topic = cx.params.need("TopicArn")?;
    topic_of(cx, topic)?;
    cx.params.need("Token")?;
    let mut all = cx.list(SUBSCRIPTION).into_iter();
    let pending = all.find(|it| text(it, "TopicArn") == topic && is_pending(it));
    let mut subscription = pending.ok_or_else(|| invalid("Token"))?;
    subscription["Pending"] = json!(false);
    let reply = json!({ "SubscriptionArn": subscription["Arn"] });
    let key = text(&subscription, "Key").to_owned();
    cx.put(SUBSCRIPTION, &key, subscription);
    Ok(reply)
}

pub(super) fn list(cx: &mut Context) -> Answer {
    listed(cx, "Subscriptions", cx.list(SUBSCRIPTION), |it| {
        let arn = match is_pending(it) {
            true => "PendingConfirmation",
            false => text(it, "Arn"),
        };
        json!({
            "SubscriptionArn": arn, "Owner": cx.call.account, "Protocol": it["Protocol"],
            "Endpoint": it["Endpoint"], "TopicArn": it["TopicArn"],
        })
    })
}

pub(super) fn unsubscribe(cx: &mut Context) -> Answer {
    let arn = cx.params.need("SubscriptionArn")?;
    if !arn.starts_with("arn:") {
        let why = format!("SubscriptionArn Reason: {arn} does not start with arn");
        return Err(invalid(&why));
    }
    let mut all = cx.list(SUBSCRIPTION).into_iter();
    if let Some(found) = all.find(|it| text(it, "Arn") == arn) {
        if is_pending(&found) {
            let why = "SubscriptionArn Reason: a subscription that is pending confirmation cannot be deleted";
            return Err(invalid(why));
        }
        cx.remove(SUBSCRIPTION, text(&found, "Key"));
    }
    done()
}
