//! `aws.ec2.vpc_block_public_access`: VPC block public access in the region (EC2
//! `ModifyVpcBlockPublicAccessOptions`).
//!
//! One switch above all route tables: a gateway made by mistake leads nowhere
//! (AWS Security Hub EC2.172, NIST SP 800-53r5 SC-7).

use aws_sdk_ec2::types::InternetGatewayBlockMode as Mode;
use aws_sdk_ec2::types::{VpcBlockPublicAccessOptions, VpcBlockPublicAccessState};
use gabakura_adapter::created;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::ec2::{self, waiting};
use crate::error::{Error, Result};
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::spec::one_of;

/// VPC block public access in the region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// `off`, `block-ingress` (NAT and egress-only internet gateways still get out) or
    /// `block-bidirectional`. AWS's default: `off`.
    #[serde(deserialize_with = "mode")]
    internet_gateway_block_mode: String,
}

fn mode<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, Mode::values())
}

pub(crate) struct VpcBlockPublicAccess;

impl AwsKind for VpcBlockPublicAccess {
    type Spec = Spec;

    const FACTS: Facts = Facts::setting(
        "aws.ec2.vpc_block_public_access",
        "VPC block public access in the region",
    );

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let options = read(aws).await?;
        let mode = options.internet_gateway_block_mode().map(Mode::as_str);
        let spec = Spec {
            internet_gateway_block_mode: text(mode),
        };
        Ok(ec2::setting(aws, spec, options.managed_by()))
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        put(aws, &new.spec.internet_gateway_block_mode).await?;
        Ok(created(aws.region()))
    }

    async fn finish(aws: &Clients, _made: &Created, _new: &New<Spec>) -> Result<()> {
        until_in_force(aws).await
    }

    async fn update(aws: &Clients, _id: &str, _before: &Spec, after: &Spec) -> Result<()> {
        put(aws, &after.internet_gateway_block_mode).await?;
        until_in_force(aws).await
    }

    async fn delete(aws: &Clients, _id: &str, _spec: &Spec) -> Result<()> {
        put(aws, Mode::Off.as_str()).await?;
        until_in_force(aws).await
    }
}

async fn read(aws: &Clients) -> Result<VpcBlockPublicAccessOptions> {
    let request = aws.reads().ec2().describe_vpc_block_public_access_options();
    let options = request.send().await?.vpc_block_public_access_options;
    let operation = "DescribeVpcBlockPublicAccessOptions";
    options.ok_or_else(|| Error::missing("ec2", operation, "options"))
}

async fn put(aws: &Clients, mode: &str) -> Result<()> {
    let request = aws.ec2().modify_vpc_block_public_access_options();
    let request = request.internet_gateway_block_mode(Mode::from(mode));
    request.send().await?;
    Ok(())
}

/// AWS takes minutes to bring a change into force, and takes no other meanwhile.
async fn until_in_force(aws: &Clients) -> Result<()> {
    let in_force = || async {
        let options = read(aws).await?;
        Ok(options.state() != Some(&VpcBlockPublicAccessState::UpdateInProgress))
    };
    let operation = "ModifyVpcBlockPublicAccessOptions";
    waiting::until(operation, "the change to be in force", in_force).await
}
