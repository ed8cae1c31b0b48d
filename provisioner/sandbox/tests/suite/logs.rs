//! CloudWatch Logs.

use aws_sdk_cloudwatchlogs::types::builders::MetricTransformationBuilder;
use aws_sdk_cloudwatchlogs::types::{MetricTransformation, StandardUnit};

use crate::support::{Cloud, client, code};

const KEY: &str = "arn:aws:kms:ap-northeast-1:111122223333:key/k";

#[tokio::test]
async fn a_log_group_keeps_its_settings() {
    let cloud = Cloud::new();
    let logs = client!(aws_sdk_cloudwatchlogs, cloud);
    let create = || {
        logs.create_log_group()
            .log_group_name("/gabakura/trail")
            .kms_key_id(KEY)
            .tags("a", "1")
    };
    create().send().await.expect("a group");
    assert_eq!(code!(create().send()), "ResourceAlreadyExistsException");
    let retain = logs
        .put_retention_policy()
        .log_group_name("/gabakura/trail")
        .retention_in_days(365);
    retain.send().await.expect("retained");
    let odd = logs
        .put_retention_policy()
        .log_group_name("/gabakura/trail")
        .retention_in_days(2)
        .send();
    assert_eq!(code!(odd), "InvalidParameterException");
    let read = || {
        logs.describe_log_groups()
            .log_group_name_prefix("/gabakura")
            .send()
    };
    let group = read().await.expect("groups").log_groups()[0].clone();
    assert_eq!(group.retention_in_days(), Some(365));
    assert_eq!(group.kms_key_id(), Some(KEY));
    let arn = group.log_group_arn().expect("arn");
    assert_eq!(
        arn,
        "arn:aws:logs:ap-northeast-1:111122223333:log-group:/gabakura/trail"
    );

    logs.disassociate_kms_key()
        .log_group_name("/gabakura/trail")
        .send()
        .await
        .expect("apart");
    assert_eq!(
        read().await.expect("groups").log_groups()[0].kms_key_id(),
        None
    );
    let associate = logs
        .associate_kms_key()
        .resource_identifier(arn)
        .kms_key_id(KEY);
    associate.send().await.expect("together");
    assert_eq!(
        read().await.expect("groups").log_groups()[0].kms_key_id(),
        Some(KEY)
    );

    logs.tag_resource()
        .resource_arn(arn)
        .tags("b", "2")
        .send()
        .await
        .expect("tagged");
    logs.untag_resource()
        .resource_arn(arn)
        .tag_keys("a")
        .send()
        .await
        .expect("untagged");
    let tags = logs
        .list_tags_for_resource()
        .resource_arn(arn)
        .send()
        .await
        .expect("tags");
    assert_eq!(tags.tags().expect("tags").len(), 1);

    logs.delete_retention_policy()
        .log_group_name("/gabakura/trail")
        .send()
        .await
        .expect("forever");
    assert_eq!(
        read().await.expect("groups").log_groups()[0].retention_in_days(),
        None
    );
    logs.delete_log_group()
        .log_group_name("/gabakura/trail")
        .send()
        .await
        .expect("deleted");
    let gone = logs
        .delete_log_group()
        .log_group_name("/gabakura/trail")
        .send();
    assert_eq!(code!(gone), "ResourceNotFoundException");
}

#[tokio::test]
async fn groups_come_in_pages() {
    let cloud = Cloud::new();
    let logs = client!(aws_sdk_cloudwatchlogs, cloud);
    for number in 0..60 {
        let name = format!("/group/{number:02}");
        logs.create_log_group()
            .log_group_name(name)
            .send()
            .await
            .expect("a group");
    }
    let first = logs.describe_log_groups().send().await.expect("a page");
    assert_eq!(first.log_groups().len(), 50);
    let rest = logs
        .describe_log_groups()
        .next_token(first.next_token().expect("token"));
    assert_eq!(rest.send().await.expect("a page").log_groups().len(), 10);
    let some = logs
        .describe_log_groups()
        .log_group_name_pattern("P/1")
        .send()
        .await
        .expect("some");
    assert_eq!(some.log_groups().len(), 10);
}

#[tokio::test]
async fn a_metric_filter_has_one_metric_and_goes_with_its_group() {
    let cloud = Cloud::new();
    let logs = client!(aws_sdk_cloudwatchlogs, cloud);
    let create = || logs.create_log_group().log_group_name("/gabakura/trail");
    create().send().await.expect("a group");
    let metric = || {
        let metric = MetricTransformation::builder().metric_namespace("Gabakura");
        metric.metric_name("Root").metric_value("1")
    };
    let put = |name: &str, metric: MetricTransformationBuilder| {
        let put = logs.put_metric_filter().log_group_name("/gabakura/trail");
        let put = put.filter_name(name).filter_pattern("root");
        put.metric_transformations(metric.build().expect("a metric"))
    };
    let both = metric().default_value(0.0).dimensions("User", "$.user");
    let both = put("both", both).send();
    assert_eq!(code!(both), "InvalidParameterException");
    let two = put("two", metric());
    let two = two.metric_transformations(metric().build().expect("a metric"));
    assert_eq!(code!(two.send()), "InvalidParameterException");
    for name in ["b", "a"] {
        let metric = metric().default_value(0.0).unit(StandardUnit::Count);
        put(name, metric).send().await.expect("a filter");
    }
    let listed = || logs.describe_metric_filters().limit(1).into_paginator();
    let filters = listed().items().send().try_collect().await;
    let filters = filters.expect("filters");
    let names: Vec<_> = filters.iter().filter_map(|it| it.filter_name()).collect();
    assert_eq!(names, ["a", "b"]);
    let told = &filters[0].metric_transformations()[0];
    assert_eq!(told.default_value(), Some(0.0));
    assert_eq!(told.unit(), Some(&StandardUnit::Count));
    let groups = logs.describe_log_groups().send().await.expect("groups");
    assert_eq!(groups.log_groups()[0].metric_filter_count(), Some(2));

    let delete = logs.delete_log_group().log_group_name("/gabakura/trail");
    delete.send().await.expect("deleted");
    create().send().await.expect("a group again");
    let filters = listed().items().send().try_collect().await;
    assert!(filters.expect("filters").is_empty());
}
