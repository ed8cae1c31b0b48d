//! Amazon EC2 and Amazon VPC: its kinds, rate limits and error codes.

use gabakura_adapter::managed;
use gabakura_model::rate_limit::RateLimit;

use super::{
    customer_gateway, default_security_group, dhcp_options, ebs_encryption_default, elastic_ip,
    flow_log, image_public_access, instance, instance_metadata_defaults, internet_gateway,
    launch_template, managed_prefix_list, nat_gateway, network_acl, route_table, security_group,
    snapshot_public_access, subnet, transit_gateway_attachment, vpc, vpc_block_public_access,
    vpc_endpoint, vpc_peering_connection, vpn_gateway,
};
use crate::kind::Service;
use crate::observed::observed;

const THROTTLING: &str = "Request throttling for the Amazon EC2 API: 5 mutating calls a \
                          second, 10 to 20 unfiltered descriptions";

pub(crate) static SERVICE: Service = Service::new(
    "ec2",
    &[
        RateLimit::new("Describe", 10.0, 25.0, THROTTLING),
        RateLimit::new("Get", 10.0, 25.0, THROTTLING),
        RateLimit::new("", 2.5, 25.0, THROTTLING),
    ],
    &[
        managed::<vpc::Vpc>(),
        managed::<subnet::Subnet>(),
        managed::<route_table::RouteTable>(),
        managed::<network_acl::NetworkAcl>(),
        managed::<security_group::SecurityGroup>(),
        managed::<default_security_group::DefaultSecurityGroup>(),
        managed::<vpc_endpoint::VpcEndpoint>(),
        managed::<flow_log::FlowLog>(),
        managed::<internet_gateway::InternetGateway>(),
        managed::<elastic_ip::ElasticIp>(),
        managed::<nat_gateway::NatGateway>(),
        managed::<transit_gateway_attachment::TransitGatewayAttachment>(),
        managed::<vpc_peering_connection::VpcPeeringConnection>(),
        managed::<vpn_gateway::VpnGateway>(),
        managed::<customer_gateway::CustomerGateway>(),
        managed::<ebs_encryption_default::EbsEncryptionDefault>(),
        managed::<instance_metadata_defaults::InstanceMetadataDefaults>(),
        managed::<managed_prefix_list::ManagedPrefixList>(),
        managed::<dhcp_options::DhcpOptions>(),
        managed::<image_public_access::ImagePublicAccess>(),
        managed::<vpc_block_public_access::VpcBlockPublicAccess>(),
        managed::<snapshot_public_access::SnapshotPublicAccess>(),
        observed::<instance::Instance>(),
        observed::<launch_template::LaunchTemplate>(),
    ],
)
.not_yet(&[
    "DependencyViolation",
    "IncorrectInstanceState",
    "IncorrectState",
]);
