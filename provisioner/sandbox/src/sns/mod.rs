//! SNS: topics and subscriptions.
//!
//! Delivers nothing. What a person must confirm stays pending until `ConfirmSubscription`.

mod subscription;
mod topic;

use serde_json::{Value, json};

use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::params::Params;
use crate::protocol::Protocol;
use crate::records::{done, page_by, tag, tag_list, untag};
use crate::service::{Answer, Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "sns",
    Protocol::Query("http://sns.amazonaws.com/doc/2010-03-31/"),
    Operations::Own(&[
        ("CreateTopic", topic::create),
        ("GetTopicAttributes", topic::attributes),
        ("SetTopicAttributes", topic::set_attribute),
        ("ListTopics", topic::list),
        ("DeleteTopic", topic::delete),
        ("Subscribe", subscription::subscribe),
        ("ConfirmSubscription", subscription::confirm),
        ("ListSubscriptions", subscription::list),
        ("Unsubscribe", subscription::unsubscribe),
        ("TagResource", |cx| {
            let given = given_tags(cx.params);
            change_tags(cx, |topic| tag(topic, "Tags", given))
        }),
        ("UntagResource", |cx| {
            let keys = json!(cx.params.list("TagKeys.member"));
            change_tags(cx, |topic| untag(topic, "Tags", &keys))
        }),
        ("ListTagsForResource", |cx| {
            Ok(json!({ "Tags": { "member": tag_list(&tagged(cx)?) } }))
        }),
    ]),
);

const PAGE: usize = 100;
/// Topics by name.
const TOPIC: Kind = Kind::regional("sns.topic");
/// Subscriptions by topic, protocol and endpoint.
const SUBSCRIPTION: Kind = Kind::regional("sns.subscription");

fn invalid(what: &str) -> AwsError {
    AwsError::bad("InvalidParameter", format!("Invalid parameter: {what}"))
}

fn topic_of(cx: &Context, arn: &str) -> Answer {
    let topic = cx.get(TOPIC, arn.rsplit(':').next().unwrap_or_default());
    let missing = || AwsError::new(404, "NotFound", "Topic does not exist");
    topic
        .filter(|topic| topic["Arn"] == json!(arn))
        .ok_or_else(missing)
}

fn keep_topic(cx: &mut Context, topic: Value) {
    let name = topic["Name"].as_str().unwrap_or_default().to_owned();
    cx.put(TOPIC, &name, topic);
}

/// A page of records, each described by `describe`.
fn listed(
    cx: &Context,
    list: &str,
    records: Vec<Value>,
    describe: impl Fn(&Value) -> Value,
) -> Answer {
    let (records, next) = page_by(records, "Key", cx.params.get("NextToken"), PAGE);
    let described: Vec<Value> = records.iter().map(describe).collect();
    Ok(json!({ list: { "member": described }, "NextToken": next }))
}

fn given_tags(params: &Params) -> serde_json::Map<String, Value> {
    let tags = params.nested("Tags.member").into_iter();
    let text = |tag: &Params, member: &str| tag.get(member).unwrap_or_default().to_owned();
    tags.map(|tag| (text(&tag, "Key"), text(&tag, "Value").into()))
        .collect()
}

/// As [`topic_of`], with the error of the tagging operations.
fn tagged(cx: &Context) -> Answer {
    let missing = |_| AwsError::new(404, "ResourceNotFound", "Resource does not exist");
    topic_of(cx, cx.params.need("ResourceArn")?).map_err(missing)
}

fn change_tags(cx: &mut Context, change: impl FnOnce(&mut Value)) -> Answer {
    let mut topic = tagged(cx)?;
    change(&mut topic);
    keep_topic(cx, topic);
    done()
}
