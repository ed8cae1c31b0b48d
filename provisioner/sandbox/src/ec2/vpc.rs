//! VPCs, each with its default security group, main route table and default network ACL.

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use super::{
    Described, Ec2, Outcome, acl, dhcp_options, in_use, internet_gateway, requested_tags,
    route_table, security_group, vpc_peering, vpn_gateway, yes,
};
use crate::aws_error::AwsError;
use crate::params::{Params, Tags};
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

impl Described for Vpc {
    fn values(&self, filter: &str) -> Option<Vec<String>> {
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

    fn write(&self, xml: &mut Xml, ec2: &Ec2) {
        xml.text("vpcId", &self.id)
            .text("ownerId", &ec2.account)
            .text("state", "available");
        xml.text("cidrBlock", self.cidr);
        xml.list("cidrBlockAssociationSet", "item", [self], |xml, _| {
            xml.text("associationId", &self.association)
                .text("cidrBlock", self.cidr);
            xml.node("cidrBlockState", |xml| {
                xml.text("state", "associated");
            });
        });
        xml.text("dhcpOptionsId", &self.dhcp_options)
            .text("instanceTenancy", &self.tenancy);
        xml.text("isDefault", false);
    }
}

pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let cidr = network(params.need("CidrBlock")?)?;
    if !(16..=28).contains(&cidr.prefix_len()) {
        let message = format!("The CIDR '{cidr}' is invalid.");
        return Err(AwsError::bad("InvalidVpc.Range", message));
    }
    let vpc = Vpc {
        id: ec2.new_id::<Vpc>(),
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
        tags: requested_tags::<Vpc>(params)?,
    };
    security_group::create_default(ec2, &vpc.id);
    route_table::create_main(ec2, &vpc.id);
    acl::create_default(ec2, &vpc.id);
    ec2.created(vpc)
}

pub(super) fn attribute(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("VpcId")?;
    let vpc = ec2.get::<Vpc>(id)?;
    let attribute = params.need("Attribute")?;
    let value = match attribute {
        "enableDnsSupport" => vpc.dns_support,
        "enableDnsHostnames" => vpc.dns_hostnames,
        "enableNetworkAddressUsageMetrics" => vpc.usage_metrics,
        _ => return Err(AwsError::invalid_value(attribute, "attribute", "")),
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
    let vpc = ec2.get_mut::<Vpc>(id)?;
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
        0 => Err(AwsError::missing_parameter("an attribute")),
        _ => {
            let message = "Fields for multiple attribute types specified";
            Err(AwsError::bad("InvalidParameterCombination", message))
        }
    }
}

/// AWS deletes what it created with the VPC, and refuses while anything else is left.
pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let id = params.need("VpcId")?;
    ec2.get::<Vpc>(id)?;
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
    vpc_peering::vpc_deleted(ec2, id);
    yes()
}

/// A network as AWS keeps it: host bits cleared.
pub(super) fn network(text: &str) -> Result<Ipv4Net, AwsError> {
    let parsed: Result<Ipv4Net, _> = text.parse();
    parsed
        .map(|network| network.trunc())
        .map_err(|_| AwsError::invalid_value(text, "cidrBlock", "This is not a valid CIDR block."))
}
