//! Attachments to transit gateways.

use aws_sdk_ec2::types::TransitGatewayAttachmentState;

use crate::support::{Cloud, client, code};

#[tokio::test]
async fn an_attachment_holds_on_to_its_vpc_and_subnets() {
    let cloud = Cloud::new();
    let ec2 = client!(aws_sdk_ec2, cloud);
    let vpc = ec2.create_vpc().cidr_block("10.16.0.0/20").send().await;
    let vpc = vpc.expect("a VPC").vpc.and_then(|it| it.vpc_id);
    let vpc = vpc.expect("an id");
    let mut subnets = Vec::new();
    for (range, zone) in [("0", "a"), ("1", "a"), ("2", "c")] {
        let create = ec2.create_subnet().vpc_id(&vpc);
        let create = create.cidr_block(format!("10.16.{range}.0/24"));
        let create = create.availability_zone(format!("ap-northeast-1{zone}"));
        let subnet = create.send().await.expect("a subnet").subnet;
        subnets.push(subnet.and_then(|it| it.subnet_id).expect("an id"));
    }
    let attach = |gateway: &str, subnets: &[String]| {
        let attach = ec2.create_transit_gateway_vpc_attachment();
        let attach = attach.transit_gateway_id(gateway).vpc_id(&vpc);
        attach.set_subnet_ids(Some(subnets.to_vec())).send()
    };
    let nowhere = code!(attach("vgw-1", &subnets[..1]));
    assert_eq!(nowhere, "InvalidTransitGatewayID.NotFound");
    let two = code!(attach("tgw-1", &subnets[..2]));
    assert_eq!(two, "DuplicateSubnetsInSameZone");
    let made = attach("tgw-1", &subnets[1..]).await.expect("attached");
    let made = made.transit_gateway_vpc_attachment.expect("an attachment");
    let state = made.state();
    assert_eq!(state, Some(&TransitGatewayAttachmentState::Pending));
    let again = code!(attach("tgw-1", &subnets[2..]));
    assert_eq!(again, "DuplicateTransitGatewayAttachment");

    let delete_subnet = |id: &str| ec2.delete_subnet().subnet_id(id).send();
    let held = code!(delete_subnet(&subnets[2]));
    assert_eq!(held, "DependencyViolation");
    let id = made.transit_gateway_attachment_id().expect("an id");
    let delete = || {
        let delete = ec2.delete_transit_gateway_vpc_attachment();
        delete.transit_gateway_attachment_id(id).send()
    };
    delete().await.expect("deleted");
    let gone = code!(delete());
    assert_eq!(gone, "InvalidTransitGatewayAttachmentID.NotFound");
    delete_subnet(&subnets[2]).await.expect("let go");
}
