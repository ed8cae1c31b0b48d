//! Blocks of public access, set once per region: of machine images, and of internet gateways.

use super::{Ec2, Outcome};
use crate::params::Params;
use crate::refusal::Refusal;
use crate::xml::Xml;

/// AWS blocks the images of accounts that have no public ones.
const IMAGES_BLOCKED: &str = "block-new-sharing";

pub(super) fn block_images(ec2: &mut Ec2, params: &Params) -> Outcome {
    let state = params.need("ImageBlockPublicAccessState")?;
    if state != IMAGES_BLOCKED {
        let name = "ImageBlockPublicAccessState";
        return Err(Refusal::invalid_value(state, name, ""));
    }
    ec2.defaults.images_unblocked = false;
    Ok(images(ec2))
}

pub(super) fn unblock_images(ec2: &mut Ec2) -> Xml {
    ec2.defaults.images_unblocked = true;
    images(ec2)
}

pub(super) fn images(ec2: &Ec2) -> Xml {
    let state = match ec2.defaults.images_unblocked {
        true => "unblocked",
        false => IMAGES_BLOCKED,
    };
    let mut xml = Xml::new();
    xml.text("imageBlockPublicAccessState", state)
        .text("managedBy", "account");
    xml
}

pub(super) fn block_gateways(ec2: &mut Ec2, params: &Params) -> Outcome {
    let mode = params.need("InternetGatewayBlockMode")?;
    if !["off", "block-ingress", "block-bidirectional"].contains(&mode) {
        let name = "InternetGatewayBlockMode";
        return Err(Refusal::invalid_value(mode, name, ""));
    }
    ec2.defaults.gateway_block = Some(mode.to_owned());
    Ok(told(ec2, "update-in-progress"))
}

/// A change is in force by the time somebody looks.
pub(super) fn gateways(ec2: &Ec2) -> Xml {
    let state = match ec2.defaults.gateway_block {
        Some(_) => "update-complete",
        None => "default-state",
    };
    told(ec2, state)
}

fn told(ec2: &Ec2, state: &str) -> Xml {
    let mut xml = Xml::new();
    xml.node("vpcBlockPublicAccessOptions", |xml| {
        xml.text("awsAccountId", &ec2.account)
            .text("awsRegion", &ec2.region)
            .text("state", state);
        let mode = ec2.defaults.gateway_block.as_deref().unwrap_or("off");
        xml.text("internetGatewayBlockMode", mode)
            .text("managedBy", "account")
            .text("exclusionsAllowed", "allowed");
    });
    xml
}
