//! `aws.config.rule`: an AWS Config managed rule (AWS Config `PutConfigRule`).
//!
//! Standing checks of the account (NIST SP 800-53r5 CA-7, CM-6). Rules of Security Hub, Control
//! Tower, conformance packs and the organisation are listed as the platform's: only the service
//! that made them can change them.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_config::types::{
    ConfigRule, MaximumExecutionFrequency, Owner, Scope as SdkScope, Source,
};
use gabakura_adapter::{created, read_each};
use gabakura_model::outcome::Created;
use gabakura_model::resource::Tags;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::config::{self, in_use, some_frequency};
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::spec::given;

/// An AWS Config managed rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Name, unique in the account and region.
    config_rule_name: String,
    /// Description, up to 256 characters; empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// Identifier of the managed rule: `ENCRYPTED_VOLUMES`, `IAM_USER_MFA_ENABLED`, …. Custom rules
    /// are listed and cannot be declared.
    source_identifier: String,
    /// Parameters of the rule, by name; AWS Config takes numbers as strings too. AWS may add its
    /// defaults for parameters that are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    input_parameters: Option<BTreeMap<String, String>>,
    /// Resources it evaluates. AWS's default: all that the managed rule applies to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scope: Option<Scope>,
    /// How often a periodic rule runs: `One_Hour`, `Three_Hours`, `Six_Hours`, `Twelve_Hours`,
    /// `TwentyFour_Hours`. Empty for AWS's default, once a day.
    #[serde(
        default,
        deserialize_with = "some_frequency",
        skip_serializing_if = "Option::is_none"
    )]
    maximum_execution_frequency: Option<String>,
}

/// Resources that a rule evaluates. Strings: empty for any.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Scope {
    /// Resource types: `AWS::EC2::Volume`, ….
    #[serde(default)]
    resource_types: BTreeSet<String>,
    /// Id of a single resource; then `resource_types` has one entry.
    #[serde(default)]
    resource_id: String,
    /// Only resources that have this tag.
    #[serde(default)]
    tag_key: String,
    /// Only resources whose tag has this value.
    #[serde(default)]
    tag_value: String,
}

pub(crate) struct Rule;

impl AwsKind for Rule {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["config_rule_name"],
        ownership: super::RULE_TAGS,
        ..Facts::named(
            "aws.config.rule",
            "an AWS Config managed rule",
            "config_rule_name",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let rules = config::rules(aws).await?;
        read_each(rules, |rule| read(aws, rule)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        put(aws, &new.spec, Some(&new.tags)).await?;
        Ok(created(&new.spec.config_rule_name))
    }

    async fn update(aws: &Clients, _name: &str, before: &Spec, after: &Spec) -> Result<()> {
        // What is not managed stays.
        let (before, after) = (before.clone(), after.clone());
        let kept = Spec {
            description: after.description.or(before.description),
            input_parameters: after.input_parameters.or(before.input_parameters),
            scope: after.scope.or(before.scope),
            maximum_execution_frequency: (after.maximum_execution_frequency)
                .or(before.maximum_execution_frequency),
            ..after
        };
        put(aws, &kept, None).await
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        let request = aws.config_service().delete_config_rule();
        let deleted = request.config_rule_name(name).send().await;
        deleted.map(drop).map_err(|error| in_use(error.into()))
    }
}

/// Makes or replaces it. Tags are heard only the first time.
async fn put(aws: &Clients, spec: &Spec, tags: Option<&Tags>) -> Result<()> {
    let source = Source::builder().owner(Owner::Aws);
    let source = source.source_identifier(&spec.source_identifier).build();
    let frequency = given(&spec.maximum_execution_frequency);
    let parameters = spec.input_parameters.as_ref().filter(|it| !it.is_empty());
    let parameters = parameters.map(|it| serde_json::to_string(it).expect("texts are JSON"));
    let rule = ConfigRule::builder()
        .config_rule_name(&spec.config_rule_name)
        .set_description(given(&spec.description))
        .source(source.expect("a source with an owner is whole"))
        .set_input_parameters(parameters)
        .set_scope(spec.scope.as_ref().and_then(sdk_scope))
        .set_maximum_execution_frequency(frequency.as_deref().map(MaximumExecutionFrequency::from));
    let request = aws.config_service().put_config_rule();
    let request = request.config_rule(rule.build());
    let put = request.set_tags(tags.map(config::sdk_tags)).send().await;
    put.map(drop).map_err(|error| in_use(error.into()))
}

fn sdk_scope(scope: &Scope) -> Option<SdkScope> {
    let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let types = Some(&scope.resource_types).filter(|types| !types.is_empty());
    let whole = SdkScope::builder()
        .set_compliance_resource_types(types.map(|types| types.iter().cloned().collect()))
        .set_compliance_resource_id(given(&scope.resource_id))
        .set_tag_key(given(&scope.tag_key))
        .set_tag_value(given(&scope.tag_value))
        .build();
    (*scope != Scope::default()).then_some(whole)
}

/// Rules that Control Tower creates. Other services mark theirs as created by them.
const PLATFORM_PREFIX: &str = "AWSControlTower_";

async fn read(aws: &Clients, rule: ConfigRule) -> Result<Option<Item<Spec>>> {
    let name = text(rule.config_rule_name());
    let is_platform = rule.created_by().is_some() || name.starts_with(PLATFORM_PREFIX);
    let tags = if is_platform {
        Tags::new()
    } else {
        config::tags(aws, &text(rule.config_rule_arn())).await?
    };
    let scope = |it: &SdkScope| Scope {
        resource_types: it.compliance_resource_types().iter().cloned().collect(),
        resource_id: text(it.compliance_resource_id()),
        tag_key: text(it.tag_key()),
        tag_value: text(it.tag_value()),
    };
    let spec = Spec {
        config_rule_name: name.clone(),
        description: Some(text(rule.description())),
        source_identifier: config::identifier(&rule),
        input_parameters: Some(config::parameters(&rule)?),
        scope: Some(rule.scope().map(scope).unwrap_or_default()),
        maximum_execution_frequency: Some(config::frequency_of(&rule)),
    };
    let item = Item::new(name, spec).tags(tags);
    Ok(Some(item.platform(is_platform)))
}
