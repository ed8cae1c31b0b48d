//! Pub/Sub: what the recordings do not show.

use serde_json::{Value, json};

use crate::support::Served;

const PROJECT: &str = "/v1/projects/tenant-one";

async fn ok(served: &Served, method: &str, path: &str, body: &Value) -> Value {
    let (status, reply) = served
        .call(method, &format!("{PROJECT}/{path}"), Some(body))
        .await;
    assert_eq!(status, 200, "{method} {path}: {reply}");
    reply
}

/// A topic and its subscription.
async fn subscribed(served: &Served) {
    ok(served, "PUT", "topics/findings", &json!({})).await;
    let subscription = json!({ "topic": "projects/tenant-one/topics/findings" });
    ok(served, "PUT", "subscriptions/watch", &subscription).await;
}

async fn pulled(served: &Served) -> Vec<Value> {
    let most = json!({ "maxMessages": 10 });
    let reply = ok(served, "POST", "subscriptions/watch:pull", &most).await;
    reply["receivedMessages"]
        .as_array()
        .cloned()
        .unwrap_or_default()
}

#[tokio::test]
async fn a_message_is_delivered_until_it_is_acknowledged() {
    let served = Served::fresh().await;
    subscribed(&served).await;
    let messages = json!({ "messages": [
        { "data": "5L2P5rCR", "attributes": { "kind": "finding" } },
        { "data": "Mg==" },
    ] });
    let published = ok(&served, "POST", "topics/findings:publish", &messages).await;
    assert_eq!(published["messageIds"].as_array().unwrap().len(), 2);

    let received = pulled(&served).await;
    assert_eq!(received.len(), 2);
    assert_eq!(received[0]["message"]["data"], "5L2P5rCR");
    assert_eq!(received[0]["message"]["attributes"]["kind"], "finding");
    assert_eq!(
        pulled(&served).await,
        Vec::<Value>::new(),
        "held by the first"
    );

    let first = json!({ "ackIds": [received[0]["ackId"]] });
    ok(&served, "POST", "subscriptions/watch:acknowledge", &first).await;
    let release = json!({ "ackIds": [received[1]["ackId"]], "ackDeadlineSeconds": 0 });
    ok(
        &served,
        "POST",
        "subscriptions/watch:modifyAckDeadline",
        &release,
    )
    .await;
    let again = pulled(&served).await;
    assert_eq!(again.len(), 1);
    assert_eq!(again[0]["message"], received[1]["message"]);
}

#[tokio::test]
async fn what_google_refuses_is_refused() {
    let served = Served::fresh().await;
    subscribed(&served).await;
    for (method, path, body, expected) in [
        ("PUT", "topics/findings", json!({}), 409),
        ("PUT", "topics/google-topic", json!({}), 400),
        ("PUT", "topics/1st", json!({}), 400),
        ("PUT", "topics/other", json!({ "colour": "red" }), 400),
        (
            "PUT",
            "subscriptions/lost",
            json!({ "topic": "projects/tenant-one/topics/none" }),
            404,
        ),
        ("PUT", "subscriptions/lost", json!({}), 400),
        (
            "POST",
            "topics/none:publish",
            json!({ "messages": [{ "data": "Mg==" }] }),
            404,
        ),
        (
            "POST",
            "topics/findings:publish",
            json!({ "messages": [{}] }),
            400,
        ),
        ("POST", "subscriptions/watch:pull", json!({}), 400),
        (
            "POST",
            "subscriptions/watch:acknowledge",
            json!({ "ackIds": ["../1"] }),
            400,
        ),
        (
            "PATCH",
            "subscriptions/watch",
            json!({ "subscription": { "filter": "a" }, "updateMask": "filter" }),
            400,
        ),
    ] {
        let path = format!("{PROJECT}/{path}");
        let (status, reply) = served.call(method, &path, Some(&body)).await;
        assert_eq!(status, expected, "{method} {path}: {reply}");
    }
}

#[tokio::test]
async fn topics_are_listed_by_pages_and_have_policies() {
    let served = Served::fresh().await;
    for name in ["one", "two", "three"] {
        ok(&served, "PUT", &format!("topics/{name}"), &json!({})).await;
    }
    let (mut names, mut token) = (Vec::new(), String::new());
    loop {
        let page = format!("{PROJECT}/topics?pageSize=2&pageToken={token}");
        let (_, reply) = served.call("GET", &page, None).await;
        let topics = reply["topics"].as_array().unwrap().iter();
        names.extend(topics.map(|topic| topic["name"].as_str().unwrap().to_owned()));
        match reply["nextPageToken"].as_str() {
            Some(next) => token = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(names.len(), 3);
    let policy = json!({ "policy": { "bindings": [
        { "role": "roles/pubsub.publisher", "members": ["serviceAccount:a@b.iam.gserviceaccount.com"] },
    ] } });
    ok(&served, "POST", "topics/one:setIamPolicy", &policy).await;
    let kept = ok(&served, "GET", "topics/one:getIamPolicy", &json!({})).await;
    assert_eq!(kept["bindings"], policy["policy"]["bindings"]);
    let asked = json!({ "permissions": ["pubsub.topics.publish"] });
    assert_eq!(
        ok(&served, "POST", "topics/one:testIamPermissions", &asked).await,
        asked
    );
}

#[tokio::test]
async fn a_subscription_outlives_its_topic() {
    let served = Served::fresh().await;
    subscribed(&served).await;
    ok(&served, "DELETE", "topics/findings", &json!({})).await;
    let left = ok(&served, "GET", "subscriptions/watch", &json!({})).await;
    assert_eq!(left["topic"], "_deleted-topic_");
    ok(&served, "DELETE", "subscriptions/watch", &json!({})).await;
}
