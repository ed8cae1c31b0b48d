//! VPCs, each with its default security group, main route table and default network ACL.

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use super::listing::{Listed, described, requested_tags, tag_set};
use super::refusals::{in_use, no_vpc};
use super::{
    Ec2, Outcome, acl, dhcp_options, internet_gateway, route_table, security_group, vpc_peering,
    vpn_gateway, yes,
};
use crate::params::{Params, Tags};
use crate::refusal::Refusal;
use crate::xml::Xml;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Vpc {
    pub(super) id: String,
    pub(super) cidr: Ipv4Net,
    association: String,
    pub(super) dhcp_options: String,
    tenancy: String,
    pub(super) dns_support: bool,
    pub(super) dns_hostnames: bool,
    usage_metrics: bool,
    pub(super) tags: Tags,
}

impl Listed for Vpc {
    const IDS: &'static str = "VpcId";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn fact(&self, filter: &str) -> Option<Vec<String>> {
        Some(match filter {
            "vpc-id" => vec![self.id.clone()],
            "cidr" | "cidr-block-association.cidr-block" => vec![self.cidr.to_string()],
            "cidr-block-association.association-id" => vec![self.association.clone()],
            "cidr-block-association.state" => vec!["associated".to_owned()],
            "dhcp-options-id" => vec![self.dhcp_options.clone()],
            "is-default" | "isDefault" => vec!["false".to_owned()],
            "state" => vec!["available".to_owned()],
            _ => return None,
        })
    }

    fn missing(id: &str) -> Refusal {
        no_vpc(id)
    }
}

pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let cidr = network(params.need("CidrBlock")?)?;
    if !(16..=28).contains(&cidr.prefix_len()) {
        let message = format!("The CIDR '{cidr}' is invalid.");
        return Err(Refusal::bad("InvalidVpc.Range", message));
    }
    let vpc = Vpc {
        id: ec2.id("vpc"),
        cidr,
        association: ec2.id("vpc-cidr-assoc"),
        dhcp_options: dhcp_options::of_region(ec2),
        tenancy: params
            .get("InstanceTenancy")
            .unwrap_or("default")
            .to_owned(),
        dns_support: true,
        dns_hostnames: false,
        usage_metrics: false,
        tags: requested_tags(params, "vpc")?,
    };
    let mut xml = Xml::new();
    xml.node("vpc", |xml| write(xml, &vpc, &ec2.account));
    security_group::create_default(ec2, &vpc.id);
    route_table::create_main(ec2, &vpc.id);
    acl::create_default(ec2, &vpc.id);
    ec2.vpcs.insert(vpc.id.clone(), vpc);
    Ok(xml)
}

pub(super) fn describe(ec2: &Ec2, params: &Params) -> Outcome {
    described(ec2.vpcs.values(), params, "vpcSet", |xml, vpc| {
        write(xml, vpc, &ec2.account)
    })
}

pub(super) fn attribute(ec2: &Ec2, params: &Params) -> Outcome {
    let id = params.need("VpcId")?;
    let vpc = ec2.vpcs.get(id).ok_or_else(|| no_vpc(id))?;
    let attribute = params.need("Attribute")?;
    let value = match attribute {
        "enableDnsSupport" => vpc.dns_support,
        "enableDnsHostnames" => vpc.dns_hostnames,
        "enableNetworkAddressUsageMetrics" => vpc.usage_metrics,
        _ => return Err(Refusal::invalid_value(attribute, "attribute", "")),
    };
    let mut xml = Xml::new();
    xml.text("vpcId", id).node(attribute, |xml| {
        xml.text("value", value);
    });
    Ok(xml)
}

/// AWS changes one attribute at a time.
pub(super) fn modify(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("VpcId")?;
    let vpc = ec2.vpcs.get_mut(id).ok_or_else(|| no_vpc(id))?;
    let mut changed = 0;
    for (name, attribute) in [
        ("EnableDnsSupport", &mut vpc.dns_support),
        ("EnableDnsHostnames", &mut vpc.dns_hostnames),
        ("EnableNetworkAddressUsageMetrics", &mut vpc.usage_metrics),
    ] {
        if let Some(value) = params.flag(&format!("{name}.Value")) {
            changed += 1;
            if changed == 1 {
                *attribute = value;
            }
        }
    }
    match changed {
        1 => yes(),
        0 => Err(Refusal::missing_parameter("an attribute")),
        _ => {
            let message = "Fields for multiple attribute types specified";
            Err(Refusal::bad("InvalidParameterCombination", message))
        }
    }
}

/// AWS takes what it made with the VPC away with it, and refuses while anything else is left.
pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("VpcId")?;
    if !ec2.vpcs.contains_key(id) {
        return Err(no_vpc(id));
    }
    let used = ec2.subnets.values().any(|subnet| subnet.vpc == id)
        || ec2
            .security_groups
            .values()
            .any(|group| group.vpc == id && !group.is_default())
        || ec2
            .route_tables
            .values()
            .any(|table| table.vpc == id && !table.is_main())
        || ec2.endpoints.values().any(|endpoint| endpoint.vpc == id)
        || internet_gateway::of_vpc(ec2, id).is_some()
        || ec2.attachments.values().any(|it| it.vpc == id)
        || vpn_gateway::is_attached_to(ec2, id)
        || acl::holds(ec2, id);
    if used {
        return Err(in_use("vpc", id));
    }
    ec2.security_groups.retain(|_, group| group.vpc != id);
    ec2.route_tables.retain(|_, table| table.vpc != id);
    ec2.acls.retain(|_, acl| acl.vpc != id);
    ec2.flow_logs.retain(|_, log| log.resource != id);
    ec2.vpcs.remove(id);
    vpc_peering::vpc_goes(ec2, id);
    yes()
}

/// A network as AWS keeps it: host bits cleared.
pub(super) fn network(text: &str) -> Result<Ipv4Net, Refusal> {
    let parsed: Result<Ipv4Net, _> = text.parse();
    parsed
        .map(|network| network.trunc())
        .map_err(|_| Refusal::invalid_value(text, "cidrBlock", "This is not a valid CIDR block."))
}

fn write(xml: &mut Xml, vpc: &Vpc, account: &str) {
    xml.text("vpcId", &vpc.id)
        .text("ownerId", account)
        .text("state", "available");
    xml.text("cidrBlock", vpc.cidr);
    xml.list("cidrBlockAssociationSet", "item", [vpc], |xml, vpc| {
        xml.text("associationId", &vpc.association)
            .text("cidrBlock", vpc.cidr);
        xml.node("cidrBlockState", |xml| {
            xml.text("state", "associated");
        });
    });
    xml.text("dhcpOptionsId", &vpc.dhcp_options)
        .text("instanceTenancy", &vpc.tenancy);
    xml.text("isDefault", false);
    tag_set(xml, &vpc.tags);
}
