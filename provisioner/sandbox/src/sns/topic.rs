//! Topics.

use serde_json::{Map, json};

use super::{SUBSCRIPTION, TOPIC, given_tags, invalid, keep_topic, listed, topic_of};
use crate::aws_error::AwsError;
use crate::records::{done, is_policy, text};
use crate::service::{Answer, Context};

/// Attributes that can be set.
const SETTABLE: [&str; 6] = [
    "DeliveryPolicy",
    "DisplayName",
    "KmsMasterKeyId",
    "Policy",
    "SignatureVersion",
    "TracingConfig",
];

/// AWS answers with the topic that exists, unless its attributes or tags differ.
pub(super) fn create(cx: &mut Context) -> Answer {
    let name = cx.params.need("Name")?;
    let legal = |it: char| it.is_ascii_alphanumeric() || "_-".contains(it);
    if name.is_empty() || name.len() > 256 || !name.chars().all(legal) {
        return Err(invalid("Topic Name"));
    }
    let mut attributes = Map::new();
    for entry in cx.params.nested("Attributes.entry") {
        let (attribute, value) = (entry.need("key")?, entry.need("value")?);
        check(attribute, value)?;
        attributes.insert(attribute.to_owned(), value.into());
    }
    let (arn, tags) = (cx.arn("sns", name), given_tags(cx.params));
    if let Some(existing) = cx.get(TOPIC, name) {
        let is_same = attributes
            .iter()
            .all(|(k, v)| &existing["Attributes"][k] == v);
        let differs = |what: &str| {
            let reason = format!("{what} Reason: Topic already exists with different");
            invalid(&format!("{reason} {}", what.to_lowercase()))
        };
        if !is_same {
            return Err(differs("Attributes"));
        }
        if existing["Tags"] != json!(tags) {
            return Err(differs("Tags"));
        }
    } else {
        let topic = json!({
            "Key": name, "Name": name, "Arn": arn, "Attributes": attributes, "Tags": tags,
        });
        keep_topic(cx, topic);
    }
    Ok(json!({ "TopicArn": arn }))
}

fn check(attribute: &str, value: &str) -> Result<(), AwsError> {
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

pub(super) fn set_attribute(cx: &mut Context) -> Answer {
    let mut topic = topic_of(cx, cx.params.need("TopicArn")?)?;
    let name = cx.params.need("AttributeName")?;
    let value = cx.params.get("AttributeValue").unwrap_or_default();
    check(name, value)?;
    topic["Attributes"][name] = value.into();
    keep_topic(cx, topic);
    done()
}

pub(super) fn attributes(cx: &mut Context) -> Answer {
    let topic = topic_of(cx, cx.params.need("TopicArn")?)?;
    let arn = text(&topic, "Arn");
    let mut attributes = Map::from_iter([
        ("DisplayName".to_owned(), "".into()),
        ("Owner".to_owned(), cx.call.account.clone().into()),
        (
            "Policy".to_owned(),
            default_policy(&cx.call.account, arn).into(),
        ),
        ("TopicArn".to_owned(), arn.into()),
    ]);
    attributes.extend(topic["Attributes"].as_object().cloned().unwrap_or_default());
    // AWS leaves out a key that was removed.
    attributes.retain(|name, value| name != "KmsMasterKeyId" || value != "");
    let entries = attributes.iter();
    let entries = entries.map(|(key, value)| json!({ "key": key, "value": value }));
    Ok(json!({ "Attributes": { "entry": entries.collect::<Vec<_>>() } }))
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
    let actions = actions.map(|it| format!("SNS:{it}"));
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

pub(super) fn list(cx: &mut Context) -> Answer {
    listed(
        cx,
        "Topics",
        cx.list(TOPIC),
        |topic| json!({ "TopicArn": topic["Arn"] }),
    )
}

/// Succeeds for a topic that does not exist; subscriptions are deleted with their topic.
pub(super) fn delete(cx: &mut Context) -> Answer {
    let arn = cx.params.get("TopicArn").unwrap_or_default();
    if let Ok(topic) = topic_of(cx, arn) {
        cx.remove(TOPIC, text(&topic, "Name"));
        for it in cx.list(SUBSCRIPTION) {
            if text(&it, "TopicArn") == arn {
                cx.remove(SUBSCRIPTION, text(&it, "Key"));
            }
        }
    }
    done()
}
