//! SQS, asked in its JSON protocol: no SDK of it is in the lock.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::support::{ALICE, Cloud, TOKYO};

/// The reply to an operation: its body, and the code of the Query protocol if it is an error.
async fn ask(cloud: &Cloud, operation: &str, body: Value) -> Result<Value, (Value, String)> {
    let scope = format!("Credential={ALICE}/20260101/{TOKYO}/sqs/aws4_request");
    let request = http::Request::post("https://sqs.ap-northeast-1.amazonaws.com/")
        .header("authorization", format!("AWS4-HMAC-SHA256 {scope}"))
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", format!("AmazonSQS.{operation}"));
    let request = request
        .body(Bytes::from(body.to_string()))
        .expect("a request");
    let reply = cloud.sandbox.handle(request).await.expect("a reply");
    let content_type = reply.headers().get("content-type").expect("a type");
    assert_eq!(content_type, "application/x-amz-json-1.0");
    let body: Value = serde_json::from_slice(reply.body()).expect("JSON");
    if reply.status().is_success() {
        return Ok(body);
    }
    let code = reply.headers().get("x-amzn-query-error");
    let code = code.map_or("", |code| code.to_str().expect("a code"));
    Err((body["__type"].clone(), code.to_owned()))
}

async fn code(cloud: &Cloud, operation: &str, body: Value) -> String {
    let (name, _) = ask(cloud, operation, body).await.expect_err("an error");
    let name = name.as_str().expect("a name");
    name.strip_prefix("com.amazonaws.sqs#")
        .expect("a name of SQS")
        .to_owned()
}

async fn create(cloud: &Cloud, name: &str, attributes: Value) -> String {
    let body = json!({ "QueueName": name, "Attributes": attributes });
    let created = ask(cloud, "CreateQueue", body).await.expect("a queue");
    created["QueueUrl"].as_str().expect("a URL").to_owned()
}

async fn attributes(cloud: &Cloud, url: &str) -> Value {
    let body = json!({ "QueueUrl": url, "AttributeNames": ["All"] });
    let read = ask(cloud, "GetQueueAttributes", body).await;
    read.expect("attributes")["Attributes"].take()
}

#[tokio::test]
async fn a_queue_has_the_defaults_of_aws() {
    let cloud = Cloud::new();
    let url = create(&cloud, "q", json!({})).await;
    assert_eq!(url, format!("https://sqs.{TOKYO}.amazonaws.com/{ALICE}/q"));
    let read = attributes(&cloud, &url).await;
    for (name, value) in [
        ("QueueArn", "arn:aws:sqs:ap-northeast-1:111122223333:q"),
        ("VisibilityTimeout", "30"),
        ("MessageRetentionPeriod", "345600"),
        ("MaximumMessageSize", "1048576"),
        ("DelaySeconds", "0"),
        ("ReceiveMessageWaitTimeSeconds", "0"),
        ("SqsManagedSseEnabled", "true"),
        ("ApproximateNumberOfMessages", "0"),
    ] {
        assert_eq!(read[name], value, "{name}");
    }
    assert_eq!(read["KmsDataKeyReusePeriodSeconds"], Value::Null);
    let found = ask(&cloud, "GetQueueUrl", json!({ "QueueName": "q" })).await;
    assert_eq!(found.expect("a URL")["QueueUrl"], url.as_str());
}

#[tokio::test]
async fn a_name_is_taken_by_other_attributes_and_for_a_minute_after_deletion() {
    let cloud = Cloud::new();
    assert_eq!(
        code(&cloud, "CreateQueue", json!({ "QueueName": "a b" })).await,
        "InvalidParameterValue"
    );
    let url = create(&cloud, "q", json!({ "DelaySeconds": "5" })).await;
    assert_eq!(
        create(&cloud, "q", json!({ "DelaySeconds": "5" })).await,
        url
    );
    assert_eq!(create(&cloud, "q", json!({})).await, url);
    let other = json!({ "QueueName": "q", "Attributes": { "DelaySeconds": "6" } });
    let refused = ask(&cloud, "CreateQueue", other).await.expect_err("taken");
    assert_eq!(refused.0, "com.amazonaws.sqs#QueueNameExists");
    assert_eq!(refused.1, "QueueAlreadyExists;Sender");
    let named = json!({ "QueueUrl": url });
    ask(&cloud, "DeleteQueue", named.clone())
        .await
        .expect("deleted");
    let gone = ask(&cloud, "DeleteQueue", named).await.expect_err("gone");
    assert_eq!(gone.0, "com.amazonaws.sqs#QueueDoesNotExist");
    assert_eq!(gone.1, "AWS.SimpleQueueService.NonExistentQueue;Sender");
    let again = code(&cloud, "CreateQueue", json!({ "QueueName": "q" })).await;
    assert_eq!(again, "QueueDeletedRecently");
}

#[tokio::test]
async fn attributes_are_checked_and_kept() {
    let cloud = Cloud::new();
    let url = create(&cloud, "q", json!({})).await;
    create(&cloud, "dead", json!({})).await;
    let set = |attributes: Value| json!({ "QueueUrl": url, "Attributes": attributes });
    let redrive = |name: &str| {
        let arn = format!("arn:aws:sqs:{TOKYO}:{ALICE}:{name}");
        json!({ "deadLetterTargetArn": arn, "maxReceiveCount": 3 }).to_string()
    };
    for (wrong, expected) in [
        (json!({ "Color": "red" }), "InvalidAttributeName"),
        (
            json!({ "VisibilityTimeout": "43201" }),
            "InvalidAttributeValue",
        ),
        (
            json!({ "MaximumMessageSize": "1048577" }),
            "InvalidAttributeValue",
        ),
        (json!({ "Policy": "none" }), "InvalidAttributeValue"),
        (
            json!({ "RedrivePolicy": redrive("none") }),
            "InvalidParameterValue",
        ),
        (
            json!({ "KmsMasterKeyId": "k", "SqsManagedSseEnabled": "true" }),
            "InvalidAttributeValue",
        ),
    ] {
        assert_eq!(
            code(&cloud, "SetQueueAttributes", set(wrong)).await,
            expected
        );
    }
    let policy = r#"{"Statement":[]}"#;
    let all = json!({ "KmsMasterKeyId": "k", "Policy": policy, "RedrivePolicy": redrive("dead") });
    ask(&cloud, "SetQueueAttributes", set(all))
        .await
        .expect("set");
    let cloud = cloud.reopened().await;
    let read = attributes(&cloud, &url).await;
    assert_eq!(read["SqsManagedSseEnabled"], "false");
    assert_eq!(read["KmsDataKeyReusePeriodSeconds"], "300");
    assert_eq!(read["Policy"], policy);
    assert_eq!(read["RedrivePolicy"], redrive("dead"));
    let none = json!({ "Policy": "", "RedrivePolicy": "", "SqsManagedSseEnabled": "true" });
    ask(&cloud, "SetQueueAttributes", set(none))
        .await
        .expect("removed");
    let read = attributes(&cloud, &url).await;
    for name in ["Policy", "RedrivePolicy", "KmsMasterKeyId"] {
        assert_eq!(read[name], Value::Null, "{name}");
    }
}

#[tokio::test]
async fn queues_are_listed_by_the_page_and_tagged() {
    let cloud = Cloud::new();
    for name in ["a-1", "a-2", "a-3", "b"] {
        create(&cloud, name, json!({})).await;
    }
    let mut found = Vec::new();
    let mut token = Value::Null;
    loop {
        let body = json!({ "QueueNamePrefix": "a-", "MaxResults": 2, "NextToken": token });
        let mut page = ask(&cloud, "ListQueues", body).await.expect("a page");
        found.extend(page["QueueUrls"].as_array().expect("URLs").clone());
        token = page["NextToken"].take();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(found.len(), 3);
    let url = &found[0];
    let tagged = json!({ "QueueUrl": url, "Tags": { "a": "1", "b": "2" } });
    ask(&cloud, "TagQueue", tagged).await.expect("tagged");
    let untagged = json!({ "QueueUrl": url, "TagKeys": ["a"] });
    ask(&cloud, "UntagQueue", untagged).await.expect("untagged");
    let tags = ask(&cloud, "ListQueueTags", json!({ "QueueUrl": url })).await;
    assert_eq!(tags.expect("tags")["Tags"], json!({ "b": "2" }));
}

#[tokio::test]
async fn a_message_is_received_until_it_is_deleted_or_dead() {
    let cloud = Cloud::new();
    let dead = create(&cloud, "dead", json!({})).await;
    let arn = format!("arn:aws:sqs:{TOKYO}:{ALICE}:dead");
    let redrive = json!({ "deadLetterTargetArn": arn, "maxReceiveCount": "1" }).to_string();
    let url = create(&cloud, "q", json!({ "RedrivePolicy": redrive })).await;
    let send = |body: &str| json!({ "QueueUrl": url, "MessageBody": body });
    let sent = ask(&cloud, "SendMessage", send("hello"))
        .await
        .expect("sent");
    assert_eq!(sent["MD5OfMessageBody"], "5d41402abc4b2a76b9719d911017c592");
    assert_eq!(
        code(&cloud, "SendMessage", send("")).await,
        "MissingParameter"
    );
    assert_eq!(
        code(&cloud, "SendMessage", send(&"x".repeat(1_048_577))).await,
        "InvalidParameterValue"
    );
    let receive =
        |url: &str, timeout: i64| json!({ "QueueUrl": url, "VisibilityTimeout": timeout });
    let received = ask(&cloud, "ReceiveMessage", receive(&url, 30))
        .await
        .expect("received");
    assert_eq!(received["Messages"][0]["Body"], "hello");
    let nothing = ask(&cloud, "ReceiveMessage", receive(&url, 30))
        .await
        .expect("in flight");
    assert_eq!(nothing["Messages"], Value::Null);
    assert_eq!(
        attributes(&cloud, &url).await["ApproximateNumberOfMessagesNotVisible"],
        "1"
    );
    let handle = &received["Messages"][0]["ReceiptHandle"];
    let delete = json!({ "QueueUrl": url, "ReceiptHandle": handle });
    ask(&cloud, "DeleteMessage", delete).await.expect("deleted");
    let wrong = json!({ "QueueUrl": url, "ReceiptHandle": "x" });
    assert_eq!(
        code(&cloud, "DeleteMessage", wrong).await,
        "ReceiptHandleIsInvalid"
    );

    ask(&cloud, "SendMessage", send("again"))
        .await
        .expect("sent");
    ask(&cloud, "ReceiveMessage", receive(&url, 0))
        .await
        .expect("received");
    ask(&cloud, "ReceiveMessage", receive(&url, 0))
        .await
        .expect("dead");
    let letters = ask(&cloud, "ReceiveMessage", receive(&dead, 30))
        .await
        .expect("dead letters");
    assert_eq!(letters["Messages"][0]["Body"], "again");
}
