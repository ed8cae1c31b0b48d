//! `aws.ec2.security_group`: a security group: a stateful firewall of network interfaces (EC2
//! `CreateSecurityGroup`).
//!
//! Each opening is a declared flow; what is not declared is closed, AWS's allow-all egress of a
//! new group included (NIST SP 800-53r5 SC-7, CIS AWS 5.3, AWS Security Hub EC2.13, EC2.14).

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{ResourceType, SecurityGroup as SdkGroup};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::ec2::rule::{self, Direction, Rule};
use crate::ec2::{self, PAGE};
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, text};

/// Name of the group that comes with a VPC; a kind of its own.
pub(super) const DEFAULT_NAME: &str = "default";

const WHAT: ResourceType = ResourceType::SecurityGroup;

/// A security group: a stateful firewall of network interfaces.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// VPC it belongs to.
    vpc_id: String,
    /// Name, unique in the VPC, up to 255 characters; not `default`, not beginning with `sg-`.
    group_name: String,
    /// Description, 1 to 255 characters.
    description: String,
    /// Inbound rules; all other inbound traffic is dropped.
    #[serde(default, deserialize_with = "rule::rules")]
    ingress: BTreeSet<Rule>,
    /// Outbound rules; all other outbound traffic is dropped.
    #[serde(default, deserialize_with = "rule::rules")]
    egress: BTreeSet<Rule>,
}

pub(crate) struct SecurityGroup;

impl AwsKind for SecurityGroup {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["vpc_id", "group_name", "description"],
        parent: Some("vpc_id"),
        outputs: ec2::OUTPUTS,
        ownership: super::TAGS,
        ..Facts::assigned(
            "aws.ec2.security_group",
            "a security group: a stateful firewall of network interfaces",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.ec2().describe_security_groups().max_results(PAGE);
        let groups = request.into_paginator().items().send();
        let groups: Vec<SdkGroup> = groups.try_collect().await?;
        let declared = groups
            .iter()
            .filter(|group| group.group_name() != Some(DEFAULT_NAME));
        Ok(declared.map(|group| item(aws, group)).collect())
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let request = aws
            .ec2()
            .create_security_group()
            .vpc_id(&new.spec.vpc_id)
            .group_name(&new.spec.group_name)
            .description(&new.spec.description)
            .tag_specifications(ec2::tag_specification(WHAT, &new.tags));
        let reply = request.send().await?;
        ec2::made(aws, "CreateSecurityGroup", WHAT, reply.group_id())
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        let request = aws
            .reads()
            .ec2()
            .describe_security_groups()
            .group_ids(&made.id);
        let reply = request.send().await?;
        for group in reply.security_groups() {
            set_rules(aws, group, &new.spec.ingress, &new.spec.egress).await?;
        }
        Ok(())
    }

    async fn update(aws: &Clients, id: &str, before: &Spec, after: &Spec) -> Result<()> {
        rule::change::change(aws, id, Direction::Ingress, &before.ingress, &after.ingress).await?;
        rule::change::change(aws, id, Direction::Egress, &before.egress, &after.egress).await
    }

    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        aws.ec2()
            .delete_security_group()
            .group_id(id)
            .send()
            .await?;
        Ok(())
    }
}

fn item(aws: &Clients, group: &SdkGroup) -> Item<Spec> {
    let spec = Spec {
        vpc_id: text(group.vpc_id()),
        group_name: text(group.group_name()),
        description: text(group.description()),
        ingress: rule::of_group(group, Direction::Ingress),
        egress: rule::of_group(group, Direction::Egress),
    };
    ec2::item(aws, WHAT, group.group_id(), spec, group.tags())
}

/// Makes a group's rules, as they are now, these.
pub(super) async fn set_rules(
    aws: &Clients,
    group: &SdkGroup,
    ingress: &BTreeSet<Rule>,
    egress: &BTreeSet<Rule>,
) -> Result<()> {
    let id = text(group.group_id());
    let now = |direction| rule::of_group(group, direction);
    rule::change::change(
        aws,
        &id,
        Direction::Ingress,
        &now(Direction::Ingress),
        ingress,
    )
    .await?;
    rule::change::change(aws, &id, Direction::Egress, &now(Direction::Egress), egress).await
}
