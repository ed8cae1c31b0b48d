//! DB parameter groups, with a handful of parameters of PostgreSQL and MySQL.

use serde_json::{Map, Value, json};

use super::{INSTANCE, PARAMETER_GROUP, arn, described, given_tags, invalid, missing, tag_list};
use crate::aws_error::AwsError;
use crate::params::Params;
use crate::records::{done, page_by};
use crate::service::{Answer, Context};

const NAME: &str = "DBParameterGroupName";
const NOT_FOUND: &str = "DBParameterGroupNotFound";

/// Smaller than the number of parameters, so that a page is not all of them.
const PAGE: usize = 4;

/// More connections than any instance has the memory for.
const CONNECTIONS_MAX: u64 = 100_000;

/// Name, the engine's default, and whether it can change while the instance runs.
const KNOWN: &[(&str, &str, &str)] = &[
    ("log_connections", "0", "dynamic"),
    ("log_statement", "none", "dynamic"),
    ("max_connections", "100", "static"),
    ("rds.force_ssl", "1", "dynamic"),
    ("require_secure_transport", "OFF", "dynamic"),
    ("shared_preload_libraries", "", "static"),
];

pub(super) fn create(cx: &mut Context) -> Answer {
    let name = cx.params.need(NAME)?.to_lowercase();
    if cx.has(PARAMETER_GROUP, &name) {
        let message = format!("Parameter group {name} already exists");
        return Err(AwsError::bad("DBParameterGroupAlreadyExists", message));
    }
    let group = json!({
        NAME: name,
        "DBParameterGroupFamily": cx.params.need("DBParameterGroupFamily")?,
        "Description": cx.params.need("Description")?,
        "DBParameterGroupArn": arn(cx, "pg", &name),
        "Set": {}, "TagList": tag_list(&given_tags(cx.params)?),
    });
    cx.put(PARAMETER_GROUP, &name, group.clone());
    Ok(json!({ "DBParameterGroup": group }))
}

pub(super) fn describe(cx: &mut Context) -> Answer {
    let list = ("DBParameterGroups", "DBParameterGroup");
    described(cx, (PARAMETER_GROUP, NAME), list, NOT_FOUND)
}

fn find(cx: &Context) -> Result<(String, Value), AwsError> {
    let name = cx.params.need(NAME)?;
    let group = cx.get(PARAMETER_GROUP, name);
    let group = group.ok_or_else(|| missing(NOT_FOUND, name))?;
    Ok((name.to_owned(), group))
}

pub(super) fn parameters(cx: &mut Context) -> Answer {
    let (_, group) = find(cx)?;
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
    let wanted = cx.params.get("Source");
    let all = all.filter(|it| wanted.is_none_or(|source| it["Source"] == source));
    let token = cx.params.get("Marker");
    let (page, next) = page_by(all.collect(), "ParameterName", token, PAGE);
    Ok(json!({ "Parameters": { "Parameter": page }, "Marker": next }))
}

/// The group of an instance for which none was named; RDS creates it for the first of its family.
pub(super) fn by_default(cx: &mut Context, instance: &Value) -> String {
    let text = |name: &str| instance[name].as_str().unwrap_or_default();
    let (engine, version) = (text("Engine"), text("EngineVersion"));
    let parts = match engine.contains("mysql") || engine.contains("mariadb") {
        true => 2,
        false => 1,
    };
    let version: Vec<&str> = version.split('.').take(parts).collect();
    let family = format!("{engine}{}", version.join("."));
    let name = format!("default.{family}");
    if !cx.has(PARAMETER_GROUP, &name) {
        let group = json!({
            NAME: name, "DBParameterGroupFamily": family, "Set": {},
            "Description": format!("Default parameter group for {family}"),
            "DBParameterGroupArn": arn(cx, "pg", &name),
            "TagList": tag_list(&Map::new()),
        });
        cx.put(PARAMETER_GROUP, &name, group);
    }
    name
}

/// Whether a group asks for more than an instance has.
pub(super) fn is_too_much(cx: &Context, name: &str) -> bool {
    let group = cx.get(PARAMETER_GROUP, name);
    let set = group.map(|mut group| group["Set"]["max_connections"].take());
    let connections = set.and_then(|set| set.as_str()?.parse::<u64>().ok());
    connections.is_some_and(|connections| connections > CONNECTIONS_MAX)
}

/// AWS refuses to change at once what can only change at a start.
fn change(cx: &mut Context, value: fn(&Params) -> Answer) -> Answer {
    let (name, mut group) = find(cx)?;
    for parameter in cx.params.nested("Parameters.Parameter") {
        let key = parameter.need("ParameterName")?;
        let known = KNOWN.iter().find(|(name, ..)| *name == key);
        let Some((.., apply)) = known else {
            return Err(invalid(&format!(
                "Could not find parameter with name: {key}"
            )));
        };
        if *apply == "static" && parameter.get("ApplyMethod") == Some("immediate") {
            let message = "cannot use immediate apply method for static parameter";
            return Err(AwsError::bad("InvalidParameterCombination", message));
        }
        group["Set"][key] = value(&parameter)?;
    }
    cx.put(PARAMETER_GROUP, &name, group);
    Ok(json!({ NAME: name }))
}

pub(super) fn modify(cx: &mut Context) -> Answer {
    change(cx, |parameter| Ok(json!(parameter.need("ParameterValue")?)))
}

pub(super) fn reset(cx: &mut Context) -> Answer {
    change(cx, |_| Ok(Value::Null))
}

pub(super) fn delete(cx: &mut Context) -> Answer {
    let (name, _) = find(cx)?;
    let groups = |it: &Value| it["DBParameterGroups"]["DBParameterGroup"][NAME] == json!(name);
    if cx.list(INSTANCE).iter().any(groups) {
        let message = "One or more database instances are still members of this parameter group";
        return Err(AwsError::bad("InvalidDBParameterGroupState", message));
    }
    cx.remove(PARAMETER_GROUP, &name);
    done()
}
