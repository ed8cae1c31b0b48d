//! `aws.s3control.account_public_access_block`: S3 Block Public Access settings of the account (S3
//! Control `PutPublicAccessBlock`).
//!
//! It overrules every bucket and policy (CIS AWS 2.1.4, AWS Security Hub S3.1,
//! NIST SP 800-53r5 AC-3, SC-7).

use aws_sdk_s3control::types::PublicAccessBlockConfiguration;
use gabakura_adapter::created;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::error::{Result, unless_gone};
use crate::kind::{AwsKind, Facts, Item, New};

/// S3 Block Public Access settings of the account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Whether S3 rejects new public ACLs. AWS's default: false.
    #[serde(default)]
    block_public_acls: bool,
    /// Whether S3 ignores public ACLs that exist. AWS's default: false.
    #[serde(default)]
    ignore_public_acls: bool,
    /// Whether S3 rejects new public bucket policies. AWS's default: false.
    #[serde(default)]
    block_public_policy: bool,
    /// Whether S3 denies public access to buckets whose policy allows it. AWS's default: false.
    #[serde(default)]
    restrict_public_buckets: bool,
}

pub(crate) struct AccountPublicAccessBlock;

impl AwsKind for AccountPublicAccessBlock {
    type Spec = Spec;

    const FACTS: Facts = Facts::setting(
        "aws.s3control.account_public_access_block",
        "S3 Block Public Access settings of the account",
    );

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.s3control().get_public_access_block();
        let reply = unless_gone(request.account_id(aws.account()).send().await)?;
        let block = reply.and_then(|reply| reply.public_access_block_configuration);
        let spec = block.map_or_else(Spec::default, |block| Spec {
            block_public_acls: block.block_public_acls().unwrap_or_default(),
            ignore_public_acls: block.ignore_public_acls().unwrap_or_default(),
            block_public_policy: block.block_public_policy().unwrap_or_default(),
            restrict_public_buckets: block.restrict_public_buckets().unwrap_or_default(),
        });
        Ok(vec![Item::new(aws.account(), spec)])
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        put(aws, &new.spec).await?;
        Ok(created(aws.account()))
    }

    async fn update(aws: &Clients, _account: &str, _before: &Spec, after: &Spec) -> Result<()> {
        put(aws, after).await
    }

    async fn delete(aws: &Clients, _account: &str, _spec: &Spec) -> Result<()> {
        let request = aws.s3control().delete_public_access_block();
        request.account_id(aws.account()).send().await?;
        Ok(())
    }
}

async fn put(aws: &Clients, spec: &Spec) -> Result<()> {
    let block = PublicAccessBlockConfiguration::builder()
        .block_public_acls(spec.block_public_acls)
        .ignore_public_acls(spec.ignore_public_acls)
        .block_public_policy(spec.block_public_policy)
        .restrict_public_buckets(spec.restrict_public_buckets)
        .build();
    let request = aws.s3control().put_public_access_block();
    let request = request.account_id(aws.account());
    request
        .public_access_block_configuration(block)
        .send()
        .await?;
    Ok(())
}
