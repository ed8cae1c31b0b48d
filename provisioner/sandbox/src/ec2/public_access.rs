//! Blocks of public access, set once per region: of machine images, and of internet gateways.

use super::{Ec2, Outcome};
use crate::aws_error::AwsError;
use crate::params::Params;
use crate::xml::Xml;

/// AWS blocks the images of accounts that have no public ones.
const IMAGES_BLOCKED: &str = "block-new-sharing";

pub(super) fn block_images(ec2: &mut Ec2, params: &Params) -> Outcome {
    let state = params.need("ImageBlockPublicAccessState")?;
    if state != IMAGES_BLOCKED {
        let name = "ImageBlockPublicAccessState";
        return Err(AwsError::invalid_value(state, name, ""));
    }
    ec2.defaults.images_unblocked = false;
    images(ec2)
}

pub(super) fn unblock_images(ec2: &mut Ec2, _: &Params) -> Outcome {
    ec2.defaults.images_unblocked = true;
    images(ec2)
}

pub(super) fn images(ec2: &Ec2) -> Outcome {
    let state = match ec2.defaults.images_unblocked {
        true => "unblocked",
        false => IMAGES_BLOCKED,
    };
    let mut xml = Xml::new();
    xml.text("imageBlockPublicAccessState", state)
        .text("managedBy", "account");
    Ok(xml)
}

pub(super) fn block_gateways(ec2: &mut Ec2, params: &Params) -> Outcome {
    let mode = params.need("InternetGatewayBlockMode")?;
    if !["off", "block-ingress", "block-bidirectional"].contains(&mode) {
        let name = "InternetGatewayBlockMode";
        return Err(AwsError::invalid_value(mode, name, ""));
    }
    ec2.defaults.gateway_block = Some(mode.to_owned());
    options(ec2, "update-in-progress")
}

/// A change is in force by the next description.
pub(super) fn gateways(ec2: &mut Ec2, _: &Params) -> Outcome {
    let state = match ec2.defaults.gateway_block {
        Some(_) => "update-complete",
        None => "default-state",
    };
    options(ec2, state)
}

fn options(ec2: &Ec2, state: &str) -> Outcome {
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
    Ok(xml)
}
