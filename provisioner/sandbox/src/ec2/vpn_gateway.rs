//! Virtual private gateways: one to a VPC at most. They attach and detach at once, and
//! former attachments are listed for a while.

use serde::{Deserialize, Serialize};

use super::{Described, Ec2, Outcome, Vpc, in_use, requested_tags, yes};
use crate::aws_error::AwsError;
use crate::clock;
use crate::params::{Params, Tags};
use crate::xml::Xml;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct VpnGateway {
    pub(super) id: String,
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

impl Described for VpnGateway {
    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(match filter {
            "vpn-gateway-id" => vec![self.id.clone()],
            "attachment.vpc-id" => self.vpc.clone().into_iter().collect(),
            "state" => vec![self.state().to_owned()],
            _ => return None,
        })
    }

    fn ended(&self) -> Option<i64> {
        self.ended
    }

    fn write(&self, xml: &mut Xml, _: &Ec2) {
        xml.text("vpnGatewayId", &self.id)
            .text("state", self.state())
            .text("type", "ipsec.1")
            .text("amazonSideAsn", &self.number);
        let left = self.left.iter().map(|vpc| (vpc, "detached"));
        let attached = self.vpc.iter().map(|vpc| (vpc, "attached"));
        xml.list(
            "attachments",
            "item",
            left.chain(attached),
            |xml, (vpc, state)| {
                xml.text("vpcId", vpc).text("state", state);
            },
        );
    }
}

pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    params.need("Type")?;
    let gateway = VpnGateway {
        id: ec2.new_id::<VpnGateway>(),
        number: params.get("AmazonSideAsn").unwrap_or("64512").to_owned(),
        vpc: None,
        left: None,
        ended: None,
        tags: requested_tags::<VpnGateway>(params)?,
    };
    ec2.created(gateway)
}

pub(super) fn attach(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (id, vpc) = (params.need("VpnGatewayId")?, params.need("VpcId")?);
    ec2.get::<Vpc>(vpc)?;
    let has_other = is_attached_to(ec2, vpc);
    let gateway = ec2.existing_mut::<VpnGateway>(id)?;
    if has_other || gateway.vpc.is_some() {
        let message = format!("{id} or {vpc} is attached already");
        return Err(AwsError::bad("VpnGatewayAttachmentLimitExceeded", message));
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
    let gateway = ec2.existing_mut::<VpnGateway>(id)?;
    if gateway.vpc.as_deref() != Some(vpc) {
        let message = format!("{id} is not attached to {vpc}");
        return Err(AwsError::bad(
            "InvalidVpnGatewayAttachment.NotFound",
            message,
        ));
    }
    gateway.left = gateway.vpc.take();
    yes()
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("VpnGatewayId")?;
    let gateway = ec2.existing_mut::<VpnGateway>(id)?;
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
