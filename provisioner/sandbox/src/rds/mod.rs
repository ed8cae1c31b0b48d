//! RDS: subnet groups, parameter groups, database servers and clusters. Nothing is stored in them.
//!
//! Databases are made and changed within a few looks at them, and gone at once. A record is what
//! RDS tells of a thing, in the names it tells it by.

mod course;
mod database;
mod parameter_group;
mod subnet_group;

use serde_json::{Map, Value, json};

use crate::bank::Bank;
use crate::call::{Call, Reply, Service};
use crate::mends::paging::page;
use crate::params::Params;
use crate::refusal::{self, Refusal};

const NAMESPACE: &str = "http://rds.amazonaws.com/doc/2014-10-31/";
const PAGE: usize = 100;

/// What there is of each, by name, and what its ARN calls it.
const SUBNET_GROUP: (&str, &str) = ("rds.subnet-group", "subgrp");
const PARAMETER_GROUP: (&str, &str) = ("rds.parameter-group", "pg");
const INSTANCE: (&str, &str) = ("rds.instance", "db");
const CLUSTER: (&str, &str) = ("rds.cluster", "cluster");

/// Answers an RDS call.
pub(crate) fn answer(call: &Call, bank: &mut Bank) -> Reply {
    let params = call.params();
    let operation = call.operation();
    let answered = match operation.as_str() {
        "CreateDBSubnetGroup" => subnet_group::create(call, &params, bank),
        "ModifyDBSubnetGroup" => subnet_group::modify(call, &params, bank),
        "DescribeDBSubnetGroups" => subnet_group::describe(call, &params, bank),
        "DeleteDBSubnetGroup" => subnet_group::delete(call, &params, bank),
        "CreateDBParameterGroup" => parameter_group::create(call, &params, bank),
        "DescribeDBParameterGroups" => parameter_group::describe(call, &params, bank),
        "DescribeDBParameters" => parameter_group::parameters(call, &params, bank),
        "ModifyDBParameterGroup" => parameter_group::modify(call, &params, bank),
        "ResetDBParameterGroup" => parameter_group::reset(call, &params, bank),
        "DeleteDBParameterGroup" => parameter_group::delete(call, &params, bank),
        "ListTagsForResource" => list_tags(call, &params, bank),
        "AddTagsToResource" => tag(call, &params, bank),
        "RemoveTagsFromResource" => untag(call, &params, bank),
        other => database::answer(other, call, &params, bank),
    };
    match answered {
        Ok(result) => refusal::query(&operation, NAMESPACE, &|xml| {
            xml.record(&result);
        }),
        Err(refusal) => refusal.reply(Service::Rds),
    }
}

fn invalid(message: &str) -> Refusal {
    Refusal::bad("InvalidParameterValue", message)
}

fn missing(code: &str, name: &str) -> Refusal {
    Refusal::new(404, code, format!("{name} not found."))
}

fn arn(call: &Call, what: &str, name: &str) -> String {
    format!("arn:aws:rds:{}:{}:{what}:{name}", call.region, call.account)
}

/// A page of records under `list`.`item`; only the one that is named, if one is.
fn described(
    call: &Call,
    bank: &Bank,
    params: &Params,
    (kind, name): (&str, &str),
    (list, item): (&str, &str),
    gone: &str,
) -> Result<Value, Refusal> {
    let mut records = bank.sides(kind, &call.region);
    if let Some(wanted) = params.get(name) {
        records.retain(|record| record[name] == json!(wanted));
        if records.is_empty() {
            return Err(missing(gone, wanted));
        }
    }
    let key = |record: &Value| record[name].as_str().unwrap_or_default().to_owned();
    let (records, next) = page(records, key, params.get("Marker"), PAGE);
    Ok(json!({ list: { item: records }, "Marker": next }))
}

/// The tags a request gives, as they are told.
fn given_tags(params: &Params) -> Result<Map<String, Value>, Refusal> {
    let mut tags = Map::new();
    for tag in params.nested("Tags.Tag") {
        let value = tag.get("Value").unwrap_or_default();
        tags.insert(tag.need("Key")?.to_owned(), value.into());
    }
    Ok(tags)
}

fn told_tags(tags: &Map<String, Value>) -> Value {
    let tags = tags
        .iter()
        .map(|(key, value)| json!({ "Key": key, "Value": value }));
    json!({ "Tag": tags.collect::<Vec<_>>() })
}

fn kept_tags(record: &Value) -> Map<String, Value> {
    let tags = record["TagList"]["Tag"].as_array().into_iter().flatten();
    tags.filter_map(|tag| Some((tag["Key"].as_str()?.to_owned(), tag["Value"].clone())))
        .collect()
}

/// Kind, name and record of what an ARN stands for.
fn of_arn(
    call: &Call,
    params: &Params,
    bank: &Bank,
) -> Result<(&'static str, String, Value), Refusal> {
    let given = params.need("ResourceName")?;
    let all = [SUBNET_GROUP, PARAMETER_GROUP, INSTANCE, CLUSTER];
    let found = all.into_iter().find_map(|(kind, what)| {
        let name = given.strip_prefix(&arn(call, what, ""))?;
        let record = bank.side(kind, &call.region, name)?;
        Some((kind, name.to_owned(), record.clone()))
    });
    found.ok_or_else(|| missing("DBInstanceNotFound", given))
}

fn list_tags(call: &Call, params: &Params, bank: &Bank) -> Result<Value, Refusal> {
    let (_, _, record) = of_arn(call, params, bank)?;
    Ok(json!({ "TagList": record["TagList"] }))
}

fn tag(call: &Call, params: &Params, bank: &mut Bank) -> Result<Value, Refusal> {
    let (kind, name, mut record) = of_arn(call, params, bank)?;
    let mut tags = kept_tags(&record);
    tags.extend(given_tags(params)?);
    record["TagList"] = told_tags(&tags);
    bank.set_side(kind, &call.region, &name, record);
    Ok(json!({}))
}

fn untag(call: &Call, params: &Params, bank: &mut Bank) -> Result<Value, Refusal> {
    let (kind, name, mut record) = of_arn(call, params, bank)?;
    let mut tags = kept_tags(&record);
    for key in params.list("TagKeys.member") {
        tags.remove(&key);
    }
    record["TagList"] = told_tags(&tags);
    bank.set_side(kind, &call.region, &name, record);
    Ok(json!({}))
}
