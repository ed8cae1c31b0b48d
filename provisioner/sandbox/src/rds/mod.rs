//! RDS: subnet groups, parameter groups, instances and clusters. Nothing is stored in them.
//!
//! Databases reach their next state within a few descriptions, and are deleted at once. A record
//! is what RDS returns for a resource.

mod database;
mod parameter_group;
mod subnet_group;
mod transition;

use serde_json::{Map, Value, json};

use self::database::{DB_CLUSTER, DB_INSTANCE};
use crate::account_state::Kind;
use crate::aws_error::AwsError;
use crate::params::Params;
use crate::protocol::Protocol;
use crate::records::{done, items, page_by, text};
use crate::service::{Answer, Context, Operations, Service};

pub(crate) static SERVICE: Service = Service::new(
    "rds",
    Protocol::Query("http://rds.amazonaws.com/doc/2014-10-31/"),
    Operations::Own(&[
        ("CreateDBSubnetGroup", subnet_group::create),
        ("ModifyDBSubnetGroup", subnet_group::modify),
        ("DescribeDBSubnetGroups", subnet_group::describe),
        ("DeleteDBSubnetGroup", subnet_group::delete),
        ("CreateDBParameterGroup", parameter_group::create),
        ("DescribeDBParameterGroups", parameter_group::describe),
        ("DescribeDBParameters", parameter_group::parameters),
        ("ModifyDBParameterGroup", parameter_group::modify),
        ("ResetDBParameterGroup", parameter_group::reset),
        ("DeleteDBParameterGroup", parameter_group::delete),
        ("CreateDBInstance", |cx| database::create(cx, &DB_INSTANCE)),
        ("DescribeDBInstances", |cx| {
            database::describe(cx, &DB_INSTANCE)
        }),
        ("ModifyDBInstance", |cx| database::modify(cx, &DB_INSTANCE)),
        ("StopDBInstance", |cx| database::stop(cx, &DB_INSTANCE)),
        ("DeleteDBInstance", |cx| database::delete(cx, &DB_INSTANCE)),
        ("CreateDBCluster", |cx| database::create(cx, &DB_CLUSTER)),
        ("DescribeDBClusters", |cx| {
            database::describe(cx, &DB_CLUSTER)
        }),
        ("ModifyDBCluster", |cx| database::modify(cx, &DB_CLUSTER)),
        ("DeleteDBCluster", |cx| database::delete(cx, &DB_CLUSTER)),
        ("ListTagsForResource", |cx| {
            Ok(json!({ "TagList": tagged(cx)?.2["TagList"] }))
        }),
        ("AddTagsToResource", |cx| {
            let given = given_tags(cx.params)?;
            change_tags(cx, |tags| tags.extend(given))
        }),
        ("RemoveTagsFromResource", |cx| {
            let keys = cx.params.list("TagKeys.member");
            change_tags(cx, |tags| tags.retain(|key, _| !keys.contains(key)))
        }),
    ]),
);

const PAGE: usize = 100;

/// Resources by name.
const SUBNET_GROUP: Kind = Kind::regional("rds.subnet-group");
const PARAMETER_GROUP: Kind = Kind::regional("rds.parameter-group");
const INSTANCE: Kind = Kind::regional("rds.instance");
const CLUSTER: Kind = Kind::regional("rds.cluster");

/// The resources that have tags, and the words for them in ARNs.
const TAGGED: [(Kind, &str); 4] = [
    (SUBNET_GROUP, "subgrp"),
    (PARAMETER_GROUP, "pg"),
    (INSTANCE, "db"),
    (CLUSTER, "cluster"),
];

fn invalid(message: &str) -> AwsError {
    AwsError::bad("InvalidParameterValue", message)
}

fn missing(code: &str, name: &str) -> AwsError {
    AwsError::new(404, code, format!("{name} not found."))
}

fn arn(cx: &Context, what: &str, name: &str) -> String {
    cx.arn("rds", format_args!("{what}:{name}"))
}

/// A page of records under `list`.`item`; only the one that is named, if one is.
fn described(
    cx: &Context,
    (kind, name): (Kind, &str),
    (list, item): (&str, &str),
    not_found: &str,
) -> Answer {
    let mut records = cx.list(kind);
    if let Some(wanted) = cx.params.get(name) {
        records.retain(|record| record[name] == json!(wanted));
        if records.is_empty() {
            return Err(missing(not_found, wanted));
        }
    }
    let (records, next) = page_by(records, name, cx.params.get("Marker"), PAGE);
    Ok(json!({ list: { item: records }, "Marker": next }))
}

fn given_tags(params: &Params) -> Result<Map<String, Value>, AwsError> {
    let mut tags = Map::new();
    for tag in params.nested("Tags.Tag") {
        let value = tag.get("Value").unwrap_or_default();
        tags.insert(tag.need("Key")?.to_owned(), value.into());
    }
    Ok(tags)
}

/// Tags as RDS returns them.
fn tag_list(tags: &Map<String, Value>) -> Value {
    let tags = tags.iter();
    let tags = tags.map(|(key, value)| json!({ "Key": key, "Value": value }));
    json!({ "Tag": tags.collect::<Vec<_>>() })
}

/// The resource with the requested ARN.
fn tagged(cx: &Context) -> Result<(Kind, String, Value), AwsError> {
    let given = cx.params.need("ResourceName")?;
    let found = TAGGED.into_iter().find_map(|(kind, what)| {
        let name = given.strip_prefix(&arn(cx, what, ""))?;
        Some((kind, name.to_owned(), cx.get(kind, name)?))
    });
    found.ok_or_else(|| missing("DBInstanceNotFound", given))
}

fn change_tags(cx: &mut Context, change: impl FnOnce(&mut Map<String, Value>)) -> Answer {
    let (kind, name, mut record) = tagged(cx)?;
    let kept = items(&record["TagList"]["Tag"]);
    let mut tags = kept
        .map(|it| (text(it, "Key").to_owned(), it["Value"].clone()))
        .collect();
    change(&mut tags);
    record["TagList"] = tag_list(&tags);
    cx.put(kind, &name, record);
    done()
}
