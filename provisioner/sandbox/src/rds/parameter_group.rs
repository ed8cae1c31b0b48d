//! How database servers are set: a handful of parameters of PostgreSQL and MySQL.

use serde_json::{Map, Value, json};

use super::{INSTANCE, PARAMETER_GROUP, arn, described, given_tags, invalid, missing, told_tags};
use crate::bank::Bank;
use crate::call::Call;
use crate::mends::paging::page;
use crate::params::Params;
use crate::refusal::Refusal;

const NAME: &str = "DBParameterGroupName";
const GONE: &str = "DBParameterGroupNotFound";

/// So few that a page is not all of them.
const PAGE: usize = 4;

/// Connections that no server has the memory for.
const CONNECTIONS_MAX: u64 = 100_000;

/// Name, the engine's own value, and whether it can change while the server runs.
const KNOWN: &[(&str, &str, &str)] = &[
    ("log_connections", "0", "dynamic"),
    ("log_statement", "none", "dynamic"),
    ("max_connections", "100", "static"),
    ("rds.force_ssl", "1", "dynamic"),
    ("require_secure_transport", "OFF", "dynamic"),
    ("shared_preload_libraries", "", "static"),
];

pub(super) fn create(call: &Call, params: &Params, bank: &mut Bank) -> Result<Value, Refusal> {
    let name = params.need(NAME)?.to_lowercase();
    if bank.side(PARAMETER_GROUP.0, &call.region, &name).is_some() {
        let message = format!("Parameter group {name} already exists");
        return Err(Refusal::bad("DBParameterGroupAlreadyExists", message));
    }
    let group = json!({
        NAME: name,
        "DBParameterGroupFamily": params.need("DBParameterGroupFamily")?,
        "Description": params.need("Description")?,
        "DBParameterGroupArn": arn(call, PARAMETER_GROUP.1, &name),
        "Set": {}, "TagList": told_tags(&given_tags(params)?),
    });
    bank.set_side(PARAMETER_GROUP.0, &call.region, &name, group.clone());
    Ok(json!({ "DBParameterGroup": group }))
}

pub(super) fn describe(call: &Call, params: &Params, bank: &Bank) -> Result<Value, Refusal> {
    let list = ("DBParameterGroups", "DBParameterGroup");
    described(call, bank, params, (PARAMETER_GROUP.0, NAME), list, GONE)
}

fn find(call: &Call, params: &Params, bank: &Bank) -> Result<(String, Value), Refusal> {
    let name = params.need(NAME)?;
    let group = bank.side(PARAMETER_GROUP.0, &call.region, name);
    let group = group.cloned().ok_or_else(|| missing(GONE, name))?;
    Ok((name.to_owned(), group))
}

pub(super) fn parameters(call: &Call, params: &Params, bank: &Bank) -> Result<Value, Refusal> {
    let (_, group) = find(call, params, bank)?;
    let all = KNOWN.iter().map(|(name, own, apply)| {
        let set = group["Set"][*name].as_str();
        let source = if set.is_some() {
            "user"
        } else {
            "engine-default"
        };
        json!({
            "ParameterName": name, "ParameterValue": set.unwrap_or(own), "Source": source,
            "ApplyType": apply, "IsModifiable": true,
        })
    });
    let wanted = params.get("Source");
    let told = all.filter(|it| wanted.is_none_or(|source| it["Source"] == source));
    let key = |it: &Value| it["ParameterName"].as_str().unwrap_or_default().to_owned();
    let (told, next) = page(told.collect(), key, params.get("Marker"), PAGE);
    Ok(json!({ "Parameters": { "Parameter": told }, "Marker": next }))
}

/// The group of a server for which none was named; RDS makes it for the first of its family.
pub(super) fn by_default(call: &Call, server: &Value, bank: &mut Bank) -> String {
    let text = |name: &str| server[name].as_str().unwrap_or_default();
    let (engine, version) = (text("Engine"), text("EngineVersion"));
    let parts = match engine.contains("mysql") || engine.contains("mariadb") {
        true => 2,
        false => 1,
    };
    let version: Vec<&str> = version.split('.').take(parts).collect();
    let family = format!("{engine}{}", version.join("."));
    let name = format!("default.{family}");
    if bank.side(PARAMETER_GROUP.0, &call.region, &name).is_none() {
        let group = json!({
            NAME: name, "DBParameterGroupFamily": family, "Set": {},
            "Description": format!("Default parameter group for {family}"),
            "DBParameterGroupArn": arn(call, PARAMETER_GROUP.1, &name),
            "TagList": told_tags(&Map::new()),
        });
        bank.set_side(PARAMETER_GROUP.0, &call.region, &name, group);
    }
    name
}

/// Whether a group asks for more than a server has.
pub(super) fn is_too_much(call: &Call, name: &str, bank: &Bank) -> bool {
    let group = bank.side(PARAMETER_GROUP.0, &call.region, name);
    let set = group.and_then(|group| group["Set"]["max_connections"].as_str());
    let connections = set.and_then(|set| set.parse::<u64>().ok());
    connections.is_some_and(|connections| connections > CONNECTIONS_MAX)
}

/// AWS refuses to change at once what can only change at a start.
fn change(
    call: &Call,
    params: &Params,
    bank: &mut Bank,
    value: fn(&Params) -> Result<Value, Refusal>,
) -> Result<Value, Refusal> {
    let (name, mut group) = find(call, params, bank)?;
    for parameter in params.nested("Parameters.Parameter") {
        let key = parameter.need("ParameterName")?;
        let known = KNOWN.iter().find(|(name, ..)| *name == key);
        let Some((.., apply)) = known else {
            return Err(invalid(&format!(
                "Could not find parameter with name: {key}"
            )));
        };
        if *apply == "static" && parameter.get("ApplyMethod") == Some("immediate") {
            let message = "cannot use immediate apply method for static parameter";
            return Err(Refusal::bad("InvalidParameterCombination", message));
        }
        group["Set"][key] = value(&parameter)?;
    }
    bank.set_side(PARAMETER_GROUP.0, &call.region, &name, group);
    Ok(json!({ NAME: name }))
}

pub(super) fn modify(call: &Call, params: &Params, bank: &mut Bank) -> Result<Value, Refusal> {
    change(call, params, bank, |parameter| {
        Ok(json!(parameter.need("ParameterValue")?))
    })
}

pub(super) fn reset(call: &Call, params: &Params, bank: &mut Bank) -> Result<Value, Refusal> {
    change(call, params, bank, |_| Ok(Value::Null))
}

pub(super) fn delete(call: &Call, params: &Params, bank: &mut Bank) -> Result<Value, Refusal> {
    let (name, _) = find(call, params, bank)?;
    let groups = |it: &Value| it["DBParameterGroups"]["DBParameterGroup"][NAME] == json!(name);
    if bank.sides(INSTANCE.0, &call.region).iter().any(groups) {
        let message = "One or more database instances are still members of this parameter group";
        return Err(Refusal::bad("InvalidDBParameterGroupState", message));
    }
    bank.set_side(PARAMETER_GROUP.0, &call.region, &name, Value::Null);
    Ok(json!({}))
}
