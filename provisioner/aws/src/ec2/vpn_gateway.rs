//! `aws.ec2.vpn_gateway`: a virtual private gateway of a VPC (EC2 `CreateVpnGateway`).
//!
//! Without a transit gateway, Direct Connect and site-to-site VPNs end here (NIST SP 800-53r5
//! SC-7, AC-17).

use aws_sdk_ec2::types::{
    AttachmentStatus, Filter, GatewayType, ResourceType, VpcAttachment, VpnGateway as SdkGateway,
    VpnState,
};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::ec2::{self, waiting};
use crate::error::{Result, unless_gone};
use crate::kind::{AwsKind, Facts, Item, New, text};

const WHAT: ResourceType = ResourceType::VpnGateway;

/// A virtual private gateway of a VPC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// VPC it is attached to, which has no other; empty for none.
    #[serde(default)]
    vpc_id: String,
    /// BGP autonomous system number of the AWS side. AWS's default: 64512.
    #[serde(default = "private_number")]
    amazon_side_asn: i64,
}

const fn private_number() -> i64 {
    64_512
}

pub(crate) struct VpnGateway;

impl AwsKind for VpnGateway {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["amazon_side_asn"],
        parent: Some("vpc_id"),
        outputs: ec2::OUTPUTS,
        ownership: super::TAGS,
        ..Facts::assigned("aws.ec2.vpn_gateway", "a virtual private gateway of a VPC")
    };

    /// AWS lists them without pages.
    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let reply = aws.ec2().describe_vpn_gateways().send().await?;
        let there = reply.vpn_gateways().iter().filter(|it| !is_over(it));
        Ok(there.map(|it| item(aws, it)).collect())
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let request = aws
            .ec2()
            .create_vpn_gateway()
            .r#type(GatewayType::Ipsec1)
            .amazon_side_asn(new.spec.amazon_side_asn)
            .tag_specifications(ec2::tag_specification(WHAT, &new.tags));
        let reply = request.send().await?;
        let id = reply.vpn_gateway().and_then(SdkGateway::vpn_gateway_id);
        ec2::made(aws, "CreateVpnGateway", WHAT, id)
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        attach(aws, &made.id, &new.spec.vpc_id).await
    }

    async fn update(aws: &Clients, id: &str, _before: &Spec, after: &Spec) -> Result<()> {
        attach(aws, id, &after.vpc_id).await
    }

    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        attach(aws, id, "").await?;
        let request = aws.ec2().delete_vpn_gateway();
        request.vpn_gateway_id(id).send().await?;
        Ok(())
    }
}

/// Whether it is deleted or being deleted; AWS lists it for a while yet.
fn is_over(gateway: &SdkGateway) -> bool {
    matches!(
        gateway.state(),
        Some(VpnState::Deleted | VpnState::Deleting)
    )
}

/// Its attachment to a VPC; former ones are listed for a while yet.
fn attachment(gateway: &SdkGateway) -> Option<&VpcAttachment> {
    let mut attachments = gateway.vpc_attachments().iter();
    attachments.find(|it| it.state() != Some(&AttachmentStatus::Detached))
}

async fn find(aws: &Clients, id: &str) -> Result<Option<SdkGateway>> {
    let named = Filter::builder().name("vpn-gateway-id").values(id).build();
    let request = aws.reads().ec2().describe_vpn_gateways().filters(named);
    let gateways = request.send().await?.vpn_gateways.unwrap_or_default();
    Ok(gateways.into_iter().next())
}

/// Attaches it to a VPC in place of the one it is attached to now. Both take their time.
async fn attach(aws: &Clients, id: &str, vpc: &str) -> Result<()> {
    let now = find(aws, id).await?;
    let now = now.as_ref().and_then(attachment);
    let (there, leaves) = (
        text(now.and_then(VpcAttachment::vpc_id)),
        now.and_then(VpcAttachment::state) == Some(&AttachmentStatus::Detaching),
    );
    let stays = there == vpc && !leaves;
    if !(there.is_empty() || stays) {
        if !leaves {
            let request = aws.ec2().detach_vpn_gateway().vpn_gateway_id(id);
            // An attachment that is gone meanwhile does not mean that the gateway is.
            unless_gone(request.vpc_id(&there).send().await)?;
        }
        let gone = || async { Ok(find(aws, id).await?.as_ref().and_then(attachment).is_none()) };
        let awaited = format!("{id} to be detached");
        waiting::until("DetachVpnGateway", &awaited, gone).await?;
    }
    if vpc.is_empty() {
        return Ok(());
    }
    if !stays {
        let request = aws.ec2().attach_vpn_gateway().vpn_gateway_id(id);
        request.vpc_id(vpc).send().await?;
    }
    let attached = || async {
        let gateway = find(aws, id).await?;
        let state = gateway
            .as_ref()
            .and_then(attachment)
            .and_then(VpcAttachment::state);
        Ok(state == Some(&AttachmentStatus::Attached))
    };
    let awaited = format!("{id} to be attached");
    waiting::until("AttachVpnGateway", &awaited, attached).await
}

fn item(aws: &Clients, gateway: &SdkGateway) -> Item<Spec> {
    let spec = Spec {
        vpc_id: text(attachment(gateway).and_then(VpcAttachment::vpc_id)),
        amazon_side_asn: gateway.amazon_side_asn().unwrap_or_else(private_number),
    };
    let id = gateway.vpn_gateway_id();
    ec2::item(aws, WHAT, id, spec, gateway.tags())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::tests::Canned;

    #[tokio::test(start_paused = true)]
    async fn an_attachment_that_went_meanwhile_leaves_no_gateway_behind() {
        let described = |state: &str| {
            let body = format!(
                "<DescribeVpnGatewaysResponse><vpnGatewaySet><item><vpnGatewayId>vgw-1\
                 </vpnGatewayId><state>available</state><attachments><item><vpcId>vpc-1</vpcId>\
                 <state>{state}</state></item></attachments></item></vpnGatewaySet>\
                 </DescribeVpnGatewaysResponse>"
            );
            Some((200, "", &*body.leak()))
        };
        let not_attached = "<Response><Errors><Error>\
            <Code>InvalidVpnGatewayAttachment.NotFound</Code><Message>gone</Message>\
            </Error></Errors></Response>";
        let deleted = "<DeleteVpnGatewayResponse><return>true</return></DeleteVpnGatewayResponse>";
        let canned = Canned::new(&[
            described("attached"),
            Some((400, "", not_attached)),
            described("detached"),
            Some((200, "", deleted)),
        ]);
        let (_, changing) = canned.clients(|_| {});
        let spec = Spec {
            vpc_id: "vpc-1".to_owned(),
            amazon_side_asn: private_number(),
        };
        VpnGateway::delete(&changing, "vgw-1", &spec).await.unwrap();
        let asked = canned.actions();
        let (describe, delete) = ("DescribeVpnGateways", "DeleteVpnGateway");
        assert_eq!(asked, [describe, "DetachVpnGateway", describe, delete]);
    }
}
