//! `aws.ec2.launch_template`: what servers are started from (EC2
//! `DescribeLaunchTemplateVersions`). Only looked at.
//!
//! A server that scaling starts tomorrow is as sound as this (AWS Security Hub EC2.170, EC2.25).
//! The default version is judged and the newest: a group of servers takes either.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types::{LaunchTemplateVersion, ResponseLaunchTemplateData};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::fault::Result;
use crate::kind::{Facts, Item, text};
use crate::observed::ObservedKind;

/// Largest page of `DescribeLaunchTemplateVersions`.
const PAGE_VERSIONS: i32 = 200;

/// What servers are started from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the account and region.
    launch_template_name: String,
    /// Its default version and its newest.
    versions: BTreeSet<Version>,
}

/// What one version says. What it does not say, image, subnet and account decide.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Version {
    /// Its number.
    version_number: i64,
    /// Whether it is the default.
    is_default: bool,
    /// Whether metadata of its servers can be asked for: `enabled` or `disabled`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    http_endpoint: Option<String>,
    /// `required`: metadata is told only against a session token (IMDSv2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    http_tokens: Option<String>,
    /// Whether its servers get an address in the internet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    associate_public_ip_address: Option<bool>,
    /// ARN or name of the profile whose role its servers have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    instance_profile: Option<String>,
    /// Whether a volume of its servers is declared not to be encrypted.
    has_unencrypted_volume: bool,
}

pub(crate) struct LaunchTemplate;

impl ObservedKind for LaunchTemplate {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        account_wide: true,
        ..Facts::assigned("aws.ec2.launch_template", "what servers are started from")
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
    let told = interfaces
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
        associate_public_ip_address: told.reduce(|one, other| one || other),
        instance_profile: profile.map(str::to_owned),
        has_unencrypted_volume: devices
            .iter()
            .any(|it| it.ebs().is_some_and(|it| is_open(it.encrypted()))),
    }
}
