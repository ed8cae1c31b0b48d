//! `aws.rds.subnet_group`: where databases may stand (RDS `CreateDBSubnetGroup`).
//!
//! Private subnets only keep databases private (NIST SP 800-53r5 SC-7).

use std::collections::BTreeSet;

use gabakura_adapter::read_each;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{RDS, arn, check_name, tag_list, tags_of};
use crate::clients::Clients;
use crate::fault::Result;
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn};
use crate::tags::Ownership;
use crate::wire::{Call, members};

/// What its ARN is of.
const WHAT: &str = "subgrp";

/// Where databases may stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the account and region; in lower case.
    db_subnet_group_name: String,
    /// What it is for.
    description: String,
    /// Its subnets, in two zones at least.
    subnet_ids: BTreeSet<String>,
}

/// A group as RDS tells it.
#[derive(Debug, Deserialize)]
struct Told {
    #[serde(rename = "DBSubnetGroupName")]
    name: String,
    #[serde(rename = "DBSubnetGroupDescription", default)]
    description: String,
    #[serde(rename = "Subnets", deserialize_with = "members")]
    subnets: Vec<Subnet>,
}

#[derive(Debug, Deserialize)]
struct Subnet {
    #[serde(rename = "SubnetIdentifier")]
    id: String,
}

pub(crate) struct SubnetGroup;

impl AwsKind for SubnetGroup {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["db_subnet_group_name"],
        outputs: &["arn"],
        ownership: Ownership::Tags(|aws, id, set, remove| {
            Box::pin(super::retag(aws, WHAT, id, set, remove))
        }),
        ..Facts::named(
            "aws.rds.subnet_group",
            "where databases may stand",
            "db_subnet_group_name",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        check_name("db_subnet_group_name", &spec.db_subnet_group_name)
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let call = Call::form("DescribeDBSubnetGroups", json!({}));
        let groups: Vec<Told> = RDS.list(aws, call, "DBSubnetGroups").await?;
        read_each(groups, |told| async move {
            let tags = tags_of(aws, WHAT, &told.name).await?;
            let spec = Spec {
                db_subnet_group_name: told.name.clone(),
                description: told.description,
                subnet_ids: told.subnets.into_iter().map(|it| it.id).collect(),
            };
            let arn = arn(aws, WHAT, &told.name);
            let item = Item::new(told.name, spec).tags(tags);
            Ok(Some(item.output("arn", arn)))
        })
        .await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let mut body = body_of(&new.spec);
        body["Tags"] = tag_list(&new.tags);
        let operation = "CreateDBSubnetGroup";
        RDS.tell(aws, Call::form(operation, body)).await?;
        let name = new.spec.db_subnet_group_name.as_str();
        let arn = arn(aws, WHAT, name);
        made_with_arn("rds", operation, Some(name), Some(&arn))
    }

    async fn update(aws: &Clients, _name: &str, _before: &Spec, after: &Spec) -> Result<()> {
        let call = Call::form("ModifyDBSubnetGroup", body_of(after));
        RDS.tell(aws, call).await
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        let body = json!({ "DBSubnetGroupName": name });
        RDS.tell(aws, Call::form("DeleteDBSubnetGroup", body)).await
    }
}

fn body_of(spec: &Spec) -> serde_json::Value {
    json!({
        "DBSubnetGroupName": spec.db_subnet_group_name,
        "DBSubnetGroupDescription": spec.description,
        "SubnetIds": { "SubnetIdentifier": spec.subnet_ids },
    })
}
