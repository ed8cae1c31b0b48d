//! `aws.ec2.subnet`: a subnet: a range of a VPC in one Availability Zone (EC2 `CreateSubnet`).
//!
//! Public addresses are off unless asked for (AWS Security Hub EC2.15).

use aws_sdk_ec2::types::{AttributeBooleanValue, ResourceType, Subnet as SdkSubnet};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::ec2::{self, PAGE};
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, text};

const WHAT: ResourceType = ResourceType::Subnet;

/// A subnet: a range of a VPC in one Availability Zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// VPC it belongs to.
    vpc_id: String,
    /// IPv4 CIDR block within the VPC's, /16 to /28.
    #[serde(deserialize_with = "ec2::cidr")]
    cidr_block: String,
    /// Availability Zone, such as `ap-northeast-1a`.
    availability_zone: String,
    /// Whether instances launched in it get a public IPv4 address. AWS's default: false.
    #[serde(default)]
    map_public_ip_on_launch: bool,
}

pub(crate) struct Subnet;

impl AwsKind for Subnet {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["vpc_id", "cidr_block", "availability_zone"],
        parent: Some("vpc_id"),
        outputs: ec2::OUTPUTS,
        ownership: super::TAGS,
        ..Facts::assigned(
            "aws.ec2.subnet",
            "a subnet: a range of a VPC in one Availability Zone",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.ec2().describe_subnets().max_results(PAGE);
        let subnets = request.into_paginator().items().send();
        let subnets: Vec<SdkSubnet> = subnets.try_collect().await?;
        Ok(subnets.iter().map(|subnet| item(aws, subnet)).collect())
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let request = aws
            .ec2()
            .create_subnet()
            .vpc_id(&new.spec.vpc_id)
            .cidr_block(&new.spec.cidr_block)
            .availability_zone(&new.spec.availability_zone)
            .tag_specifications(ec2::tag_specification(WHAT, &new.tags));
        let reply = request.send().await?;
        let id = reply.subnet().and_then(SdkSubnet::subnet_id);
        ec2::made(aws, "CreateSubnet", WHAT, id)
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        if new.spec.map_public_ip_on_launch {
            set_public(aws, &made.id, true).await?;
        }
        Ok(())
    }

    async fn update(aws: &Clients, id: &str, _before: &Spec, after: &Spec) -> Result<()> {
        set_public(aws, id, after.map_public_ip_on_launch).await
    }

    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        aws.ec2().delete_subnet().subnet_id(id).send().await?;
        Ok(())
    }
}

fn item(aws: &Clients, subnet: &SdkSubnet) -> Item<Spec> {
    let spec = Spec {
        vpc_id: text(subnet.vpc_id()),
        cidr_block: text(subnet.cidr_block()),
        availability_zone: text(subnet.availability_zone()),
        map_public_ip_on_launch: subnet.map_public_ip_on_launch().unwrap_or_default(),
    };
    ec2::item(aws, WHAT, subnet.subnet_id(), spec, subnet.tags())
}

async fn set_public(aws: &Clients, id: &str, on: bool) -> Result<()> {
    let value = AttributeBooleanValue::builder().value(on).build();
    let request = aws.ec2().modify_subnet_attribute().subnet_id(id);
    request.map_public_ip_on_launch(value).send().await?;
    Ok(())
}
