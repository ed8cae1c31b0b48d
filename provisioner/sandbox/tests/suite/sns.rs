//! SNS.

use aws_sdk_sns::types::Tag;

use crate::support::{Cloud, client, code};

#[tokio::test]
async fn a_topic_is_made_once_and_only_as_it_is() {
    let cloud = Cloud::new();
    let sns = client!(aws_sdk_sns, cloud);
    let create = |name: &str| sns.create_topic().name(name);
    assert_eq!(code!(create("a b").send()), "InvalidParameter");
    let tag = Tag::builder().key("a").value("1").build().expect("a tag");
    let alarms = create("alarms").tags(tag.clone());
    let alarms = alarms.attributes("DisplayName", "acme");
    let made = alarms.clone().send().await.expect("a topic");
    let arn = made.topic_arn().expect("an ARN");
    assert_eq!(arn, "arn:aws:sns:ap-northeast-1:111122223333:alarms");
    assert_eq!(
        alarms.send().await.expect("the same").topic_arn(),
        Some(arn)
    );
    let other = create("alarms").tags(tag).attributes("DisplayName", "x");
    assert_eq!(code!(other.send()), "InvalidParameter");
    assert_eq!(code!(create("alarms").send()), "InvalidParameter");

    let read = sns.get_topic_attributes().topic_arn(arn).send();
    let read = read.await.expect("attributes");
    let attributes = read.attributes().expect("attributes");
    assert_eq!(attributes["DisplayName"], "acme");
    assert!(attributes["Policy"].contains("__default_policy_ID"));
    let set = sns.set_topic_attributes().topic_arn(arn);
    let set = set.attribute_name("Policy").attribute_value("no policy");
    assert_eq!(code!(set.send()), "InvalidParameter");

    let delete = || sns.delete_topic().topic_arn(arn).send();
    delete().await.expect("deleted");
    delete().await.expect("deleted twice");
    let read = sns.get_topic_attributes().topic_arn(arn).send();
    assert_eq!(code!(read), "NotFound");
}

#[tokio::test]
async fn a_subscription_waits_for_an_answer() {
    let cloud = Cloud::new();
    let sns = client!(aws_sdk_sns, cloud);
    let made = sns.create_topic().name("alarms").send().await;
    let arn = made.expect("a topic").topic_arn.expect("an ARN");
    let subscribe = |topic: &str, endpoint: &str| {
        let request = sns.subscribe().topic_arn(topic).protocol("email");
        request.endpoint(endpoint)
    };
    let nowhere = subscribe("arn:aws:sns:ap-northeast-1:111122223333:none", "a@b.jp");
    assert_eq!(code!(nowhere.send()), "NotFound");
    assert_eq!(code!(subscribe(&arn, "nobody").send()), "InvalidParameter");
    let asked = subscribe(&arn, "a@b.jp").send().await.expect("asked");
    assert_eq!(asked.subscription_arn(), Some("pending confirmation"));
    let told = subscribe(&arn, "a@b.jp").return_subscription_arn(true);
    let told = told.send().await.expect("told").subscription_arn;
    let told = told.expect("an ARN");

    drop(sns);
    let cloud = cloud.reopened().await;
    let sns = client!(aws_sdk_sns, cloud);
    let list = || sns.list_subscriptions().send();
    let pending = list().await.expect("subscriptions");
    let [it] = pending.subscriptions() else {
        panic!("one subscription, not {pending:?}");
    };
    assert_eq!(it.subscription_arn(), Some("PendingConfirmation"));
    let end = || sns.unsubscribe().subscription_arn(&told).send();
    assert_eq!(code!(end()), "InvalidParameter");
    let confirm = sns.confirm_subscription().topic_arn(&arn).token("t");
    confirm.send().await.expect("confirmed");
    let agreed = list().await.expect("subscriptions");
    assert_eq!(agreed.subscriptions()[0].subscription_arn(), Some(&*told));
    end().await.expect("ended");
    assert!(list().await.expect("none").subscriptions().is_empty());
}
