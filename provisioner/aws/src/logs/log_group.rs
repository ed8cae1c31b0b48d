//! `aws.logs.log_group`: a CloudWatch Logs log group (CloudWatch Logs `CreateLogGroup`).
//!
//! Logs are kept as long as the rules demand (NIST SP 800-53r5 AU-11) and encrypted with a key
//! of our own (SC-28).

use aws_sdk_cloudwatchlogs::types::LogGroup as SdkGroup;
use gabakura_adapter::read_each;
use gabakura_model::catalogue::Protection;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::logs;
use crate::spec::given;
use crate::tags;

/// Largest page of `DescribeLogGroups`.
const PAGE: i32 = 50;

/// A CloudWatch Logs log group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Name, unique in the account and region.
    log_group_name: String,
    /// Days that log events are kept: 1, 3, 5, 7, 14, 30, 60, 90, … 3653; 0 for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retention_in_days: Option<i32>,
    /// ARN of the KMS key that encrypts it; no id and no alias. Empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kms_key_id: Option<String>,
}

pub(crate) struct LogGroup;

impl AwsKind for LogGroup {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["log_group_name"],
        // `arn` is the group, for tags and for `logs:CreateLogStream` on it as a whole;
        // `arn_all` ends with `:*`, as CloudTrail, flow logs and most policies want it.
        outputs: &["arn", "arn_all"],
        ownership: super::TAGS,
        protection: Protection::Irreversible,
        ..Facts::named(
            "aws.logs.log_group",
            "a CloudWatch Logs log group",
            "log_group_name",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.logs().describe_log_groups().limit(PAGE);
        let groups = request.into_paginator().items().send();
        let groups: Vec<SdkGroup> = groups.try_collect().await?;
        read_each(groups, |group| read(aws, group)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let name = &new.spec.log_group_name;
        let request = aws
            .logs()
            .create_log_group()
            .log_group_name(name)
            .set_kms_key_id(given(&new.spec.kms_key_id))
            .set_tags(Some(tags::map(&new.tags)));
        request.send().await?;
        // The reply is empty; the ARN follows from the name.
        let arn = logs::arn(aws, name);
        let all = format!("{arn}:*");
        Ok(Created {
            id: name.clone(),
            outputs: [("arn".to_owned(), arn), ("arn_all".to_owned(), all)].into(),
        })
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        match new.spec.retention_in_days {
            None | Some(0) => Ok(()),
            Some(days) => set_retention(aws, &made.id, days).await,
        }
    }

    async fn update(aws: &Clients, name: &str, before: &Spec, after: &Spec) -> Result<()> {
        if let Some(days) = after.retention_in_days
            && before.retention_in_days != Some(days)
        {
            set_retention(aws, name, days).await?;
        }
        if let Some(key) = &after.kms_key_id
            && before.kms_key_id.as_ref() != Some(key)
        {
            set_key(aws, name, key).await?;
        }
        Ok(())
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        let request = aws.logs().delete_log_group().log_group_name(name);
        request.send().await?;
        Ok(())
    }
}

/// Log groups that Control Tower makes.
const PLATFORM_PREFIXES: &[&str] = &["aws-controltower/", "/aws/lambda/aws-controltower-"];

async fn read(aws: &Clients, group: SdkGroup) -> Result<Option<Item<Spec>>> {
    let name = text(group.log_group_name());
    let arn = logs::arn(aws, &name);
    let request = aws.logs().list_tags_for_resource().resource_arn(&arn);
    let tags = request.send().await?.tags.unwrap_or_default();
    let spec = Spec {
        log_group_name: name.clone(),
        retention_in_days: Some(group.retention_in_days().unwrap_or_default()),
        kms_key_id: Some(text(group.kms_key_id())),
    };
    let is_platform = PLATFORM_PREFIXES.iter().any(|p| name.starts_with(p));
    let item = Item::new(name, spec).tags(tags.into_iter().collect());
    let item = item
        .output("arn_all", format!("{arn}:*"))
        .output("arn", arn);
    Ok(Some(item.platform(is_platform)))
}

async fn set_retention(aws: &Clients, name: &str, days: i32) -> Result<()> {
    let logs = aws.logs();
    if days == 0 {
        let request = logs.delete_retention_policy().log_group_name(name);
        request.send().await?;
    } else {
        let request = logs.put_retention_policy().log_group_name(name);
        request.retention_in_days(days).send().await?;
    }
    Ok(())
}

async fn set_key(aws: &Clients, name: &str, key: &str) -> Result<()> {
    let logs = aws.logs();
    if key.is_empty() {
        let request = logs.disassociate_kms_key().log_group_name(name);
        request.send().await?;
    } else {
        let request = logs.associate_kms_key().log_group_name(name);
        request.kms_key_id(key).send().await?;
    }
    Ok(())
}
