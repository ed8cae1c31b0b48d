//! Pub/Sub: topics, subscriptions that are pulled, and schemas.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::call::{Call, Response};
use crate::clock;
use crate::collection::{Collection, HookContext, Place, Service};
use crate::engine;
use crate::ids;
use crate::json::{self, set};
use crate::refusal::{Form, Refusal};
use crate::rules::{Event, Named, Spelled};
use crate::schema::Schema;
use crate::world::{Stored, World};

static PUBSUB: Service = Service {
    name: "pubsub",
    prefix: "/v1",
    form: Form::Status,
    schema: LazyLock::new(|| Schema::parse(&[include_str!("../../schema/pubsub.schema")])),
    rows: || ROWS,
};

const fn row(path: &'static str, message: &'static str) -> Collection {
    Collection {
        verbs: "get list upsert patch delete iam",
        spelled: Spelled {
            least: 3,
            most: 255,
            others: "A-_.~+%",
            label: false,
        },
        missing: "Resource not found (resource={id}).",
        ..Collection::new(&PUBSUB, path, message)
    }
}

pub(super) const ROWS: &[Collection] = &[
    Collection {
        wrap: "topic",
        hook: complete_topic,
        actions: &[("publish", publish)],
        ..row("projects/*/topics", "Topic")
    },
    Collection {
        wrap: "subscription",
        defaults: r#"{
            "ackDeadlineSeconds": 10,
            "expirationPolicy": {"ttl": "2678400s"},
            "messageRetentionDuration": "604800s",
            "pushConfig": {},
            "state": "ACTIVE"
        }"#,
        hook: complete_subscription,
        actions: &[
            ("pull", pull),
            ("acknowledge", acknowledge),
            ("modifyAckDeadline", modify_deadline),
        ],
        ..row("projects/*/subscriptions", "Subscription")
    },
    Collection {
        verbs: "create get list delete iam",
        named: Named::Query("schemaId"),
        missing: "Resource not found (resource={name}).",
        hook: complete_schema,
        ..row("projects/*/schemas", "Schema")
    },
];

/// The topic of a subscription whose topic was deleted.
const DELETED: &str = "_deleted-topic_";

/// Messages kept of a subscription: as many as a test may publish, far fewer than Google keeps.
const MESSAGES_MAX: usize = 1000;

/// Refuses a name that Google does not allow.
fn check_name(context: &HookContext<'_>) -> Result<(), Refusal> {
    let (row, id) = (context.place.row, context.place.id());
    let letter = id.starts_with(|first: char| first.is_ascii_alphabetic());
    match row.spelled.allows(id) && letter && !id.starts_with("goog") {
        true => Ok(()),
        false => Err(Refusal::invalid(format!(
            "Invalid resource name given (name={}).",
            context.place.path()
        ))),
    }
}

/// Completes a topic; a deleted one leaves its subscriptions behind.
fn complete_topic(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    match context.event {
        Event::Created => check_name(context),
        Event::Deleted => {
            for key in subscriptions(context.world, context.place) {
                if let Some(subscription) = context.world.get_mut(&context.place.scope, &key) {
                    set(&mut subscription.value, "topic", DELETED);
                }
            }
            Ok(())
        }
        Event::Changed | Event::Read | Event::Listed => Ok(()),
    }
}

/// The keys of a topic's subscriptions.
fn subscriptions(world: &World, topic: &Place) -> Vec<String> {
    let prefix = format!("pubsub/projects/{}/subscriptions/", topic.scope);
    let path = topic.path();
    let all = world.list(&topic.scope, &prefix);
    all.filter(|(_, stored)| json::text(&stored.value, "topic") == path)
        .map(|(key, _)| key.to_owned())
        .collect()
}

fn complete_subscription(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    if context.event != Event::Created {
        return Ok(());
    }
    check_name(context)?;
    let topic = json::text(context.value, "topic");
    match context
        .world
        .get(&context.place.scope, &format!("pubsub/{topic}"))
    {
        Some(_) => Ok(()),
        None => {
            let id = topic.rsplit('/').next().unwrap_or_default();
            let message = format!("Resource not found (resource={id}).");
            Err(Refusal::not_found(message))
        }
    }
}

/// Gives a schema its first revision; lists show names and types alone.
fn complete_schema(context: &mut HookContext<'_>) -> Result<(), Refusal> {
    match context.event {
        Event::Created => {
            check_name(context)?;
            let serial = context.world.serial(&context.place.scope);
            set(
                context.value,
                "revisionId",
                ids::hex(8, &["schema", &serial]),
            );
            set(context.value, "revisionCreateTime", clock::now());
        }
        Event::Listed if context.call.query("view") != "FULL" => {
            *context.value = json!({
                "name": json::text(context.value, "name"),
                "type": json::text(context.value, "type"),
            });
        }
        _ => {}
    }
    Ok(())
}

/// `topics/t:publish`: a copy for each subscription.
fn publish(world: &mut World, topic: &Place, call: &Call) -> Result<Response, Refusal> {
    engine::find(world, topic)?;
    let mut given = call.body.clone();
    PUBSUB
        .schema
        .normalize("PublishRequest", &mut given, "")
        .map_err(Refusal::invalid)?;
    let keys = subscriptions(world, topic);
    let mut message_ids = Vec::new();
    for mut message in list_of(&given, "messages") {
        if message.get("data").is_none() && message.get("attributes").is_none() {
            return Err(Refusal::invalid(
                "Some messages in the publish request are empty.",
            ));
        }
        let serial = world.serial(&topic.scope);
        let number = serial.rsplit('/').next().unwrap_or_default();
        // Names follow the order of publishing, so that the oldest comes first.
        let id = format!("{number:0>16}");
        set(&mut message, "messageId", id.as_str());
        set(&mut message, "publishTime", clock::now());
        for key in &keys {
            let stored = Stored::new(json!({ "message": message, "leased_until": "" }));
            world.put(&topic.scope, &format!("{key}/messages/{id}"), stored);
            world.trim(&topic.scope, &format!("{key}/messages/"), MESSAGES_MAX);
        }
        message_ids.push(id);
    }
    Ok(Response::ok(json!({ "messageIds": message_ids })))
}

/// `subscriptions/s:pull`: messages that nobody holds at the moment, the oldest first.
fn pull(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    let deadline = engine::find(world, place)?["ackDeadlineSeconds"].as_i64();
    let most = call.body["maxMessages"].as_u64().unwrap_or(0);
    if most == 0 {
        return Err(Refusal::invalid("max_messages must be positive."));
    }
    let (now, until) = (clock::now(), clock::after(deadline.unwrap_or(10)));
    let prefix = format!("{}/messages/", place.key());
    let free = world.list(&place.scope, &prefix);
    let free = free.filter(|(_, stored)| json::text(&stored.value, "leased_until") <= &*now);
    let keys: Vec<String> = free.map(|(key, _)| key.to_owned()).collect();
    let mut received = Vec::new();
    for key in keys
        .iter()
        .take(usize::try_from(most).unwrap_or(usize::MAX))
    {
        if let Some(stored) = world.get_mut(&place.scope, key) {
            set(&mut stored.value, "leased_until", until.as_str());
            let message = &stored.value["message"];
            received.push(json!({ "ackId": message["messageId"], "message": message }));
        }
    }
    Ok(Response::ok(match received.is_empty() {
        true => json!({}),
        false => json!({ "receivedMessages": received }),
    }))
}

/// `subscriptions/s:acknowledge`: what is acknowledged is not delivered again.
fn acknowledge(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    for key in acknowledged(world, place, call)? {
        world.remove(&place.scope, &key);
    }
    Ok(Response::empty())
}

/// `subscriptions/s:modifyAckDeadline`: from now; 0 releases the messages at once.
fn modify_deadline(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    let seconds = call.body["ackDeadlineSeconds"].as_i64().unwrap_or(0);
    if !(0..=600).contains(&seconds) {
        return Err(Refusal::invalid(
            "ack_deadline_seconds must be between 0 and 600.",
        ));
    }
    let until = clock::after(seconds);
    for key in acknowledged(world, place, call)? {
        if let Some(stored) = world.get_mut(&place.scope, &key) {
            set(&mut stored.value, "leased_until", until.as_str());
        }
    }
    Ok(Response::empty())
}

/// The keys of the messages that a request's `ackIds` name.
fn acknowledged(world: &World, place: &Place, call: &Call) -> Result<Vec<String>, Refusal> {
    engine::find(world, place)?;
    let ids = list_of(&call.body, "ackIds");
    let ids: Vec<&str> = ids.iter().filter_map(Value::as_str).collect();
    // The id is a part of the key.
    if ids.is_empty() || ids.iter().any(|id| id.parse::<u64>().is_err()) {
        return Err(Refusal::invalid("You have passed an invalid ack ID."));
    }
    let key = |id: &&str| format!("{}/messages/{id}", place.key());
    Ok(ids.iter().map(key).collect())
}

fn list_of(body: &Value, field: &str) -> Vec<Value> {
    let list = body.get(field).and_then(Value::as_array);
    list.cloned().unwrap_or_default()
}
