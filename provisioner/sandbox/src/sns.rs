//! SNS: topics and subscriptions.
//!
//! Delivers nothing. What a person must confirm stays pending until `ConfirmSubscription`.

mod subscription;
mod topic;

use serde_json::{Value, json};

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::mends::paging::page;
use crate::params::{Params, Tags};
use crate::refusal::{self, Refusal};
use crate::xml::Xml;

const NAMESPACE: &str = "http://sns.amazonaws.com/doc/2010-03-31/";
const PAGE: usize = 100;

/// Topics by name.
const TOPIC: &str = "sns.topic";
/// Subscriptions by topic, protocol and endpoint.
const SUBSCRIPTION: &str = "sns.subscription";

/// Answers an SNS call.
pub(crate) fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let params = call.params();
    let answered = match call.operation().as_str() {
        "CreateTopic" => topic::create(call, &params, bank),
        "GetTopicAttributes" => topic::attributes(call, &params, bank),
        "SetTopicAttributes" => topic::set_attribute(call, &params, bank),
        "ListTopics" => Ok(topic::list(call, &params, bank)),
        "DeleteTopic" => Ok(topic::delete(call, &params, bank)),
        "Subscribe" => subscription::subscribe(call, &params, bank),
        "ConfirmSubscription" => subscription::confirm(call, &params, bank),
        "ListSubscriptions" => Ok(subscription::list(call, &params, bank)),
        "Unsubscribe" => subscription::unsubscribe(call, &params, bank),
        "TagResource" => tag(call, &params, bank),
        "UntagResource" => untag(call, &params, bank),
        "ListTagsForResource" => list_tags(call, &params, bank),
        operation => Err(Refusal::unknown_operation(operation)),
    };
    answered.unwrap_or_else(|refusal| refusal.reply(Service::Sns))
}

fn invalid(what: &str) -> Refusal {
    Refusal::bad("InvalidParameter", format!("Invalid parameter: {what}"))
}

/// The topic an ARN stands for.
fn topic_of(call: &Call, arn: &str, bank: &Bank) -> Result<Value, Refusal> {
    let name = arn.rsplit(':').next().unwrap_or_default();
    let topic = bank.side(TOPIC, &call.region, name);
    let topic = topic.filter(|topic| topic["Arn"] == json!(arn));
    let missing = || Refusal::new(404, "NotFound", "Topic does not exist");
    topic.cloned().ok_or_else(missing)
}

fn keep_topic(call: &Call, topic: Value, bank: &mut Bank) {
    let name = topic["Name"].as_str().unwrap_or_default().to_owned();
    bank.set_side(TOPIC, &call.region, &name, topic);
}

/// A reply that says nothing but that it was done.
fn done(operation: &str) -> Reply {
    refusal::query(operation, NAMESPACE, &|_| {})
}

/// A page of records, each written by `write`.
fn listed(
    operation: &str,
    list: &str,
    params: &Params,
    records: Vec<Value>,
    write: impl Fn(&mut Xml, &Value),
) -> Reply {
    let key = |record: &Value| record["Key"].as_str().unwrap_or_default().to_owned();
    let (records, next) = page(records, key, params.get("NextToken"), PAGE);
    refusal::query(operation, NAMESPACE, &|xml: &mut Xml| {
        xml.list(list, "member", &records, |xml, record| write(xml, record));
        xml.option("NextToken", next.as_ref());
    })
}

fn given_tags(params: &Params) -> Tags {
    let tags = params.nested("Tags.member").into_iter();
    let text = |tag: &Params, field: &str| tag.get(field).unwrap_or_default().to_owned();
    tags.map(|tag| (text(&tag, "Key"), text(&tag, "Value")))
        .collect()
}

/// As [`topic_of`], in the words of the tagging operations.
fn tagged(call: &Call, params: &Params, bank: &Bank) -> Result<Value, Refusal> {
    let missing = |_| Refusal::new(404, "ResourceNotFound", "Resource does not exist");
    topic_of(call, params.need("ResourceArn")?, bank).map_err(missing)
}

fn tag(call: &Call, params: &Params, bank: &mut Bank) -> Result<Reply, Refusal> {
    let mut topic = tagged(call, params, bank)?;
    for (key, value) in given_tags(params) {
        topic["Tags"][key] = value.into();
    }
    keep_topic(call, topic, bank);
    Ok(done("TagResource"))
}

fn untag(call: &Call, params: &Params, bank: &mut Bank) -> Result<Reply, Refusal> {
    let mut topic = tagged(call, params, bank)?;
    if let Some(tags) = topic["Tags"].as_object_mut() {
        let keys = params.list("TagKeys.member");
        tags.retain(|key, _| !keys.contains(key));
    }
    keep_topic(call, topic, bank);
    Ok(done("UntagResource"))
}

fn list_tags(call: &Call, params: &Params, bank: &Bank) -> Result<Reply, Refusal> {
    let topic = tagged(call, params, bank)?;
    let tags = topic["Tags"].as_object().cloned().unwrap_or_default();
    let operation = "ListTagsForResource";
    Ok(refusal::query(operation, NAMESPACE, &|xml: &mut Xml| {
        xml.list("Tags", "member", &tags, |xml, (key, value)| {
            xml.text("Key", key);
            xml.text("Value", value.as_str().unwrap_or_default());
        });
    }))
}
