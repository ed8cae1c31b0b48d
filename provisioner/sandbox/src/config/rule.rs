//! Rules of AWS's own, and those that conformance packs make.

use serde_json::{Value, json};

use super::recorder::RECORDER;
use crate::bank::Bank;
use crate::call::Call;
use crate::ids;
use crate::mends::paging::page;
use crate::records::{tags, text};
use crate::refusal::Refusal;

/// Rules by name.
pub(super) const RULE: &str = "config.rule";
const PAGE: usize = 25;

pub(super) fn put(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let rule = &request["ConfigRule"];
    let name = text(rule, "ConfigRuleName");
    if bank.sides(RECORDER, &call.region).is_empty() {
        let message = "Configuration recorder is not available to put config rule.";
        let code = "NoAvailableConfigurationRecorderException";
        return Err(Refusal::bad(code, message));
    }
    if name.is_empty() || name.len() > 128 {
        return Err(Refusal::bad("ValidationException", "configRuleName"));
    }
    if !rule["CreatedBy"].is_null() {
        return Err(invalid("CreatedBy is not yours to fill in."));
    }
    check(rule)?;
    let there = bank.side(RULE, &call.region, name).cloned();
    there.as_ref().map_or(Ok(()), is_free)?;
    let made = there.unwrap_or_else(|| record(call, name, "", tags(&request["Tags"]).into()));
    keep(call, made, rule, bank);
    Ok(json!({}))
}

/// What a service made, only that service can change.
fn is_free(rule: &Value) -> Result<(), Refusal> {
    if rule["Fields"]["CreatedBy"].is_null() {
        return Ok(());
    }
    let message = "An AWS service owns ServiceLinkedConfigRule. You do not have permissions to take action on this rule.";
    Err(Refusal::bad("AccessDeniedException", message))
}

/// A new rule without its settings.
pub(super) fn record(call: &Call, name: &str, path: &str, tags: Value) -> Value {
    let (region, account) = (&call.region, &call.account);
    let id = format!(
        "config-rule-{}",
        &ids::digest(&[account, region, name])[..6]
    );
    let arn = format!("arn:aws:config:{region}:{account}:config-rule/{path}{id}");
    json!({ "Fields": { "ConfigRuleArn": arn, "ConfigRuleId": id }, "Tags": tags })
}

/// Lays settings over a record and keeps it under its name.
pub(super) fn keep(call: &Call, record: Value, rule: &Value, bank: &mut Bank) {
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
    bank.set_side(RULE, &call.region, &name, kept);
}

/// What AWS Config refuses of a rule, wherever it comes from.
pub(super) fn check(rule: &Value) -> Result<(), Refusal> {
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

pub(super) fn describe(call: &Call, request: &Value, bank: &Bank) -> Result<Value, Refusal> {
    let mut rules = bank.sides(RULE, &call.region);
    if let Some(names) = request["ConfigRuleNames"].as_array() {
        for name in names.iter().filter_map(Value::as_str) {
            rule(call, name, bank)?;
        }
        rules.retain(|it| names.contains(&it["Fields"]["ConfigRuleName"]));
    }
    let key = |it: &Value| text(&it["Fields"], "ConfigRuleName").to_owned();
    let (mut rules, next) = page(rules, key, request["NextToken"].as_str(), PAGE);
    let rules: Vec<Value> = rules.iter_mut().map(|it| it["Fields"].take()).collect();
    Ok(json!({ "ConfigRules": rules, "NextToken": next }))
}

pub(super) fn delete(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = text(request, "ConfigRuleName");
    is_free(&rule(call, name, bank)?)?;
    bank.set_side(RULE, &call.region, name, Value::Null);
    Ok(json!({}))
}

fn rule(call: &Call, name: &str, bank: &Bank) -> Result<Value, Refusal> {
    let rule = bank.side(RULE, &call.region, name).cloned();
    rule.ok_or_else(|| {
        let message =
            "The ConfigRule provided in the request is invalid. Please check the configRule name.";
        Refusal::bad("NoSuchConfigRuleException", message)
    })
}

pub(super) fn invalid(message: &str) -> Refusal {
    Refusal::bad("InvalidParameterValueException", message)
}
