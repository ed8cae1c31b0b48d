//! AWS managed rules, and those that conformance packs create.

use serde_json::{Value, json};

use super::recorder::RECORDER;
use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::ids;
use crate::records::{done, items, page_by, tags, text};
use crate::service::{Answer, Context};

/// Rules by name.
pub(super) const RULE: Kind = Kind::regional("config.rule");
const PAGE: usize = 25;

pub(super) fn put(cx: &mut Context) -> Answer {
    let rule = &cx.request["ConfigRule"];
    let name = text(rule, "ConfigRuleName");
    if cx.list(RECORDER).is_empty() {
        let message = "Configuration recorder is not available to put config rule.";
        let code = "NoAvailableConfigurationRecorderException";
        return Err(AwsError::bad(code, message));
    }
    if name.is_empty() || name.len() > 128 {
        return Err(AwsError::bad("ValidationException", "configRuleName"));
    }
    if !rule["CreatedBy"].is_null() {
        return Err(invalid("CreatedBy is not yours to fill in."));
    }
    check(rule)?;
    let existing = cx.get(RULE, name);
    existing.as_ref().map_or(Ok(()), check_owner)?;
    let new = || record(cx, name, "", tags(&cx.request["Tags"]).into());
    let record = existing.unwrap_or_else(new);
    keep(cx, record, rule);
    done()
}

/// Only the service that created a rule can change it.
fn check_owner(rule: &Value) -> Result<(), AwsError> {
    if rule["Fields"]["CreatedBy"].is_null() {
        return Ok(());
    }
    let message = "An AWS service owns ServiceLinkedConfigRule. You do not have permissions to take action on this rule.";
    Err(AwsError::bad("AccessDeniedException", message))
}

/// A new rule without its settings.
pub(super) fn record(cx: &Context, name: &str, path: &str, tags: Value) -> Value {
    let digest = ids::digest(&[&cx.call.account, &cx.call.region, name]);
    let id = format!("config-rule-{}", &digest[..6]);
    let arn = cx.arn("config", format_args!("config-rule/{path}{id}"));
    json!({ "Fields": { "ConfigRuleArn": arn, "ConfigRuleId": id }, "Tags": tags })
}

/// Lays settings over a record and keeps it under its name.
pub(super) fn keep(cx: &mut Context, record: Value, rule: &Value) {
    let name = text(rule, "ConfigRuleName").to_owned();
    let mut fields = rule.clone();
    for own in ["ConfigRuleArn", "ConfigRuleId"] {
        fields[own] = record["Fields"][own].clone();
    }
    fields["ConfigRuleState"] = "ACTIVE".into();
    let modes = fields["EvaluationModes"].is_null();
    if modes {
        fields["EvaluationModes"] = json!([{ "Mode": "DETECTIVE" }]);
    }
    let kept = json!({ "Fields": fields, "Tags": record["Tags"] });
    cx.put(RULE, &name, kept);
}

/// What AWS Config refuses of a rule, wherever it comes from.
pub(super) fn check(rule: &Value) -> Result<(), AwsError> {
    let identifier = text(&rule["Source"], "SourceIdentifier");
    let legal = |it: char| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '_';
    let is_managed = text(&rule["Source"], "Owner") == "AWS";
    if is_managed && (identifier.is_empty() || !identifier.chars().all(legal)) {
        let message = format!("The sourceIdentifier {identifier} is invalid.");
        return Err(invalid(&message));
    }
    if let Some(parameters) = rule["InputParameters"].as_str() {
        let read: Result<Value, _> = serde_json::from_str(parameters);
        let plain = |fields: Value| {
            let fields = fields.as_object().cloned();
            fields.is_some_and(|it| it.values().all(Value::is_string))
        };
        if !read.is_ok_and(plain) {
            let message = format!("Invalid json {parameters} passed in the InputParameters field");
            return Err(invalid(&message));
        }
    }
    let scope = &rule["Scope"];
    let types = scope["ComplianceResourceTypes"].as_array();
    if !scope["ComplianceResourceId"].is_null() && types.is_none_or(|types| types.len() != 1) {
        return Err(invalid("A ComplianceResourceId needs one resource type."));
    }
    if !scope["TagValue"].is_null() && scope["TagKey"].is_null() {
        return Err(invalid("A TagValue needs a TagKey."));
    }
    Ok(())
}

pub(super) fn describe(cx: &mut Context) -> Answer {
    let mut rules = cx.list(RULE);
    if let Some(names) = cx.request["ConfigRuleNames"].as_array() {
        for name in items(&cx.request["ConfigRuleNames"]).filter_map(Value::as_str) {
            rule(cx, name)?;
        }
        rules.retain(|it| names.contains(&it["Fields"]["ConfigRuleName"]));
    }
    let rules = rules.iter_mut().map(|it| it["Fields"].take()).collect();
    let token = cx.request["NextToken"].as_str();
    let (rules, next) = page_by(rules, "ConfigRuleName", token, PAGE);
    Ok(json!({ "ConfigRules": rules, "NextToken": next }))
}

pub(super) fn delete(cx: &mut Context) -> Answer {
    let name = cx.text("ConfigRuleName");
    check_owner(&rule(cx, name)?)?;
    cx.remove(RULE, name);
    done()
}

fn rule(cx: &Context, name: &str) -> Answer {
    cx.get(RULE, name).ok_or_else(|| {
        let message =
            "The ConfigRule provided in the request is invalid. Please check the configRule name.";
        AwsError::bad("NoSuchConfigRuleException", message)
    })
}

pub(super) fn invalid(message: &str) -> AwsError {
    AwsError::bad("InvalidParameterValueException", message)
}
