//! `aws.ec2.internet_gateway`: an internet gateway of a VPC (EC2 `CreateInternetGateway`).
//!
//! Few VPCs should have one, and none by accident (AWS Security Hub EC2.172, NIST SP 800-53r5
//! SC-7).

use aws_sdk_ec2::types::{Filter, InternetGateway as SdkGateway, ResourceType};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::ec2::{self, PAGE};
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, text};

const WHAT: ResourceType = ResourceType::InternetGateway;

/// An internet gateway of a VPC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// VPC it is attached to; empty for none.
    #[serde(default)]
    vpc_id: String,
}

pub(crate) struct InternetGateway;

impl AwsKind for InternetGateway {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        outputs: ec2::OUTPUTS,
        ownership: super::TAGS,
        ..Facts::assigned("aws.ec2.internet_gateway", "an internet gateway of a VPC")
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.ec2().describe_internet_gateways().max_results(PAGE);
        let gateways = request.into_paginator().items().send();
        let gateways: Vec<SdkGateway> = gateways.try_collect().await?;
        Ok(gateways.iter().map(|gateway| item(aws, gateway)).collect())
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let tags = ec2::tag_specification(WHAT, &new.tags);
        let request = aws.ec2().create_internet_gateway();
        let reply = request.tag_specifications(tags).send().await?;
        let gateway = reply.internet_gateway();
        let id = gateway.and_then(SdkGateway::internet_gateway_id);
        ec2::made(aws, "CreateInternetGateway", WHAT, id)
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        put(aws, &made.id, &new.spec.vpc_id).await
    }

    async fn update(aws: &Clients, id: &str, _before: &Spec, after: &Spec) -> Result<()> {
        put(aws, id, &after.vpc_id).await
    }

    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        put(aws, id, "").await?;
        let request = aws.ec2().delete_internet_gateway();
        request.internet_gateway_id(id).send().await?;
        Ok(())
    }
}

fn item(aws: &Clients, gateway: &SdkGateway) -> Item<Spec> {
    let spec = Spec {
        vpc_id: vpc_of(gateway),
    };
    let id = gateway.internet_gateway_id();
    ec2::item(aws, WHAT, id, spec, gateway.tags())
}

/// A gateway has one attachment at most.
fn vpc_of(gateway: &SdkGateway) -> String {
    let attachment = gateway.attachments().first();
    text(attachment.and_then(|attachment| attachment.vpc_id()))
}

/// Attaches it to a VPC in place of the one it is attached to now.
async fn put(aws: &Clients, id: &str, vpc: &str) -> Result<()> {
    let named = Filter::builder().name("internet-gateway-id").values(id);
    let request = aws.reads().ec2().describe_internet_gateways();
    let reply = request.filters(named.build()).send().await?;
    let now = reply.internet_gateways().first().map(vpc_of);
    let now = now.unwrap_or_default();
    if now == vpc {
        return Ok(());
    }
    let ec2 = aws.ec2();
    if !now.is_empty() {
        let request = ec2.detach_internet_gateway().internet_gateway_id(id);
        request.vpc_id(now).send().await?;
    }
    if !vpc.is_empty() {
        let request = ec2.attach_internet_gateway().internet_gateway_id(id);
        request.vpc_id(vpc).send().await?;
    }
    Ok(())
}
