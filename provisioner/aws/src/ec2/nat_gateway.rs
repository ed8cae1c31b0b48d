//! `aws.ec2.nat_gateway`: a NAT gateway (EC2 `CreateNatGateway`).
//!
//! Servers without public addresses still reach what they must (AWS Security Hub EC2.9, NIST SP
//! 800-53r5 SC-7).

use aws_sdk_ec2::types::NatGatewayState::{Available, Deleted, Deleting, Failed};
use aws_sdk_ec2::types::{ConnectivityType, Filter, NatGateway as SdkGateway, ResourceType};
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::ec2::{self, PAGE, waiting};
use crate::error::{Error, Result};
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::spec::{given, one_of};

const WHAT: ResourceType = ResourceType::Natgateway;

/// A NAT gateway.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Subnet it is created in; for a public one, with a route to an internet gateway.
    subnet_id: String,
    /// `public` (to the internet) or `private` (to other networks). AWS's default: `public`.
    #[serde(default = "public", deserialize_with = "connectivity_type")]
    connectivity_type: String,
    /// Allocation id of the Elastic IP address of a public one; empty for a private one.
    #[serde(default)]
    allocation_id: String,
    /// Private IPv4 address in the subnet. AWS's default: one that AWS chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    private_ip_address: Option<String>,
}

fn public() -> String {
    ConnectivityType::Public.as_str().to_owned()
}

fn connectivity_type<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, ConnectivityType::values())
}

pub(crate) struct NatGateway;

impl AwsKind for NatGateway {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &[
            "subnet_id",
            "connectivity_type",
            "allocation_id",
            "private_ip_address",
        ],
        parent: Some("subnet_id"),
        outputs: ec2::OUTPUTS,
        ownership: super::TAGS,
        ..Facts::assigned("aws.ec2.nat_gateway", "a NAT gateway")
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        let problem = match (
            spec.connectivity_type == public(),
            spec.allocation_id.as_str(),
        ) {
            (true, "") => "a public gateway needs an elastic IP",
            (false, id) if !id.is_empty() => "a private gateway has no elastic IP",
            _ => return Ok(()),
        };
        Err(SpecError::new("allocation_id", problem))
    }

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.ec2().describe_nat_gateways().max_results(PAGE);
        let gateways = request.into_paginator().items().send();
        let gateways: Vec<SdkGateway> = gateways.try_collect().await?;
        let there = gateways.iter().filter(|gateway| !is_over(gateway));
        Ok(there.map(|gateway| item(aws, gateway)).collect())
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let spec = &new.spec;
        let address = Some(spec.allocation_id.clone());
        let request = aws
            .ec2()
            .create_nat_gateway()
            .subnet_id(&spec.subnet_id)
            .connectivity_type(ConnectivityType::from(spec.connectivity_type.as_str()))
            .set_allocation_id(given(&address))
            .set_private_ip_address(given(&spec.private_ip_address))
            .client_token(&new.token)
            .tag_specifications(ec2::tag_specification(WHAT, &new.tags));
        let reply = request.send().await?;
        let id = reply.nat_gateway().and_then(SdkGateway::nat_gateway_id);
        ec2::made(aws, "CreateNatGateway", WHAT, id)
    }

    /// Routes lead nowhere until it is available, and AWS reports a failure only later.
    async fn finish(aws: &Clients, made: &Created, _new: &New<Spec>) -> Result<()> {
        let available = || async {
            let gateway = find(aws, &made.id).await?;
            let gateway = gateway.as_ref();
            if let Some(failed) = gateway.filter(|it| it.state() == Some(&Failed)) {
                let (code, message) = (text(failed.failure_code()), text(failed.failure_message()));
                return Err(Error::refused("ec2", "CreateNatGateway", &code, &message));
            }
            Ok(gateway.is_some_and(|it| it.state() == Some(&Available)))
        };
        let awaited = format!("{} to be available", made.id);
        waiting::until("CreateNatGateway", &awaited, available).await
    }

    /// Nothing can change but tags.
    async fn update(_aws: &Clients, _id: &str, _before: &Spec, _after: &Spec) -> Result<()> {
        Ok(())
    }

    /// Until it is gone it holds on to its subnet and elastic IP.
    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        let request = aws.ec2().delete_nat_gateway().nat_gateway_id(id);
        request.send().await?;
        let gone = || async {
            let gateway = find(aws, id).await?;
            Ok(gateway.is_none_or(|it| matches!(it.state(), Some(Deleted | Failed))))
        };
        let awaited = format!("{id} to be deleted");
        waiting::until("DeleteNatGateway", &awaited, gone).await
    }
}

/// Whether it is deleted, being deleted, or never existed; AWS lists it for an hour yet.
fn is_over(gateway: &SdkGateway) -> bool {
    matches!(gateway.state(), Some(Deleted | Deleting | Failed))
}

async fn find(aws: &Clients, id: &str) -> Result<Option<SdkGateway>> {
    let named = Filter::builder().name("nat-gateway-id").values(id).build();
    let request = aws.reads().ec2().describe_nat_gateways().filter(named);
    let gateways = request.send().await?.nat_gateways.unwrap_or_default();
    Ok(gateways.into_iter().next())
}

fn item(aws: &Clients, gateway: &SdkGateway) -> Item<Spec> {
    let addresses = gateway.nat_gateway_addresses();
    let primary = addresses.iter().find(|it| it.is_primary() == Some(true));
    let primary = primary.or(addresses.first());
    let connectivity_type = gateway.connectivity_type().map(ConnectivityType::as_str);
    let spec = Spec {
        subnet_id: text(gateway.subnet_id()),
        connectivity_type: text(connectivity_type),
        allocation_id: text(primary.and_then(|address| address.allocation_id())),
        private_ip_address: Some(text(primary.and_then(|address| address.private_ip()))),
    };
    let id = gateway.nat_gateway_id();
    ec2::item(aws, WHAT, id, spec, gateway.tags())
}
