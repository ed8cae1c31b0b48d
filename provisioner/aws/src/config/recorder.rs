//! `aws.config.recorder`: the AWS Config configuration recorder and its delivery channel (AWS
//! Config `PutConfigurationRecorder`, `PutDeliveryChannel`, `StartConfigurationRecorder`).
//!
//! On, for every kind of resource (CIS AWS 3.3, AWS Security Hub Config.1, NIST SP 800-53r5
//! CM-8, CA-7). Recorder and channel are one kind here: neither is of use, and a recorder cannot
//! start, without the other; each account and region has one of both.

use std::collections::BTreeSet;

use aws_sdk_config::types::{ConfigurationRecorder, DeliveryChannel, RecordingGroup, ResourceType};
use gabakura_adapter::created;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::error::{Result, unless_gone};
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::spec::yes;

/// The AWS Config configuration recorder and its delivery channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Name of the recorder and of its delivery channel. AWS's default: `default`.
    #[serde(default = "default_name")]
    name: String,
    /// ARN of the role that AWS Config assumes to read resources and to deliver.
    role_arn: String,
    /// Whether it records every resource type, future types included. Default: true.
    #[serde(default = "yes")]
    all_supported: bool,
    /// Whether it records IAM and other global types in this region; one region of an account is
    /// enough. AWS's default: false.
    #[serde(default)]
    include_global_resource_types: bool,
    /// Resource types it records where it does not record all: `AWS::EC2::VPC`, ….
    #[serde(default)]
    resource_types: BTreeSet<String>,
    /// Where the delivery channel delivers to.
    delivery: Delivery,
    /// Whether it is recording. Default: true; AWS creates recorders that are not recording yet.
    #[serde(default = "yes")]
    recording: bool,
}

/// Where configuration history and snapshots are delivered. Strings: empty for none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Delivery {
    /// Bucket that AWS Config delivers to; its policy lets AWS Config write.
    s3_bucket_name: String,
    /// Prefix of the delivered objects' keys.
    #[serde(default)]
    s3_key_prefix: String,
    /// ARN of the KMS key that encrypts the delivered objects.
    #[serde(default)]
    s3_kms_key_arn: String,
    /// ARN of the topic that AWS Config notifies of changes.
    #[serde(default)]
    sns_topic_arn: String,
}

fn default_name() -> String {
    "default".to_owned()
}

pub(crate) struct Recorder;

impl AwsKind for Recorder {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name"],
        ..Facts::named(
            "aws.config.recorder",
            "the AWS Config configuration recorder and its delivery channel",
            "name",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let config = aws.config_service();
        let reply = config.describe_configuration_recorders().send().await?;
        let recorders = reply.configuration_recorders.unwrap_or_default();
        if recorders.is_empty() {
            return Ok(Vec::new());
        }
        let reply = config.describe_delivery_channels().send().await?;
        let channel = reply
            .delivery_channels
            .unwrap_or_default()
            .into_iter()
            .next();
        let reply = config
            .describe_configuration_recorder_status()
            .send()
            .await?;
        let statuses = reply.configuration_recorders_status.unwrap_or_default();
        let is_recording = |recorder: &ConfigurationRecorder| {
            let mut of_it = statuses.iter().filter(|it| it.name() == recorder.name());
            of_it.any(|it| it.recording())
        };
        let item = |it: &ConfigurationRecorder| item(it, channel.as_ref(), is_recording(it));
        Ok(recorders.iter().map(item).collect())
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        put_recorder(aws, &new.spec).await?;
        Ok(created(&new.spec.name))
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        put_channel(aws, &new.spec).await?;
        set_recording(aws, &made.id, new.spec.recording).await
    }

    async fn update(aws: &Clients, name: &str, before: &Spec, after: &Spec) -> Result<()> {
        put_recorder(aws, after).await?;
        if before.delivery != after.delivery {
            put_channel(aws, after).await?;
        }
        if before.recording != after.recording {
            set_recording(aws, name, after.recording).await?;
        }
        Ok(())
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        // A channel cannot go while its recorder records.
        unless_gone(set_recording(aws, name, false).await)?;
        let config = aws.config_service();
        let request = config.delete_delivery_channel();
        unless_gone(request.delivery_channel_name(name).send().await)?;
        let request = config.delete_configuration_recorder();
        request.configuration_recorder_name(name).send().await?;
        Ok(())
    }
}

/// Recorders that Control Tower makes.
const PLATFORM_PREFIX: &str = "aws-controltower-";

fn item(
    recorder: &ConfigurationRecorder,
    channel: Option<&DeliveryChannel>,
    recording: bool,
) -> Item<Spec> {
    let name = text(recorder.name());
    let group = recorder.recording_group();
    let types = group
        .map(RecordingGroup::resource_types)
        .unwrap_or_default();
    let delivery = channel.map(|it| Delivery {
        s3_bucket_name: text(it.s3_bucket_name()),
        s3_key_prefix: text(it.s3_key_prefix()),
        s3_kms_key_arn: text(it.s3_kms_key_arn()),
        sns_topic_arn: text(it.sns_topic_arn()),
    });
    let spec = Spec {
        name: name.clone(),
        role_arn: text(recorder.role_arn()),
        all_supported: group.is_some_and(|it| it.all_supported()),
        include_global_resource_types: group.is_some_and(|it| it.include_global_resource_types()),
        resource_types: types.iter().map(|it| it.as_str().to_owned()).collect(),
        delivery: delivery.unwrap_or_default(),
        recording,
    };
    let is_platform = recorder.service_principal().is_some() || name.starts_with(PLATFORM_PREFIX);
    Item::new(name, spec).platform(is_platform)
}

async fn put_recorder(aws: &Clients, spec: &Spec) -> Result<()> {
    let types = spec.resource_types.iter();
    let types = types.map(|it| ResourceType::from(it.as_str())).collect();
    let group = RecordingGroup::builder()
        .all_supported(spec.all_supported)
        .include_global_resource_types(spec.include_global_resource_types)
        .set_resource_types(Some(types).filter(|_| !spec.resource_types.is_empty()));
    let recorder = ConfigurationRecorder::builder()
        .name(&spec.name)
        .role_arn(&spec.role_arn)
        .recording_group(group.build());
    let request = aws.config_service().put_configuration_recorder();
    request
        .configuration_recorder(recorder.build())
        .send()
        .await?;
    Ok(())
}

async fn put_channel(aws: &Clients, spec: &Spec) -> Result<()> {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let channel = DeliveryChannel::builder()
        .name(&spec.name)
        .s3_bucket_name(&spec.delivery.s3_bucket_name)
        .set_s3_key_prefix(given(&spec.delivery.s3_key_prefix))
        .set_s3_kms_key_arn(given(&spec.delivery.s3_kms_key_arn))
        .set_sns_topic_arn(given(&spec.delivery.sns_topic_arn));
    let request = aws.config_service().put_delivery_channel();
    request.delivery_channel(channel.build()).send().await?;
    Ok(())
}

async fn set_recording(aws: &Clients, name: &str, on: bool) -> Result<()> {
    let config = aws.config_service();
    if on {
        let request = config.start_configuration_recorder();
        request.configuration_recorder_name(name).send().await?;
    } else {
        let request = config.stop_configuration_recorder();
        request.configuration_recorder_name(name).send().await?;
    }
    Ok(())
}
