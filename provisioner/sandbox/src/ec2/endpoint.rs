//! VPC endpoints: gateways in route tables, interfaces in subnets.

use serde::{Deserialize, Serialize};

use super::endpoint_rules::{
    add_subnet, add_table, check_private_dns, check_service, default_group,
};
use super::{ById, Described, Ec2, Outcome, SecurityGroup, Vpc, requested_tags};
use crate::clock;
use crate::params::{Params, Tags};
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

impl Described for Endpoint {
    const PAGE_MIN: usize = 1;

    fn values(&self, filter: &str) -> Option<Vec<String>> {
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

    fn write(&self, xml: &mut Xml, ec2: &Ec2) {
        xml.text("vpcEndpointId", &self.id)
            .text("vpcEndpointType", &self.kind);
        xml.text("vpcId", &self.vpc)
            .text("serviceName", &self.service);
        xml.text("state", "available")
            .text("policyDocument", &self.policy);
        xml.texts("routeTableIdSet", "item", &self.route_tables);
        xml.texts("subnetIdSet", "item", self.subnets.keys());
        xml.list("groupSet", "item", &self.groups, |xml, group| {
            xml.text("groupId", group);
        });
        if !self.is_gateway() {
            xml.text("ipAddressType", &self.ip_address_type);
            xml.node("dnsOptions", |xml| {
                xml.text("dnsRecordIpType", &self.dns_record_ip_type);
            });
        }
        xml.text("privateDnsEnabled", self.private_dns)
            .text("requesterManaged", false);
        xml.texts("networkInterfaceIdSet", "item", self.subnets.values());
        let name = self.service.rsplit('.').next().unwrap_or_default();
        let entries = (!self.is_gateway())
            .then(|| format!("{}.{name}.{}.vpce.amazonaws.com", self.id, ec2.region));
        xml.list("dnsEntrySet", "item", entries, |xml, name| {
            xml.text("dnsName", name);
        });
        xml.text("creationTimestamp", clock::iso(self.created))
            .text("ownerId", &ec2.account);
    }
}

pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let (vpc, service) = (params.need("VpcId")?, params.need("ServiceName")?);
    let kind = params.get("VpcEndpointType").unwrap_or("Gateway");
    ec2.get::<Vpc>(vpc)?;
    check_service(ec2, kind, service)?;
    let interface = kind == "Interface";
    let mut endpoint = Endpoint {
        id: ec2.new_id::<Endpoint>(),
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
        tags: requested_tags::<Endpoint>(params)?,
    };
    if interface {
        for subnet in params.list("SubnetId") {
            add_subnet(ec2, &mut endpoint, &subnet)?;
        }
        let groups = params.list("SecurityGroupId");
        let default = || default_group(ec2, vpc).into_iter().collect();
        endpoint.groups = if groups.is_empty() { default() } else { groups };
        ec2.check_all::<SecurityGroup>(&endpoint.groups)?;
    } else {
        for table in params.list("RouteTableId") {
            add_table(ec2, &mut endpoint, &table)?;
        }
    }
    check_private_dns(ec2, &endpoint)?;
    let mut xml = ec2.created(endpoint)?;
    xml.option("clientToken", params.get("ClientToken"));
    Ok(xml)
}
