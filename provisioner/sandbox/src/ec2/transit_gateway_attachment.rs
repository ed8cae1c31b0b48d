//! Attachments of VPCs to transit gateways, which are others' and taken for granted. They are
//! accepted at once.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Described, Ec2, Listed, Outcome, Subnet, Vpc, element_with, requested_tags};
use crate::aws_error::AwsError;
use crate::clock;
use crate::params::{Params, Tags};
use crate::xml::Xml;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Attachment {
    pub(super) id: String,
    gateway: String,
    pub(super) vpc: String,
    pub(super) subnets: BTreeSet<String>,
    dns: String,
    appliance: String,
    created: i64,
    pub(super) tags: Tags,
}

impl Described for Attachment {
    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "state" => "available".to_owned(),
            "transit-gateway-attachment-id" => self.id.clone(),
            "transit-gateway-id" => self.gateway.clone(),
            "vpc-id" => self.vpc.clone(),
            _ => return None,
        }])
    }

    fn write(&self, xml: &mut Xml, ec2: &Ec2) {
        self.write_as(xml, "available", ec2);
    }
}

impl Attachment {
    fn reply(&self, state: &str, ec2: &Ec2) -> Xml {
        element_with(self, |xml| self.write_as(xml, state, ec2))
    }

    fn write_as(&self, xml: &mut Xml, state: &str, ec2: &Ec2) {
        xml.text("transitGatewayAttachmentId", &self.id)
            .text("transitGatewayId", &self.gateway)
            .text("vpcId", &self.vpc)
            .text("vpcOwnerId", &ec2.account)
            .text("state", state);
        xml.texts("subnetIds", "item", &self.subnets);
        xml.text("creationTime", clock::iso(self.created));
        xml.node("options", |xml| {
            xml.text("dnsSupport", &self.dns)
                .text("ipv6Support", "disable")
                .text("applianceModeSupport", &self.appliance);
        });
    }
}

pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (gateway, vpc) = (params.need("TransitGatewayId")?, params.need("VpcId")?);
    let digits = gateway.strip_prefix("tgw-").unwrap_or_default();
    if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_hexdigit()) {
        let message = format!("Transit Gateway {gateway} was deleted or does not exist.");
        return Err(AwsError::bad("InvalidTransitGatewayID.NotFound", message));
    }
    ec2.get::<Vpc>(vpc)?;
    let mut others = ec2.attachments.values();
    if others.any(|it| it.vpc == vpc && it.gateway == gateway) {
        let message = format!("{gateway} has non-deleted Transit Gateway Attachments with {vpc}.");
        return Err(AwsError::bad("DuplicateTransitGatewayAttachment", message));
    }
    let subnets = params.list("SubnetIds").into_iter().collect();
    check(ec2, vpc, &subnets)?;
    let option = |name: &str, default: &str| {
        let value = params.get(&format!("Options.{name}"));
        value.unwrap_or(default).to_owned()
    };
    let attachment = Attachment {
        id: ec2.new_id::<Attachment>(),
        gateway: gateway.to_owned(),
        vpc: vpc.to_owned(),
        subnets,
        dns: option("DnsSupport", "enable"),
        appliance: option("ApplianceModeSupport", "disable"),
        created: clock::now(),
        tags: requested_tags::<Attachment>(params)?,
    };
    let reply = attachment.reply("pending", ec2);
    ec2.insert(attachment);
    Ok(reply)
}

/// At least one subnet, all of the VPC, each in a zone of its own.
fn check(ec2: &Ec2, vpc: &str, subnets: &BTreeSet<String>) -> Result<(), AwsError> {
    if subnets.is_empty() {
        return Err(AwsError::missing_parameter("SubnetIds"));
    }
    let mut zones = BTreeSet::new();
    for id in subnets {
        let subnet = ec2.subnets.get(id).filter(|subnet| subnet.vpc == vpc);
        let subnet = subnet.ok_or_else(|| Subnet::missing(id))?;
        if !zones.insert(&subnet.zone) {
            let message = "Duplicate Subnets for same AZ";
            return Err(AwsError::bad("DuplicateSubnetsInSameZone", message));
        }
    }
    Ok(())
}

pub(super) fn modify(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("TransitGatewayAttachmentId")?;
    let mut changed = ec2.get::<Attachment>(id)?.clone();
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
    let reply = changed.reply("modifying", ec2);
    ec2.insert(changed);
    Ok(reply)
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let deleted = ec2.remove::<Attachment>(params.need("TransitGatewayAttachmentId")?)?;
    Ok(deleted.reply("deleting", ec2))
}
