//! `aws.iam.role`: an IAM role (IAM `CreateRole`).
//!
//! Who may take it on and what it may do then is access control itself: no role may do
//! everything (CIS AWS 1.15, AWS Security Hub IAM.1, NIST SP 800-53r5 AC-6).

use std::collections::BTreeMap;

use aws_sdk_iam::types::{EntityType, Role as SdkRole, RoleDetail};
use gabakura_model::outcome::Created;
use gabakura_model::resource::Tags;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::error::{Result, unless_gone};
use crate::iam::policies::{self, Holder, Inline, Managed};
use crate::iam::{self, PAGE};
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn, text};
use crate::policy_document::PolicyDocument;
use crate::spec::given;
use crate::tags::{Ownership, retag};

/// An IAM role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Name, unique in the account.
    pub role_name: String,
    /// Path; begins and ends with a slash. AWS's default: `/`.
    #[serde(default = "iam::root")]
    pub path: String,
    /// Description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Trust policy: who may assume the role.
    pub assume_role_policy: PolicyDocument,
    /// Policies written into the role, by name. Others are removed.
    #[serde(default)]
    pub inline_policies: Inline,
    /// ARNs of the managed policies attached to the role. Others are detached.
    #[serde(default)]
    pub managed_policy_arns: Managed,
    /// Maximum session duration in seconds, 3600 to 43200. AWS's default: 3600.
    #[serde(default = "an_hour")]
    pub max_session_duration: i32,
    /// ARN of the policy that is the permissions boundary; empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions_boundary: Option<String>,
}

/// AWS's default for the longest session, in seconds.
const fn an_hour() -> i32 {
    3600
}

impl Spec {
    fn policies(&self) -> (&Inline, &Managed) {
        (&self.inline_policies, &self.managed_policy_arns)
    }
}

pub(crate) struct Role;

impl AwsKind for Role {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["role_name", "path"],
        outputs: &["arn"],
        ownership: Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove))),
        ..Facts::named("aws.iam.role", "an IAM role", "role_name")
    };

    /// Two series of pages, and no request for each role.
    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let iam = aws.iam();
        let request = iam.get_account_authorization_details().max_items(PAGE);
        let mut pages = request.filter(EntityType::Role).into_paginator().send();
        let mut details = Vec::new();
        while let Some(page) = pages.next().await {
            details.extend(page?.role_detail_list.unwrap_or_default());
        }
        // The details lack description and session length. Asked for second, so that a role missing
        // here is one that was deleted in between.
        let roles = iam.list_roles().max_items(PAGE).into_paginator();
        let roles: Vec<SdkRole> = roles.items().send().try_collect().await?;
        let by_name: BTreeMap<&str, &SdkRole> = roles.iter().map(|r| (r.role_name(), r)).collect();
        let joined = details.iter().filter_map(|detail| {
            let role = by_name.get(detail.role_name()?)?;
            Some(item(detail, role))
        });
        joined.collect()
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let spec = &new.spec;
        let request = aws
            .iam()
            .create_role()
            .role_name(&spec.role_name)
            .path(&spec.path)
            .assume_role_policy_document(spec.assume_role_policy.to_json_string())
            .max_session_duration(spec.max_session_duration)
            .set_description(given(&spec.description))
            .set_permissions_boundary(given(&spec.permissions_boundary))
            .set_tags(Some(iam::sdk_tags(&new.tags)));
        let reply = request.send().await?;
        let role = reply.role();
        let (name, arn) = (role.map(SdkRole::role_name), role.map(SdkRole::arn));
        made_with_arn("iam", "CreateRole", name, arn)
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        let bare = (&Inline::new(), &Managed::new());
        policies::change(aws, Holder::Role(&made.id), bare, new.spec.policies()).await
    }

    async fn update(aws: &Clients, name: &str, before: &Spec, after: &Spec) -> Result<()> {
        if before.assume_role_policy != after.assume_role_policy {
            let request = aws.iam().update_assume_role_policy().role_name(name);
            let document = after.assume_role_policy.to_json_string();
            request.policy_document(document).send().await?;
        }
        if (&before.description, before.max_session_duration)
            != (&after.description, after.max_session_duration)
        {
            let request = aws.iam().update_role().role_name(name);
            let request = request.max_session_duration(after.max_session_duration);
            let description = after.description.as_ref().or(before.description.as_ref());
            request.set_description(description.cloned()).send().await?;
        }
        if before.permissions_boundary != after.permissions_boundary {
            set_boundary(aws, name, after.permissions_boundary.as_deref()).await?;
        }
        policies::change(aws, Holder::Role(name), before.policies(), after.policies()).await
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        policies::strip(aws, Holder::Role(name)).await?;
        aws.iam().delete_role().role_name(name).send().await?;
        Ok(())
    }
}

/// Sets the boundary; an empty one is taken away, an unmanaged one left alone.
async fn set_boundary(aws: &Clients, name: &str, boundary: Option<&str>) -> Result<()> {
    match boundary {
        None => Ok(()),
        Some("") => {
            let request = aws.iam().delete_role_permissions_boundary();
            unless_gone(request.role_name(name).send().await).map(drop)
        }
        Some(arn) => {
            let request = aws.iam().put_role_permissions_boundary().role_name(name);
            request.permissions_boundary(arn).send().await?;
            Ok(())
        }
    }
}

fn item(detail: &RoleDetail, role: &SdkRole) -> Result<Item<Spec>> {
    let boundary = detail.permissions_boundary();
    let spec = Spec {
        role_name: role.role_name().to_owned(),
        path: role.path().to_owned(),
        description: Some(text(role.description())),
        assume_role_policy: PolicyDocument::from_json_str(&text(
            detail.assume_role_policy_document(),
        ))?,
        inline_policies: policies::inline(detail.role_policy_list())?,
        managed_policy_arns: policies::managed(detail.attached_managed_policies()),
        max_session_duration: role.max_session_duration().unwrap_or_else(an_hour),
        permissions_boundary: Some(text(boundary.and_then(|b| b.permissions_boundary_arn()))),
    };
    Ok(Item::new(role.role_name(), spec)
        .tags(iam::tags_of(detail.tags()))
        .output("arn", role.arn())
        .platform(is_of_platform(role.path(), role.role_name())))
}

/// Paths under which only AWS makes roles: for its services, and for IAM Identity Center.
const PLATFORM_PATHS: &[&str] = &["/aws-service-role/", "/aws-reserved/"];
/// Names that Control Tower, its stack sets and AWS Organizations give to roles.
const PLATFORM_NAMES: &[&str] = &[
    "AWSControlTower",
    "aws-controltower-",
    "stacksets-exec-",
    "OrganizationAccountAccessRole",
];

fn is_of_platform(path: &str, name: &str) -> bool {
    PLATFORM_PATHS.iter().any(|p| path.starts_with(p))
        || PLATFORM_NAMES.iter().any(|p| name.starts_with(p))
}

/// Sets and removes tags of a role.
async fn retag(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let iam = aws.iam();
    let tag = iam.tag_role().role_name(name);
    let untag = iam.untag_role().role_name(name);
    retag!(tag, super::sdk_tags(set), untag, remove)
}
