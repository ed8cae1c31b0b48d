//! `aws.ec2.launch_template`: an EC2 launch template (EC2 `DescribeLaunchTemplateVersions`). Only
//! observed.
//!
//! Instances that Auto Scaling launches tomorrow are as secure as their template (AWS Security Hub
//! EC2.170, EC2.25). Its default version and its latest are read: a group may use either.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types::{LaunchTemplateVersion, ResponseLaunchTemplateData};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::error::Result;
use crate::kind::{Facts, Item, text};
use crate::observed::ObservedKind;

/// Largest page of `DescribeLaunchTemplateVersions`.
const PAGE_VERSIONS: i32 = 200;

/// An EC2 launch template.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Name, unique in the account and region.
    launch_template_name: String,
    /// Its default version and its latest.
    versions: BTreeSet<Version>,
}

/// What a version sets. What it leaves out, AMI, subnet and account decide.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Version {
    /// Number of the version.
    version_number: i64,
    /// Whether it is the default version.
    is_default: bool,
    /// Whether the instance metadata service is reachable: `enabled` or `disabled`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    http_endpoint: Option<String>,
    /// `required`: the instance metadata service answers with a session token only (IMDSv2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    http_tokens: Option<String>,
    /// Whether instances get a public IPv4 address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    associate_public_ip_address: Option<bool>,
    /// ARN or name of the instance profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    instance_profile: Option<String>,
    /// Whether a volume is declared to be unencrypted.
    has_unencrypted_volume: bool,
}

pub(crate) struct LaunchTemplate;

impl ObservedKind for LaunchTemplate {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        account_wide: true,
        ..Facts::assigned("aws.ec2.launch_template", "an EC2 launch template")
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.ec2().describe_launch_template_versions();
        let request = request.versions("$Default").versions("$Latest");
        let pages = request.max_results(PAGE_VERSIONS).into_paginator();
        let versions: Vec<LaunchTemplateVersion> = pages.items().send().try_collect().await?;
        let mut by_id: BTreeMap<String, Spec> = BTreeMap::new();
        for version in &versions {
            let template = by_id.entry(text(version.launch_template_id())).or_default();
            template.launch_template_name = text(version.launch_template_name());
            template.versions.insert(version_of(version));
        }
        Ok(by_id
            .into_iter()
            .map(|(id, spec)| Item::new(id, spec))
            .collect())
    }
}

fn version_of(version: &LaunchTemplateVersion) -> Version {
    let data = version.launch_template_data();
    let metadata = data.and_then(ResponseLaunchTemplateData::metadata_options);
    let endpoint = metadata.and_then(|it| it.http_endpoint());
    let tokens = metadata.and_then(|it| it.http_tokens());
    let interfaces = data.map_or(&[][..], |it| it.network_interfaces());
    let declared = interfaces
        .iter()
        .filter_map(|it| it.associate_public_ip_address());
    let profile = data.and_then(|it| it.iam_instance_profile());
    let profile = profile.and_then(|it| it.arn().or(it.name()));
    let devices = data.map_or(&[][..], |it| it.block_device_mappings());
    let is_open = |encrypted: Option<bool>| encrypted == Some(false);
    Version {
        version_number: version.version_number().unwrap_or_default(),
        is_default: version.default_version().unwrap_or_default(),
        http_endpoint: endpoint.map(|it| it.as_str().to_owned()),
        http_tokens: tokens.map(|it| it.as_str().to_owned()),
        associate_public_ip_address: declared.reduce(|one, other| one || other),
        instance_profile: profile.map(str::to_owned),
        has_unencrypted_volume: devices
            .iter()
            .any(|it| it.ebs().is_some_and(|it| is_open(it.encrypted()))),
    }
}
