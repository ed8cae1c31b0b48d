//! `aws.sns.topic`: an SNS topic (SNS `CreateTopic`).
//!
//! Encrypted with a key of our own, open to the services that speak through it and to nobody
//! else (NIST SP 800-53r5 AU-6, SC-28, AC-3).

use std::collections::HashMap;

use gabakura_adapter::read_each;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn, text};
use crate::policy_document::PolicyDocument;
use crate::sns;

const DISPLAY_NAME: &str = "DisplayName";
const KEY: &str = "KmsMasterKeyId";
const POLICY: &str = "Policy";

/// An SNS topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Name, unique in the account and region: letters, digits, hyphens and underscores.
    name: String,
    /// Display name, the sender of e-mail and SMS messages, up to 100 characters. Empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    display_name: Option<String>,
    /// ARN, id or alias of the KMS key that encrypts messages. Empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kms_master_key_id: Option<String>,
    /// Topic policy: who may publish and subscribe. AWS's default: the owning account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    policy: Option<PolicyDocument>,
}

pub(crate) struct Topic;

impl AwsKind for Topic {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["name"],
        outputs: &["arn"],
        ownership: super::TAGS,
        ..Facts::named("aws.sns.topic", "an SNS topic", "name")
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let topics = aws.sns().list_topics().into_paginator().items().send();
        let topics: Vec<_> = topics.try_collect().await?;
        let arns = topics.iter().map(|topic| text(topic.topic_arn()));
        read_each(arns.collect(), |arn| read(aws, arn)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let spec = &new.spec;
        let attributes = [
            (DISPLAY_NAME, spec.display_name.clone()),
            (KEY, spec.kms_master_key_id.clone()),
            (
                POLICY,
                spec.policy.as_ref().map(PolicyDocument::to_json_string),
            ),
        ];
        let given = |(name, value): (&str, Option<String>)| {
            let value = value.filter(|value| !value.is_empty())?;
            Some((name.to_owned(), value))
        };
        let attributes: HashMap<_, _> = attributes.into_iter().filter_map(given).collect();
        let request = aws.sns().create_topic().name(&spec.name);
        let request = request.set_attributes(Some(attributes));
        let reply = request
            .set_tags(Some(sns::sdk_tags(&new.tags)))
            .send()
            .await?;
        made_with_arn("sns", "CreateTopic", Some(&spec.name), reply.topic_arn())
    }

    async fn update(aws: &Clients, name: &str, before: &Spec, after: &Spec) -> Result<()> {
        let arn = sns::arn(aws, name);
        let set = async |attribute: &str, value: String| -> Result<()> {
            let request = aws.sns().set_topic_attributes().topic_arn(&arn);
            let request = request.attribute_name(attribute).attribute_value(value);
            request.send().await?;
            Ok(())
        };
        let texts = [
            (DISPLAY_NAME, &before.display_name, &after.display_name),
            (KEY, &before.kms_master_key_id, &after.kms_master_key_id),
        ];
        for (attribute, before, after) in texts {
            if let Some(value) = after.as_ref().filter(|_| before != after) {
                set(attribute, value.clone()).await?;
            }
        }
        if let Some(policy) = after
            .policy
            .as_ref()
            .filter(|_| before.policy != after.policy)
        {
            set(POLICY, policy.to_json_string()).await?;
        }
        Ok(())
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        let request = aws.sns().delete_topic().topic_arn(sns::arn(aws, name));
        request.send().await?;
        Ok(())
    }
}

/// Topics that Control Tower makes.
pub(super) const PLATFORM_PREFIX: &str = "aws-controltower-";

async fn read(aws: &Clients, arn: String) -> Result<Option<Item<Spec>>> {
    let (sns, name) = (aws.sns(), sns::name_of(&arn).to_owned());
    let reply = sns.get_topic_attributes().topic_arn(&arn).send().await?;
    let attributes = reply.attributes.unwrap_or_default();
    let attribute = |name: &str| attributes.get(name).map(String::as_str);
    let policy = attribute(POLICY).map(PolicyDocument::from_json_str);
    let request = sns.list_tags_for_resource().resource_arn(&arn);
    let tags = request.send().await?.tags.unwrap_or_default();
    let spec = Spec {
        name: name.clone(),
        display_name: Some(text(attribute(DISPLAY_NAME))),
        kms_master_key_id: Some(text(attribute(KEY))),
        policy: policy.transpose()?,
    };
    let is_platform = name.starts_with(PLATFORM_PREFIX);
    let tags = tags.into_iter().map(|tag| (tag.key, tag.value)).collect();
    let item = Item::new(name, spec).tags(tags).output("arn", arn);
    Ok(Some(item.platform(is_platform)))
}
