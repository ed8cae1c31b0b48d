//! `aws.rds.subnet_group`: a DB subnet group (RDS `CreateDBSubnetGroup`).
//!
//! Private subnets only keep databases private (NIST SP 800-53r5 SC-7).

use std::collections::BTreeSet;

use gabakura_adapter::read_each;
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
const WHAT: &str = "subgrp";

const NAMES: Names = Names {
    capitals: CAPITALS,
    odd: &[
        ("description", "DBSubnetGroupDescription"),
        ("subnet_ids", "SubnetIds.SubnetIdentifier"),
    ],
    replies: &[("subnet_ids", "Subnets[].SubnetIdentifier")],
    ..Names::PASCAL
};

/// A DB subnet group: the subnets that databases may be placed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the account and region; in lower case.
    db_subnet_group_name: String,
    /// Its description.
    description: String,
    /// Its subnets, in two availability zones at least.
    subnet_ids: BTreeSet<String>,
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
            "a DB subnet group: the subnets that databases may be placed in",
            "db_subnet_group_name",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        check_name("db_subnet_group_name", &spec.db_subnet_group_name)
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let call = Call::form("DescribeDBSubnetGroups", json!({}));
        let groups: Vec<Spec> = RDS.specs(aws, call, "DBSubnetGroups", &NAMES).await?;
        read_each(groups, |spec| async move {
            let name = spec.db_subnet_group_name.clone();
            let tags = tags_of(aws, WHAT, &name).await?;
            let arn = arn(aws, WHAT, &name);
            Ok(Some(Item::new(name, spec).tags(tags).output("arn", arn)))
        })
        .await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let mut body = NAMES.request(&new.spec);
        body["Tags"] = tag_list(&new.tags);
        RDS.tell(aws, Call::form("CreateDBSubnetGroup", body))
            .await?;
        let name = &new.spec.db_subnet_group_name;
        Ok(made_named(name, arn(aws, WHAT, name)))
    }

    async fn update(aws: &Clients, _name: &str, _before: &Spec, after: &Spec) -> Result<()> {
        let call = Call::form("ModifyDBSubnetGroup", NAMES.request(after));
        RDS.tell(aws, call).await
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        let body = json!({ "DBSubnetGroupName": name });
        RDS.tell(aws, Call::form("DeleteDBSubnetGroup", body)).await
    }
}
