//! `aws.guardduty.detector`: a GuardDuty detector (GuardDuty `CreateDetector`).
//!
//! On in every region in use (AWS Security Hub GuardDuty.1, NIST SP 800-53r5 SI-4, CA-7). Where
//! an organisation's administrator manages it, it is the platform's.

use std::collections::BTreeSet;

use aws_sdk_guardduty::types::{
    DetectorFeature, DetectorFeatureConfiguration, DetectorStatus, FeatureStatus,
    FindingPublishingFrequency,
};
use gabakura_adapter::read_each;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, made};
use crate::spec::{one_of, yes};
use crate::tags;

/// What every detector does: listed among its features, and not to be switched.
const ALWAYS_ON: &[&str] = &["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS"];

/// What a new detector does by default.
const ON_AT_FIRST: &[&str] = &[
    "EBS_MALWARE_PROTECTION",
    "EKS_AUDIT_LOGS",
    "LAMBDA_NETWORK_LOGS",
    "RDS_LOGIN_EVENTS",
    "S3_DATA_EVENTS",
];

/// A GuardDuty detector.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Whether it is enabled. Default: true.
    #[serde(default = "yes")]
    enabled: bool,
    /// How often updates of a finding are exported: `FIFTEEN_MINUTES`, `ONE_HOUR` or `SIX_HOURS`
    /// (AWS's default).
    #[serde(default = "six_hours", deserialize_with = "frequency")]
    finding_publishing_frequency: String,
    /// Protection plans that are enabled besides the foundational data sources: `S3_DATA_EVENTS`,
    /// `EKS_AUDIT_LOGS`, `EBS_MALWARE_PROTECTION`, `RDS_LOGIN_EVENTS`, `LAMBDA_NETWORK_LOGS`,
    /// `RUNTIME_MONITORING`, …. Who installs the agents of the last is not managed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    features: Option<BTreeSet<String>>,
}

fn six_hours() -> String {
    FindingPublishingFrequency::SixHours.as_str().to_owned()
}

fn frequency<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    one_of(from, FindingPublishingFrequency::values())
}

pub(crate) struct Detector;

impl AwsKind for Detector {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        ownership: super::TAGS,
        ..Facts::assigned("aws.guardduty.detector", "a GuardDuty detector")
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let pages = aws.guardduty().list_detectors().into_paginator();
        let ids: Vec<String> = pages.items().send().try_collect().await?;
        read_each(ids, |id| read(aws, id)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let spec = &new.spec;
        let on_at_first = ON_AT_FIRST.iter().map(|name| (*name).to_owned()).collect();
        let features = spec.features.as_ref().map(|on| switches(&on_at_first, on));
        let request = aws
            .guardduty()
            .create_detector()
            .enable(spec.enabled)
            .finding_publishing_frequency(spec.finding_publishing_frequency.as_str().into())
            .set_features(features)
            .client_token(&new.token)
            .set_tags(Some(tags::map(&new.tags)));
        let reply = request.send().await?;
        made("guardduty", "CreateDetector", reply.detector_id())
    }

    async fn update(aws: &Clients, id: &str, before: &Spec, after: &Spec) -> Result<()> {
        let none = BTreeSet::new();
        let was = before.features.as_ref().unwrap_or(&none);
        let features = after.features.as_ref().map(|on| switches(was, on));
        let request = aws
            .guardduty()
            .update_detector()
            .detector_id(id)
            .enable(after.enabled)
            .finding_publishing_frequency(after.finding_publishing_frequency.as_str().into())
            .set_features(features.filter(|switches| !switches.is_empty()));
        request.send().await?;
        Ok(())
    }

    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        // GuardDuty refuses what is gone with the same words as what it does not like.
        let ids = aws.reads().guardduty().list_detectors().into_paginator();
        let ids: Vec<String> = ids.items().send().try_collect().await?;
        if ids.iter().any(|there| there == id) {
            let request = aws.guardduty().delete_detector().detector_id(id);
            request.send().await?;
        }
        Ok(())
    }
}

/// Switches that lead from the features that are on to those that shall be.
fn switches(
    before: &BTreeSet<String>,
    after: &BTreeSet<String>,
) -> Vec<DetectorFeatureConfiguration> {
    let switch = |name: &String| {
        let on = after.contains(name);
        let status = if on {
            FeatureStatus::Enabled
        } else {
            FeatureStatus::Disabled
        };
        let switch = DetectorFeatureConfiguration::builder().status(status);
        switch.name(DetectorFeature::from(name.as_str())).build()
    };
    // What is on at first and stays on is sent as well: it costs nothing and leaves no doubt.
    before.union(after).map(switch).collect()
}

async fn read(aws: &Clients, id: String) -> Result<Option<Item<Spec>>> {
    let guardduty = aws.guardduty();
    let detector = guardduty.get_detector().detector_id(&id).send().await?;
    let administrator = guardduty.get_administrator_account().detector_id(&id);
    // Without one, the SDK makes up an administrator of no account.
    let administrator = administrator.send().await?.administrator;
    let is_managed = administrator.is_some_and(|it| it.account_id().is_some());
    let on = detector.features().iter();
    let on = on.filter(|it| it.status() == Some(&FeatureStatus::Enabled));
    let on = on.filter_map(|it| it.name().map(|name| name.as_str()));
    let on = on.filter(|name| !ALWAYS_ON.contains(name));
    let frequency = detector.finding_publishing_frequency();
    let spec = Spec {
        enabled: detector.status() == Some(&DetectorStatus::Enabled),
        finding_publishing_frequency: frequency.map_or_else(six_hours, |it| it.as_str().to_owned()),
        features: Some(on.map(str::to_owned).collect()),
    };
    let tags = detector.tags.unwrap_or_default().into_iter().collect();
    Ok(Some(Item::new(id, spec).tags(tags).platform(is_managed)))
}
