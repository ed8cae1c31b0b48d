//! SNS.

use gabakura_model::resource::Kind;
use serde_json::{Value, json};

use super::case::Case;
use super::cloud::Cloud;
use super::kms::policy;

pub fn cases() -> Vec<Case> {
    let topic = json!({"name": "alarms"});
    let queue = "arn:aws:sqs:ap-northeast-1:111122223333:alarms";
    vec![
        Case::new("aws.sns.topic", topic.clone())
            .needs(
                "key",
                "aws.kms.key",
                json!({"policy": policy(&["events.amazonaws.com"])}),
            )
            .change(json!({"display_name": "千代田区", "kms_master_key_id": "$key.arn"}))
            .change(json!({"policy": lets_publish("cloudwatch.amazonaws.com")}))
            .change(json!({"policy": lets_publish("events.amazonaws.com")}))
            .change(json!({"kms_master_key_id": "", "display_name": ""}))
            .meddling(json!({"policy": lets_publish("*")})),
        Case::new(
            "aws.sns.topic",
            json!({
                "name": "alarms",
                "display_name": "acme",
                "kms_master_key_id": "$key.arn",
                "policy": lets_publish("cloudwatch.amazonaws.com"),
            }),
        )
        .called("complete")
        .needs(
            "key",
            "aws.kms.key",
            json!({"policy": policy(&["sns.amazonaws.com"])}),
        ),
        Case::new(
            "aws.sns.subscription",
            json!({"topic_arn": "$topic.arn", "protocol": "sqs", "endpoint": queue}),
        )
        .needs("topic", "aws.sns.topic", topic),
    ]
}

fn lets_publish(service: &str) -> Value {
    json!({"statement": [{
        "effect": "Allow",
        "principal": {"Service": service},
        "action": "sns:Publish",
        "resource": "arn:aws:sns:ap-northeast-1:111122223333:alarms",
    }]})
}

#[tokio::test]
async fn who_has_not_agreed_is_not_confirmed_and_goes_with_the_topic() {
    let cloud = Cloud::aws().await;
    let made = cloud
        .stand([("topic", "aws.sns.topic", json!({"name": "alarms"}))])
        .await;
    let spec = json!({
        "topic_arn": made["topic"].outputs["arn"],
        "protocol": "email",
        "endpoint": "soc@example.lg.jp",
    });
    let order = cloud.order("aws.sns.subscription", "mail", &spec);
    let kind = Kind::new("aws.sns.subscription");
    // Twice is once: the same address is the same subscription.
    let first = cloud.make(&order).await;
    assert_eq!(first, cloud.make(&order).await);
    let listed = cloud.list(&kind).await;
    assert_eq!(listed[&first.id].spec["confirmed"], json!(false));

    // SNS does not let go of it, and nothing is lost by that: nobody is told anything.
    cloud
        .delete_one(&kind, &first.id, &listed[&first.id].spec)
        .await;
    assert_eq!(cloud.list(&kind).await.len(), 1);
    let topics = Kind::new("aws.sns.topic");
    let topic = &cloud.list(&topics).await["alarms"].spec;
    cloud.delete_one(&topics, "alarms", topic).await;
    assert_eq!(cloud.list(&kind).await.len(), 0);
}
