//! EventBridge.

use serde_json::json;

use super::case::Case;

pub fn cases() -> Vec<Case> {
    let findings = json!({
        "name": "findings",
        "event_pattern": {"source": ["aws.guardduty"], "detail": {"severity": [{"numeric": [">=", 4]}]}},
    });
    let role = "arn:aws:iam::111122223333:role/deliver";
    vec![
        Case::new("aws.events.rule", findings)
            .needs("topic", "aws.sns.topic", json!({"name": "alarms"}))
            .needs("other", "aws.sns.topic", json!({"name": "others"}))
            .change(json!({"targets": {"alarms": {"arn": "$topic.arn"}}}))
            .change(
                json!({"description": "脅威の検知", "event_pattern": {"source": ["aws.health"]}}),
            )
            .change(json!({"targets": {
                "alarms": {"arn": "$other.arn", "input": "{\"a\":1}"},
                "more": {"arn": "$topic.arn", "role_arn": role},
            }}))
            .change(json!({"targets": {"more": {"arn": "$topic.arn"}}, "description": ""}))
            .change(json!({"event_pattern": {}, "schedule_expression": "rate(1 hour)"}))
            .change(json!({"enabled": false}))
            .change(json!({"enabled": true, "targets": {}}))
            .meddling(json!({"enabled": false, "targets": {"spy": {"arn": "$other.arn"}}})),
        Case::new(
            "aws.events.rule",
            json!({
                "name": "hourly",
                "schedule_expression": "rate(1 hour)",
                "targets": {"alarms": {"arn": "$topic.arn"}},
            }),
        )
        .called("complete")
        .needs("topic", "aws.sns.topic", json!({"name": "alarms"})),
    ]
}
