//! Internet gateways: one to a VPC at most.

use serde::{Deserialize, Serialize};

use super::{Described, Ec2, Outcome, Vpc, in_use, nat_gateway, requested_tags, yes};
use crate::aws_error::AwsError;
use crate::params::{Params, Tags};
use crate::xml::Xml;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct InternetGateway {
    pub(super) id: String,
    pub(super) vpc: Option<String>,
    pub(super) tags: Tags,
}

impl Described for InternetGateway {
    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(match filter {
            "internet-gateway-id" => vec![self.id.clone()],
            "attachment.vpc-id" => self.vpc.clone().into_iter().collect(),
            "attachment.state" => self.vpc.iter().map(|_| "available".to_owned()).collect(),
            _ => return None,
        })
    }

    fn write(&self, xml: &mut Xml, ec2: &Ec2) {
        xml.text("internetGatewayId", &self.id)
            .text("ownerId", &ec2.account);
        xml.list("attachmentSet", "item", &self.vpc, |xml, vpc| {
            xml.text("vpcId", vpc).text("state", "available");
        });
    }
}

pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let gateway = InternetGateway {
        id: ec2.new_id::<InternetGateway>(),
        vpc: None,
        tags: requested_tags::<InternetGateway>(params)?,
    };
    ec2.created(gateway)
}

pub(super) fn attach(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (id, vpc) = (params.need("InternetGatewayId")?, params.need("VpcId")?);
    ec2.get::<Vpc>(vpc)?;
    if of_vpc(ec2, vpc).is_some_and(|there| there.id != id) {
        let message = format!("Network {vpc} already has an internet gateway attached");
        return Err(AwsError::bad("InvalidParameterValue", message));
    }
    let gateway = ec2.get_mut::<InternetGateway>(id)?;
    if let Some(there) = &gateway.vpc {
        let message = format!("resource {id} is already attached to network {there}");
        return Err(AwsError::bad("Resource.AlreadyAssociated", message));
    }
    gateway.vpc = Some(vpc.to_owned());
    yes()
}

/// AWS keeps a gateway where it is while public addresses of the VPC depend on it.
pub(super) fn detach(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (id, vpc) = (params.need("InternetGatewayId")?, params.need("VpcId")?);
    let needed = nat_gateway::is_public_in(ec2, vpc);
    let gateway = ec2.get_mut::<InternetGateway>(id)?;
    if gateway.vpc.as_deref() != Some(vpc) {
        let message = format!("resource {id} is not attached to network {vpc}");
        return Err(AwsError::bad("Gateway.NotAttached", message));
    }
    if needed {
        let message = format!(
            "Network {vpc} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway."
        );
        return Err(AwsError::bad("DependencyViolation", message));
    }
    gateway.vpc = None;
    yes()
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("InternetGatewayId")?;
    if ec2.get::<InternetGateway>(id)?.vpc.is_some() {
        return Err(in_use("internetGateway", id));
    }
    ec2.remove::<InternetGateway>(id)?;
    yes()
}

/// The gateway of a VPC.
pub(super) fn of_vpc<'a>(ec2: &'a Ec2, vpc: &str) -> Option<&'a InternetGateway> {
    let mut gateways = ec2.internet_gateways.values();
    gateways.find(|gateway| gateway.vpc.as_deref() == Some(vpc))
}
