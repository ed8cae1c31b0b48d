//! NAT gateways. They pass through AWS's states at once, but are told a state late.

use serde::{Deserialize, Serialize};

use super::listing::{Listed, described, is_shown, requested_tags, tag_set};
use super::refusals::{no_address, no_nat_gateway, no_subnet};
use super::{Ec2, Outcome, internet_gateway};
use crate::clock;
use crate::ids;
use crate::params::{Params, Tags};
use crate::refusal::Refusal;
use crate::xml::Xml;

/// How long AWS shows a gateway that is over.
const SHOWN_AFTERWARDS_SECONDS: i64 = 3600;
const AVAILABLE: &str = "available";
const DELETED: &str = "deleted";
const FAILED: &str = "failed";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct NatGateway {
    id: String,
    vpc: String,
    pub(super) subnet: String,
    connectivity: String,
    allocation: Option<String>,
    private_ip: String,
    state: String,
    created: i64,
    /// When it was deleted or failed.
    ended: Option<i64>,
    pub(super) tags: Tags,
}

impl NatGateway {
    /// Whether it holds on to subnet and address.
    pub(super) fn stands(&self) -> bool {
        self.state == AVAILABLE
    }
}

impl Listed for NatGateway {
    const IDS: &'static str = "NatGatewayId";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn fact(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "nat-gateway-id" => self.id.clone(),
            "vpc-id" => self.vpc.clone(),
            "subnet-id" => self.subnet.clone(),
            "state" => self.state.clone(),
            _ => return None,
        }])
    }

    fn missing(id: &str) -> Refusal {
        no_nat_gateway(id)
    }
}

/// AWS finds out only after its answer that a VPC has no way to the internet.
pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let subnet_id = params.need("SubnetId")?;
    let subnet = ec2.subnets.get(subnet_id);
    let subnet = subnet.ok_or_else(|| no_subnet(subnet_id))?.clone();
    let connectivity = params.get("ConnectivityType").unwrap_or("public");
    let allocation = params.get("AllocationId");
    match (connectivity, allocation) {
        ("public", None) => return Err(Refusal::missing_parameter("AllocationId")),
        ("private", Some(_)) => {
            let message = "AllocationId cannot be used with connectivity type private";
            return Err(Refusal::bad("InvalidParameterCombination", message));
        }
        _ => {}
    }
    if let Some(allocation) = allocation {
        if !ec2.elastic_ips.contains_key(allocation) {
            return Err(no_address(allocation));
        }
        if association(ec2, allocation).is_some() {
            let message = format!("Elastic IP address [{allocation}] is already associated");
            return Err(Refusal::bad("Resource.AlreadyAssociated", message));
        }
    }
    let has_way_out = internet_gateway::of_vpc(ec2, &subnet.vpc).is_some();
    let failed = connectivity == "public" && !has_way_out;
    let now = clock::now();
    let gateway = NatGateway {
        id: ec2.id("nat"),
        private_ip: match params.get("PrivateIpAddress") {
            Some(address) => address.to_owned(),
            None => subnet.free_address(ec2),
        },
        vpc: subnet.vpc,
        subnet: subnet.id,
        connectivity: connectivity.to_owned(),
        allocation: allocation.map(str::to_owned),
        state: if failed { FAILED } else { AVAILABLE }.to_owned(),
        created: now,
        ended: failed.then_some(now),
        tags: requested_tags(params, "natgateway")?,
    };
    let mut xml = Xml::new();
    xml.node("natGateway", |xml| write(xml, &gateway, "pending", ec2));
    xml.option("clientToken", params.get("ClientToken"));
    ec2.nat_gateways.insert(gateway.id.clone(), gateway);
    Ok(xml)
}

pub(super) fn describe(ec2: &Ec2, params: &Params) -> Outcome {
    let gateways = ec2.nat_gateways.values();
    let shown = gateways.filter(|it| is_shown(it.ended, SHOWN_AFTERWARDS_SECONDS));
    described(shown, params, "natGatewaySet", |xml, gateway| {
        write(xml, gateway, &gateway.state, ec2);
    })
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("NatGatewayId")?;
    let gateway = ec2.nat_gateways.get_mut(id);
    let gateway = gateway.filter(|it| it.state != DELETED);
    let gateway = gateway.ok_or_else(|| no_nat_gateway(id))?;
    gateway.state = DELETED.to_owned();
    gateway.ended = Some(clock::now());
    let mut xml = Xml::new();
    xml.text("natGatewayId", id);
    Ok(xml)
}

/// Whether a VPC has a public gateway.
pub(super) fn is_public_in(ec2: &Ec2, vpc: &str) -> bool {
    let mut gateways = ec2.nat_gateways.values();
    gateways.any(|it| it.stands() && it.vpc == vpc && it.allocation.is_some())
}

/// What ties an elastic IP to a gateway.
pub(super) fn association(ec2: &Ec2, allocation: &str) -> Option<String> {
    let mut gateways = ec2.nat_gateways.values();
    let holder = gateways.find(|it| it.stands() && it.allocation.as_deref() == Some(allocation))?;
    Some(ids::resource("eipassoc", &[&holder.id, allocation]))
}

/// How many addresses of a subnet gateways take.
pub(super) fn addresses_in(ec2: &Ec2, subnet: &str) -> u32 {
    let gateways = ec2.nat_gateways.values();
    let standing = gateways.filter(|it| it.stands() && it.subnet == subnet);
    u32::try_from(standing.count()).unwrap_or(u32::MAX)
}

/// Whether a gateway in a subnet has an address.
pub(super) fn has_address(ec2: &Ec2, subnet: &str, address: &str) -> bool {
    let mut gateways = ec2.nat_gateways.values();
    gateways.any(|it| it.stands() && it.subnet == subnet && it.private_ip == address)
}

fn write(xml: &mut Xml, gateway: &NatGateway, state: &str, ec2: &Ec2) {
    xml.text("natGatewayId", &gateway.id)
        .text("vpcId", &gateway.vpc)
        .text("subnetId", &gateway.subnet);
    xml.text("state", state)
        .text("connectivityType", &gateway.connectivity);
    if state == FAILED {
        let message = format!("Network {} has no Internet gateway attached", gateway.vpc);
        xml.text("failureCode", "Gateway.NotAttached")
            .text("failureMessage", message);
    }
    xml.text("createTime", clock::iso(gateway.created));
    xml.option("deleteTime", gateway.ended.map(clock::iso));
    xml.list("natGatewayAddressSet", "item", [gateway], |xml, it| {
        if let Some(allocation) = &it.allocation {
            xml.text("allocationId", allocation);
            let ip = ec2.elastic_ips.get(allocation);
            xml.option("publicIp", ip.map(|ip| &ip.address));
        }
        xml.text("privateIp", &it.private_ip)
            .text("isPrimary", true);
    });
    tag_set(xml, &gateway.tags);
}
