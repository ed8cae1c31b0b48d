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
mod managed_prefix_list;
mod nat_gateway;
mod operations;
mod prefix_list;
mod public_access;
mod resource;
mod resources;
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

use self::acl::NetworkAcl;
use self::customer_gateway::CustomerGateway;
use self::dhcp_options::DhcpOptions;
use self::elastic_ip::ElasticIp;
use self::endpoint::Endpoint;
use self::flow_log::FlowLog;
use self::instance::Instance;
use self::internet_gateway::InternetGateway;
use self::launch_template::LaunchTemplate;
use self::managed_prefix_list::ManagedPrefixList;
use self::nat_gateway::NatGateway;
pub(crate) use self::operations::OPERATIONS;
use self::resource::{
    Described, Listed, check_tags, described, element, element_with, filters, is_listed, page,
    passes, requested_tags, specified_tags, tag_set, unsuccessful, write_tagged,
};
use self::resources::{each_tagged, missing, tags_of};
use self::route_table::RouteTable;
use self::security_group::SecurityGroup;
use self::subnet::Subnet;
use self::transit_gateway_attachment::Attachment;
use self::vpc::Vpc;
use self::vpc_peering::Peering;
pub(crate) use self::vpc_peering::PeeringChange;
use self::vpn_gateway::VpnGateway;
use crate::aws_error::AwsError;
use crate::ids;
use crate::params::Params;
use crate::xml::Xml;

/// Resources of one type by id; the order of ids is the order of pages.
pub(crate) type ById<T> = BTreeMap<String, T>;

/// One account's EC2 in one region.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Ec2 {
    account: String,
    region: String,
    /// How many ids were given out; makes each unique.
    given_out: u64,
    vpcs: ById<Vpc>,
    subnets: ById<Subnet>,
    route_tables: ById<RouteTable>,
    security_groups: ById<SecurityGroup>,
    acls: ById<NetworkAcl>,
    endpoints: ById<Endpoint>,
    flow_logs: ById<FlowLog>,
    // What came later is not in states stored before.
    #[serde(default)]
    internet_gateways: ById<InternetGateway>,
    #[serde(default)]
    elastic_ips: ById<ElasticIp>,
    #[serde(default)]
    prefix_lists: ById<ManagedPrefixList>,
    #[serde(default)]
    dhcp_options: ById<DhcpOptions>,
    #[serde(default)]
    nat_gateways: ById<NatGateway>,
    #[serde(default)]
    attachments: ById<Attachment>,
    #[serde(default)]
    instances: ById<Instance>,
    #[serde(default)]
    launch_templates: ById<LaunchTemplate>,
    #[serde(default)]
    peerings: ById<Peering>,
    #[serde(default)]
    vpn_gateways: ById<VpnGateway>,
    #[serde(default)]
    customer_gateways: ById<CustomerGateway>,
    defaults: defaults::Defaults,
    /// Changes to peerings that another account or region has yet to learn.
    #[serde(skip)]
    outgoing: Vec<PeeringChange>,
    /// Replies by client token, so that a repeated request is the same request.
    answered: BTreeMap<String, Answered>,
}

/// A request with a client token, and its reply.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Answered {
    request: String,
    body: String,
}

type Outcome = Result<Xml, AwsError>;

/// An operation.
pub(crate) type Handler = fn(&mut Ec2, &Params) -> Outcome;

impl Ec2 {
    pub(crate) fn new(account: &str, region: &str) -> Self {
        Self {
            account: account.to_owned(),
            region: region.to_owned(),
            ..Self::default()
        }
    }

    /// Answers an operation, once per client token, as AWS promises.
    pub(crate) fn answer(
        &mut self,
        operation: &str,
        handler: Handler,
        params: &Params,
    ) -> Result<String, AwsError> {
        if params.flag("DryRun") == Some(true) {
            let message = "Request would have succeeded, but DryRun flag is set.";
            return Err(AwsError::new(412, "DryRunOperation", message));
        }
        let Some(token) = params.get("ClientToken").filter(|token| !token.is_empty()) else {
            return Ok(handler(self, params)?.into_string());
        };
        let key = format!("{operation}/{token}");
        let request = ids::digest(&[&params.canonical()]);
        if let Some(known) = self.answered.get(&key) {
            if known.request == request {
                return Ok(known.body.clone());
            }
            let message = "The client token was used with different parameters.";
            return Err(AwsError::bad("IdempotentParameterMismatch", message));
        }
        let body = handler(self, params)?.into_string();
        let answered = Answered {
            request,
            body: body.clone(),
        };
        self.answered.insert(key, answered);
        Ok(body)
    }

    pub(crate) fn take_peering_changes(&mut self) -> Vec<PeeringChange> {
        std::mem::take(&mut self.outgoing)
    }

    /// Applies a change to a peering made from its other side.
    pub(crate) fn apply_peering_change(&mut self, change: PeeringChange) {
        vpc_peering::apply(self, change);
    }

    /// A new id.
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

fn in_use(kind: &str, id: &str) -> AwsError {
    let message = format!("The {kind} '{id}' has dependencies and cannot be deleted.");
    AwsError::bad("DependencyViolation", message)
}

fn no_association(id: &str) -> AwsError {
    let message = format!("The association ID '{id}' does not exist");
    AwsError::bad("InvalidAssociationID.NotFound", message)
}
