//! `aws.events.rule`: an EventBridge rule on the default event bus (EventBridge `PutRule`,
//! `PutTargets`).
//!
//! Findings, changes of security groups, network ACLs and trails reach a person within seconds,
//! with no log group in between (NIST SP 800-53r5 SI-4, CM-3, IR-6).

use std::collections::BTreeMap;

use aws_sdk_eventbridge::types::{Rule as SdkRule, RuleState, Target as SdkTarget};
use gabakura_adapter::read_each;
use gabakura_model::Value;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::{Created, ProviderError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::events;
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn, text};
use crate::spec::{given, yes};

/// Largest page of `ListRules` and `ListTargetsByRule`.
const PAGE: i32 = 100;

/// Most targets of a rule, and of one `PutTargets` or `RemoveTargets`.
const TARGETS_MAX: usize = 5;

/// An EventBridge rule on the default event bus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Name, unique on the event bus.
    name: String,
    /// Description, up to 512 characters. Empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// Pattern of the events it matches, such as `{ source = ["aws.guardduty"] }`; empty for none.
    #[serde(default)]
    event_pattern: BTreeMap<String, Value>,
    /// Schedule that it runs on instead: `rate(1 hour)`, `cron(0 12 * * ? *)`; empty for none.
    #[serde(default)]
    schedule_expression: String,
    /// Whether it is enabled. AWS's default: true.
    #[serde(default = "yes")]
    enabled: bool,
    /// Targets that receive the events, by an id of our choice; at most five.
    #[serde(default)]
    targets: BTreeMap<String, Target>,
}

/// A target of a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Target {
    /// ARN of the target: a topic, a queue, a function, ….
    arn: String,
    /// ARN of the role that EventBridge assumes to deliver, where the target has no resource
    /// policy. Empty for none.
    #[serde(default)]
    role_arn: String,
    /// JSON that is sent instead of the event. Empty for the event itself.
    #[serde(default)]
    input: String,
}

pub(crate) struct Rule;

impl AwsKind for Rule {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name"],
        outputs: &["arn"],
        ownership: super::TAGS,
        ..Facts::named(
            "aws.events.rule",
            "an EventBridge rule on the default event bus",
            "name",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        let error = |path: &str, problem: &str| Err(SpecError::new(path, problem));
        if spec.event_pattern.is_empty() && spec.schedule_expression.is_empty() {
            return error("event_pattern", "a rule needs a pattern or a schedule");
        }
        if spec.targets.len() > TARGETS_MAX {
            return error("targets", "a rule has at most 5 targets");
        }
        Ok(())
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let (events, mut rules, mut next) = (aws.events(), Vec::new(), None);
        loop {
            let request = events.list_rules().limit(PAGE).set_next_token(next);
            let reply = request.send().await?;
            rules.extend(reply.rules.unwrap_or_default());
            next = reply.next_token;
            if next.is_none() {
                break;
            }
        }
        read_each(rules, |rule| read(aws, rule)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let request = put(aws, &new.spec, &new.spec.description);
        let reply = request
            .set_tags(Some(events::sdk_tags(&new.tags)))
            .send()
            .await?;
        made_with_arn("events", "PutRule", Some(&new.spec.name), reply.rule_arn())
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        put_targets(aws, &made.id, &new.spec.targets).await
    }

    async fn update(aws: &Clients, name: &str, before: &Spec, after: &Spec) -> Result<()> {
        // What is not managed stays.
        let description = after.description.as_ref().or(before.description.as_ref());
        put(aws, after, &description.cloned()).send().await?;
        let gone = before.targets.keys();
        let gone = gone.filter(|id| !after.targets.contains_key(*id));
        remove_targets(aws, name, gone.cloned().collect()).await?;
        put_targets(aws, name, &after.targets).await
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        // A rule with targets cannot be deleted, whoever put them there.
        let there = targets(&aws.reads(), name).await?;
        remove_targets(aws, name, there.into_keys().collect()).await?;
        aws.events().delete_rule().name(name).send().await?;
        Ok(())
    }
}

fn put(
    aws: &Clients,
    spec: &Spec,
    description: &Option<String>,
) -> aws_sdk_eventbridge::operation::put_rule::builders::PutRuleFluentBuilder {
    let state = if spec.enabled {
        RuleState::Enabled
    } else {
        RuleState::Disabled
    };
    let pattern = (!spec.event_pattern.is_empty())
        .then(|| serde_json::to_string(&spec.event_pattern).expect("a pattern is plain data"));
    let schedule = Some(spec.schedule_expression.clone()).filter(|it| !it.is_empty());
    aws.events()
        .put_rule()
        .name(&spec.name)
        .set_description(given(description))
        .set_event_pattern(pattern)
        .set_schedule_expression(schedule)
        .state(state)
}

async fn put_targets(aws: &Clients, rule: &str, targets: &BTreeMap<String, Target>) -> Result<()> {
    if targets.is_empty() {
        return Ok(());
    }
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let target = |(id, target): (&String, &Target)| {
        let builder = SdkTarget::builder().id(id).arn(&target.arn);
        let builder = builder.set_role_arn(given(&target.role_arn));
        let built = builder.set_input(given(&target.input)).build();
        built.expect("a target with id and ARN is whole")
    };
    let targets = targets.iter().map(target).collect();
    let request = aws.events().put_targets().rule(rule);
    let reply = request.set_targets(Some(targets)).send().await?;
    match reply.failed_entries().first() {
        Some(entry) => Err(failed(
            "PutTargets",
            entry.error_code(),
            entry.error_message(),
        )),
        None => Ok(()),
    }
}

/// Takes targets off; one that is gone already is no failure.
async fn remove_targets(aws: &Clients, rule: &str, ids: Vec<String>) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let request = aws.events().remove_targets().rule(rule);
    let reply = request.set_ids(Some(ids)).send().await?;
    let is_there = |code: Option<&str>| code != Some("ResourceNotFoundException");
    let mut failures = reply.failed_entries().iter();
    match failures.find(|entry| is_there(entry.error_code())) {
        Some(entry) => Err(failed(
            "RemoveTargets",
            entry.error_code(),
            entry.error_message(),
        )),
        None => Ok(()),
    }
}

/// EventBridge replies 200 and lists in the reply what it did not do.
fn failed(operation: &str, code: Option<&str>, message: Option<&str>) -> Error {
    Error::refused("events", operation, &text(code), &text(message))
}

async fn targets(aws: &Clients, rule: &str) -> Result<BTreeMap<String, Target>> {
    let (mut targets, mut next) = (BTreeMap::new(), None);
    loop {
        let request = aws.events().list_targets_by_rule().rule(rule).limit(PAGE);
        let reply = request.set_next_token(next).send().await?;
        targets.extend(reply.targets.unwrap_or_default().into_iter().map(|it| {
            let target = Target {
                arn: it.arn,
                role_arn: it.role_arn.unwrap_or_default(),
                input: it.input.unwrap_or_default(),
            };
            (it.id, target)
        }));
        next = reply.next_token;
        if next.is_none() {
            return Ok(targets);
        }
    }
}

async fn read(aws: &Clients, rule: SdkRule) -> Result<Option<Item<Spec>>> {
    let (name, arn) = (text(rule.name()), text(rule.arn()));
    let targets = targets(aws, &name).await?;
    let request = aws.events().list_tags_for_resource().resource_arn(&arn);
    let tags = request.send().await?.tags.unwrap_or_default();
    let pattern = rule.event_pattern().map(serde_json::from_str).transpose();
    let pattern = pattern.map_err(|error| ProviderError::Malformed {
        service: "events".to_owned(),
        operation: "ListRules".to_owned(),
        message: format!("the pattern of `{name}`: {error}"),
    })?;
    let spec = Spec {
        name: name.clone(),
        description: Some(text(rule.description())),
        event_pattern: pattern.unwrap_or_default(),
        schedule_expression: text(rule.schedule_expression()),
        enabled: rule.state() != Some(&RuleState::Disabled),
        targets,
    };
    let tags = tags.into_iter().map(|tag| (tag.key, tag.value)).collect();
    // Services put rules of their own beside ours; only they can change them.
    let is_platform = rule.managed_by().is_some() || name.starts_with(PLATFORM_PREFIX);
    let item = Item::new(name, spec).tags(tags).output("arn", arn);
    Ok(Some(item.platform(is_platform)))
}

/// Rules that Control Tower makes.
const PLATFORM_PREFIX: &str = "aws-controltower-";
