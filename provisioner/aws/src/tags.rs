//! Tags: ours, AWS's own, and the difference between two sets.

use gabakura_model::resource::{TAG_INTENT, Tags};

use crate::clients::Clients;
use crate::fault::{Fault, Result};
use crate::{
    accessanalyzer, backup, budgets, cloudtrail, cloudwatch, config, ec2, ecr, ecs, events,
    guardduty, iam, kms, logs, rds, s3, securityhub, sns, ssm,
};

/// How a kind is tagged: each service has a tagging API of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tagging {
    /// It carries no tags.
    None,
    /// Access Analyzer `TagResource`, by the ARN that goes with an analyzer's name.
    AccessAnalyzer,
    /// AWS Backup `TagResource`, by the ARN that goes with a plan's id.
    BackupPlan,
    /// AWS Backup `TagResource`, by the ARN that goes with a vault's name.
    BackupVault,
    /// AWS Budgets `TagResource`, by the ARN that goes with a budget's name.
    Budgets,
    /// CloudTrail `AddTags`, by ARN.
    CloudTrail,
    /// CloudWatch `TagResource`, by the ARN that goes with an alarm's name.
    CloudWatch,
    /// AWS Config `TagResource`, by the ARN that goes with a conformance pack's name.
    ConfigConformancePack,
    /// AWS Config `TagResource`, by the ARN that goes with a rule's name.
    ConfigRule,
    /// EC2 `CreateTags`, by resource id.
    Ec2,
    /// ECR `TagResource`, by the ARN that goes with a repository's name.
    Ecr,
    /// ECS `TagResource`, by the ARN that goes with a cluster's name.
    Ecs,
    /// EventBridge `TagResource`, by the ARN that goes with a rule's name.
    Events,
    /// GuardDuty `TagResource`, by the ARN that goes with a detector's id.
    GuardDuty,
    /// IAM `TagInstanceProfile`, by name.
    IamInstanceProfile,
    /// IAM `TagOpenIDConnectProvider`, by the ARN that follows from the URL.
    IamOpenIdConnectProvider,
    /// IAM `TagPolicy`, by the ARN that goes with the policy's name.
    IamPolicy,
    /// IAM `TagRole`, by role name.
    IamRole,
    /// KMS `TagResource`, by key id.
    Kms,
    /// CloudWatch Logs `TagResource`, by ARN.
    Logs,
    /// RDS `AddTagsToResource`, by the ARN that goes with a name; of what, says the text.
    Rds(&'static str),
    /// S3 `PutBucketTagging`, by bucket name; the whole set at once.
    S3,
    /// Security Hub `TagResource`, by the ARN of the one hub there is.
    SecurityHub,
    /// SNS `TagResource`, by the ARN that goes with a topic's name.
    Sns,
    /// Systems Manager `AddTagsToResource`, by a parameter's name.
    Ssm,
}

/// Sets and removes tags of one resource.
pub(crate) async fn retag(
    tagging: Tagging,
    aws: &Clients,
    id: &str,
    set: &Tags,
    remove: &[String],
) -> Result<()> {
    match tagging {
        Tagging::None => Err(Fault::refused(
            "aws",
            "retag",
            "untaggable",
            "it carries no tags",
        )),
        Tagging::AccessAnalyzer => accessanalyzer::retag(aws, id, set, remove).await,
        Tagging::BackupPlan => backup::retag_plan(aws, id, set, remove).await,
        Tagging::BackupVault => backup::retag_vault(aws, id, set, remove).await,
        Tagging::Budgets => budgets::retag(aws, id, set, remove).await,
        Tagging::CloudTrail => cloudtrail::retag(aws, id, set, remove).await,
        Tagging::CloudWatch => cloudwatch::retag(aws, id, set, remove).await,
        Tagging::ConfigConformancePack => config::retag_pack(aws, id, set, remove).await,
        Tagging::ConfigRule => config::retag_rule(aws, id, set, remove).await,
        Tagging::Ec2 => ec2::retag(aws, id, set, remove).await,
        Tagging::Ecr => ecr::retag(aws, id, set, remove).await,
        Tagging::Ecs => ecs::retag(aws, id, set, remove).await,
        Tagging::Events => events::retag(aws, id, set, remove).await,
        Tagging::GuardDuty => guardduty::retag(aws, id, set, remove).await,
        Tagging::IamInstanceProfile => iam::retag_profile(aws, id, set, remove).await,
        Tagging::IamOpenIdConnectProvider => iam::retag_provider(aws, id, set, remove).await,
        Tagging::IamPolicy => iam::retag_policy(aws, id, set, remove).await,
        Tagging::IamRole => iam::retag_role(aws, id, set, remove).await,
        Tagging::Kms => kms::retag(aws, id, set, remove).await,
        Tagging::Logs => logs::retag(aws, id, set, remove).await,
        Tagging::Rds(what) => rds::retag(aws, what, id, set, remove).await,
        Tagging::S3 => s3::retag(aws, id, set, remove).await,
        Tagging::SecurityHub => securityhub::retag(aws, id, set, remove).await,
        Tagging::Sns => sns::retag(aws, id, set, remove).await,
        Tagging::Ssm => ssm::retag(aws, id, set, remove).await,
    }
}

/// Prefix of the tags that only AWS can write.
const AWS_PREFIX: &str = "aws:";

/// CloudFormation stacks the organisation deploys into its accounts: Control Tower's own stack
/// sets, and any other stack set (a member account cannot make one for itself).
const PLATFORM_STACK_PREFIXES: &[&str] = &["StackSet-", "AWSControlTower"];

/// Whether tags say that the platform made this.
pub(crate) fn are_of_platform(tags: &Tags) -> bool {
    tags.get("aws:cloudformation:stack-name")
        .is_some_and(|stack| PLATFORM_STACK_PREFIXES.iter().any(|p| stack.starts_with(p)))
}

/// Tags without those that only AWS can write.
pub(crate) fn without_aws(tags: Tags) -> Tags {
    tags.into_iter()
        .filter(|(key, _)| !key.starts_with(AWS_PREFIX))
        .collect()
}

/// What to set and what to remove to get from `before` to `after`.
///
/// The intent's token stays: it says which creation made the resource. Tags that were never
/// declared stay too; `before` holds only what the plan compares.
pub(crate) fn changes(before: &Tags, after: &Tags) -> (Tags, Vec<String>) {
    let set = after
        .iter()
        .filter(|(key, value)| before.get(*key) != Some(value));
    let remove = before
        .keys()
        .filter(|key| !after.contains_key(*key) && *key != TAG_INTENT);
    (
        set.map(|(k, v)| (k.clone(), v.clone())).collect(),
        remove.cloned().collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> Tags {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn only_differences_are_sent() {
        let before = tags(&[("a", "1"), ("b", "2"), (TAG_INTENT, "t")]);
        let (set, remove) = changes(&before, &tags(&[("a", "1"), ("b", "3"), ("c", "4")]));
        assert_eq!(set, tags(&[("b", "3"), ("c", "4")]));
        assert!(remove.is_empty());
        let (set, remove) = changes(&before, &tags(&[("a", "1")]));
        assert!(set.is_empty());
        assert_eq!(remove, ["b"]);
    }

    #[test]
    fn stack_sets_belong_to_the_platform() {
        let own = tags(&[("aws:cloudformation:stack-name", "my-app")]);
        let theirs = tags(&[(
            "aws:cloudformation:stack-name",
            "StackSet-AWSControlTowerBP-1",
        )]);
        assert!(!are_of_platform(&own) && are_of_platform(&theirs));
        assert!(without_aws(theirs).is_empty());
    }
}
