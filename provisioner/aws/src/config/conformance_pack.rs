//! `aws.config.conformance_pack`: an AWS Config conformance pack of managed rules (AWS Config
//! `PutConformancePack`).
//!
//! Standing checks of the account (NIST SP 800-53r5 CA-7, CM-6), which nobody can weaken one by
//! one: AWS Config creates the pack's rules itself. It does not return the template a pack was
//! created from, so a pack is declared by its rules, and those are read back.

use std::collections::BTreeMap;

use aws_sdk_config::types::{ConfigRule, ConformancePackDetail, ConformancePackState};
use gabakura_adapter::read_each;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use gabakura_model::resource::Tags;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::clients::Clients;
use crate::config::{self, SERVICE, frequency, in_use};
use crate::error::{Error, Result, unless_gone};
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn, text};
use crate::spec::given;
use crate::waiting;

/// The longest template that AWS Config takes in a request, in bytes.
const TEMPLATE_MAX: usize = 51_200;

/// An AWS Config conformance pack of managed rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Name, unique in the account and region: letters, digits and hyphens.
    conformance_pack_name: String,
    /// Managed rules of the pack, by name. AWS Config adds the pack's id to each name.
    rules: BTreeMap<String, Rule>,
    /// Bucket that AWS Config stores the pack's template in; empty for one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delivery_s3_bucket: Option<String>,
    /// Prefix of the template's object key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delivery_s3_key_prefix: Option<String>,
}

/// A managed rule of AWS Config and its parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Rule {
    /// Identifier of the managed rule: `ENCRYPTED_VOLUMES`, `IAM_USER_MFA_ENABLED`, ….
    source_identifier: String,
    /// Parameters of the rule, by name; AWS Config takes numbers as strings too.
    #[serde(default)]
    input_parameters: BTreeMap<String, String>,
    /// How often a periodic rule runs: `One_Hour`, `Three_Hours`, `Six_Hours`, `Twelve_Hours`,
    /// `TwentyFour_Hours`. Empty for AWS's default, once a day.
    #[serde(default, deserialize_with = "frequency")]
    maximum_execution_frequency: String,
}

pub(crate) struct ConformancePack;

impl AwsKind for ConformancePack {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["conformance_pack_name"],
        outputs: &["arn"],
        ownership: super::PACK_TAGS,
        ..Facts::named(
            "aws.config.conformance_pack",
            "an AWS Config conformance pack of managed rules",
            "conformance_pack_name",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        let problem = match template(&spec.rules).len() {
            _ if spec.rules.is_empty() => "a pack needs a rule".to_owned(),
            length if length > TEMPLATE_MAX => {
                format!("written out they are {length} bytes, more than {TEMPLATE_MAX}")
            }
            _ => return Ok(()),
        };
        Err(SpecError::new("rules", problem))
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let pages = aws.config_service().describe_conformance_packs();
        let pages = pages.into_paginator().items().send();
        let packs: Vec<ConformancePackDetail> = pages.try_collect().await?;
        if packs.is_empty() {
            return Ok(Vec::new());
        }
        let pages = aws.config_service().describe_conformance_pack_status();
        let pages = pages.into_paginator().items().send();
        let statuses: Vec<_> = pages.try_collect().await?;
        let is_being_deleted = |pack: &ConformancePackDetail| {
            let name = pack.conformance_pack_name();
            let mut of_it = statuses
                .iter()
                .filter(|it| it.conformance_pack_name() == name);
            of_it.any(|it| *it.conformance_pack_state() == ConformancePackState::DeleteInProgress)
        };
        let packs = packs
            .into_iter()
            .filter(|pack| !is_being_deleted(pack))
            .collect();
        let rules = config::rules(aws).await?;
        read_each(packs, |pack| read(aws, pack, &rules)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let arn = put(aws, &new.spec, Some(&new.tags)).await?;
        let name = Some(new.spec.conformance_pack_name.as_str());
        made_with_arn(SERVICE, "PutConformancePack", name, arn.as_deref())
    }

    /// The request is taken long before the rules are there, if they ever are.
    async fn finish(aws: &Clients, made: &Created, _new: &New<Spec>) -> Result<()> {
        until_complete(aws, &made.id).await
    }

    async fn update(aws: &Clients, name: &str, before: &Spec, after: &Spec) -> Result<()> {
        // What is not managed stays.
        let (before, after) = (before.clone(), after.clone());
        let kept = Spec {
            delivery_s3_bucket: after.delivery_s3_bucket.or(before.delivery_s3_bucket),
            delivery_s3_key_prefix: (after.delivery_s3_key_prefix)
                .or(before.delivery_s3_key_prefix),
            ..after
        };
        put(aws, &kept, None).await?;
        until_complete(aws, name).await
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        let request = aws.config_service().delete_conformance_pack();
        let deleted = request.conformance_pack_name(name).send().await;
        deleted.map_err(|error| in_use(error.into()))?;
        let operation = "DeleteConformancePack";
        let gone = || async {
            let state = state(aws, operation, name, "DELETE_FAILED").await?;
            Ok(state.is_none())
        };
        let awaited = format!("{name} to be deleted");
        waiting::until(SERVICE, operation, &awaited, gone).await
    }
}

/// Creates or replaces it, and returns its ARN. AWS Config takes tags on creation only.
async fn put(aws: &Clients, spec: &Spec, tags: Option<&Tags>) -> Result<Option<String>> {
    let request = aws
        .config_service()
        .put_conformance_pack()
        .conformance_pack_name(&spec.conformance_pack_name)
        .template_body(template(&spec.rules))
        .set_delivery_s3_bucket(given(&spec.delivery_s3_bucket))
        .set_delivery_s3_key_prefix(given(&spec.delivery_s3_key_prefix))
        .set_tags(tags.map(config::sdk_tags));
    let put = request.send().await;
    let put = put.map_err(|error| in_use(error.into()))?;
    Ok(put.conformance_pack_arn)
}

/// The rules as AWS Config takes them: a CloudFormation template in JSON, which is YAML as well.
fn template(rules: &BTreeMap<String, Rule>) -> String {
    let resource = |(name, rule): (&String, &Rule)| {
        let source = json!({"Owner": "AWS", "SourceIdentifier": rule.source_identifier});
        let mut properties = json!({"ConfigRuleName": name, "Source": source});
        if !rule.input_parameters.is_empty() {
            properties["InputParameters"] = json!(rule.input_parameters);
        }
        if !rule.maximum_execution_frequency.is_empty() {
            properties["MaximumExecutionFrequency"] = json!(rule.maximum_execution_frequency);
        }
        let rule = json!({"Type": "AWS::Config::ConfigRule", "Properties": properties});
        (logical_id(name), rule)
    };
    let resources: BTreeMap<_, _> = rules.iter().map(resource).collect();
    json!({ "Resources": resources }).to_string()
}

/// A rule keeps its place in the template whatever changes beside it. Letters and digits
/// alone are allowed there.
fn logical_id(name: &str) -> String {
    let letter = |letter: char| match letter {
        it if it.is_ascii_alphanumeric() => it.to_string(),
        it => format!("x{:x}", u32::from(it)),
    };
    name.chars().map(letter).collect()
}

/// What AWS Config is at with a pack; `None` when there is no such pack.
///
/// # Errors
/// A state that ends in `failed`, with AWS Config's reason.
async fn state(aws: &Clients, operation: &str, name: &str, failed: &str) -> Result<Option<String>> {
    let config = aws.reads().config_service();
    let request = config.describe_conformance_pack_status();
    let reply = unless_gone(request.conformance_pack_names(name).send().await)?;
    let statuses = reply.and_then(|reply| reply.conformance_pack_status_details);
    let Some(status) = statuses.unwrap_or_default().into_iter().next() else {
        return Ok(None);
    };
    let state = status.conformance_pack_state().as_str().to_owned();
    if state.ends_with(failed) {
        let why = text(status.conformance_pack_status_reason());
        return Err(Error::refused(SERVICE, operation, &state, &why));
    }
    Ok(Some(state))
}

async fn until_complete(aws: &Clients, name: &str) -> Result<()> {
    let operation = "PutConformancePack";
    let complete = || async {
        let state = state(aws, operation, name, "_FAILED").await?;
        Ok(state.is_some_and(|state| state.ends_with("_COMPLETE")))
    };
    let awaited = format!("{name} to be complete");
    waiting::until(SERVICE, operation, &awaited, complete).await
}

/// Packs that come from the organisation.
const PLATFORM_PREFIX: &str = "OrgConformsPack-";

async fn read(
    aws: &Clients,
    pack: ConformancePackDetail,
    rules: &[ConfigRule],
) -> Result<Option<Item<Spec>>> {
    let name = pack.conformance_pack_name().to_owned();
    let is_platform = pack.created_by().is_some() || name.starts_with(PLATFORM_PREFIX);
    let arn = pack.conformance_pack_arn();
    let tags = if is_platform {
        Tags::new()
    } else {
        config::tags(aws, arn).await?
    };
    // `NAME-conformance-pack-1a2b3c4d5` is the rule NAME of the pack with that id.
    let ending = format!("-{}", pack.conformance_pack_id());
    let mut own = BTreeMap::new();
    for rule in rules {
        let name = rule.config_rule_name().unwrap_or_default();
        if let Some(name) = name.strip_suffix(&ending) {
            own.insert(name.to_owned(), rule_of(rule)?);
        }
    }
    let spec = Spec {
        conformance_pack_name: name.clone(),
        rules: own,
        delivery_s3_bucket: Some(text(pack.delivery_s3_bucket())),
        delivery_s3_key_prefix: Some(text(pack.delivery_s3_key_prefix())),
    };
    let item = Item::new(name, spec).tags(tags).output("arn", arn);
    Ok(Some(item.platform(is_platform)))
}

fn rule_of(rule: &ConfigRule) -> Result<Rule> {
    Ok(Rule {
        source_identifier: config::identifier(rule),
        input_parameters: config::parameters(rule)?,
        maximum_execution_frequency: config::frequency_of(rule),
    })
}
