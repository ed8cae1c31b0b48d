//! Subnets.

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use super::vpc::network;
use super::{
    Described, Ec2, Outcome, Vpc, acl, in_use, instance, nat_gateway, requested_tags, yes, zones,
};
use crate::aws_error::AwsError;
use crate::params::{Params, Tags};
use crate::xml::Xml;

/// The addresses AWS keeps for itself in every subnet.
const RESERVED_ADDRESSES: u32 = 5;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Subnet {
    pub(super) id: String,
    pub(super) vpc: String,
    cidr: Ipv4Net,
    pub(super) zone: String,
    zone_id: String,
    pub(super) public_addresses: bool,
    dns64: bool,
    hostname_type: String,
    hostname_a_record: bool,
    pub(super) tags: Tags,
}

impl Subnet {
    /// The first address in it that no gateway or server has; AWS keeps the first four for itself.
    pub(super) fn free_address(&self, ec2: &Ec2) -> String {
        let mut addresses = self.cidr.hosts().skip(3).map(|address| address.to_string());
        let is_free = |it: &String| {
            !nat_gateway::has_address(ec2, &self.id, it)
                && !instance::has_address(ec2, &self.id, it)
        };
        let free = addresses.find(is_free);
        free.unwrap_or_default()
    }
}

impl Ec2 {
    /// VPC and zone of a subnet.
    pub(crate) fn subnet_place(&self, subnet: &str) -> Option<(String, String)> {
        let subnet = self.subnets.get(subnet)?;
        Some((subnet.vpc.clone(), subnet.zone.clone()))
    }
}

impl Described for Subnet {
    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "subnet-id" => self.id.clone(),
            "vpc-id" => self.vpc.clone(),
            "cidr" | "cidrBlock" | "cidr-block" => self.cidr.to_string(),
            "availability-zone" | "availabilityZone" => self.zone.clone(),
            "availability-zone-id" | "availabilityZoneId" => self.zone_id.clone(),
            "map-public-ip-on-launch" => self.public_addresses.to_string(),
            "default-for-az" | "defaultForAz" => "false".to_owned(),
            "state" => "available".to_owned(),
            _ => return None,
        }])
    }

    fn write(&self, xml: &mut Xml, ec2: &Ec2) {
        let interfaces = ec2
            .endpoints
            .values()
            .filter(|it| it.subnets.contains_key(&self.id));
        let taken = u32::try_from(interfaces.count()).unwrap_or(u32::MAX);
        let addresses = 1u32 << (32 - self.cidr.prefix_len());
        xml.text("subnetId", &self.id)
            .text("subnetArn", ec2.arn("subnet", &self.id));
        xml.text("state", "available")
            .text("vpcId", &self.vpc)
            .text("ownerId", &ec2.account);
        xml.text("cidrBlock", self.cidr)
            .node("ipv6CidrBlockAssociationSet", |_| {});
        let free = addresses
            .saturating_sub(RESERVED_ADDRESSES)
            .saturating_sub(taken)
            .saturating_sub(nat_gateway::addresses_in(ec2, &self.id));
        xml.text("availableIpAddressCount", free);
        xml.text("availabilityZone", &self.zone)
            .text("availabilityZoneId", &self.zone_id);
        xml.text("defaultForAz", false)
            .text("mapPublicIpOnLaunch", self.public_addresses);
        xml.text("mapCustomerOwnedIpOnLaunch", false)
            .text("assignIpv6AddressOnCreation", false);
        xml.text("enableDns64", self.dns64)
            .text("ipv6Native", false);
        xml.node("privateDnsNameOptionsOnLaunch", |xml| {
            xml.text("hostnameType", &self.hostname_type);
            xml.text("enableResourceNameDnsARecord", self.hostname_a_record);
            xml.text("enableResourceNameDnsAAAARecord", false);
        });
    }
}

/// AWS keeps subnets inside their VPC and apart from each other.
pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let vpc_id = params.need("VpcId")?;
    let cidr = network(params.need("CidrBlock")?)?;
    let vpc = ec2.get::<Vpc>(vpc_id)?;
    if !vpc.cidr.contains(&cidr) || cidr.prefix_len() > 28 {
        let message = format!("The CIDR '{cidr}' is invalid.");
        return Err(AwsError::bad("InvalidSubnet.Range", message));
    }
    let overlaps = |other: &Subnet| {
        other.vpc == vpc_id && (other.cidr.contains(&cidr) || cidr.contains(&other.cidr))
    };
    if ec2.subnets.values().any(overlaps) {
        let message = format!("The CIDR '{cidr}' conflicts with another subnet");
        return Err(AwsError::bad("InvalidSubnet.Conflict", message));
    }
    let (zone, zone_id) = zones::wanted(ec2, params)?;
    let subnet = Subnet {
        id: ec2.new_id::<Subnet>(),
        vpc: vpc_id.to_owned(),
        cidr,
        zone,
        zone_id,
        public_addresses: false,
        dns64: false,
        hostname_type: "ip-name".to_owned(),
        hostname_a_record: false,
        tags: requested_tags::<Subnet>(params)?,
    };
    acl::attach_default(ec2, vpc_id, &subnet.id);
    ec2.created(subnet)
}

pub(super) fn modify(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("SubnetId")?;
    let subnet = ec2.get_mut::<Subnet>(id)?;
    if let Some(value) = params.flag("MapPublicIpOnLaunch.Value") {
        subnet.public_addresses = value;
    }
    if let Some(value) = params.flag("EnableDns64.Value") {
        subnet.dns64 = value;
    }
    if let Some(value) = params.flag("EnableResourceNameDnsARecordOnLaunch.Value") {
        subnet.hostname_a_record = value;
    }
    if let Some(value) = params.get("PrivateDnsHostnameTypeOnLaunch") {
        subnet.hostname_type = value.to_owned();
    }
    yes()
}

pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("SubnetId")?;
    ec2.get::<Subnet>(id)?;
    let has_endpoint = ec2
        .endpoints
        .values()
        .any(|endpoint| endpoint.subnets.contains_key(id));
    let is_attached = ec2.attachments.values().any(|it| it.subnets.contains(id));
    let has_server = ec2
        .instances
        .values()
        .any(|it| it.is_running() && it.subnet == id);
    if has_endpoint || has_server || is_attached || nat_gateway::addresses_in(ec2, id) > 0 {
        return Err(in_use("subnet", id));
    }
    for table in ec2.route_tables.values_mut() {
        table
            .associations
            .retain(|_, subnet| subnet.as_deref() != Some(id));
    }
    for acl in ec2.acls.values_mut() {
        acl.associations.retain(|_, subnet| subnet != id);
    }
    ec2.flow_logs.retain(|_, log| log.resource != id);
    ec2.subnets.remove(id);
    yes()
}
