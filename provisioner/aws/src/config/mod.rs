//! AWS Config: the record of what resources were like, and the rules they are held against.

pub(crate) mod conformance_pack;
pub(crate) mod recorder;
pub(crate) mod rule;
pub(crate) mod service;

use std::collections::BTreeMap;

use aws_sdk_config::types::{ConfigRule, ConfigRuleState, MaximumExecutionFrequency, Tag};
use gabakura_model::Value;
use gabakura_model::resource::Tags;
use serde::{Deserialize, Deserializer};

use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::kind::text;
use crate::spec::one_of;
use crate::tags::{Ownership, retag};

const SERVICE: &str = "config";

/// Every rule but those that are being deleted, whoever created it.
async fn rules(aws: &Clients) -> Result<Vec<ConfigRule>> {
    let pages = aws.config_service().describe_config_rules();
    let pages = pages.into_paginator().items().send();
    let mut rules: Vec<ConfigRule> = pages.try_collect().await?;
    rules.retain(|rule| rule.config_rule_state() != Some(&ConfigRuleState::Deleting));
    Ok(rules)
}

/// What a rule is given, from the JSON that AWS Config keeps.
fn parameters(rule: &ConfigRule) -> Result<BTreeMap<String, String>> {
    let json = rule.input_parameters().filter(|json| !json.is_empty());
    let parameters: BTreeMap<String, Value> = serde_json::from_str(json.unwrap_or("{}"))
        .map_err(|error| Error::unreadable(SERVICE, "DescribeConfigRules", &error.to_string()))?;
    let plain = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    let pairs = parameters.into_iter();
    Ok(pairs.map(|(name, value)| (name, plain(value))).collect())
}

/// The identifier of what a rule runs: of a rule AWS manages, or the ARN of a function.
fn identifier(rule: &ConfigRule) -> String {
    text(rule.source().and_then(|source| source.source_identifier()))
}

/// How often a rule runs by itself; empty where it leaves that to AWS Config.
fn frequency_of(rule: &ConfigRule) -> String {
    text(rule.maximum_execution_frequency().map(|it| it.as_str()))
}

/// Reads a frequency that AWS Config knows, or an empty text.
fn frequency<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, &[MaximumExecutionFrequency::values(), &[""]].concat())
}

fn some_frequency<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    struct Frequency(#[serde(deserialize_with = "frequency")] String);
    Ok(Option::<Frequency>::deserialize(from)?.map(|it| it.0))
}

/// What is still being made, evaluated or deleted takes the same request later.
fn in_use(error: Error) -> Error {
    if error.code() == "ResourceInUseException" {
        error.not_yet()
    } else {
        error
    }
}

/// Tags as AWS Config takes them.
fn sdk_tags(tags: &Tags) -> Vec<Tag> {
    let tag = |(key, value): (&String, &String)| Tag::builder().key(key).value(value).build();
    tags.iter().map(tag).collect()
}

/// Tags of a rule or a pack.
async fn tags(aws: &Clients, arn: &str) -> Result<Tags> {
    let pages = aws.config_service().list_tags_for_resource();
    let pages = pages.resource_arn(arn).into_paginator().items().send();
    let tags: Vec<Tag> = pages.try_collect().await?;
    let pair = |tag: &Tag| (text(tag.key()), text(tag.value()));
    Ok(tags.iter().map(pair).collect())
}

/// Tags of a rule.
pub(crate) const RULE_TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag_rule(aws, id, set, remove)));

/// Sets and removes tags of a rule.
async fn retag_rule(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let request = aws.reads().config_service().describe_config_rules();
    let reply = request.config_rule_names(name).send().await?;
    let arn = reply.config_rules().first();
    let arn = arn.and_then(|rule| rule.config_rule_arn());
    retag(aws, "DescribeConfigRules", arn, set, remove).await
}

/// Tags of a conformance pack.
pub(crate) const PACK_TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag_pack(aws, id, set, remove)));

/// Sets and removes tags of a conformance pack.
async fn retag_pack(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let request = aws.reads().config_service().describe_conformance_packs();
    let reply = request.conformance_pack_names(name).send().await?;
    let packs = reply.conformance_pack_details();
    let arn = packs.first().map(|pack| pack.conformance_pack_arn());
    retag(aws, "DescribeConformancePacks", arn, set, remove).await
}

/// ARNs end in an id that AWS Config chose, so they are asked for first.
async fn retag(
    aws: &Clients,
    asked: &str,
    arn: Option<&str>,
    set: &Tags,
    remove: &[String],
) -> Result<()> {
    let arn = arn.ok_or_else(|| Error::missing(SERVICE, asked, "ARN"))?;
    let config = aws.config_service();
    let tag = config.tag_resource().resource_arn(arn);
    let untag = config.untag_resource().resource_arn(arn);
    retag!(tag, sdk_tags(set), untag, remove)
}
