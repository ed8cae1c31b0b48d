//! EC2's network half, tags, and the account's defaults for volumes, snapshots and instances.
//!
//! A region starts without a default VPC: government accounts come without one.

mod acl;
mod acl_entry;
mod customer_gateway;
mod defaults;
mod dhcp_options;
mod elastic_ip;
mod endpoint;
mod endpoint_change;
mod endpoint_rules;
mod flow_log;
mod group_rules;
mod instance;
mod internet_gateway;
mod launch_template;
mod listing;
mod managed_prefix_list;
mod nat_gateway;
mod prefix_list;
mod public_access;
mod refusals;
mod route;
mod route_table;
mod rules;
mod security_group;
mod subnet;
mod tags;
mod transit_gateway_attachment;
mod vpc;
mod vpc_peering;
mod vpn_gateway;
mod zones;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(crate) use self::vpc_peering::Letter;
use crate::call::{Call, Reply, Service};
use crate::ids;
use crate::params::Params;
use crate::refusal::{Refusal, answer};
use crate::xml::Xml;

const NAMESPACE: &str = "http://ec2.amazonaws.com/doc/2016-11-15/";

/// Things of one kind by id; the order of ids is the order of pages.
pub(crate) type ById<T> = BTreeMap<String, T>;

/// One account's EC2 in one region.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Ec2 {
    account: String,
    region: String,
    /// How many ids were given out; makes each the only one of its kind.
    given_out: u64,
    vpcs: ById<vpc::Vpc>,
    subnets: ById<subnet::Subnet>,
    route_tables: ById<route_table::RouteTable>,
    security_groups: ById<security_group::SecurityGroup>,
    acls: ById<acl::NetworkAcl>,
    endpoints: ById<endpoint::Endpoint>,
    flow_logs: ById<flow_log::FlowLog>,
    // What came later is not in states stored before.
    #[serde(default)]
    internet_gateways: ById<internet_gateway::InternetGateway>,
    #[serde(default)]
    elastic_ips: ById<elastic_ip::ElasticIp>,
    #[serde(default)]
    prefix_lists: ById<managed_prefix_list::ManagedPrefixList>,
    #[serde(default)]
    dhcp_options: ById<dhcp_options::DhcpOptions>,
    #[serde(default)]
    nat_gateways: ById<nat_gateway::NatGateway>,
    #[serde(default)]
    attachments: ById<transit_gateway_attachment::Attachment>,
    #[serde(default)]
    instances: ById<instance::Instance>,
    #[serde(default)]
    launch_templates: ById<launch_template::LaunchTemplate>,
    #[serde(default)]
    peerings: ById<vpc_peering::Peering>,
    #[serde(default)]
    vpn_gateways: ById<vpn_gateway::VpnGateway>,
    #[serde(default)]
    customer_gateways: ById<customer_gateway::CustomerGateway>,
    defaults: defaults::Defaults,
    /// What other accounts and regions are still to be told.
    #[serde(skip)]
    letters: Vec<Letter>,
    /// Answers by client token, so that a repeated request is the same request.
    answered: BTreeMap<String, Answered>,
}

/// What a request with a client token said and got.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Answered {
    request: String,
    body: String,
}

type Outcome = Result<Xml, Refusal>;

impl Ec2 {
    pub(crate) fn new(account: &str, region: &str) -> Self {
        Self {
            account: account.to_owned(),
            region: region.to_owned(),
            given_out: 0,
            vpcs: ById::new(),
            subnets: ById::new(),
            route_tables: ById::new(),
            security_groups: ById::new(),
            acls: ById::new(),
            endpoints: ById::new(),
            flow_logs: ById::new(),
            internet_gateways: ById::new(),
            elastic_ips: ById::new(),
            prefix_lists: ById::new(),
            dhcp_options: ById::new(),
            nat_gateways: ById::new(),
            attachments: ById::new(),
            instances: ById::new(),
            launch_templates: ById::new(),
            peerings: ById::new(),
            vpn_gateways: ById::new(),
            customer_gateways: ById::new(),
            defaults: defaults::Defaults::default(),
            letters: Vec::new(),
            answered: BTreeMap::new(),
        }
    }

    /// Answers an EC2 call.
    pub(crate) fn answer(&mut self, call: &Call) -> Reply {
        let params = call.params();
        let action = params.get("Action").unwrap_or_default().to_owned();
        match self.once(&action, &params) {
            Ok(body) => {
                let mut xml = Xml::new();
                xml.text("requestId", ids::request());
                let inside = format!("{}{body}", xml.into_string());
                let name = format!("{action}Response");
                let document = format!("<{name} xmlns=\"{NAMESPACE}\">{inside}</{name}>");
                answer(200, "text/xml;charset=UTF-8", document)
            }
            Err(refusal) => refusal.reply(Service::Ec2),
        }
    }

    /// Hands out what other accounts and regions are to be told.
    pub(crate) fn letters(&mut self) -> Vec<Letter> {
        std::mem::take(&mut self.letters)
    }

    /// Takes in what another account or region tells.
    pub(crate) fn deliver(&mut self, letter: Letter) {
        vpc_peering::deliver(self, letter);
    }

    /// Acts once per client token, as AWS promises.
    fn once(&mut self, action: &str, params: &Params) -> Result<String, Refusal> {
        if params.flag("DryRun") == Some(true) {
            let message = "Request would have succeeded, but DryRun flag is set.";
            return Err(Refusal::new(412, "DryRunOperation", message));
        }
        let Some(token) = params.get("ClientToken").filter(|token| !token.is_empty()) else {
            return Ok(self.act(action, params)?.into_string());
        };
        let key = format!("{action}/{token}");
        let request = ids::digest(&[&params.canonical()]);
        if let Some(known) = self.answered.get(&key) {
            if known.request == request {
                return Ok(known.body.clone());
            }
            let message = "The client token was used with different parameters.";
            return Err(Refusal::bad("IdempotentParameterMismatch", message));
        }
        let body = self.act(action, params)?.into_string();
        self.answered.insert(
            key,
            Answered {
                request,
                body: body.clone(),
            },
        );
        Ok(body)
    }

    fn act(&mut self, action: &str, params: &Params) -> Outcome {
        match action {
            "CreateVpc" => vpc::create(self, params),
            "DescribeVpcs" => vpc::describe(self, params),
            "DescribeVpcAttribute" => vpc::attribute(self, params),
            "ModifyVpcAttribute" => vpc::modify(self, params),
            "DeleteVpc" => vpc::delete(self, params),
            "CreateSubnet" => subnet::create(self, params),
            "DescribeSubnets" => subnet::describe(self, params),
            "ModifySubnetAttribute" => subnet::modify(self, params),
            "DeleteSubnet" => subnet::delete(self, params),
            "CreateRouteTable" => route_table::create(self, params),
            "DescribeRouteTables" => route_table::describe(self, params),
            "AssociateRouteTable" => route_table::associate(self, params),
            "ReplaceRouteTableAssociation" => route_table::replace_association(self, params),
            "DisassociateRouteTable" => route_table::disassociate(self, params),
            "DeleteRouteTable" => route_table::delete(self, params),
            "CreateRoute" => route::create(self, params),
            "ReplaceRoute" => route::replace(self, params),
            "DeleteRoute" => route::delete(self, params),
            "CreateSecurityGroup" => security_group::create(self, params),
            "DescribeSecurityGroups" => security_group::describe(self, params),
            "DeleteSecurityGroup" => security_group::delete(self, params),
            "AuthorizeSecurityGroupIngress" => group_rules::authorize(self, params, false),
            "AuthorizeSecurityGroupEgress" => group_rules::authorize(self, params, true),
            "RevokeSecurityGroupIngress" => group_rules::revoke(self, params, false),
            "RevokeSecurityGroupEgress" => group_rules::revoke(self, params, true),
            "UpdateSecurityGroupRuleDescriptionsIngress" => {
                group_rules::describe_anew(self, params, false)
            }
            "UpdateSecurityGroupRuleDescriptionsEgress" => {
                group_rules::describe_anew(self, params, true)
            }
            "DescribeSecurityGroupRules" => group_rules::describe_rules(self, params),
            "CreateNetworkAcl" => acl::create(self, params),
            "DescribeNetworkAcls" => acl::describe(self, params),
            "ReplaceNetworkAclAssociation" => acl::replace_association(self, params),
            "DeleteNetworkAcl" => acl::delete(self, params),
            "CreateNetworkAclEntry" => acl_entry::create(self, params),
            "ReplaceNetworkAclEntry" => acl_entry::replace(self, params),
            "DeleteNetworkAclEntry" => acl_entry::delete(self, params),
            "CreateVpcEndpoint" => endpoint::create(self, params),
            "DescribeVpcEndpoints" => endpoint::describe(self, params),
            "ModifyVpcEndpoint" => endpoint_change::modify(self, params),
            "DeleteVpcEndpoints" => Ok(endpoint_change::delete(self, params)),
            "DescribePrefixLists" => prefix_list::describe(self, params),
            "CreateDhcpOptions" => dhcp_options::create(self, params),
            "DescribeDhcpOptions" => dhcp_options::describe(self, params),
            "AssociateDhcpOptions" => dhcp_options::associate(self, params),
            "DeleteDhcpOptions" => dhcp_options::delete(self, params),
            "CreateManagedPrefixList" => managed_prefix_list::create(self, params),
            "DescribeManagedPrefixLists" => managed_prefix_list::describe(self, params),
            "GetManagedPrefixListEntries" => managed_prefix_list::entries(self, params),
            "ModifyManagedPrefixList" => managed_prefix_list::modify(self, params),
            "DeleteManagedPrefixList" => managed_prefix_list::delete(self, params),
            "CreateInternetGateway" => internet_gateway::create(self, params),
            "DescribeInternetGateways" => internet_gateway::describe(self, params),
            "AttachInternetGateway" => internet_gateway::attach(self, params),
            "DetachInternetGateway" => internet_gateway::detach(self, params),
            "DeleteInternetGateway" => internet_gateway::delete(self, params),
            "AllocateAddress" => elastic_ip::allocate(self, params),
            "DescribeAddresses" => elastic_ip::describe(self, params),
            "ReleaseAddress" => elastic_ip::release(self, params),
            "CreateNatGateway" => nat_gateway::create(self, params),
            "DescribeNatGateways" => nat_gateway::describe(self, params),
            "DeleteNatGateway" => nat_gateway::delete(self, params),
            "CreateTransitGatewayVpcAttachment" => transit_gateway_attachment::create(self, params),
            "DescribeTransitGatewayVpcAttachments" => {
                transit_gateway_attachment::describe(self, params)
            }
            "ModifyTransitGatewayVpcAttachment" => transit_gateway_attachment::modify(self, params),
            "DeleteTransitGatewayVpcAttachment" => transit_gateway_attachment::delete(self, params),
            "CreateVpcPeeringConnection" => vpc_peering::create(self, params),
            "DescribeVpcPeeringConnections" => vpc_peering::describe(self, params),
            "AcceptVpcPeeringConnection" => vpc_peering::accept(self, params),
            "RejectVpcPeeringConnection" => vpc_peering::reject(self, params),
            "ModifyVpcPeeringConnectionOptions" => vpc_peering::modify(self, params),
            "DeleteVpcPeeringConnection" => vpc_peering::delete(self, params),
            "CreateVpnGateway" => vpn_gateway::create(self, params),
            "DescribeVpnGateways" => vpn_gateway::describe(self, params),
            "AttachVpnGateway" => vpn_gateway::attach(self, params),
            "DetachVpnGateway" => vpn_gateway::detach(self, params),
            "DeleteVpnGateway" => vpn_gateway::delete(self, params),
            "CreateCustomerGateway" => customer_gateway::create(self, params),
            "DescribeCustomerGateways" => customer_gateway::describe(self, params),
            "DeleteCustomerGateway" => customer_gateway::delete(self, params),
            "RunInstances" => instance::run(self, params),
            "DescribeInstances" => instance::describe(self, params),
            "DescribeVolumes" => instance::describe_volumes(self, params),
            "TerminateInstances" => instance::terminate(self, params),
            "CreateLaunchTemplate" => launch_template::create(self, params),
            "CreateLaunchTemplateVersion" => launch_template::create_version(self, params),
            "DescribeLaunchTemplateVersions" => launch_template::describe_versions(self, params),
            "CreateFlowLogs" => flow_log::create(self, params),
            "DescribeFlowLogs" => flow_log::describe(self, params),
            "DeleteFlowLogs" => Ok(flow_log::delete(self, params)),
            "CreateTags" => tags::create(self, params),
            "DeleteTags" => tags::delete(self, params),
            "DescribeTags" => tags::describe(self, params),
            "DescribeAvailabilityZones" => zones::describe(self, params),
            _ => defaults::act(self, action, params),
        }
    }

    /// A new id of a kind.
    fn id(&mut self, prefix: &str) -> String {
        self.given_out += 1;
        let serial = self.given_out.to_string();
        ids::resource(prefix, &[&self.account, &self.region, prefix, &serial])
    }

    fn arn(&self, kind: &str, id: &str) -> String {
        format!("arn:aws:ec2:{}:{}:{kind}/{id}", self.region, self.account)
    }
}

/// `<return>true</return>`, which is how EC2 says yes.
fn yes() -> Outcome {
    let mut xml = Xml::new();
    xml.text("return", true);
    Ok(xml)
}
