//! `aws.ec2.transit_gateway_attachment`: a VPC attachment to a transit gateway (EC2
//! `CreateTransitGatewayVpcAttachment`).
//!
//! The way to the offices and to LGWAN leads through a hub that others run; the attachment is
//! all of it that is ours (NIST SP 800-53r5 SC-7, AC-4). Where the hub's owner must accept it,
//! routes to it are refused until then.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::TransitGatewayAttachmentState::{
    Available, Deleted, Deleting, Failed, PendingAcceptance, Rejected,
};
use aws_sdk_ec2::types::{
    ApplianceModeSupportValue, CreateTransitGatewayVpcAttachmentRequestOptions, DnsSupportValue,
    Filter, ModifyTransitGatewayVpcAttachmentRequestOptions, ResourceType,
    TransitGatewayVpcAttachment,
};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::ec2::{self, PAGE, waiting};
use crate::error::{Error, Result};
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::spec::yes;

const WHAT: ResourceType = ResourceType::TransitGatewayAttachment;

/// A VPC attachment to a transit gateway.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Transit gateway; it may belong to another account.
    transit_gateway_id: String,
    /// VPC to attach.
    vpc_id: String,
    /// Subnets that the transit gateway places its network interfaces in, one per Availability
    /// Zone; at least one.
    subnet_ids: BTreeSet<String>,
    /// Whether public DNS names of attached VPCs resolve to private addresses. AWS's default: true.
    #[serde(default = "yes")]
    dns_support: bool,
    /// Whether both directions of a flow use the same Availability Zone, as stateful appliances
    /// need. AWS's default: false.
    #[serde(default)]
    appliance_mode_support: bool,
    /// Whether the owner of the transit gateway has accepted it. Nobody else can: declared `true`,
    /// it shows as a difference until then, and applying it is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    accepted: Option<bool>,
}

pub(crate) struct TransitGatewayAttachment;

impl AwsKind for TransitGatewayAttachment {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["transit_gateway_id", "vpc_id"],
        parent: Some("vpc_id"),
        outputs: ec2::OUTPUTS,
        ownership: super::TAGS,
        ..Facts::assigned(
            "aws.ec2.transit_gateway_attachment",
            "a VPC attachment to a transit gateway",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.ec2().describe_transit_gateway_vpc_attachments();
        let pages = request.max_results(PAGE).into_paginator().items().send();
        let all: Vec<TransitGatewayVpcAttachment> = pages.try_collect().await?;
        // The hub's owner sees everybody's; a VPC of another account is not ours.
        let is_ours = |it: &&TransitGatewayVpcAttachment| {
            !is_over(it) && it.vpc_owner_id().is_none_or(|owner| owner == aws.account())
        };
        Ok(all.iter().filter(is_ours).map(|it| item(aws, it)).collect())
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let options = CreateTransitGatewayVpcAttachmentRequestOptions::builder()
            .dns_support(dns(&new.spec))
            .appliance_mode_support(appliance(&new.spec));
        let request = aws
            .ec2()
            .create_transit_gateway_vpc_attachment()
            .transit_gateway_id(&new.spec.transit_gateway_id)
            .vpc_id(&new.spec.vpc_id)
            .set_subnet_ids(Some(new.spec.subnet_ids.iter().cloned().collect()))
            .options(options.build())
            .tag_specifications(ec2::tag_specification(WHAT, &new.tags));
        let reply = request.send().await?;
        let made = reply.transit_gateway_vpc_attachment();
        let id = made.and_then(|it| it.transit_gateway_attachment_id());
        ec2::made(aws, "CreateTransitGatewayVpcAttachment", WHAT, id)
    }

    /// Routes lead nowhere until it is available. What the hub's owner must accept may take days.
    async fn finish(aws: &Clients, made: &Created, _new: &New<Spec>) -> Result<()> {
        let is_available = || async {
            let state = find(aws, &made.id).await?.and_then(|it| it.state);
            match state {
                Some(Failed | Rejected) => Err(Error::refused(
                    "ec2",
                    "CreateTransitGatewayVpcAttachment",
                    "failed",
                    &format!("{} was rejected, or failed", made.id),
                )),
                state => Ok(matches!(state, Some(Available | PendingAcceptance))),
            }
        };
        let awaited = format!("{} to be available", made.id);
        waiting::until("CreateTransitGatewayVpcAttachment", &awaited, is_available).await
    }

    async fn update(aws: &Clients, id: &str, before: &Spec, after: &Spec) -> Result<()> {
        let without_consent = |spec: &Spec| Spec {
            accepted: None,
            ..spec.clone()
        };
        if without_consent(before) == without_consent(after) {
            let message = "only the owner of the transit gateway can accept an attachment";
            let operation = "AcceptTransitGatewayVpcAttachment";
            return Err(Error::refused(
                "ec2",
                operation,
                "pendingAcceptance",
                message,
            ));
        }
        let options = ModifyTransitGatewayVpcAttachmentRequestOptions::builder()
            .dns_support(dns(after))
            .appliance_mode_support(appliance(after));
        // What somebody added or removed meanwhile shows in the subnets that it has now.
        let there = find(aws, id).await?.and_then(|it| it.subnet_ids);
        let there: BTreeSet<&String> = there.iter().flatten().collect();
        let wanted: BTreeSet<&String> = after.subnet_ids.iter().collect();
        let list = |one: &BTreeSet<&String>, other: &BTreeSet<&String>| {
            let differing: Vec<String> = one.difference(other).map(|it| (*it).clone()).collect();
            Some(differing).filter(|it| !it.is_empty())
        };
        let request = aws
            .ec2()
            .modify_transit_gateway_vpc_attachment()
            .transit_gateway_attachment_id(id)
            .set_add_subnet_ids(list(&wanted, &there))
            .set_remove_subnet_ids(list(&there, &wanted))
            .options(options.build());
        request.send().await?;
        Ok(())
    }

    /// Until it is gone it holds on to its VPC and subnets.
    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        let request = aws.ec2().delete_transit_gateway_vpc_attachment();
        request.transit_gateway_attachment_id(id).send().await?;
        let gone = || async {
            let attachment = find(aws, id).await?;
            Ok(attachment.is_none_or(|it| it.state() == Some(&Deleted)))
        };
        let awaited = format!("{id} to be deleted");
        waiting::until("DeleteTransitGatewayVpcAttachment", &awaited, gone).await
    }
}

fn dns(spec: &Spec) -> DnsSupportValue {
    match spec.dns_support {
        true => DnsSupportValue::Enable,
        false => DnsSupportValue::Disable,
    }
}

fn appliance(spec: &Spec) -> ApplianceModeSupportValue {
    match spec.appliance_mode_support {
        true => ApplianceModeSupportValue::Enable,
        false => ApplianceModeSupportValue::Disable,
    }
}

/// Whether it is deleted, being deleted, or never existed; AWS lists it for a while yet.
fn is_over(attachment: &TransitGatewayVpcAttachment) -> bool {
    matches!(
        attachment.state(),
        Some(Deleted | Deleting | Failed | Rejected)
    )
}

async fn find(aws: &Clients, id: &str) -> Result<Option<TransitGatewayVpcAttachment>> {
    let named = Filter::builder().name("transit-gateway-attachment-id");
    let ec2 = aws.reads().ec2();
    let request = ec2.describe_transit_gateway_vpc_attachments();
    let reply = request.filters(named.values(id).build()).send().await?;
    let all = reply.transit_gateway_vpc_attachments.unwrap_or_default();
    Ok(all.into_iter().next())
}

fn item(aws: &Clients, attachment: &TransitGatewayVpcAttachment) -> Item<Spec> {
    let options = attachment.options();
    let dns = options.and_then(|it| it.dns_support());
    let appliance = options.and_then(|it| it.appliance_mode_support());
    let spec = Spec {
        transit_gateway_id: text(attachment.transit_gateway_id()),
        vpc_id: text(attachment.vpc_id()),
        subnet_ids: attachment.subnet_ids().iter().cloned().collect(),
        dns_support: dns == Some(&DnsSupportValue::Enable),
        appliance_mode_support: appliance == Some(&ApplianceModeSupportValue::Enable),
        accepted: Some(attachment.state() != Some(&PendingAcceptance)),
    };
    let id = attachment.transit_gateway_attachment_id();
    ec2::item(aws, WHAT, id, spec, attachment.tags())
}
