//! `aws.ec2.vpc_endpoint`: a VPC endpoint: private access to a service (EC2 `CreateVpcEndpoint`).
//!
//! Cloud APIs are reached without the Internet, and only what the endpoint's policy lets through
//! (AWS Security Hub EC2.10, NIST SP 800-53r5 SC-7).

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{ResourceType, VpcEndpoint as SdkEndpoint, VpcEndpointType};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::ec2::{self, PAGE, waiting};
use crate::error::{Error, Result, unless_gone};
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::policy_document::PolicyDocument;
use crate::spec::one_of;

const WHAT: ResourceType = ResourceType::VpcEndpoint;

/// A VPC endpoint: private access to a service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// VPC it belongs to.
    vpc_id: String,
    /// Service name, such as `com.amazonaws.ap-northeast-1.s3`.
    service_name: String,
    /// `Gateway` (S3 and DynamoDB, by routes), `Interface` (network interfaces in subnets) or
    /// `GatewayLoadBalancer`.
    #[serde(deserialize_with = "endpoint_type")]
    endpoint_type: String,
    /// Route tables that get a route to it. Gateway only.
    #[serde(default)]
    pub route_table_ids: BTreeSet<String>,
    /// Subnets it has a network interface in. Interface only.
    #[serde(default)]
    pub subnet_ids: BTreeSet<String>,
    /// Security groups of its network interfaces. Interface only, which needs at least one: with
    /// none declared AWS uses the VPC's default group, and which ones it has is not managed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub security_group_ids: BTreeSet<String>,
    /// Whether the service's public DNS name resolves to the endpoint in the VPC. Interface only.
    /// Default: false.
    #[serde(default)]
    pub private_dns_enabled: bool,
    /// Endpoint policy: who may do what through it. AWS's default: full access.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyDocument>,
}

fn endpoint_type<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, VpcEndpointType::values())
}

pub(crate) struct VpcEndpoint;

impl AwsKind for VpcEndpoint {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["vpc_id", "service_name", "endpoint_type"],
        parent: Some("vpc_id"),
        outputs: ec2::OUTPUTS,
        ownership: super::TAGS,
        ..Facts::assigned(
            "aws.ec2.vpc_endpoint",
            "a VPC endpoint: private access to a service",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.ec2().describe_vpc_endpoints().max_results(PAGE);
        let endpoints = request.into_paginator().items().send();
        let endpoints: Vec<SdkEndpoint> = endpoints.try_collect().await?;
        endpoints
            .iter()
            .filter(|endpoint| !is_gone(endpoint))
            .map(|e| item(aws, e))
            .collect()
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let spec = &new.spec;
        let ids = |set: &BTreeSet<String>| Some(set.iter().cloned().collect());
        let endpoint_type = VpcEndpointType::from(spec.endpoint_type.as_str());
        let private_dns = endpoint_type == VpcEndpointType::Interface;
        let request = aws
            .ec2()
            .create_vpc_endpoint()
            .vpc_id(&spec.vpc_id)
            .service_name(&spec.service_name)
            .vpc_endpoint_type(endpoint_type)
            .set_route_table_ids(ids(&spec.route_table_ids))
            .set_subnet_ids(ids(&spec.subnet_ids))
            .set_security_group_ids(ids(&spec.security_group_ids))
            .set_private_dns_enabled(private_dns.then_some(spec.private_dns_enabled))
            .set_policy_document(spec.policy.as_ref().map(PolicyDocument::to_json_string))
            .client_token(&new.token)
            .tag_specifications(ec2::tag_specification(WHAT, &new.tags));
        let reply = request.send().await?;
        let id = reply.vpc_endpoint().and_then(SdkEndpoint::vpc_endpoint_id);
        ec2::made(aws, "CreateVpcEndpoint", WHAT, id)
    }

    async fn update(aws: &Clients, id: &str, before: &Spec, after: &Spec) -> Result<()> {
        modify(aws, id, before, after).await
    }

    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        let request = aws.ec2().delete_vpc_endpoints().vpc_endpoint_ids(id);
        let reply = request.send().await?;
        ec2::all_served("DeleteVpcEndpoints", reply.unsuccessful())?;
        until_deleted(aws, id).await
    }
}

/// Whether it is deleted, but still listed. AWS writes states in either case.
fn is_deleted(endpoint: &SdkEndpoint) -> bool {
    endpoint
        .state()
        .is_some_and(|state| state.as_str().eq_ignore_ascii_case("deleted"))
}

/// Whether it is deleted or being deleted; nothing can be done with it any more.
fn is_gone(endpoint: &SdkEndpoint) -> bool {
    let is_deleting = |state: &str| state.eq_ignore_ascii_case("deleting");
    is_deleted(endpoint) || endpoint.state().is_some_and(|it| is_deleting(it.as_str()))
}

fn item(aws: &Clients, endpoint: &SdkEndpoint) -> Result<Item<Spec>> {
    let id = endpoint.vpc_endpoint_id();
    let item = ec2::item(aws, WHAT, id, spec_of(endpoint)?, endpoint.tags());
    Ok(item.platform(endpoint.requester_managed() == Some(true)))
}

/// An endpoint as it would be declared.
fn spec_of(endpoint: &SdkEndpoint) -> Result<Spec> {
    let groups = endpoint
        .groups()
        .iter()
        .filter_map(|group| group.group_id.clone());
    let endpoint_type = endpoint.vpc_endpoint_type().map(VpcEndpointType::as_str);
    let policy = endpoint
        .policy_document()
        .map(PolicyDocument::from_json_str);
    // Only an interface endpoint has private DNS; what AWS returns for others means nothing.
    let has_names = endpoint.vpc_endpoint_type() == Some(&VpcEndpointType::Interface);
    Ok(Spec {
        vpc_id: text(endpoint.vpc_id()),
        service_name: text(endpoint.service_name()),
        endpoint_type: text(endpoint_type),
        route_table_ids: endpoint.route_table_ids().iter().cloned().collect(),
        subnet_ids: endpoint.subnet_ids().iter().cloned().collect(),
        security_group_ids: groups.collect(),
        private_dns_enabled: has_names && endpoint.private_dns_enabled().unwrap_or_default(),
        policy: policy.transpose()?,
    })
}

/// Changes an endpoint from `before` to `after`. Repeatable: what an earlier attempt did already is
/// not requested again, because AWS would refuse it.
async fn modify(aws: &Clients, id: &str, before: &Spec, after: &Spec) -> Result<()> {
    let Some(now) = find(aws, id).await? else {
        let message = format!("{id} is not visible");
        let code = "InvalidVpcEndpointId.NotFound";
        return Err(Error::refused("ec2", "ModifyVpcEndpoint", code, &message));
    };
    let now = spec_of(&now)?;
    let ids = |of: fn(&Spec) -> &BTreeSet<String>| Ids::new(of(before), of(after), of(&now));
    let tables = ids(|spec| &spec.route_table_ids);
    let subnets = ids(|spec| &spec.subnet_ids);
    let groups = match after.security_group_ids.is_empty() {
        true => Ids::default(),
        false => ids(|spec| &spec.security_group_ids),
    };
    let private_dns = Some(after.private_dns_enabled).filter(|on| *on != now.private_dns_enabled);
    let policy = after.policy.as_ref();
    let policy = policy.filter(|policy| Some(*policy) != now.policy.as_ref());
    let is_done = [&tables, &subnets, &groups]
        .iter()
        .all(|ids| ids.is_empty());
    if is_done && private_dns.is_none() && policy.is_none() {
        return Ok(());
    }
    let request = aws
        .ec2()
        .modify_vpc_endpoint()
        .vpc_endpoint_id(id)
        .set_add_route_table_ids(Some(tables.added))
        .set_remove_route_table_ids(Some(tables.removed))
        .set_add_subnet_ids(Some(subnets.added))
        .set_remove_subnet_ids(Some(subnets.removed))
        .set_add_security_group_ids(Some(groups.added))
        .set_remove_security_group_ids(Some(groups.removed))
        .set_private_dns_enabled(private_dns)
        .set_policy_document(policy.map(PolicyDocument::to_json_string));
    request.send().await?;
    Ok(())
}

/// What to add to a set and what to take out of it.
#[derive(Default)]
struct Ids {
    added: Vec<String>,
    removed: Vec<String>,
}

impl Ids {
    fn new(before: &BTreeSet<String>, after: &BTreeSet<String>, now: &BTreeSet<String>) -> Self {
        let added = after.difference(before).filter(|id| !now.contains(*id));
        let removed = before.difference(after).filter(|id| now.contains(*id));
        Self {
            added: added.cloned().collect(),
            removed: removed.cloned().collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

/// Waits until an endpoint is deleted. Its interfaces hold on to subnets and security groups.
async fn until_deleted(aws: &Clients, id: &str) -> Result<()> {
    let gone = || async { Ok(find(aws, id).await?.is_none()) };
    let awaited = format!("{id} to be deleted");
    waiting::until("DeleteVpcEndpoints", &awaited, gone).await
}

async fn find(aws: &Clients, id: &str) -> Result<Option<SdkEndpoint>> {
    let request = aws.reads().ec2().describe_vpc_endpoints();
    let answer = request.vpc_endpoint_ids(id).send().await;
    let endpoints = unless_gone(answer)?.and_then(|answer| answer.vpc_endpoints);
    let endpoints = endpoints.unwrap_or_default();
    Ok(endpoints.into_iter().find(|endpoint| !is_deleted(endpoint)))
}
