//! Queues and their attributes.

use serde_json::{Map, Value, json};

use super::{QUEUE, error, invalid, queue_of};
use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::clock;
use crate::records::{done, is_policy, items, page_by, page_size, tags, text};
use crate::service::{Answer, Context};

/// When queues were deleted, by name.
const DELETED: Kind = Kind::regional("sqs.deleted");
/// How long the name of a deleted queue is not available.
const DELETED_RECENTLY_S: i64 = 60;
const PAGE: usize = 1000;

/// Numeric attributes with their ranges and defaults. Source: SQS API reference, `CreateQueue`.
const NUMBERS: [(&str, i64, i64, &str); 6] = [
    ("DelaySeconds", 0, 900, "0"),
    ("KmsDataKeyReusePeriodSeconds", 60, 86_400, "300"),
    ("MaximumMessageSize", 1024, 1_048_576, "1048576"),
    ("MessageRetentionPeriod", 60, 1_209_600, "345600"),
    ("ReceiveMessageWaitTimeSeconds", 0, 20, "0"),
    ("VisibilityTimeout", 0, 43_200, "30"),
];
const KMS_KEY: &str = "KmsMasterKeyId";
const MANAGED_SSE: &str = "SqsManagedSseEnabled";

/// The value of an attribute: as it was set, or the default.
pub(super) fn attribute<'a>(queue: &'a Value, name: &str) -> Option<&'a str> {
    let default = NUMBERS.iter().find(|(number, ..)| *number == name);
    let set = queue["Attributes"][name].as_str();
    set.or(default.map(|(.., value)| *value))
}

/// AWS answers with the queue that exists, unless a given attribute differs.
pub(super) fn create(cx: &mut Context) -> Answer {
    let name = cx.text("QueueName");
    let legal = |it: char| it.is_ascii_alphanumeric() || "_-".contains(it);
    if !(1..=80).contains(&name.len()) || !name.chars().all(legal) {
        let why =
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
        return Err(invalid(why));
    }
    let given = tags(&cx.request["Attributes"]);
    if let Some(existing) = cx.get(QUEUE, name) {
        let known = described(cx, &existing);
        let differs = |(key, value): &(&String, &Value)| known.get(*key) != Some(*value);
        if let Some((attribute, _)) = given.iter().find(differs) {
            let message = format!(
                "A queue already exists with the same name and a different value for attribute {attribute}"
            );
            return Err(error("QueueNameExists", "QueueAlreadyExists", message));
        }
        return Ok(json!({ "QueueUrl": existing["Url"] }));
    }
    let now = clock::now();
    let deleted = cx.get(DELETED, name).and_then(|it| it.as_i64());
    if deleted.is_some_and(|at| now < at + DELETED_RECENTLY_S) {
        let code = "AWS.SimpleQueueService.QueueDeletedRecently";
        let message = "You must wait 60 seconds after deleting a queue before you can create another with the same name.";
        return Err(error("QueueDeletedRecently", code, message));
    }
    let (region, account) = (&cx.call.region, &cx.call.account);
    let url = format!("https://sqs.{region}.amazonaws.com/{account}/{name}");
    let mut queue = json!({
        "Url": url, "Arn": cx.arn("sqs", name), "Tags": tags(&cx.request["tags"]),
        "Attributes": { MANAGED_SSE: "true" }, "Created": now, "Messages": [],
    });
    set(cx, &mut queue, &given)?;
    cx.put(QUEUE, name, queue);
    Ok(json!({ "QueueUrl": url }))
}

pub(super) fn set_attributes(cx: &mut Context) -> Answer {
    let (kind, name, mut queue) = queue_of(cx)?;
    set(cx, &mut queue, &tags(&cx.request["Attributes"]))?;
    cx.put(kind, &name, queue);
    done()
}

/// An empty text removes an attribute. A KMS key and keys that SQS manages exclude each other.
fn set(cx: &Context, queue: &mut Value, given: &Map<String, Value>) -> Result<(), AwsError> {
    let key = given.get(KMS_KEY).and_then(Value::as_str);
    let is_managed = given.get(MANAGED_SSE).is_some_and(|it| it == "true");
    if is_managed && key.is_some_and(|it| !it.is_empty()) {
        let message = "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.";
        return Err(invalid_attribute(message));
    }
    if key.is_some() {
        queue["Attributes"][MANAGED_SSE] = "false".into();
    }
    if is_managed {
        queue["Attributes"][KMS_KEY] = Value::Null;
    }
    for (name, value) in given {
        let value = value.as_str().unwrap_or_default();
        check(cx, name, value)?;
        queue["Attributes"][name] = match value {
            "" => Value::Null,
            value => value.into(),
        };
    }
    queue["Modified"] = clock::now().into();
    Ok(())
}

fn invalid_attribute(message: impl Into<String>) -> AwsError {
    error("InvalidAttributeValue", "InvalidAttributeValue", message)
}

fn check(cx: &Context, name: &str, value: &str) -> Result<(), AwsError> {
    let is_legal = match name {
        KMS_KEY => true,
        MANAGED_SSE => ["true", "false"].contains(&value),
        "Policy" => value.is_empty() || is_policy(value),
        "RedrivePolicy" if value.is_empty() => true,
        "RedrivePolicy" => return check_redrive(cx, value),
        _ => {
            let number = NUMBERS.iter().find(|(number, ..)| *number == name);
            let Some((_, min, max, _)) = number else {
                let message = format!("Unknown Attribute {name}.");
                return Err(error(
                    "InvalidAttributeName",
                    "InvalidAttributeName",
                    message,
                ));
            };
            value
                .parse()
                .is_ok_and(|it: i64| (*min..=*max).contains(&it))
        }
    };
    match is_legal {
        true => Ok(()),
        false => Err(invalid_attribute(format!(
            "Invalid value for the parameter {name}."
        ))),
    }
}

/// The name of the dead-letter queue, and how often a message is received before it goes there.
pub(super) fn redrive(policy: &str) -> Option<(String, i64)> {
    let policy: Value = serde_json::from_str(policy).ok()?;
    let name = text(&policy, "deadLetterTargetArn").rsplit(':').next()?;
    let count = &policy["maxReceiveCount"];
    let count = count.as_i64().or_else(|| count.as_str()?.parse().ok())?;
    (1..=1000)
        .contains(&count)
        .then(|| (name.to_owned(), count))
}

fn check_redrive(cx: &Context, policy: &str) -> Result<(), AwsError> {
    let why = match redrive(policy) {
        None => "deadLetterTargetArn and a maxReceiveCount from 1 to 1000 are required.",
        Some((target, _)) if !cx.has(QUEUE, &target) => "Dead letter target does not exist.",
        Some(_) => return Ok(()),
    };
    let message = format!("Value {policy} for parameter RedrivePolicy is invalid. Reason: {why}");
    Err(invalid(message))
}

/// All attributes, with those that AWS adds.
fn described(cx: &Context, queue: &Value) -> Map<String, Value> {
    let mut all = tags(&queue["Attributes"]);
    all.retain(|_, value| !value.is_null());
    for (name, .., default) in NUMBERS {
        let is_for_key = name == "KmsDataKeyReusePeriodSeconds";
        if !is_for_key || all.contains_key(KMS_KEY) {
            all.entry(name).or_insert_with(|| default.into());
        }
    }
    let now = clock::now();
    let (mut visible, mut delayed, mut in_flight) = (0, 0, 0);
    for message in items(&queue["Messages"]) {
        *match message["VisibleAt"].as_i64().is_none_or(|at| at <= now) {
            true => &mut visible,
            false if message["Received"] == 0 => &mut delayed,
            false => &mut in_flight,
        } += 1;
    }
    let name = text(queue, "Url").rsplit('/').next().unwrap_or_default();
    for (attribute, value) in [
        ("QueueArn", cx.arn("sqs", name)),
        ("ApproximateNumberOfMessages", visible.to_string()),
        ("ApproximateNumberOfMessagesDelayed", delayed.to_string()),
        (
            "ApproximateNumberOfMessagesNotVisible",
            in_flight.to_string(),
        ),
        ("CreatedTimestamp", queue["Created"].to_string()),
        ("LastModifiedTimestamp", queue["Modified"].to_string()),
    ] {
        all.insert(attribute.to_owned(), value.into());
    }
    all
}

pub(super) fn attributes(cx: &mut Context) -> Answer {
    let (_, _, queue) = queue_of(cx)?;
    let mut all = described(cx, &queue);
    let wanted = &cx.request["AttributeNames"];
    let is_wanted = |name: &str| items(wanted).any(|it| it == "All" || it == name);
    all.retain(|name, _| is_wanted(name));
    Ok(json!({ "Attributes": all }))
}

/// Without `MaxResults`, AWS returns the first thousand and no token.
pub(super) fn list(cx: &mut Context) -> Answer {
    let max = &cx.request["MaxResults"];
    let out_of_range = || {
        invalid(
            "Value for parameter MaxResults is invalid. Reason: Must be an integer from 1 to 1000.",
        )
    };
    let size = page_size(max, PAGE, out_of_range, PAGE)?;
    let mut queues = cx.list(QUEUE);
    let prefix = format!("/{}", cx.text("QueueNamePrefix"));
    queues.retain(|it| {
        text(it, "Url")
            .rfind('/')
            .is_some_and(|at| text(it, "Url")[at..].starts_with(&prefix))
    });
    let (queues, next) = page_by(queues, "Url", cx.request["NextToken"].as_str(), size);
    let urls: Vec<&Value> = queues.iter().map(|it| &it["Url"]).collect();
    Ok(json!({ "QueueUrls": urls, "NextToken": next.filter(|_| !max.is_null()) }))
}

pub(super) fn delete(cx: &mut Context) -> Answer {
    let (kind, name, _) = queue_of(cx)?;
    cx.remove(kind, &name);
    cx.put(DELETED, &name, clock::now().into());
    done()
}
