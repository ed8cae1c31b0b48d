//! `aws.ec2.ebs_encryption_default`: EBS encryption by default in the region (EC2
//! `EnableEbsEncryptionByDefault`, `ModifyEbsDefaultKmsKeyId`).
//!
//! On in every region in use (AWS Security Hub EC2.7, CIS AWS 5.1.1, NIST SP 800-53r5 SC-28).

use gabakura_adapter::created;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::ec2;
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New};

/// EBS encryption by default in the region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Whether EBS encrypts new volumes and snapshot copies. AWS's default: false.
    enabled: bool,
    /// ARN of the KMS key. AWS's default: the AWS managed key `alias/aws/ebs`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kms_key_id: Option<String>,
}

pub(crate) struct EbsEncryptionDefault;

impl AwsKind for EbsEncryptionDefault {
    type Spec = Spec;

    const FACTS: Facts = Facts::setting(
        "aws.ec2.ebs_encryption_default",
        "EBS encryption by default in the region",
    );

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let ec2 = aws.ec2();
        let encryption = ec2.get_ebs_encryption_by_default().send().await?;
        let key = ec2.get_ebs_default_kms_key_id().send().await?;
        let enabled = encryption.ebs_encryption_by_default().unwrap_or_default();
        Ok(ec2::setting(
            aws,
            Spec {
                enabled,
                kms_key_id: key.kms_key_id,
            },
            None,
        ))
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        put(aws, &new.spec).await?;
        Ok(created(aws.region()))
    }

    async fn update(aws: &Clients, _id: &str, _before: &Spec, after: &Spec) -> Result<()> {
        put(aws, after).await
    }

    async fn delete(aws: &Clients, _id: &str, _spec: &Spec) -> Result<()> {
        put(
            aws,
            &Spec {
                enabled: false,
                kms_key_id: None,
            },
        )
        .await?;
        aws.ec2().reset_ebs_default_kms_key_id().send().await?;
        Ok(())
    }
}

/// The key first: nothing is ever encrypted by one that was not chosen.
async fn put(aws: &Clients, spec: &Spec) -> Result<()> {
    let ec2 = aws.ec2();
    if let Some(key) = &spec.kms_key_id {
        ec2.modify_ebs_default_kms_key_id()
            .kms_key_id(key)
            .send()
            .await?;
    }
    if spec.enabled {
        ec2.enable_ebs_encryption_by_default().send().await?;
    } else {
        ec2.disable_ebs_encryption_by_default().send().await?;
    }
    Ok(())
}
