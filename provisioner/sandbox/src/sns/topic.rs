//! Topics.

use serde_json::{Map, Value, json};

use super::{NAMESPACE, SUBSCRIPTION, TOPIC, done, invalid, keep_topic, listed, topic_of};
use crate::bank::Bank;
use crate::call::{Call, Reply};
use crate::mends::is_policy;
use crate::params::Params;
use crate::refusal::{self, Refusal};
use crate::xml::Xml;

/// Attributes that can be set.
const SETTABLE: [&str; 6] = [
    "DeliveryPolicy",
    "DisplayName",
    "KmsMasterKeyId",
    "Policy",
    "SignatureVersion",
    "TracingConfig",
];

pub(super) fn create(call: &Call, params: &Params, bank: &mut Bank) -> Result<Reply, Refusal> {
    let name = params.need("Name")?;
    let legal = |it: char| it.is_ascii_alphanumeric() || "_-".contains(it);
    if name.is_empty() || name.len() > 256 || !name.chars().all(legal) {
        return Err(invalid("Topic Name"));
    }
    let mut attributes = Map::new();
    for entry in params.nested("Attributes.entry") {
        let (attribute, value) = (entry.need("key")?, entry.need("value")?);
        check(attribute, value)?;
        attributes.insert(attribute.to_owned(), value.into());
    }
    let arn = format!("arn:aws:sns:{}:{}:{name}", call.region, call.account);
    let tags = super::given_tags(params);
    if let Some(there) = bank.side(TOPIC, &call.region, name) {
        // Asking for what is there already is no mistake; asking for it with a difference is.
        let same = attributes.iter().all(|(k, v)| &there["Attributes"][k] == v);
        if !same {
            return Err(invalid(
                "Attributes Reason: Topic already exists with different attributes",
            ));
        }
        if there["Tags"] != json!(tags) {
            return Err(invalid(
                "Tags Reason: Topic already exists with different tags",
            ));
        }
    } else {
        let topic = json!({
            "Key": name, "Name": name, "Arn": arn, "Attributes": attributes, "Tags": tags,
        });
        keep_topic(call, topic, bank);
    }
    Ok(refusal::query(
        "CreateTopic",
        NAMESPACE,
        &|xml: &mut Xml| {
            xml.text("TopicArn", &arn);
        },
    ))
}

fn check(attribute: &str, value: &str) -> Result<(), Refusal> {
    if !SETTABLE.contains(&attribute) {
        return Err(invalid("AttributeName"));
    }
    if attribute == "Policy" && !is_policy(value) {
        return Err(invalid("Policy Error: null"));
    }
    if attribute == "DisplayName" && value.chars().count() > 100 {
        return Err(invalid("DisplayName"));
    }
    Ok(())
}

pub(super) fn set_attribute(
    call: &Call,
    params: &Params,
    bank: &mut Bank,
) -> Result<Reply, Refusal> {
    let mut topic = topic_of(call, params.need("TopicArn")?, bank)?;
    let name = params.need("AttributeName")?;
    let value = params.get("AttributeValue").unwrap_or_default();
    check(name, value)?;
    topic["Attributes"][name] = value.into();
    keep_topic(call, topic, bank);
    Ok(done("SetTopicAttributes"))
}

pub(super) fn attributes(call: &Call, params: &Params, bank: &Bank) -> Result<Reply, Refusal> {
    let topic = topic_of(call, params.need("TopicArn")?, bank)?;
    let arn = topic["Arn"].as_str().unwrap_or_default();
    let mut attributes = Map::from_iter([
        ("DisplayName".to_owned(), "".into()),
        ("Owner".to_owned(), call.account.clone().into()),
        (
            "Policy".to_owned(),
            default_policy(&call.account, arn).into(),
        ),
        ("TopicArn".to_owned(), arn.into()),
    ]);
    attributes.extend(topic["Attributes"].as_object().cloned().unwrap_or_default());
    // A key that was taken away is not told at all.
    attributes.retain(|name, value| name != "KmsMasterKeyId" || value != "");
    let operation = "GetTopicAttributes";
    Ok(refusal::query(operation, NAMESPACE, &|xml: &mut Xml| {
        xml.list("Attributes", "entry", &attributes, |xml, (key, value)| {
            xml.text("key", key);
            xml.text("value", value.as_str().unwrap_or_default());
        });
    }))
}

/// What AWS gives a topic that comes without a policy.
fn default_policy(account: &str, arn: &str) -> String {
    let actions = [
        "GetTopicAttributes",
        "SetTopicAttributes",
        "AddPermission",
        "RemovePermission",
        "DeleteTopic",
        "Subscribe",
        "ListSubscriptionsByTopic",
        "Publish",
    ];
    let actions: Vec<String> = actions.iter().map(|it| format!("SNS:{it}")).collect();
    let policy = json!({
        "Version": "2008-10-17",
        "Id": "__default_policy_ID",
        "Statement": [{
            "Sid": "__default_statement_ID",
            "Effect": "Allow",
            "Principal": { "AWS": "*" },
            "Action": actions,
            "Resource": arn,
            "Condition": { "StringEquals": { "AWS:SourceOwner": account } },
        }],
    });
    policy.to_string()
}

pub(super) fn list(call: &Call, params: &Params, bank: &Bank) -> Reply {
    let topics = bank.sides(TOPIC, &call.region);
    listed("ListTopics", "Topics", params, topics, |xml, topic| {
        xml.text("TopicArn", topic["Arn"].as_str().unwrap_or_default());
    })
}

/// Succeeds for a topic that is gone as well; subscriptions go with their topic.
pub(super) fn delete(call: &Call, params: &Params, bank: &mut Bank) -> Reply {
    let arn = params.get("TopicArn").unwrap_or_default();
    if let Ok(topic) = topic_of(call, arn, bank) {
        let name = topic["Name"].as_str().unwrap_or_default();
        bank.set_side(TOPIC, &call.region, name, Value::Null);
        for it in bank.sides(SUBSCRIPTION, &call.region) {
            if it["TopicArn"] == json!(arn) {
                let key = it["Key"].as_str().unwrap_or_default();
                bank.set_side(SUBSCRIPTION, &call.region, key, Value::Null);
            }
        }
    }
    done("DeleteTopic")
}
