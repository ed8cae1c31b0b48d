//! Conformance packs: sets of rules that AWS Config makes from a template.
//!
//! Templates are read in JSON alone. What takes AWS minutes is done at once, or has failed.

use serde_json::{Map, Value, json};

use super::recorder::RECORDER;
use super::rule::{self, RULE, invalid};
use crate::bank::Bank;
use crate::call::Call;
use crate::clock;
use crate::ids;
use crate::mends::paging::page;
use crate::records::{tags, text};
use crate::refusal::Refusal;

/// Packs by name.
pub(super) const PACK: &str = "config.conformance_pack";
const PAGE: usize = 20;
/// Who makes the rules of packs.
const MAKER: &str = "config-conforms.amazonaws.com";

pub(super) fn put(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let (region, account) = (&call.region, &call.account);
    let name = text(request, "ConformancePackName");
    let legal = |it: char| it.is_ascii_alphanumeric() || it == '-';
    let begins = name.starts_with(|it: char| it.is_ascii_alphabetic());
    if !begins || name.len() > 256 || !name.chars().all(legal) {
        return Err(Refusal::bad("ValidationException", "conformancePackName"));
    }
    let template: Value = serde_json::from_str(text(request, "TemplateBody")).unwrap_or_default();
    let Some(resources) = template["Resources"]
        .as_object()
        .filter(|it| !it.is_empty())
    else {
        return Err(unusable("Template must have at least one resource."));
    };
    let strange = |it: &&Value| text(it, "Type") != "AWS::Config::ConfigRule";
    if let Some(strange) = resources.values().find(strange) {
        let message = format!("{} is not supported.", text(strange, "Type"));
        return Err(unusable(&message));
    }
    let id = format!(
        "conformance-pack-{}",
        &ids::digest(&[account, region, name])[..9]
    );
    let arn = format!("arn:aws:config:{region}:{account}:conformance-pack/{name}/{id}");
    let there = bank.side(PACK, region, name);
    let state = if there.is_some() { "UPDATE" } else { "CREATE" };
    let tags = there.map_or_else(|| tags(&request["Tags"]).into(), |it| it["Tags"].clone());
    let (state, why) = match make(call, &id, resources, bank) {
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
    for given in settings.iter().filter(|given| !request[**given].is_null()) {
        fields[*given] = request[*given].clone();
    }
    let pack = json!({ "Fields": fields, "Tags": tags, "State": state, "Reason": why });
    bank.set_side(PACK, region, name, pack);
    Ok(json!({ "ConformancePackArn": arn }))
}

/// Makes all rules of a pack and takes those that were there before; or leaves all as it was.
fn make(
    call: &Call,
    id: &str,
    resources: &Map<String, Value>,
    bank: &mut Bank,
) -> Result<(), Refusal> {
    if bank.sides(RECORDER, &call.region).is_empty() {
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
        rule["CreatedBy"] = MAKER.into();
        rules.push(rule);
    }
    take(call, id, bank);
    for made in rules {
        let path = format!("aws-service-rule/{MAKER}/");
        let name = text(&made, "ConfigRuleName");
        let record = rule::record(call, name, &path, json!({}));
        rule::keep(call, record, &made, bank);
    }
    Ok(())
}

/// Takes the rules of a pack.
fn take(call: &Call, id: &str, bank: &mut Bank) {
    for rule in bank.sides(RULE, &call.region) {
        let name = text(&rule["Fields"], "ConfigRuleName");
        if name.ends_with(&format!("-{id}")) {
            bank.set_side(RULE, &call.region, name, Value::Null);
        }
    }
}

pub(super) fn describe(call: &Call, request: &Value, bank: &Bank) -> Result<Value, Refusal> {
    let names = request["ConformancePackNames"].as_array();
    for name in names.into_iter().flatten().filter_map(Value::as_str) {
        pack(call, name, bank)?;
    }
    let (packs, next) = asked_for(call, request, bank);
    let told: Vec<&Value> = packs.iter().map(|it| &it["Fields"]).collect();
    Ok(json!({ "ConformancePackDetails": told, "NextToken": next }))
}

pub(super) fn status(call: &Call, request: &Value, bank: &Bank) -> Value {
    let (packs, next) = asked_for(call, request, bank);
    let status = |pack: &Value| {
        let fields = &pack["Fields"];
        let (region, account) = (&call.region, &call.account);
        let name = text(fields, "ConformancePackName");
        let stack =
            format!("arn:aws:cloudformation:{region}:{account}:stack/awsconfigconforms-{name}/1");
        json!({
            "ConformancePackName": name, "ConformancePackId": fields["ConformancePackId"],
            "ConformancePackArn": fields["ConformancePackArn"], "StackArn": stack,
            "ConformancePackState": pack["State"], "ConformancePackStatusReason": pack["Reason"],
            "LastUpdateRequestedTime": fields["LastUpdateRequestedTime"],
        })
    };
    let told: Vec<Value> = packs.iter().map(status).collect();
    json!({ "ConformancePackStatusDetails": told, "NextToken": next })
}

fn asked_for(call: &Call, request: &Value, bank: &Bank) -> (Vec<Value>, Option<String>) {
    let mut packs = bank.sides(PACK, &call.region);
    if let Some(names) = request["ConformancePackNames"].as_array() {
        packs.retain(|it| names.contains(&it["Fields"]["ConformancePackName"]));
    }
    let key = |it: &Value| text(&it["Fields"], "ConformancePackName").to_owned();
    page(packs, key, request["NextToken"].as_str(), PAGE)
}

pub(super) fn delete(call: &Call, request: &Value, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = text(request, "ConformancePackName");
    let pack = pack(call, name, bank)?;
    take(call, text(&pack["Fields"], "ConformancePackId"), bank);
    bank.set_side(PACK, &call.region, name, Value::Null);
    Ok(json!({}))
}

fn pack(call: &Call, name: &str, bank: &Bank) -> Result<Value, Refusal> {
    let pack = bank.side(PACK, &call.region, name).cloned();
    pack.ok_or_else(|| {
        let message = format!("Conformance pack {name} does not exist.");
        Refusal::bad("NoSuchConformancePackException", message)
    })
}

fn unusable(message: &str) -> Refusal {
    Refusal::bad("ConformancePackTemplateValidationException", message)
}
