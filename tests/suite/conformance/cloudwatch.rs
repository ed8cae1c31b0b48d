//! CloudWatch.

use serde_json::{Value, json};

use super::case::Case;

pub fn cases() -> Vec<Case> {
    let topic = json!({"name": "alarms"});
    vec![
        Case::new("aws.cloudwatch.alarm", alarm("root-use"))
            .needs("topic", "aws.sns.topic", topic.clone())
            .change(json!({"alarm_actions": ["$topic.arn"], "alarm_description": "根の利用"}))
            .change(json!({"threshold": 5, "period": 60, "evaluation_periods": 3}))
            .change(json!({"datapoints_to_alarm": 2, "treat_missing_data": "notBreaching"}))
            .change(json!({
                "namespace": "AWS/EC2", "metric_name": "CPUUtilization", "statistic": "Average",
                "unit": "Percent", "dimensions": {"InstanceId": "i-1"}, "threshold": 0.5,
                "comparison_operator": "LessThanThreshold",
            }))
            .change(json!({
                "ok_actions": ["$topic.arn"], "insufficient_data_actions": ["$topic.arn"],
                "alarm_description": "",
            }))
            .change(json!({"actions_enabled": false, "alarm_actions": [], "unit": ""}))
            .change(json!({"actions_enabled": true, "ok_actions": [], "dimensions": {}}))
            .meddling(json!({"actions_enabled": false, "threshold": 1000})),
    ]
}

/// An alarm on a count of events.
pub fn alarm(name: &str) -> Value {
    json!({
        "alarm_name": name,
        "namespace": "Gabakura/Audit",
        "metric_name": "RootUse",
        "statistic": "Sum",
        "period": 300,
        "evaluation_periods": 1,
        "threshold": 1,
        "comparison_operator": "GreaterThanOrEqualToThreshold",
    })
}
