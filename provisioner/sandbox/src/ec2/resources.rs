//! The table of the types of resources.

use super::resource::{Listed, Resource};
use super::{
    Attachment, ById, CustomerGateway, DhcpOptions, Ec2, ElasticIp, Endpoint, FlowLog, Instance,
    InternetGateway, LaunchTemplate, ManagedPrefixList, NatGateway, NetworkAcl, Peering,
    RouteTable, SecurityGroup, Subnet, Vpc, VpnGateway,
};
use crate::aws_error::AwsError;
use crate::params::Tags;

/// Implements [`Resource`] for each row, and what looks through all of them.
macro_rules! resources {
    ($($store:ident: $type:ty = $prefix:literal, $kind:literal, $id:literal, $set:literal,
       $element:literal, $code:literal: $message:literal;)*) => {
        $(impl Listed for $type {
            const ID: &'static str = $id;
            const SET: &'static str = $set;

            fn id(&self) -> &str {
                &self.id
            }

            fn tags(&self) -> &Tags {
                &self.tags
            }

            fn missing(id: &str) -> AwsError {
                AwsError::bad($code, format!($message, id = id))
            }
        }

        impl Resource for $type {
            const PREFIX: &'static str = $prefix;
            const TYPE: &'static str = $kind;
            const ELEMENT: &'static str = $element;

            fn all(ec2: &Ec2) -> &ById<Self> {
                &ec2.$store
            }

            fn all_mut(ec2: &mut Ec2) -> &mut ById<Self> {
                &mut ec2.$store
            }
        })*

        /// The tags of the resource with an id.
        pub(super) fn tags_of<'a>(ec2: &'a mut Ec2, id: &str) -> Option<&'a mut Tags> {
            $(if id.starts_with(concat!($prefix, "-")) {
                return Some(&mut ec2.$store.get_mut(id)?.tags);
            })*
            let rules = ec2.security_groups.values_mut().flat_map(|group| &mut group.rules);
            Some(&mut rules.into_iter().find(|rule| rule.id == id)?.tags)
        }

        /// What AWS returns for an id that is not there.
        pub(super) fn missing(id: &str) -> AwsError {
            $(if id.starts_with(concat!($prefix, "-")) {
                return <$type>::missing(id);
            })*
            AwsError::bad("InvalidID", format!("The ID '{id}' is not valid"))
        }

        /// Calls `visit` with id, type and tags of every resource.
        pub(super) fn each_tagged(ec2: &Ec2, mut visit: impl FnMut(&str, &'static str, &Tags)) {
            $(for it in ec2.$store.values() {
                visit(it.id(), $kind, it.tags());
            })*
        }
    };
}

// Where a resource is kept and its type; what its ids begin with, what tag specifications call it,
// the parameter that names it, the elements around all of them and around one; the error for an id
// that is not there.
resources! {
    vpcs: Vpc = "vpc", "vpc", "VpcId", "vpcSet", "vpc",
        "InvalidVpcID.NotFound": "The vpc ID '{id}' does not exist";
    subnets: Subnet = "subnet", "subnet", "SubnetId", "subnetSet", "subnet",
        "InvalidSubnetID.NotFound": "The subnet ID '{id}' does not exist";
    route_tables: RouteTable = "rtb", "route-table", "RouteTableId", "routeTableSet", "routeTable",
        "InvalidRouteTableID.NotFound": "The routeTable ID '{id}' does not exist";
    security_groups: SecurityGroup = "sg", "security-group", "GroupId", "securityGroupInfo", "item",
        "InvalidGroup.NotFound": "The security group '{id}' does not exist";
    acls: NetworkAcl = "acl", "network-acl", "NetworkAclId", "networkAclSet", "networkAcl",
        "InvalidNetworkAclID.NotFound": "The networkAcl ID '{id}' does not exist";
    endpoints: Endpoint = "vpce", "vpc-endpoint", "VpcEndpointId", "vpcEndpointSet", "vpcEndpoint",
        "InvalidVpcEndpointId.NotFound": "The Vpc Endpoint Id '{id}' does not exist";
    internet_gateways: InternetGateway = "igw", "internet-gateway", "InternetGatewayId",
        "internetGatewaySet", "internetGateway",
        "InvalidInternetGatewayID.NotFound": "The internetGateway ID '{id}' does not exist";
    elastic_ips: ElasticIp = "eipalloc", "elastic-ip", "AllocationId", "addressesSet", "item",
        "InvalidAllocationID.NotFound": "The allocation ID '{id}' does not exist";
    nat_gateways: NatGateway = "nat", "natgateway", "NatGatewayId", "natGatewaySet", "natGateway",
        "NatGatewayNotFound": "NAT gateway {id} was not found";
    attachments: Attachment = "tgw-attach", "transit-gateway-attachment",
        "TransitGatewayAttachmentIds", "transitGatewayVpcAttachments", "transitGatewayVpcAttachment",
        "InvalidTransitGatewayAttachmentID.NotFound":
            "Transit Gateway Attachment {id} was deleted or does not exist.";
    instances: Instance = "i", "instance", "InstanceId", "reservationSet", "item",
        "InvalidInstanceID.NotFound": "The instance ID '{id}' does not exist";
    launch_templates: LaunchTemplate = "lt", "launch-template", "LaunchTemplateId",
        "launchTemplates", "launchTemplate",
        "InvalidLaunchTemplateId.NotFound": "The launch template ID {id} does not exist";
    peerings: Peering = "pcx", "vpc-peering-connection", "VpcPeeringConnectionId",
        "vpcPeeringConnectionSet", "vpcPeeringConnection",
        "InvalidVpcPeeringConnectionID.NotFound":
            "The vpcPeeringConnection ID '{id}' does not exist";
    vpn_gateways: VpnGateway = "vgw", "vpn-gateway", "VpnGatewayId", "vpnGatewaySet", "vpnGateway",
        "InvalidVpnGatewayID.NotFound": "The vpnGateway ID '{id}' does not exist";
    customer_gateways: CustomerGateway = "cgw", "customer-gateway", "CustomerGatewayId",
        "customerGatewaySet", "customerGateway",
        "InvalidCustomerGatewayID.NotFound": "The customerGateway ID '{id}' does not exist";
    dhcp_options: DhcpOptions = "dopt", "dhcp-options", "DhcpOptionsId", "dhcpOptionsSet",
        "dhcpOptions",
        "InvalidDhcpOptionID.NotFound": "The dhcpOption ID '{id}' does not exist";
    prefix_lists: ManagedPrefixList = "pl", "prefix-list", "PrefixListId", "prefixListSet",
        "prefixList",
        "InvalidPrefixListID.NotFound": "The prefix list ID '{id}' does not exist";
    flow_logs: FlowLog = "fl", "vpc-flow-log", "FlowLogId", "flowLogSet", "item",
        "InvalidFlowLogId.NotFound": "The flow log ID '{id}' does not exist";
}
