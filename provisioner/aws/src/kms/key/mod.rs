//! `aws.kms.key`: a customer managed KMS key (KMS `CreateKey`).
//!
//! Logs and data are encrypted with it; it rotates (CIS AWS 3.6, AWS Security Hub KMS.4,
//! NIST SP 800-53r5 SC-12) and its policy says who may use it.

pub(super) mod read;
mod spec;

use aws_sdk_kms::types::KeyMetadata;
use gabakura_adapter::read_each;
use gabakura_model::catalogue::{Protection, SpecError};
use gabakura_model::outcome::Created;

use self::read::{describe, is_pending_deletion, read};
use self::spec::{POLICY_NAME, Spec};
use crate::clients::Clients;
use crate::error::{Error, Result};
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn, text};
use crate::kms::{self, PAGE_KEYS};

/// Days a deleted key can still be brought back: the longest KMS grants. No field of the spec,
/// because KMS does not return it before the deletion.
const DELETION_WINDOW_DAYS: i32 = 30;

pub(crate) struct Key;

impl AwsKind for Key {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["key_spec", "key_usage", "multi_region"],
        outputs: &["arn"],
        ownership: kms::TAGS,
        protection: Protection::Irreversible,
        ..Facts::assigned("aws.kms.key", "a customer managed KMS key")
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        if spec.rotation_period_in_days.is_some() && !spec.enable_key_rotation {
            return Err(SpecError::new(
                "rotation_period_in_days",
                "a key that does not rotate has no period",
            ));
        }
        Ok(())
    }

    /// Customer keys only: AWS's own are nobody's to change, and a key that waits for its
    /// deletion is gone as far as anyone can use it.
    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.kms().list_keys().limit(PAGE_KEYS);
        let keys: Vec<_> = request
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await?;
        let ids = keys.iter().map(|key| text(key.key_id())).collect();
        read_each(ids, |id| read(aws, id)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let spec = &new.spec;
        let request = aws
            .kms()
            .create_key()
            .description(&spec.description)
            .policy(spec.policy.to_json_string())
            .key_spec(spec.key_spec.as_str().into())
            .key_usage(spec.key_usage.as_str().into())
            .multi_region(spec.multi_region)
            .set_tags(Some(kms::sdk_tags(&new.tags)));
        let reply = request.send().await?;
        let key = reply.key_metadata();
        let (id, arn) = (key.map(KeyMetadata::key_id), key.and_then(KeyMetadata::arn));
        made_with_arn("kms", "CreateKey", id, arn)
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        let (id, spec) = (&made.id, &new.spec);
        if spec.enable_key_rotation {
            if !spec.enabled {
                // A repetition finds the key disabled, and such a key takes no settings.
                enable(aws, id).await?;
            }
            rotate(aws, id, true, spec.rotation_period_in_days).await?;
        }
        if spec.enabled {
            return Ok(());
        }
        disable(aws, id).await
    }

    /// A disabled key takes no settings, so enabling comes first and disabling last.
    async fn update(aws: &Clients, id: &str, before: &Spec, after: &Spec) -> Result<()> {
        let kms = aws.kms();
        if after.enabled && !before.enabled {
            enable(aws, id).await?;
        }
        if before.policy != after.policy {
            let request = kms.put_key_policy().key_id(id).policy_name(POLICY_NAME);
            request.policy(after.policy.to_json_string()).send().await?;
        }
        if before.description != after.description {
            let request = kms.update_key_description().key_id(id);
            request.description(&after.description).send().await?;
        }
        let rotates = after.enable_key_rotation;
        // A period that nobody declared stays as it is.
        let period = after
            .rotation_period_in_days
            .or(before.rotation_period_in_days);
        let is_other_period = rotates && before.rotation_period_in_days != period;
        if before.enable_key_rotation != rotates || is_other_period {
            rotate(aws, id, rotates, period).await?;
        }
        if before.enabled && !after.enabled {
            disable(aws, id).await?;
        }
        Ok(())
    }

    /// Nothing is lost until the window is over; until then `CancelKeyDeletion` brings it back.
    async fn delete(aws: &Clients, id: &str, _spec: &Spec) -> Result<()> {
        let request = aws.kms().schedule_key_deletion().key_id(id);
        let request = request.pending_window_in_days(DELETION_WINDOW_DAYS);
        let Err(error) = request.send().await else {
            return Ok(());
        };
        let error = Error::from(error);
        // KMS refuses to schedule what is scheduled.
        let is_scheduled = error.code() == "KMSInvalidStateException"
            && is_pending_deletion(&describe(&aws.reads(), id).await?);
        if is_scheduled { Ok(()) } else { Err(error) }
    }
}

async fn rotate(aws: &Clients, id: &str, rotates: bool, period: Option<i32>) -> Result<()> {
    if rotates {
        let request = aws.kms().enable_key_rotation().key_id(id);
        request.set_rotation_period_in_days(period).send().await?;
    } else {
        aws.kms().disable_key_rotation().key_id(id).send().await?;
    }
    Ok(())
}

async fn enable(aws: &Clients, id: &str) -> Result<()> {
    aws.kms().enable_key().key_id(id).send().await?;
    Ok(())
}

async fn disable(aws: &Clients, id: &str) -> Result<()> {
    aws.kms().disable_key().key_id(id).send().await?;
    Ok(())
}
