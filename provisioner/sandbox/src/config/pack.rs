//! Conformance packs: sets of rules that AWS Config creates from a template.
//!
//! Templates are read in JSON alone. What takes AWS minutes is done at once, or has failed.

use serde_json::{Map, Value, json};

use super::recorder::{RECORDER, described};
use super::rule::{self, RULE, invalid};
use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::clock;
use crate::ids;
use crate::records::{done, items, page_by, tags, text};
use crate::service::{Answer, Context};

/// Packs by name.
pub(super) const PACK: Kind = Kind::regional("config.conformance_pack");
const PAGE: usize = 20;
/// The service that creates the rules of packs.
const CREATOR: &str = "config-conforms.amazonaws.com";

pub(super) fn put(cx: &mut Context) -> Answer {
    let name = cx.text("ConformancePackName");
    let legal = |it: char| it.is_ascii_alphanumeric() || it == '-';
    let begins = name.starts_with(|it: char| it.is_ascii_alphabetic());
    if !begins || name.len() > 256 || !name.chars().all(legal) {
        return Err(AwsError::bad("ValidationException", "conformancePackName"));
    }
    let template: Value = serde_json::from_str(cx.text("TemplateBody")).unwrap_or_default();
    let Some(resources) = template["Resources"]
        .as_object()
        .filter(|it| !it.is_empty())
    else {
        return Err(unusable("Template must have at least one resource."));
    };
    let unsupported = |it: &&Value| text(it, "Type") != "AWS::Config::ConfigRule";
    if let Some(unsupported) = resources.values().find(unsupported) {
        let message = format!("{} is not supported.", text(unsupported, "Type"));
        return Err(unusable(&message));
    }
    let digest = ids::digest(&[&cx.call.account, &cx.call.region, name]);
    let id = format!("conformance-pack-{}", &digest[..9]);
    let arn = cx.arn("config", format_args!("conformance-pack/{name}/{id}"));
    let existing = cx.get(PACK, name);
    let state = if existing.is_some() {
        "UPDATE"
    } else {
        "CREATE"
    };
    let tags = match existing {
        Some(mut existing) => existing["Tags"].take(),
        None => tags(&cx.request["Tags"]).into(),
    };
    let (state, why) = match create_rules(cx, &id, resources) {
        Ok(()) => (format!("{state}_COMPLETE"), Value::Null),
        Err(why) => (format!("{state}_FAILED"), why.message.into()),
    };
    let mut fields = json!({
        "ConformancePackName": name, "ConformancePackArn": arn, "ConformancePackId": id,
        "LastUpdateRequestedTime": clock::now(),
    });
    let settings = [
        "DeliveryS3Bucket",
        "DeliveryS3KeyPrefix",
        "ConformancePackInputParameters",
    ];
    for given in settings
        .iter()
        .filter(|given| !cx.request[**given].is_null())
    {
        fields[*given] = cx.request[*given].clone();
    }
    let pack = json!({ "Fields": fields, "Tags": tags, "State": state, "Reason": why });
    cx.put(PACK, name, pack);
    Ok(json!({ "ConformancePackArn": arn }))
}

/// Creates all rules of a pack and deletes those of before; or leaves all as it was.
fn create_rules(
    cx: &mut Context,
    id: &str,
    resources: &Map<String, Value>,
) -> Result<(), AwsError> {
    if cx.list(RECORDER).is_empty() {
        return Err(invalid("Configuration recorder is not available."));
    }
    let mut rules = Vec::new();
    for resource in resources.values() {
        let mut rule = resource["Properties"].clone();
        rule::check(&rule)?;
        rule["ConfigRuleName"] = format!("{}-{id}", text(&rule, "ConfigRuleName")).into();
        if rule["InputParameters"].is_object() {
            rule["InputParameters"] = rule["InputParameters"].to_string().into();
        }
        rule["CreatedBy"] = CREATOR.into();
        rules.push(rule);
    }
    delete_rules(cx, id);
    for rule in rules {
        let path = format!("aws-service-rule/{CREATOR}/");
        let record = rule::record(cx, text(&rule, "ConfigRuleName"), &path, json!({}));
        rule::keep(cx, record, &rule);
    }
    Ok(())
}

fn delete_rules(cx: &mut Context, id: &str) {
    for rule in cx.list(RULE) {
        let name = text(&rule["Fields"], "ConfigRuleName");
        if name.ends_with(&format!("-{id}")) {
            cx.remove(RULE, name);
        }
    }
}

pub(super) fn describe(cx: &mut Context) -> Answer {
    for name in items(&cx.request["ConformancePackNames"]).filter_map(Value::as_str) {
        pack(cx, name)?;
    }
    let (packs, next) = wanted(cx);
    Ok(json!({ "ConformancePackDetails": packs, "NextToken": next }))
}

pub(super) fn status(cx: &mut Context) -> Answer {
    let (packs, next) = wanted(cx);
    let status = |fields: &Value| {
        let name = text(fields, "ConformancePackName");
        let pack = cx.get(PACK, name).unwrap_or_default();
        json!({
            "ConformancePackName": name, "ConformancePackId": fields["ConformancePackId"],
            "ConformancePackArn": fields["ConformancePackArn"],
            "StackArn": cx.arn("cloudformation", format_args!("stack/awsconfigconforms-{name}/1")),
            "ConformancePackState": pack["State"], "ConformancePackStatusReason": pack["Reason"],
            "LastUpdateRequestedTime": fields["LastUpdateRequestedTime"],
        })
    };
    let details: Vec<Value> = packs.iter().map(status).collect();
    Ok(json!({ "ConformancePackStatusDetails": details, "NextToken": next }))
}

/// A page of the packs that a request names, or of all.
fn wanted(cx: &Context) -> (Vec<Value>, Option<String>) {
    let mut packs = described(cx, PACK);
    if let Some(names) = cx.request["ConformancePackNames"].as_array() {
        packs.retain(|it| names.contains(&it["ConformancePackName"]));
    }
    let token = cx.request["NextToken"].as_str();
    page_by(packs, "ConformancePackName", token, PAGE)
}

pub(super) fn delete(cx: &mut Context) -> Answer {
    let name = cx.text("ConformancePackName");
    let pack = pack(cx, name)?;
    delete_rules(cx, text(&pack["Fields"], "ConformancePackId"));
    cx.remove(PACK, name);
    done()
}

fn pack(cx: &Context, name: &str) -> Answer {
    cx.get(PACK, name).ok_or_else(|| {
        let message = format!("Conformance pack {name} does not exist.");
        AwsError::bad("NoSuchConformancePackException", message)
    })
}

fn unusable(message: &str) -> AwsError {
    AwsError::bad("ConformancePackTemplateValidationException", message)
}
