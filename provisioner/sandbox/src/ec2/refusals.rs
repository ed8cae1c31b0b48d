//! EC2's refusals, in its words.

use crate::refusal::Refusal;

pub(super) fn no_vpc(id: &str) -> Refusal {
    Refusal::bad(
        "InvalidVpcID.NotFound",
        format!("The vpc ID '{id}' does not exist"),
    )
}

pub(super) fn no_subnet(id: &str) -> Refusal {
    Refusal::bad(
        "InvalidSubnetID.NotFound",
        format!("The subnet ID '{id}' does not exist"),
    )
}

pub(super) fn no_route_table(id: &str) -> Refusal {
    let message = format!("The routeTable ID '{id}' does not exist");
    Refusal::bad("InvalidRouteTableID.NotFound", message)
}

pub(super) fn no_acl(id: &str) -> Refusal {
    let message = format!("The networkAcl ID '{id}' does not exist");
    Refusal::bad("InvalidNetworkAclID.NotFound", message)
}

pub(super) fn no_group(id: &str) -> Refusal {
    let message = format!("The security group '{id}' does not exist");
    Refusal::bad("InvalidGroup.NotFound", message)
}

pub(super) fn no_endpoint(id: &str) -> Refusal {
    let message = format!("The Vpc Endpoint Id '{id}' does not exist");
    Refusal::bad("InvalidVpcEndpointId.NotFound", message)
}

pub(super) fn no_gateway(id: &str) -> Refusal {
    let message = format!("The internetGateway ID '{id}' does not exist");
    Refusal::bad("InvalidInternetGatewayID.NotFound", message)
}

pub(super) fn no_address(id: &str) -> Refusal {
    let message = format!("The allocation ID '{id}' does not exist");
    Refusal::bad("InvalidAllocationID.NotFound", message)
}

pub(super) fn no_nat_gateway(id: &str) -> Refusal {
    let message = format!("NAT gateway {id} was not found");
    Refusal::bad("NatGatewayNotFound", message)
}

pub(super) fn no_attachment(id: &str) -> Refusal {
    let message = format!("Transit Gateway Attachment {id} was deleted or does not exist.");
    Refusal::bad("InvalidTransitGatewayAttachmentID.NotFound", message)
}

pub(super) fn no_instance(id: &str) -> Refusal {
    let message = format!("The instance ID '{id}' does not exist");
    Refusal::bad("InvalidInstanceID.NotFound", message)
}

pub(super) fn no_peering(id: &str) -> Refusal {
    let message = format!("The vpcPeeringConnection ID '{id}' does not exist");
    Refusal::bad("InvalidVpcPeeringConnectionID.NotFound", message)
}

pub(super) fn no_vpn_gateway(id: &str) -> Refusal {
    let message = format!("The vpnGateway ID '{id}' does not exist");
    Refusal::bad("InvalidVpnGatewayID.NotFound", message)
}

pub(super) fn no_customer_gateway(id: &str) -> Refusal {
    let message = format!("The customerGateway ID '{id}' does not exist");
    Refusal::bad("InvalidCustomerGatewayID.NotFound", message)
}

pub(super) fn no_prefix_list(id: &str) -> Refusal {
    let message = format!("The prefix list ID '{id}' does not exist");
    Refusal::bad("InvalidPrefixListID.NotFound", message)
}

pub(super) fn no_dhcp_options(id: &str) -> Refusal {
    let message = format!("The dhcpOption ID '{id}' does not exist");
    Refusal::bad("InvalidDhcpOptionID.NotFound", message)
}

pub(super) fn no_flow_log(id: &str) -> Refusal {
    Refusal::bad(
        "InvalidFlowLogId.NotFound",
        format!("The flow log ID '{id}' does not exist"),
    )
}

pub(super) fn no_association(id: &str) -> Refusal {
    let message = format!("The association ID '{id}' does not exist");
    Refusal::bad("InvalidAssociationID.NotFound", message)
}

/// Something else still needs it.
pub(super) fn in_use(kind: &str, id: &str) -> Refusal {
    let message = format!("The {kind} '{id}' has dependencies and cannot be deleted.");
    Refusal::bad("DependencyViolation", message)
}
