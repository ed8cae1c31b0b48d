//! `aws.ec2.vpc_endpoint`: a private way to a service (EC2 `CreateVpcEndpoint`).
//!
//! Cloud APIs are reached without the Internet, and only what the endpoint's policy lets through
//! (AWS Security Hub EC2.10, NIST SP 800-53r5 SC-7).

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{ResourceType, VpcEndpoint as SdkEndpoint, VpcEndpointType};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::ec2::{self, PAGE, vpc_endpoint_change};
use crate::fault::Result;
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::policy_document::PolicyDocument;
use crate::spec::one_of;

const WHAT: ResourceType = ResourceType::VpcEndpoint;

/// A private way from a VPC to a service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The VPC it serves.
    vpc_id: String,
    /// Service, such as `com.amazonaws.ap-northeast-1.s3`.
    service_name: String,
    /// `Gateway` (S3, DynamoDB; routes), `Interface` (addresses in subnets) or
    /// `GatewayLoadBalancer`.
    #[serde(deserialize_with = "endpoint_type")]
    endpoint_type: String,
    /// Route tables that lead to it. Gateway only.
    #[serde(default)]
    pub route_table_ids: BTreeSet<String>,
    /// Subnets it has an address in. Interface only.
    #[serde(default)]
    pub subnet_ids: BTreeSet<String>,
    /// Security groups around its addresses. Interface only, which needs at least one: with none
    /// declared AWS takes the VPC's default group, and which ones it has is not managed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub security_group_ids: BTreeSet<String>,
    /// Whether the service's public name leads here. Interface only. Off unless asked for.
    #[serde(default)]
    pub private_dns_enabled: bool,
    /// What it lets through. AWS's default: everything.
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
            "a private way from a VPC to a service",
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
        vpc_endpoint_change::modify(aws, id, before, after).await
    }

    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        let request = aws.ec2().delete_vpc_endpoints().vpc_endpoint_ids(id);
        let reply = request.send().await?;
        ec2::all_served("DeleteVpcEndpoints", reply.unsuccessful())?;
        vpc_endpoint_change::until_deleted(aws, id).await
    }
}

/// Whether it is no more, but still shown. AWS writes states in either case.
pub(super) fn is_deleted(endpoint: &SdkEndpoint) -> bool {
    endpoint
        .state()
        .is_some_and(|state| state.as_str().eq_ignore_ascii_case("deleted"))
}

/// Whether it is gone or going; nothing can be done with it any more.
fn is_gone(endpoint: &SdkEndpoint) -> bool {
    let going = |state: &str| state.eq_ignore_ascii_case("deleting");
    is_deleted(endpoint) || endpoint.state().is_some_and(|state| going(state.as_str()))
}

fn item(aws: &Clients, endpoint: &SdkEndpoint) -> Result<Item<Spec>> {
    let id = endpoint.vpc_endpoint_id();
    let item = ec2::item(aws, WHAT, id, spec_of(endpoint)?, endpoint.tags());
    Ok(item.platform(endpoint.requester_managed() == Some(true)))
}

/// An endpoint as it would be declared.
pub(super) fn spec_of(endpoint: &SdkEndpoint) -> Result<Spec> {
    let groups = endpoint
        .groups()
        .iter()
        .filter_map(|group| group.group_id.clone());
    let endpoint_type = endpoint.vpc_endpoint_type().map(VpcEndpointType::as_str);
    let policy = endpoint
        .policy_document()
        .map(PolicyDocument::from_json_str);
    // Only an interface has names of its own; whatever is told of others means nothing.
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
