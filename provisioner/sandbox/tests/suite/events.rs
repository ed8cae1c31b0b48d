//! EventBridge.

use aws_sdk_eventbridge::types::{RuleState, Target};

use crate::support::{Cloud, client, code};

#[tokio::test]
async fn a_rule_from_creation_to_deletion() {
    let cloud = Cloud::new();
    let events = client!(aws_sdk_eventbridge, cloud);
    let rule = || events.put_rule().name("findings");
    assert_eq!(code!(rule().send()), "ValidationException");
    let loose = rule().event_pattern(r#"{"source":"aws.guardduty"}"#);
    assert_eq!(code!(loose.send()), "InvalidEventPatternException");
    let pattern = r#"{"source":["aws.guardduty"]}"#;
    rule().event_pattern(pattern).send().await.expect("a rule");

    let target = |n: usize| {
        let target = Target::builder().id(n.to_string());
        target.arn("arn:aws:sns:::t").build().expect("a target")
    };
    let put = |n: usize| {
        let targets = (0..n).map(target).collect();
        let request = events.put_targets().rule("findings");
        request.set_targets(Some(targets)).send()
    };
    assert_eq!(code!(put(6)), "LimitExceededException");
    put(2).await.expect("targets");
    let delete = || events.delete_rule().name("findings").send();
    assert_eq!(code!(delete()), "ValidationException");

    drop(events);
    let cloud = cloud.reopened().await;
    let events = client!(aws_sdk_eventbridge, cloud);
    let listed = events.list_rules().send().await.expect("rules");
    assert_eq!(listed.rules()[0].state(), Some(&RuleState::Enabled));
    assert_eq!(listed.rules()[0].event_pattern(), Some(pattern));
    let remove = |id: &str| events.remove_targets().rule("findings").ids(id).send();
    assert_eq!(remove("0").await.expect("removed").failed_entry_count(), 0);
    let again = remove("0").await.expect("an answer");
    assert_eq!(again.failed_entry_count(), 1);
    remove("1").await.expect("removed");
    let delete = || events.delete_rule().name("findings").send();
    delete().await.expect("deleted");
    delete().await.expect("deleted twice");
    let targets = events.list_targets_by_rule().rule("findings").send();
    assert_eq!(code!(targets), "ResourceNotFoundException");
}
