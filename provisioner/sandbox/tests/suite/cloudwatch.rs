//! CloudWatch.

use aws_sdk_cloudwatch::types::{ComparisonOperator, Statistic, Tag};

use crate::support::{ALICE, Cloud, OSAKA, client, code};

#[tokio::test]
async fn an_alarm_from_creation_to_deletion() {
    let cloud = Cloud::new();
    let alarms = client!(aws_sdk_cloudwatch, cloud);
    let put = |period: i32| {
        alarms
            .put_metric_alarm()
            .alarm_name("root-use")
            .namespace("Audit")
            .metric_name("RootUse")
            .statistic(Statistic::Sum)
            .period(period)
            .evaluation_periods(1)
            .threshold(1.0)
            .comparison_operator(ComparisonOperator::GreaterThanOrEqualToThreshold)
    };
    assert_eq!(code!(put(45).send()), "ValidationError");
    let many = (0..6).map(|n| format!("arn:aws:sns:::{n}")).collect();
    let many = put(60).set_alarm_actions(Some(many));
    assert_eq!(code!(many.send()), "ValidationError");
    let tag = |value: &str| Tag::builder().key("a").value(value).build();
    put(60).tags(tag("1")).send().await.expect("put");
    // What is put again is changed, but for its tags.
    put(300).tags(tag("2")).send().await.expect("put again");

    drop(alarms);
    let cloud = cloud.reopened().await;
    let alarms = client!(aws_sdk_cloudwatch, cloud);
    let read = alarms.describe_alarms().send().await.expect("alarms");
    let [alarm] = read.metric_alarms() else {
        panic!("one alarm, not {read:?}");
    };
    assert_eq!(alarm.period(), Some(300));
    assert_eq!(alarm.threshold(), Some(1.0));
    assert_eq!(alarm.actions_enabled(), Some(true));
    let arn = alarm.alarm_arn().expect("an ARN");
    let tags = alarms.list_tags_for_resource().resource_arn(arn).send();
    assert_eq!(tags.await.expect("tags").tags(), [tag("1")]);

    let osaka = client!(aws_sdk_cloudwatch, cloud, ALICE, OSAKA);
    let there = osaka.describe_alarms().send().await.expect("alarms");
    assert!(there.metric_alarms().is_empty());
    let delete = || alarms.delete_alarms().alarm_names("root-use").send();
    delete().await.expect("deleted");
    assert_eq!(code!(delete()), "ResourceNotFound");
}
