//! `aws.iam.policy`: a customer managed IAM policy (IAM `CreatePolicy`).
//!
//! Rights written once and attached where needed can be reviewed in one place; none may allow
//! everything (CIS AWS 1.15, AWS Security Hub IAM.1, IAM.21, NIST SP 800-53r5 AC-6).

use aws_sdk_iam::types::{EntityType, ManagedPolicyDetail, Policy as SdkPolicy, PolicyScopeType};
use gabakura_adapter::read_each;
use gabakura_model::outcome::Created;
use gabakura_model::resource::Tags;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::error::{Error, Result, unless_gone};
use crate::iam::{self, PAGE};
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn, text};
use crate::policy_document::PolicyDocument;
use crate::spec::given;
use crate::tags::{Ownership, retag};

/// Versions of one policy that IAM keeps; a sixth is refused.
const VERSIONS_MAX: usize = 5;

/// A customer managed IAM policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Name, unique in the account whatever the path.
    policy_name: String,
    /// Path; begins and ends with a slash. AWS's default: `/`.
    #[serde(default = "iam::root")]
    path: String,
    /// Description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// Policy document. A change becomes the default version at once, for everything the policy is
    /// attached to.
    document: PolicyDocument,
}

pub(crate) struct Policy;

impl AwsKind for Policy {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["policy_name", "path", "description"],
        outputs: &["arn"],
        ownership: Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove))),
        ..Facts::named(
            "aws.iam.policy",
            "a customer managed IAM policy",
            "policy_name",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.iam().get_account_authorization_details();
        let request = request.filter(EntityType::LocalManagedPolicy);
        let mut pages = request.max_items(PAGE).into_paginator().send();
        let mut details = Vec::new();
        while let Some(page) = pages.next().await {
            details.extend(page?.policies.unwrap_or_default());
        }
        read_each(details, |detail| read(aws, detail)).await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let request = aws
            .iam()
            .create_policy()
            .policy_name(&new.spec.policy_name)
            .path(&new.spec.path)
            .policy_document(new.spec.document.to_json_string())
            .set_description(given(&new.spec.description))
            .set_tags(Some(iam::sdk_tags(&new.tags)));
        let reply = request.send().await?;
        let policy = reply.policy();
        let name = policy.and_then(SdkPolicy::policy_name);
        made_with_arn("iam", "CreatePolicy", name, policy.and_then(SdkPolicy::arn))
    }

    /// A version cannot be changed, so the new document is a new one.
    async fn update(aws: &Clients, _name: &str, _before: &Spec, after: &Spec) -> Result<()> {
        let arn = iam::arn(aws, "policy", &after.path, &after.policy_name);
        let former = former_versions(aws, &arn).await?;
        if former.len() + 1 >= VERSIONS_MAX {
            delete_versions(aws, &arn, &former[..1]).await?;
        }
        let request = aws.iam().create_policy_version().policy_arn(arn);
        let request = request.policy_document(after.document.to_json_string());
        request.set_as_default(true).send().await?;
        Ok(())
    }

    /// Refused while it is attached anywhere: who lost a right by surprise would not know why.
    async fn delete(aws: &Clients, _name: &str, spec: &Spec) -> Result<()> {
        let arn = iam::arn(aws, "policy", &spec.path, &spec.policy_name);
        let former = former_versions(aws, &arn).await?;
        delete_versions(aws, &arn, &former).await?;
        aws.iam().delete_policy().policy_arn(arn).send().await?;
        Ok(())
    }
}

/// The details lack the tags.
async fn read(aws: &Clients, detail: ManagedPolicyDetail) -> Result<Option<Item<Spec>>> {
    let arn = text(detail.arn());
    let reply = aws.iam().get_policy().policy_arn(&arn).send().await?;
    let versions = detail.policy_version_list();
    let default = versions.iter().find(|version| version.is_default_version());
    let (Some(policy), Some(default)) = (reply.policy(), default) else {
        return Err(Error::missing("iam", "GetPolicy", "policy"));
    };
    let name = text(policy.policy_name());
    let spec = Spec {
        policy_name: name.clone(),
        path: text(policy.path()),
        description: Some(text(policy.description())),
        document: PolicyDocument::from_json_str(&text(default.document()))?,
    };
    let item = Item::new(name, spec).tags(iam::tags_of(policy.tags()));
    Ok(Some(item.output("arn", arn)))
}

/// The ids of the versions that are not in force, oldest first.
async fn former_versions(aws: &Clients, arn: &str) -> Result<Vec<String>> {
    let request = aws.reads().iam().list_policy_versions().policy_arn(arn);
    let versions = request.into_paginator().items().send();
    let versions: Vec<_> = versions.try_collect().await?;
    let former = versions.iter().filter(|it| !it.is_default_version());
    let mut ids: Vec<String> = former.map(|it| text(it.version_id())).collect();
    // `v2` comes before `v10`.
    ids.sort_by_key(|id| (id.len(), id.clone()));
    Ok(ids)
}

async fn delete_versions(aws: &Clients, arn: &str, ids: &[String]) -> Result<()> {
    for id in ids {
        let request = aws.iam().delete_policy_version().policy_arn(arn);
        unless_gone(request.version_id(id).send().await)?;
    }
    Ok(())
}

/// The ARN of a policy known by name; the path in it has to be looked up.
pub(super) async fn arn_of(aws: &Clients, name: &str) -> Result<String> {
    let request = aws.reads().iam().list_policies();
    let request = request.scope(PolicyScopeType::Local).max_items(PAGE);
    let mut policies = request.into_paginator().items().send();
    while let Some(policy) = policies.try_next().await? {
        if policy.policy_name() == Some(name) {
            return Ok(text(policy.arn()));
        }
    }
    let message = format!("policy {name} is not visible");
    let (operation, code) = ("ListPolicies", "NoSuchEntity");
    Err(Error::refused("iam", operation, code, &message))
}

/// Sets and removes tags of a policy.
async fn retag(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let (iam, arn) = (aws.iam(), arn_of(aws, name).await?);
    let tag = iam.tag_policy().policy_arn(&arn);
    let untag = iam.untag_policy().policy_arn(&arn);
    retag!(tag, super::sdk_tags(set), untag, remove)
}
