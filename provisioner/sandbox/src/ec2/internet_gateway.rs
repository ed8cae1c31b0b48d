//! Internet gateways: one to a VPC at most.

use serde::{Deserialize, Serialize};

use super::listing::{Listed, described, requested_tags, tag_set};
use super::refusals::{in_use, no_gateway, no_vpc};
use super::{Ec2, Outcome, nat_gateway, yes};
use crate::params::{Params, Tags};
use crate::refusal::Refusal;
use crate::xml::Xml;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct InternetGateway {
    id: String,
    pub(super) vpc: Option<String>,
    pub(super) tags: Tags,
}

impl Listed for InternetGateway {
    const IDS: &'static str = "InternetGatewayId";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn fact(&self, filter: &str) -> Option<Vec<String>> {
        Some(match filter {
            "internet-gateway-id" => vec![self.id.clone()],
            "attachment.vpc-id" => self.vpc.clone().into_iter().collect(),
            "attachment.state" => self.vpc.iter().map(|_| "available".to_owned()).collect(),
            _ => return None,
        })
    }

    fn missing(id: &str) -> Refusal {
        no_gateway(id)
    }
}

pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let gateway = InternetGateway {
        id: ec2.id("igw"),
        vpc: None,
        tags: requested_tags(params, "internet-gateway")?,
    };
    let mut xml = Xml::new();
    xml.node("internetGateway", |xml| write(xml, &gateway, ec2));
    ec2.internet_gateways.insert(gateway.id.clone(), gateway);
    Ok(xml)
}

pub(super) fn describe(ec2: &Ec2, params: &Params) -> Outcome {
    let gateways = ec2.internet_gateways.values();
    described(gateways, params, "internetGatewaySet", |xml, it| {
        write(xml, it, ec2);
    })
}

pub(super) fn attach(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (id, vpc) = (params.need("InternetGatewayId")?, params.need("VpcId")?);
    if !ec2.vpcs.contains_key(vpc) {
        return Err(no_vpc(vpc));
    }
    if of_vpc(ec2, vpc).is_some_and(|there| there.id != id) {
        let message = format!("Network {vpc} already has an internet gateway attached");
        return Err(Refusal::bad("InvalidParameterValue", message));
    }
    let gateway = ec2.internet_gateways.get_mut(id);
    let gateway = gateway.ok_or_else(|| no_gateway(id))?;
    if let Some(there) = &gateway.vpc {
        let message = format!("resource {id} is already attached to network {there}");
        return Err(Refusal::bad("Resource.AlreadyAssociated", message));
    }
    gateway.vpc = Some(vpc.to_owned());
    yes()
}

/// AWS keeps a gateway where it is while public addresses of the VPC depend on it.
pub(super) fn detach(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (id, vpc) = (params.need("InternetGatewayId")?, params.need("VpcId")?);
    let needed = nat_gateway::is_public_in(ec2, vpc);
    let gateway = ec2.internet_gateways.get_mut(id);
    let gateway = gateway.ok_or_else(|| no_gateway(id))?;
    if gateway.vpc.as_deref() != Some(vpc) {
        let message = format!("resource {id} is not attached to network {vpc}");
        return Err(Refusal::bad("Gateway.NotAttached", message));
    }
    if needed {
        let message = format!(
            "Network {vpc} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway."
        );
        return Err(Refusal::bad("DependencyViolation", message));
    }
    gateway.vpc = None;
    yes()
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("InternetGatewayId")?;
    let gateway = ec2.internet_gateways.get(id);
    if gateway.ok_or_else(|| no_gateway(id))?.vpc.is_some() {
        return Err(in_use("internetGateway", id));
    }
    ec2.internet_gateways.remove(id);
    yes()
}

/// The gateway of a VPC.
pub(super) fn of_vpc<'a>(ec2: &'a Ec2, vpc: &str) -> Option<&'a InternetGateway> {
    let mut gateways = ec2.internet_gateways.values();
    gateways.find(|gateway| gateway.vpc.as_deref() == Some(vpc))
}

fn write(xml: &mut Xml, gateway: &InternetGateway, ec2: &Ec2) {
    xml.text("internetGatewayId", &gateway.id)
        .text("ownerId", &ec2.account);
    xml.list("attachmentSet", "item", &gateway.vpc, |xml, vpc| {
        xml.text("vpcId", vpc).text("state", "available");
    });
    tag_set(xml, &gateway.tags);
}
