//! `aws.ec2.default_security_group`: the rules of a VPC's default security group (EC2
//! `AuthorizeSecurityGroup…`, `RevokeSecurityGroup…`).
//!
//! It catches every interface that names no group, so it should allow nothing
//! (AWS Security Hub EC2.2, CIS AWS 5.5).

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{Filter, SecurityGroup as SdkGroup};
use gabakura_model::catalogue::Identity;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::ec2::PAGE;
use crate::ec2::rule::{self, Direction, Rule};
use crate::ec2::security_group::{DEFAULT_NAME, set_rules};
use crate::error::{Error, Result};
use crate::kind::{AwsKind, Facts, Item, New, text};

/// The rules of a VPC's default security group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// VPC whose default security group it is.
    vpc_id: String,
    /// Inbound rules; all other inbound traffic is dropped. AWS's default: members of the group
    /// reach each other.
    #[serde(default, deserialize_with = "rule::rules")]
    ingress: BTreeSet<Rule>,
    /// Outbound rules; all other outbound traffic is dropped. AWS's default: all traffic.
    #[serde(default, deserialize_with = "rule::rules")]
    egress: BTreeSet<Rule>,
}

pub(crate) struct DefaultSecurityGroup;

impl AwsKind for DefaultSecurityGroup {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        identity: Identity::SettingOf { field: "vpc_id" },
        immutable: &["vpc_id"],
        parent: Some("vpc_id"),
        outputs: &["group_id"],
        ..Facts::assigned(
            "aws.ec2.default_security_group",
            "the rules of a VPC's default security group",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let named = Filter::builder()
            .name("group-name")
            .values(DEFAULT_NAME)
            .build();
        let request = aws
            .ec2()
            .describe_security_groups()
            .filters(named)
            .max_results(PAGE);
        let groups = request.into_paginator().items().send();
        let groups: Vec<SdkGroup> = groups.try_collect().await?;
        Ok(groups.iter().map(item).collect())
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let vpc_id = &new.spec.vpc_id;
        let group = of_vpc(aws, vpc_id).await?;
        set_rules(aws, &group, &new.spec.ingress, &new.spec.egress).await?;
        let outputs = [("group_id".to_owned(), text(group.group_id()))];
        Ok(Created {
            id: vpc_id.clone(),
            outputs: outputs.into(),
        })
    }

    async fn update(aws: &Clients, vpc_id: &str, before: &Spec, after: &Spec) -> Result<()> {
        let id = text(of_vpc(aws, vpc_id).await?.group_id());
        rule::change::change(
            aws,
            &id,
            Direction::Ingress,
            &before.ingress,
            &after.ingress,
        )
        .await?;
        rule::change::change(aws, &id, Direction::Egress, &before.egress, &after.egress).await
    }

    /// It lives and dies with its VPC. Left closed, it harms nobody until then.
    async fn delete(_aws: &Clients, _vpc_id: &str, _spec: &Spec) -> Result<()> {
        Ok(())
    }
}

fn item(group: &SdkGroup) -> Item<Spec> {
    let spec = Spec {
        vpc_id: text(group.vpc_id()),
        ingress: rule::of_group(group, Direction::Ingress),
        egress: rule::of_group(group, Direction::Egress),
    };
    Item::new(text(group.vpc_id()), spec).output("group_id", text(group.group_id()))
}

async fn of_vpc(aws: &Clients, vpc_id: &str) -> Result<SdkGroup> {
    let named = Filter::builder()
        .name("group-name")
        .values(DEFAULT_NAME)
        .build();
    let inside = Filter::builder().name("vpc-id").values(vpc_id).build();
    let request = aws
        .reads()
        .ec2()
        .describe_security_groups()
        .filters(named)
        .filters(inside);
    let reply = request.send().await?;
    // A VPC made a moment ago may not show its group yet: a refusal that is worth a retry.
    let unseen = || {
        let message = format!("no default group is visible in {vpc_id}");
        Error::refused(
            "ec2",
            "DescribeSecurityGroups",
            "InvalidGroup.NotFound",
            &message,
        )
    };
    reply
        .security_groups
        .unwrap_or_default()
        .into_iter()
        .next()
        .ok_or_else(unseen)
}
