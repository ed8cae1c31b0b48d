//! `aws.ec2.vpc`: a VPC, a virtual network (EC2 `CreateVpc`).
//!
//! One zone per VPC is what keeps residents' networks apart (NIST SP 800-53r5 SC-7).

use aws_sdk_ec2::types::{AttributeBooleanValue, ResourceType, Vpc as SdkVpc, VpcAttributeName};
use gabakura_adapter::read_each;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::ec2::{self, PAGE};
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::spec::yes;

const WHAT: ResourceType = ResourceType::Vpc;

/// A VPC, a virtual network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// IPv4 CIDR block, /16 to /28.
    #[serde(deserialize_with = "ec2::cidr")]
    cidr_block: String,
    /// Whether the VPC's resolver answers DNS queries. AWS's default: true.
    #[serde(default = "yes")]
    enable_dns_support: bool,
    /// Whether instances get DNS host names; private DNS names of interface endpoints need it.
    /// AWS's default for a VPC created by the API: false.
    #[serde(default)]
    enable_dns_hostnames: bool,
}

pub(crate) struct Vpc;

impl AwsKind for Vpc {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["cidr_block"],
        outputs: ec2::OUTPUTS,
        ownership: super::TAGS,
        ..Facts::assigned("aws.ec2.vpc", "a VPC, a virtual network")
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.ec2().describe_vpcs().max_results(PAGE);
        let vpcs = request.into_paginator().items().send();
        let vpcs: Vec<SdkVpc> = vpcs.try_collect().await?;
        // DNS attributes have no list API: two calls per VPC.
        read_each(vpcs, |vpc| read(aws, vpc)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let request = aws.ec2().create_vpc().cidr_block(&new.spec.cidr_block);
        let tags = ec2::tag_specification(WHAT, &new.tags);
        let reply = request.tag_specifications(tags).send().await?;
        ec2::made(aws, "CreateVpc", WHAT, reply.vpc().and_then(SdkVpc::vpc_id))
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        let fresh = Spec {
            enable_dns_support: true,
            enable_dns_hostnames: false,
            ..new.spec.clone()
        };
        Self::update(aws, &made.id, &fresh, &new.spec).await
    }

    /// AWS takes one attribute per request.
    async fn update(aws: &Clients, id: &str, before: &Spec, after: &Spec) -> Result<()> {
        let value = |on| AttributeBooleanValue::builder().value(on).build();
        let ask = || aws.ec2().modify_vpc_attribute().vpc_id(id);
        let (support, hostnames) = (after.enable_dns_support, after.enable_dns_hostnames);
        if support != before.enable_dns_support {
            ask().enable_dns_support(value(support)).send().await?;
        }
        if hostnames != before.enable_dns_hostnames {
            ask().enable_dns_hostnames(value(hostnames)).send().await?;
        }
        Ok(())
    }

    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        aws.ec2().delete_vpc().vpc_id(id).send().await?;
        Ok(())
    }
}

async fn read(aws: &Clients, vpc: SdkVpc) -> Result<Option<Item<Spec>>> {
    let id = text(vpc.vpc_id());
    let ec2 = aws.ec2();
    let ask = |name| {
        ec2.describe_vpc_attribute()
            .vpc_id(&id)
            .attribute(name)
            .send()
    };
    let support = ask(VpcAttributeName::EnableDnsSupport).await?;
    let hostnames = ask(VpcAttributeName::EnableDnsHostnames).await?;
    let is_on = |v: Option<&AttributeBooleanValue>| v.and_then(AttributeBooleanValue::value);
    let spec = Spec {
        cidr_block: text(vpc.cidr_block()),
        enable_dns_support: is_on(support.enable_dns_support()).unwrap_or_default(),
        enable_dns_hostnames: is_on(hostnames.enable_dns_hostnames()).unwrap_or_default(),
    };
    let item = ec2::item(aws, WHAT, vpc.vpc_id(), spec, vpc.tags());
    Ok(Some(item))
}
