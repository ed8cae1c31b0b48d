//! A key as KMS describes it, in four requests.

use aws_sdk_kms::types::{KeyManagerType, KeyMetadata, KeySpec, KeyState, OriginType};
use gabakura_model::resource::Tags;

use super::spec::{POLICY_NAME, Spec, encryption, symmetric};
use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::kind::{Item, text};
use crate::policy_document::PolicyDocument;

/// The metadata of a key.
pub(crate) async fn describe(aws: &Clients, id: &str) -> Result<KeyMetadata> {
    let reply = aws.kms().describe_key().key_id(id).send().await?;
    let missing = || Error::missing("kms", "DescribeKey", "key");
    reply.key_metadata.ok_or_else(missing)
}

/// Whether a key is a customer's, and not AWS's own.
pub(crate) fn is_customers(key: &KeyMetadata) -> bool {
    key.key_manager() != Some(&KeyManagerType::Aws)
}

/// Whether a key waits for its deletion.
pub(crate) fn is_pending_deletion(key: &KeyMetadata) -> bool {
    let pending = [KeyState::PendingDeletion, KeyState::PendingReplicaDeletion];
    key.key_state().is_some_and(|state| pending.contains(state))
}

/// Reads a key: what it is, its policy, its rotation, its tags. `None` for those that are not
/// listed: AWS's own, and those that wait for their deletion.
pub(crate) async fn read(aws: &Clients, id: String) -> Result<Option<Item<Spec>>> {
    let key = describe(aws, &id).await?;
    if !is_customers(&key) || is_pending_deletion(&key) {
        return Ok(None);
    }
    let (policy, (rotates, period), tags) =
        futures::try_join!(policy(aws, &id), rotation_of(aws, &key), tags(aws, &id))?;
    let spec = Spec {
        description: text(key.description()),
        policy,
        enable_key_rotation: rotates,
        rotation_period_in_days: period,
        key_spec: key
            .key_spec()
            .map_or_else(symmetric, |k| k.as_str().to_owned()),
        key_usage: key
            .key_usage()
            .map_or_else(encryption, |k| k.as_str().to_owned()),
        multi_region: key.multi_region().unwrap_or_default(),
        enabled: key.enabled(),
    };
    Ok(Some(
        Item::new(id, spec)
            .tags(tags)
            .output("arn", text(key.arn())),
    ))
}

async fn policy(aws: &Clients, id: &str) -> Result<PolicyDocument> {
    let request = aws.kms().get_key_policy().key_id(id);
    let reply = request.policy_name(POLICY_NAME).send().await?;
    PolicyDocument::from_json_str(&text(reply.policy()))
}

/// AWS's default for the days between rotations (KMS `EnableKeyRotation`).
const PERIOD_DAYS: i32 = 365;

/// Whether a key rotates, and how often. KMS answers only for symmetric keys whose material is
/// its own; no other key rotates by itself.
async fn rotation_of(aws: &Clients, key: &KeyMetadata) -> Result<(bool, Option<i32>)> {
    let can_rotate = key.key_spec() == Some(&KeySpec::SymmetricDefault)
        && key.origin() == Some(&OriginType::AwsKms);
    if !can_rotate {
        return Ok((false, None));
    }
    let request = aws.kms().get_key_rotation_status().key_id(key.key_id());
    let status = request.send().await?;
    let rotates = status.key_rotation_enabled();
    let period = || status.rotation_period_in_days().unwrap_or(PERIOD_DAYS);
    Ok((rotates, rotates.then(period)))
}

async fn tags(aws: &Clients, id: &str) -> Result<Tags> {
    let request = aws.kms().list_resource_tags().key_id(id);
    let tags: Vec<_> = request
        .into_paginator()
        .items()
        .send()
        .try_collect()
        .await?;
    let pair = |tag: &aws_sdk_kms::types::Tag| (tag.tag_key().into(), tag.tag_value().into());
    Ok(tags.iter().map(pair).collect())
}
