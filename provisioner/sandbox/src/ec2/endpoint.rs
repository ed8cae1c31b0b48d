//! VPC endpoints: gateways in route tables, interfaces in subnets.

use serde::{Deserialize, Serialize};

use super::endpoint_rules::{
    add_subnet, add_table, check_groups, check_private_dns, check_service, default_group,
};
use super::listing::{Listed, described, requested_tags, tag_set};
use super::refusals::{no_endpoint, no_vpc};
use super::{ById, Ec2, Outcome};
use crate::clock;
use crate::params::{Params, Tags};
use crate::refusal::Refusal;
use crate::xml::Xml;

/// What AWS puts on an endpoint that is not given a policy.
pub(super) const FULL_ACCESS: &str = r#"{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Endpoint {
    pub(super) id: String,
    /// `Gateway` or `Interface`.
    pub(super) kind: String,
    pub(super) vpc: String,
    pub(super) service: String,
    pub(super) policy: String,
    pub(super) route_tables: Vec<String>,
    /// Network interfaces by subnet.
    pub(super) subnets: ById<String>,
    pub(super) groups: Vec<String>,
    pub(super) private_dns: bool,
    pub(super) ip_address_type: String,
    pub(super) dns_record_ip_type: String,
    created: i64,
    pub(super) tags: Tags,
}

impl Endpoint {
    pub(super) fn is_gateway(&self) -> bool {
        self.kind == "Gateway"
    }
}

impl Listed for Endpoint {
    const IDS: &'static str = "VpcEndpointId";
    const PAGE_MIN: usize = 1;

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn fact(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "vpc-endpoint-id" => self.id.clone(),
            "vpc-id" => self.vpc.clone(),
            "service-name" => self.service.clone(),
            "vpc-endpoint-type" => self.kind.clone(),
            "vpc-endpoint-state" => "available".to_owned(),
            "ip-address-type" => self.ip_address_type.clone(),
            _ => return None,
        }])
    }

    fn missing(id: &str) -> Refusal {
        no_endpoint(id)
    }
}

pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (vpc, service) = (params.need("VpcId")?, params.need("ServiceName")?);
    let kind = params.get("VpcEndpointType").unwrap_or("Gateway");
    if !ec2.vpcs.contains_key(vpc) {
        return Err(no_vpc(vpc));
    }
    check_service(ec2, kind, service)?;
    let interface = kind == "Interface";
    let mut endpoint = Endpoint {
        id: ec2.id("vpce"),
        kind: kind.to_owned(),
        vpc: vpc.to_owned(),
        service: service.to_owned(),
        policy: params
            .get("PolicyDocument")
            .unwrap_or(FULL_ACCESS)
            .to_owned(),
        route_tables: Vec::new(),
        subnets: ById::new(),
        groups: Vec::new(),
        private_dns: interface && params.flag("PrivateDnsEnabled").unwrap_or(true),
        ip_address_type: params.get("IpAddressType").unwrap_or("ipv4").to_owned(),
        dns_record_ip_type: params
            .get("DnsOptions.DnsRecordIpType")
            .unwrap_or("ipv4")
            .to_owned(),
        created: clock::now(),
        tags: requested_tags(params, "vpc-endpoint")?,
    };
    if interface {
        for subnet in params.list("SubnetId") {
            add_subnet(ec2, &mut endpoint, &subnet)?;
        }
        let groups = params.list("SecurityGroupId");
        let default = || default_group(ec2, vpc).into_iter().collect();
        endpoint.groups = if groups.is_empty() { default() } else { groups };
        check_groups(ec2, &endpoint.groups)?;
    } else {
        for table in params.list("RouteTableId") {
            add_table(ec2, &mut endpoint, &table)?;
        }
    }
    check_private_dns(ec2, &endpoint)?;
    let mut xml = Xml::new();
    xml.node("vpcEndpoint", |xml| write(xml, &endpoint, ec2));
    xml.option("clientToken", params.get("ClientToken"));
    ec2.endpoints.insert(endpoint.id.clone(), endpoint);
    Ok(xml)
}

pub(super) fn describe(ec2: &Ec2, params: &Params) -> Outcome {
    described(
        ec2.endpoints.values(),
        params,
        "vpcEndpointSet",
        |xml, it| write(xml, it, ec2),
    )
}

fn write(xml: &mut Xml, endpoint: &Endpoint, ec2: &Ec2) {
    xml.text("vpcEndpointId", &endpoint.id)
        .text("vpcEndpointType", &endpoint.kind);
    xml.text("vpcId", &endpoint.vpc)
        .text("serviceName", &endpoint.service);
    xml.text("state", "available")
        .text("policyDocument", &endpoint.policy);
    xml.texts("routeTableIdSet", "item", &endpoint.route_tables);
    xml.texts("subnetIdSet", "item", endpoint.subnets.keys());
    xml.list("groupSet", "item", &endpoint.groups, |xml, group| {
        xml.text("groupId", group);
    });
    if !endpoint.is_gateway() {
        xml.text("ipAddressType", &endpoint.ip_address_type);
        xml.node("dnsOptions", |xml| {
            xml.text("dnsRecordIpType", &endpoint.dns_record_ip_type);
        });
    }
    xml.text("privateDnsEnabled", endpoint.private_dns)
        .text("requesterManaged", false);
    xml.texts("networkInterfaceIdSet", "item", endpoint.subnets.values());
    let name = endpoint.service.rsplit('.').next().unwrap_or_default();
    let entries = (!endpoint.is_gateway())
        .then(|| format!("{}.{name}.{}.vpce.amazonaws.com", endpoint.id, ec2.region));
    xml.list("dnsEntrySet", "item", entries, |xml, name| {
        xml.text("dnsName", name);
    });
    xml.text("creationTimestamp", clock::iso(endpoint.created))
        .text("ownerId", &ec2.account);
    tag_set(xml, &endpoint.tags);
}
