//! Messages.

use md5::{Digest, Md5};
use serde_json::{Value, json};

use super::queue::redrive;
use super::{QUEUE, error, invalid, number, queue_of};
use crate::clock;
use crate::ids;
use crate::records::{done, items, text};
use crate::service::{Answer, Context};

fn md5(body: &str) -> String {
    let digest = Md5::digest(body.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn send(cx: &mut Context) -> Answer {
    let (kind, name, mut queue) = queue_of(cx)?;
    let (body, size_max) = (cx.text("MessageBody"), number(&queue, "MaximumMessageSize"));
    if body.is_empty() {
        let message = "The request must contain the parameter MessageBody.";
        return Err(error("MissingParameter", "MissingParameter", message));
    }
    if i64::try_from(body.len()).unwrap_or(i64::MAX) > size_max {
        let why = format!("Reason: Message must be shorter than {size_max} bytes.");
        return Err(invalid(format!(
            "One or more parameters are invalid. {why}"
        )));
    }
    if ["MessageAttributes", "MessageSystemAttributes"]
        .iter()
        .any(|it| !cx.request[*it].is_null())
    {
        let message = "The sandbox keeps no attributes of messages.";
        let code = "AWS.SimpleQueueService.UnsupportedOperation";
        return Err(error("UnsupportedOperation", code, message));
    }
    let delay = cx.request["DelaySeconds"].as_i64();
    let delay = delay.unwrap_or_else(|| number(&queue, "DelaySeconds"));
    if !(0..=900).contains(&delay) {
        return Err(invalid(format!(
            "Value {delay} for parameter DelaySeconds is invalid."
        )));
    }
    let serial = queue["Sent"].as_i64().unwrap_or_default() + 1;
    let id = ids::uuid(&[
        text(&queue, "Url"),
        &queue["Created"].to_string(),
        &serial.to_string(),
    ]);
    let now = clock::now();
    let message = json!({
        "Id": id, "Body": body, "SentAt": now, "VisibleAt": now + delay, "Received": 0,
    });
    queue["Sent"] = serial.into();
    queue["Messages"] = items(&queue["Messages"])
        .cloned()
        .chain([message])
        .collect();
    cx.put(kind, &name, queue);
    Ok(json!({ "MessageId": id, "MD5OfMessageBody": md5(body) }))
}

/// A message that was received as often as the redrive policy allows moves to the dead-letter
/// queue; one that was kept for the retention period is deleted.
pub(super) fn receive(cx: &mut Context) -> Answer {
    let (kind, name, mut queue) = queue_of(cx)?;
    let count = cx.request["MaxNumberOfMessages"].as_i64().unwrap_or(1);
    if !(1..=10).contains(&count) {
        let why = "Reason: Must be between 1 and 10, if provided.";
        let message = format!("Value {count} for parameter MaxNumberOfMessages is invalid. {why}");
        return Err(invalid(message));
    }
    let timeout = cx.request["VisibilityTimeout"].as_i64();
    let timeout = timeout.unwrap_or_else(|| number(&queue, "VisibilityTimeout"));
    let (now, retention) = (clock::now(), number(&queue, "MessageRetentionPeriod"));
    let dead_letters = redrive(text(&queue["Attributes"], "RedrivePolicy"));
    let (mut kept, mut dead, mut received) = (Vec::new(), Vec::new(), Vec::new());
    for message in items(&queue["Messages"]) {
        let mut message = message.clone();
        let at = |member: &str| message[member].as_i64().unwrap_or_default();
        let (sent, visible, times) = (at("SentAt"), at("VisibleAt"), at("Received"));
        if sent + retention <= now {
            continue;
        }
        if visible <= now && i64::try_from(received.len()).is_ok_and(|it| it < count) {
            if dead_letters.as_ref().is_some_and(|(_, max)| times >= *max) {
                dead.push(message);
                continue;
            }
            let (id, body) = (text(&message, "Id"), text(&message, "Body"));
            received.push(json!({
                "MessageId": id, "ReceiptHandle": format!("{id}:{}", times + 1),
                "MD5OfBody": md5(body), "Body": body,
            }));
            message["Received"] = (times + 1).into();
            message["VisibleAt"] = (now + timeout).into();
        }
        kept.push(message);
    }
    queue["Messages"] = kept.into();
    cx.put(kind, &name, queue);
    if let Some((target, _)) = dead_letters {
        bury(cx, &target, dead);
    }
    Ok(json!({ "Messages": Some(received).filter(|it| !it.is_empty()) }))
}

fn bury(cx: &mut Context, target: &str, dead: Vec<Value>) {
    if let Some(mut queue) = cx.get(QUEUE, target) {
        let there = items(&queue["Messages"]).cloned();
        queue["Messages"] = there.chain(dead).collect();
        cx.put(QUEUE, target, queue);
    }
}

/// Succeeds for a message that is deleted already.
pub(super) fn delete(cx: &mut Context) -> Answer {
    let (kind, name, mut queue) = queue_of(cx)?;
    let handle = cx.text("ReceiptHandle");
    let Some((id, _)) = handle.split_once(':') else {
        let message =
            format!("The input receipt handle \"{handle}\" is not a valid receipt handle.");
        return Err(error(
            "ReceiptHandleIsInvalid",
            "ReceiptHandleIsInvalid",
            message,
        ));
    };
    let left = items(&queue["Messages"]).filter(|it| text(it, "Id") != id);
    queue["Messages"] = left.cloned().collect();
    cx.put(kind, &name, queue);
    done()
}
