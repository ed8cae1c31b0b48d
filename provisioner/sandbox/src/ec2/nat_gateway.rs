//! NAT gateways. They pass through AWS's states at once, but replies show the state before.

use serde::{Deserialize, Serialize};

use super::{
    Described, Ec2, ElasticIp, Listed, Outcome, Subnet, element, internet_gateway, requested_tags,
};
use crate::aws_error::AwsError;
use crate::clock;
use crate::ids;
use crate::params::{Params, Tags};
use crate::xml::Xml;

const AVAILABLE: &str = "available";
const DELETED: &str = "deleted";
const FAILED: &str = "failed";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct NatGateway {
    pub(super) id: String,
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
    pub(super) fn is_available(&self) -> bool {
        self.state == AVAILABLE
    }
}

impl Described for NatGateway {
    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "nat-gateway-id" => self.id.clone(),
            "vpc-id" => self.vpc.clone(),
            "subnet-id" => self.subnet.clone(),
            "state" => self.state.clone(),
            _ => return None,
        }])
    }

    fn ended(&self) -> Option<i64> {
        self.ended
    }

    fn write(&self, xml: &mut Xml, ec2: &Ec2) {
        xml.text("natGatewayId", &self.id)
            .text("vpcId", &self.vpc)
            .text("subnetId", &self.subnet);
        xml.text("state", &self.state)
            .text("connectivityType", &self.connectivity);
        if self.state == FAILED {
            let message = format!("Network {} has no Internet gateway attached", self.vpc);
            xml.text("failureCode", "Gateway.NotAttached")
                .text("failureMessage", message);
        }
        xml.text("createTime", clock::iso(self.created));
        xml.option("deleteTime", self.ended.map(clock::iso));
        xml.list("natGatewayAddressSet", "item", [self], |xml, it| {
            if let Some(allocation) = &it.allocation {
                xml.text("allocationId", allocation);
                let ip = ec2.elastic_ips.get(allocation);
                xml.option("publicIp", ip.map(|ip| &ip.address));
            }
            xml.text("privateIp", &it.private_ip)
                .text("isPrimary", true);
        });
    }
}

/// AWS finds out only after its answer that a VPC has no way to the internet.
pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let subnet_id = params.need("SubnetId")?;
    let subnet = ec2.get::<Subnet>(subnet_id)?.clone();
    let connectivity = params.get("ConnectivityType").unwrap_or("public");
    let allocation = params.get("AllocationId");
    match (connectivity, allocation) {
        ("public", None) => return Err(AwsError::missing_parameter("AllocationId")),
        ("private", Some(_)) => {
            let message = "AllocationId cannot be used with connectivity type private";
            return Err(AwsError::bad("InvalidParameterCombination", message));
        }
        _ => {}
    }
    if let Some(allocation) = allocation {
        ec2.get::<ElasticIp>(allocation)?;
        if association(ec2, allocation).is_some() {
            let message = format!("Elastic IP address [{allocation}] is already associated");
            return Err(AwsError::bad("Resource.AlreadyAssociated", message));
        }
    }
    let has_way_out = internet_gateway::of_vpc(ec2, &subnet.vpc).is_some();
    let failed = connectivity == "public" && !has_way_out;
    let now = clock::now();
    let gateway = NatGateway {
        id: ec2.new_id::<NatGateway>(),
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
        tags: requested_tags::<NatGateway>(params)?,
    };
    let pending = NatGateway {
        state: "pending".to_owned(),
        ..gateway.clone()
    };
    let mut xml = element(&pending, ec2);
    xml.option("clientToken", params.get("ClientToken"));
    ec2.insert(gateway);
    Ok(xml)
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("NatGatewayId")?;
    let gateway = ec2.nat_gateways.get_mut(id);
    let gateway = gateway.filter(|it| it.state != DELETED);
    let gateway = gateway.ok_or_else(|| NatGateway::missing(id))?;
    gateway.state = DELETED.to_owned();
    gateway.ended = Some(clock::now());
    let mut xml = Xml::new();
    xml.text("natGatewayId", id);
    Ok(xml)
}

/// Whether a VPC has a public gateway.
pub(super) fn is_public_in(ec2: &Ec2, vpc: &str) -> bool {
    let mut gateways = ec2.nat_gateways.values();
    gateways.any(|it| it.is_available() && it.vpc == vpc && it.allocation.is_some())
}

/// What ties an elastic IP to a gateway.
pub(super) fn association(ec2: &Ec2, allocation: &str) -> Option<String> {
    let mut gateways = ec2.nat_gateways.values();
    let holder =
        gateways.find(|it| it.is_available() && it.allocation.as_deref() == Some(allocation))?;
    Some(ids::resource("eipassoc", &[&holder.id, allocation]))
}

/// How many addresses of a subnet gateways take.
pub(super) fn addresses_in(ec2: &Ec2, subnet: &str) -> u32 {
    let gateways = ec2.nat_gateways.values();
    let available = gateways.filter(|it| it.is_available() && it.subnet == subnet);
    u32::try_from(available.count()).unwrap_or(u32::MAX)
}

/// Whether a gateway in a subnet has an address.
pub(super) fn has_address(ec2: &Ec2, subnet: &str, address: &str) -> bool {
    let mut gateways = ec2.nat_gateways.values();
    gateways.any(|it| it.is_available() && it.subnet == subnet && it.private_ip == address)
}
