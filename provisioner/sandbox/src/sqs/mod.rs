//! SQS: queues and their messages.
//!
//! Receiving never waits, and messages carry no attributes.

mod message;
mod queue;

use serde_json::{Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::protocol::Protocol;
use crate::records::{tag_resource, untag_resource};
use crate::service::{Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "sqs",
    Protocol::Json("1.0"),
    Operations::Own(&[
        ("CreateQueue", queue::create),
        ("GetQueueUrl", |cx| {
            let name = cx.text("QueueName");
            Ok(json!({ "QueueUrl": named(cx, name)?["Url"] }))
        }),
        ("GetQueueAttributes", queue::attributes),
        ("SetQueueAttributes", queue::set_attributes),
        ("ListQueues", queue::list),
        ("DeleteQueue", queue::delete),
        ("ListQueueTags", |cx| {
            Ok(json!({ "Tags": queue_of(cx)?.2["Tags"] }))
        }),
        ("TagQueue", |cx| tag_resource(cx, queue_of, "Tags", "Tags")),
        ("UntagQueue", |cx| {
            untag_resource(cx, queue_of, "Tags", "TagKeys")
        }),
        ("SendMessage", message::send),
        ("ReceiveMessage", message::receive),
        ("DeleteMessage", message::delete),
    ]),
);

/// Queues by name: `Url`, `Arn`, `Attributes` as they were set, `Tags`, when it was `Created` and
/// `Modified`, and its `Messages`.
const QUEUE: Kind = Kind::regional("sqs.queue");

/// An error under its name in JSON, and in a header under its code in the Query protocol.
fn error(name: &str, query_code: &str, message: impl Into<String>) -> AwsError {
    let error = AwsError::bad(&format!("com.amazonaws.sqs#{name}"), message);
    error.with_header("x-amzn-query-error", format!("{query_code};Sender"))
}

fn invalid(why: impl Into<String>) -> AwsError {
    error("InvalidParameterValue", "InvalidParameterValue", why)
}

fn named(cx: &Context, name: &str) -> Result<Value, AwsError> {
    cx.get(QUEUE, name).ok_or_else(|| {
        let code = "AWS.SimpleQueueService.NonExistentQueue";
        error(
            "QueueDoesNotExist",
            code,
            "The specified queue does not exist.",
        )
    })
}

/// The queue that a request names by URL.
fn queue_of(cx: &Context) -> Result<(Kind, String, Value), AwsError> {
    let name = cx.text("QueueUrl").rsplit('/').next().unwrap_or_default();
    Ok((QUEUE, name.to_owned(), named(cx, name)?))
}

/// A numeric attribute of a queue.
fn number(queue: &Value, attribute: &str) -> i64 {
    let value = queue::attribute(queue, attribute);
    value.and_then(|it| it.parse().ok()).unwrap_or_default()
}
