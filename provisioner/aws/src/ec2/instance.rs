//! `aws.ec2.instance`: an EC2 instance (EC2 `DescribeInstances`). Only observed.
//!
//! What checks ask of it: metadata only with a session token (CIS AWS 5.7, AWS Security Hub
//! EC2.8), no public address (EC2.9), encrypted volumes (EC2.3).

use std::collections::BTreeSet;

use aws_sdk_ec2::types::InstanceStateName::{ShuttingDown, Terminated};
use aws_sdk_ec2::types::{Filter, Instance as SdkInstance, ResourceType, Volume};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::ec2::{self, PAGE};
use crate::error::Result;
use crate::kind::{Facts, Item, text};
use crate::observed::ObservedKind;

/// Largest page of `DescribeVolumes`.
const PAGE_VOLUMES: i32 = 500;

/// An EC2 instance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Subnet of its primary network interface.
    subnet_id: String,
    /// VPC it runs in.
    vpc_id: String,
    /// AMI it was launched from.
    image_id: String,
    /// Security groups of its network interfaces.
    security_group_ids: BTreeSet<String>,
    /// Public IPv4 addresses of its network interfaces.
    public_ip_addresses: BTreeSet<String>,
    /// Whether the instance metadata service is reachable: `enabled` or `disabled`.
    http_endpoint: String,
    /// `required`: the instance metadata service answers with a session token only (IMDSv2).
    http_tokens: String,
    /// ARN of its instance profile; empty for none.
    instance_profile_arn: String,
    /// Attached volumes that are not encrypted.
    unencrypted_volume_ids: BTreeSet<String>,
}

pub(crate) struct Instance;

impl ObservedKind for Instance {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        parent: Some("subnet_id"),
        outputs: ec2::OUTPUTS,
        ownership: super::TAGS,
        ..Facts::assigned("aws.ec2.instance", "an EC2 instance")
    };
    const STANDS_IN: &'static [&'static str] = &["aws.ec2.subnet", "aws.ec2.vpc"];

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.ec2().describe_instances().max_results(PAGE);
        let mut pages = request.into_paginator().send();
        let mut instances = Vec::new();
        while let Some(page) = pages.next().await {
            let reservations = page?.reservations.unwrap_or_default();
            instances.extend(
                reservations
                    .into_iter()
                    .flat_map(|it| it.instances.unwrap_or_default()),
            );
        }
        instances.retain(|it| !is_over(it));
        if instances.is_empty() {
            return Ok(Vec::new());
        }
        let open = unencrypted(aws).await?;
        Ok(instances.iter().map(|it| item(aws, it, &open)).collect())
    }
}

/// Whether it is terminated or being terminated; AWS lists it for an hour yet.
fn is_over(instance: &SdkInstance) -> bool {
    let state = instance.state().and_then(|state| state.name());
    matches!(state, Some(ShuttingDown | Terminated))
}

/// The account's volumes that are not encrypted. An instance does not report that of its volumes.
async fn unencrypted(aws: &Clients) -> Result<BTreeSet<String>> {
    let open = Filter::builder().name("encrypted").values("false").build();
    let request = aws.ec2().describe_volumes().filters(open);
    let pages = request.max_results(PAGE_VOLUMES).into_paginator();
    let volumes: Vec<Volume> = pages.items().send().try_collect().await?;
    Ok(volumes.into_iter().filter_map(|it| it.volume_id).collect())
}

fn item(aws: &Clients, instance: &SdkInstance, open: &BTreeSet<String>) -> Item<Spec> {
    let spec = spec_of(instance, open);
    let (id, tags) = (instance.instance_id(), instance.tags());
    ec2::item(aws, ResourceType::Instance, id, spec, tags)
}

fn spec_of(instance: &SdkInstance, open: &BTreeSet<String>) -> Spec {
    let interfaces = instance.network_interfaces().iter();
    let behind = interfaces.filter_map(|it| it.association()?.public_ip());
    let public = behind.chain(instance.public_ip_address().filter(|it| !it.is_empty()));
    let groups = instance.security_groups().iter();
    let devices = instance.block_device_mappings().iter();
    let volumes = devices.filter_map(|device| device.ebs()?.volume_id());
    let metadata = instance.metadata_options();
    let endpoint = metadata.and_then(|it| it.http_endpoint());
    let tokens = metadata.and_then(|it| it.http_tokens());
    let profile = instance.iam_instance_profile();
    Spec {
        subnet_id: text(instance.subnet_id()),
        vpc_id: text(instance.vpc_id()),
        image_id: text(instance.image_id()),
        security_group_ids: groups.map(|group| text(group.group_id())).collect(),
        public_ip_addresses: public.map(str::to_owned).collect(),
        http_endpoint: text(endpoint.map(|it| it.as_str())),
        http_tokens: text(tokens.map(|it| it.as_str())),
        instance_profile_arn: text(profile.and_then(|it| it.arn())),
        unencrypted_volume_ids: volumes
            .filter(|it| open.contains(*it))
            .map(str::to_owned)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_ec2::types::{
        EbsInstanceBlockDevice, HttpTokensState, InstanceBlockDeviceMapping,
        InstanceMetadataOptionsResponse, InstanceNetworkInterface,
        InstanceNetworkInterfaceAssociation, InstanceState, InstanceStateName,
    };

    #[test]
    fn addresses_of_all_interfaces_and_open_volumes_show() {
        let volume = |id: &str| {
            let ebs = EbsInstanceBlockDevice::builder().volume_id(id).build();
            InstanceBlockDeviceMapping::builder().ebs(ebs).build()
        };
        let behind = InstanceNetworkInterfaceAssociation::builder().public_ip("198.51.100.2");
        let second = InstanceNetworkInterface::builder().association(behind.build());
        let metadata = InstanceMetadataOptionsResponse::builder();
        let instance = SdkInstance::builder()
            .public_ip_address("198.51.100.1")
            .network_interfaces(second.build())
            .block_device_mappings(volume("vol-1"))
            .block_device_mappings(volume("vol-2"))
            .metadata_options(metadata.http_tokens(HttpTokensState::Optional).build())
            .build();
        let spec = spec_of(&instance, &["vol-2".to_owned(), "vol-3".to_owned()].into());
        let public: Vec<&String> = spec.public_ip_addresses.iter().collect();
        assert_eq!(public, ["198.51.100.1", "198.51.100.2"]);
        assert_eq!(spec.unencrypted_volume_ids, ["vol-2".to_owned()].into());
        assert_eq!(spec.http_tokens, "optional");
    }

    #[test]
    fn what_aws_still_shows_is_not_there() {
        let is_terminated = |state| {
            let state = InstanceState::builder().name(state).build();
            is_over(&SdkInstance::builder().state(state).build())
        };
        assert!(
            is_terminated(InstanceStateName::Terminated)
                && is_terminated(InstanceStateName::ShuttingDown)
        );
        assert!(
            !(is_terminated(InstanceStateName::Running)
                || is_terminated(InstanceStateName::Stopped))
        );
    }
}
