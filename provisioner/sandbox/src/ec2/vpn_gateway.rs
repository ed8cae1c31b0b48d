//! Virtual private gateways: one to a VPC at most. They come and go at once, and former
//! attachments are told for a while.

use serde::{Deserialize, Serialize};

use super::listing::{Listed, described, is_shown, requested_tags, tag_set};
use super::refusals::{in_use, no_vpc, no_vpn_gateway};
use super::{Ec2, Outcome, yes};
use crate::clock;
use crate::params::{Params, Tags};
use crate::refusal::Refusal;
use crate::xml::Xml;

/// How long AWS shows a gateway that is over.
const SHOWN_AFTERWARDS_SECONDS: i64 = 3600;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct VpnGateway {
    id: String,
    number: String,
    vpc: Option<String>,
    /// The VPC it left last.
    left: Option<String>,
    /// When it was deleted.
    ended: Option<i64>,
    pub(super) tags: Tags,
}

impl VpnGateway {
    fn state(&self) -> &'static str {
        match self.ended {
            None => "available",
            Some(_) => "deleted",
        }
    }
}

impl Listed for VpnGateway {
    const IDS: &'static str = "VpnGatewayId";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn fact(&self, filter: &str) -> Option<Vec<String>> {
        Some(match filter {
            "vpn-gateway-id" => vec![self.id.clone()],
            "attachment.vpc-id" => self.vpc.clone().into_iter().collect(),
            "state" => vec![self.state().to_owned()],
            _ => return None,
        })
    }

    fn missing(id: &str) -> Refusal {
        no_vpn_gateway(id)
    }
}

pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    params.need("Type")?;
    let gateway = VpnGateway {
        id: ec2.id("vgw"),
        number: params.get("AmazonSideAsn").unwrap_or("64512").to_owned(),
        vpc: None,
        left: None,
        ended: None,
        tags: requested_tags(params, "vpn-gateway")?,
    };
    let mut xml = Xml::new();
    xml.node("vpnGateway", |xml| write(xml, &gateway));
    ec2.vpn_gateways.insert(gateway.id.clone(), gateway);
    Ok(xml)
}

pub(super) fn describe(ec2: &Ec2, params: &Params) -> Outcome {
    let all = ec2.vpn_gateways.values();
    let shown = all.filter(|it| is_shown(it.ended, SHOWN_AFTERWARDS_SECONDS));
    described(shown, params, "vpnGatewaySet", write)
}

pub(super) fn attach(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (id, vpc) = (params.need("VpnGatewayId")?, params.need("VpcId")?);
    if !ec2.vpcs.contains_key(vpc) {
        return Err(no_vpc(vpc));
    }
    let has_other = is_attached_to(ec2, vpc);
    let gateway = standing(ec2, id)?;
    if has_other || gateway.vpc.is_some() {
        let message = format!("{id} or {vpc} is attached already");
        return Err(Refusal::bad("VpnGatewayAttachmentLimitExceeded", message));
    }
    gateway.vpc = Some(vpc.to_owned());
    let mut xml = Xml::new();
    xml.node("attachment", |xml| {
        xml.text("vpcId", vpc).text("state", "attaching");
    });
    Ok(xml)
}

pub(super) fn detach(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (id, vpc) = (params.need("VpnGatewayId")?, params.need("VpcId")?);
    let gateway = standing(ec2, id)?;
    if gateway.vpc.as_deref() != Some(vpc) {
        let message = format!("{id} is not attached to {vpc}");
        return Err(Refusal::bad(
            "InvalidVpnGatewayAttachment.NotFound",
            message,
        ));
    }
    gateway.left = gateway.vpc.take();
    yes()
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("VpnGatewayId")?;
    let gateway = standing(ec2, id)?;
    if gateway.vpc.is_some() {
        return Err(in_use("vpnGateway", id));
    }
    gateway.ended = Some(clock::now());
    yes()
}

/// Whether a VPC has a gateway.
pub(super) fn is_attached_to(ec2: &Ec2, vpc: &str) -> bool {
    let mut gateways = ec2.vpn_gateways.values();
    gateways.any(|it| it.vpc.as_deref() == Some(vpc))
}

fn standing<'a>(ec2: &'a mut Ec2, id: &str) -> Result<&'a mut VpnGateway, Refusal> {
    let gateway = ec2.vpn_gateways.get_mut(id);
    let gateway = gateway.filter(|it| it.ended.is_none());
    gateway.ok_or_else(|| no_vpn_gateway(id))
}

fn write(xml: &mut Xml, gateway: &VpnGateway) {
    xml.text("vpnGatewayId", &gateway.id)
        .text("state", gateway.state())
        .text("type", "ipsec.1")
        .text("amazonSideAsn", &gateway.number);
    let left = gateway.left.iter().map(|vpc| (vpc, "detached"));
    let stands = gateway.vpc.iter().map(|vpc| (vpc, "attached"));
    xml.list(
        "attachments",
        "item",
        left.chain(stands),
        |xml, (vpc, state)| {
            xml.text("vpcId", vpc).text("state", state);
        },
    );
    tag_set(xml, &gateway.tags);
}
