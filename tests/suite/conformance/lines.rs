//! Ways between networks: peerings and virtual private gateways.

use serde_json::json;

use super::case::Case;

pub fn cases() -> Vec<Case> {
    let vpc = |range: &str| json!({"cidr_block": range});
    let peering = json!({"vpc_id": "$here", "peer_vpc_id": "$there"});
    let mut far = peering.clone();
    far["peer_vpc_id"] = "vpc-0123456789abcdef0".into();
    far["peer_owner_id"] = "444455556666".into();
    far["peer_region"] = "ap-northeast-3".into();
    vec![
        Case::new("aws.ec2.vpc_peering_connection", peering)
            .needs("here", "aws.ec2.vpc", vpc("10.16.0.0/20"))
            .needs("there", "aws.ec2.vpc", vpc("10.32.0.0/20"))
            .change_for_good(json!({"accepted": true}))
            .change(json!({"allow_dns_resolution_from_remote_vpc": true}))
            .meddling(json!({"allow_dns_resolution_from_remote_vpc": false})),
        Case::new("aws.ec2.vpc_peering_connection", far)
            .called("with another account")
            .needs("here", "aws.ec2.vpc", vpc("10.16.0.0/20")),
        Case::new(
            "aws.ec2.vpn_gateway",
            json!({"vpc_id": "$here", "amazon_side_asn": 64600}),
        )
        .needs("here", "aws.ec2.vpc", vpc("10.16.0.0/20"))
        .needs("there", "aws.ec2.vpc", vpc("10.32.0.0/20"))
        .change(json!({"vpc_id": "$there"}))
        .change(json!({"vpc_id": ""}))
        .meddling(json!({"vpc_id": "$here"})),
        Case::new(
            "aws.ec2.customer_gateway",
            json!({"ip_address": "203.0.113.9", "bgp_asn": 65001, "device_name": "city office"}),
        )
        .change(json!({})),
        Case::new(
            "aws.ec2.customer_gateway",
            json!({
                "bgp_asn": 4200000000_i64,
                "certificate_arn": "arn:aws:acm:ap-northeast-1:111122223333:certificate/1",
            }),
        )
        .called("by certificate"),
    ]
}
