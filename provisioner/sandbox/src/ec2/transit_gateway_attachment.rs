//! Attachments of VPCs to transit gateways, which are others' and taken for granted. They are
//! accepted at once.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::listing::{Listed, described, requested_tags, tag_set};
use super::refusals::{no_attachment, no_subnet, no_vpc};
use super::{Ec2, Outcome};
use crate::clock;
use crate::params::{Params, Tags};
use crate::refusal::Refusal;
use crate::xml::Xml;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Attachment {
    id: String,
    gateway: String,
    pub(super) vpc: String,
    pub(super) subnets: BTreeSet<String>,
    dns: String,
    appliance: String,
    created: i64,
    pub(super) tags: Tags,
}

impl Listed for Attachment {
    const IDS: &'static str = "TransitGatewayAttachmentIds";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn fact(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "state" => "available".to_owned(),
            "transit-gateway-attachment-id" => self.id.clone(),
            "transit-gateway-id" => self.gateway.clone(),
            "vpc-id" => self.vpc.clone(),
            _ => return None,
        }])
    }

    fn missing(id: &str) -> Refusal {
        no_attachment(id)
    }
}

pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (gateway, vpc) = (params.need("TransitGatewayId")?, params.need("VpcId")?);
    let digits = gateway.strip_prefix("tgw-").unwrap_or_default();
    if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_hexdigit()) {
        let message = format!("Transit Gateway {gateway} was deleted or does not exist.");
        return Err(Refusal::bad("InvalidTransitGatewayID.NotFound", message));
    }
    if !ec2.vpcs.contains_key(vpc) {
        return Err(no_vpc(vpc));
    }
    let mut others = ec2.attachments.values();
    if others.any(|it| it.vpc == vpc && it.gateway == gateway) {
        let message = format!("{gateway} has non-deleted Transit Gateway Attachments with {vpc}.");
        return Err(Refusal::bad("DuplicateTransitGatewayAttachment", message));
    }
    let subnets = params.list("SubnetIds").into_iter().collect();
    check(ec2, vpc, &subnets)?;
    let option = |name: &str, default: &str| {
        let value = params.get(&format!("Options.{name}"));
        value.unwrap_or(default).to_owned()
    };
    let attachment = Attachment {
        id: ec2.id("tgw-attach"),
        gateway: gateway.to_owned(),
        vpc: vpc.to_owned(),
        subnets,
        dns: option("DnsSupport", "enable"),
        appliance: option("ApplianceModeSupport", "disable"),
        created: clock::now(),
        tags: requested_tags(params, "transit-gateway-attachment")?,
    };
    let mut xml = Xml::new();
    xml.node("transitGatewayVpcAttachment", |xml| {
        write(xml, &attachment, "pending", &ec2.account);
    });
    ec2.attachments.insert(attachment.id.clone(), attachment);
    Ok(xml)
}

/// At least one subnet, all of the VPC, each in a zone of its own.
fn check(ec2: &Ec2, vpc: &str, subnets: &BTreeSet<String>) -> Result<(), Refusal> {
    if subnets.is_empty() {
        return Err(Refusal::missing_parameter("SubnetIds"));
    }
    let mut zones = BTreeSet::new();
    for id in subnets {
        let subnet = ec2.subnets.get(id).filter(|subnet| subnet.vpc == vpc);
        let subnet = subnet.ok_or_else(|| no_subnet(id))?;
        if !zones.insert(&subnet.zone) {
            let message = "Duplicate Subnets for same AZ";
            return Err(Refusal::bad("DuplicateSubnetsInSameZone", message));
        }
    }
    Ok(())
}

pub(super) fn describe(ec2: &Ec2, params: &Params) -> Outcome {
    let all = ec2.attachments.values();
    described(all, params, "transitGatewayVpcAttachments", |xml, it| {
        write(xml, it, "available", &ec2.account);
    })
}

pub(super) fn modify(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("TransitGatewayAttachmentId")?;
    let mut attachment = ec2.attachments.get(id).cloned();
    let changed = attachment.as_mut().ok_or_else(|| no_attachment(id))?;
    changed.subnets.extend(params.list("AddSubnetIds"));
    for subnet in params.list("RemoveSubnetIds") {
        changed.subnets.remove(&subnet);
    }
    check(ec2, &changed.vpc, &changed.subnets)?;
    if let Some(value) = params.get("Options.DnsSupport") {
        changed.dns = value.to_owned();
    }
    if let Some(value) = params.get("Options.ApplianceModeSupport") {
        changed.appliance = value.to_owned();
    }
    answer(ec2, changed.clone(), "modifying")
}

fn answer(ec2: &mut Ec2, attachment: Attachment, state: &str) -> Outcome {
    let mut xml = Xml::new();
    xml.node("transitGatewayVpcAttachment", |xml| {
        write(xml, &attachment, state, &ec2.account);
    });
    if state == "modifying" {
        ec2.attachments.insert(attachment.id.clone(), attachment);
    }
    Ok(xml)
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("TransitGatewayAttachmentId")?;
    let gone = ec2.attachments.remove(id);
    answer(ec2, gone.ok_or_else(|| no_attachment(id))?, "deleting")
}

fn write(xml: &mut Xml, attachment: &Attachment, state: &str, account: &str) {
    xml.text("transitGatewayAttachmentId", &attachment.id)
        .text("transitGatewayId", &attachment.gateway)
        .text("vpcId", &attachment.vpc)
        .text("vpcOwnerId", account)
        .text("state", state);
    xml.texts("subnetIds", "item", &attachment.subnets);
    xml.text("creationTime", clock::iso(attachment.created));
    xml.node("options", |xml| {
        xml.text("dnsSupport", &attachment.dns)
            .text("ipv6Support", "disable")
            .text("applianceModeSupport", &attachment.appliance);
    });
    tag_set(xml, &attachment.tags);
}
