//! `aws.rds.parameter_group`: a DB parameter group (RDS `CreateDBParameterGroup`).
//!
//! It makes TLS mandatory (`rds.force_ssl`, `require_secure_transport`; NIST SP 800-53r5 SC-8) and
//! says what the server logs (AU-12).

use std::collections::BTreeMap;

use gabakura_adapter::read_each;
use gabakura_model::Value;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{CAPITALS, RDS, arn, check_name, tag_list, tags_of};
use crate::clients::Clients;
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, made_named};
use crate::tags::Ownership;
use crate::wire::{Call, Names};

/// The resource type of its ARN.
const WHAT: &str = "pg";

/// Parameters one request can change.
const CHANGES_MAX: usize = 20;

/// Prefix of the names of RDS's own groups, one for each family.
const DEFAULT_PREFIX: &str = "default.";

/// The source of values that are not the family's own.
const BY_USERS: &str = "user";

const NAMES: Names = Names {
    capitals: CAPITALS,
    odd: &[("family", "DBParameterGroupFamily")],
    beside: &["parameters"],
    ..Names::PASCAL
};

/// A DB parameter group: the settings of database servers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the account and region; in lower case.
    db_parameter_group_name: String,
    /// Engine and version it is for: `postgres17`, `aurora-postgresql16`, `mysql8.4`.
    family: String,
    /// Its description.
    description: String,
    /// Parameters that are not the family's default. RDS applies a static one when a server
    /// reboots.
    #[serde(default)]
    parameters: BTreeMap<String, String>,
}

/// A parameter of a group.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    parameter_name: String,
    #[serde(default)]
    parameter_value: String,
    #[serde(default)]
    apply_type: String,
}

pub(crate) struct ParameterGroup;

impl AwsKind for ParameterGroup {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["db_parameter_group_name", "family", "description"],
        outputs: &["arn"],
        ownership: Ownership::Tags(|aws, id, set, remove| {
            Box::pin(super::retag(aws, WHAT, id, set, remove))
        }),
        ..Facts::named(
            "aws.rds.parameter_group",
            "a DB parameter group: the settings of database servers",
            "db_parameter_group_name",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        check_name("db_parameter_group_name", &spec.db_parameter_group_name)
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let call = Call::form("DescribeDBParameterGroups", json!({}));
        let groups: Vec<Spec> = RDS.specs(aws, call, "DBParameterGroups", &NAMES).await?;
        read_each(groups, |mut spec| async move {
            let name = spec.db_parameter_group_name.clone();
            let tags = tags_of(aws, WHAT, &name).await?;
            let is_default = name.starts_with(DEFAULT_PREFIX);
            // Nobody can set anything in RDS's own.
            if !is_default {
                let set = parameters(aws, &name, Some(BY_USERS)).await?.into_iter();
                spec.parameters = set
                    .map(|it| (it.parameter_name, it.parameter_value))
                    .collect();
            }
            let arn = arn(aws, WHAT, &name);
            let item = Item::new(name, spec).tags(tags).output("arn", arn);
            Ok(Some(item.platform(is_default)))
        })
        .await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let mut body = NAMES.request(&new.spec);
        body["Tags"] = tag_list(&new.tags);
        let call = Call::form("CreateDBParameterGroup", body);
        RDS.tell(aws, call).await?;
        let name = &new.spec.db_parameter_group_name;
        Ok(made_named(name, arn(aws, WHAT, name)))
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        set(aws, &made.id, &BTreeMap::new(), &new.spec.parameters).await
    }

    async fn update(aws: &Clients, name: &str, before: &Spec, after: &Spec) -> Result<()> {
        set(aws, name, &before.parameters, &after.parameters).await
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        let body = json!({ "DBParameterGroupName": name });
        let call = Call::form("DeleteDBParameterGroup", body);
        RDS.tell(aws, call).await
    }
}

/// The parameters of a group: hundreds, unless only those from one source are wanted.
async fn parameters(aws: &Clients, name: &str, source: Option<&str>) -> Result<Vec<Parameter>> {
    let body = json!({ "DBParameterGroupName": name, "Source": source });
    let call = Call::form("DescribeDBParameters", body);
    RDS.list(aws, call, "Parameters").await
}

/// Sets what differs and resets what is no longer declared.
async fn set(
    aws: &Clients,
    name: &str,
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> Result<()> {
    let changed = after
        .iter()
        .filter(|(key, value)| before.get(*key) != Some(value));
    let changed: Vec<_> = changed.collect();
    let dropped: Vec<_> = before
        .keys()
        .filter(|key| !after.contains_key(*key))
        .collect();
    if changed.is_empty() && dropped.is_empty() {
        return Ok(());
    }
    let known = parameters(&aws.reads(), name, None).await?;
    // Only some can change while the server runs.
    let when = |key: &String| {
        let is_dynamic = |it: &&Parameter| it.parameter_name == *key && it.apply_type == "dynamic";
        match known.iter().find(is_dynamic) {
            Some(_) => "immediate",
            None => "pending-reboot",
        }
    };
    let changed = changed.iter().map(|(key, value)| {
        json!({ "ParameterName": key, "ParameterValue": value, "ApplyMethod": when(key) })
    });
    let dropped = dropped
        .iter()
        .map(|key| json!({ "ParameterName": key, "ApplyMethod": when(key) }));
    for (operation, parameters) in [
        ("ModifyDBParameterGroup", changed.collect::<Vec<Value>>()),
        ("ResetDBParameterGroup", dropped.collect()),
    ] {
        for some in parameters.chunks(CHANGES_MAX) {
            let body = json!({
                "DBParameterGroupName": name, "Parameters": { "Parameter": some },
            });
            RDS.tell(aws, Call::form(operation, body)).await?;
        }
    }
    Ok(())
}
