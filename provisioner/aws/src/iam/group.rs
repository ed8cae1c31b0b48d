//! `aws.iam.group`: an IAM user group and its policies (IAM `CreateGroup`).
//!
//! Users get rights through groups and never by themselves (CIS AWS 1.14, AWS Security Hub
//! IAM.2, NIST SP 800-53r5 AC-6). Who is a member is not managed: people come and go by another
//! process. Groups carry no tags: our record alone knows whose they are.

use aws_sdk_iam::types::{EntityType, Group as SdkGroup, GroupDetail};
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::error::Result;
use crate::iam::policies::{self, Holder, Inline, Managed};
use crate::iam::{self, PAGE};
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn, text};

/// An IAM user group and its policies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Name, unique in the account.
    group_name: String,
    /// Path; begins and ends with a slash. AWS's default: `/`.
    #[serde(default = "iam::root")]
    path: String,
    /// Policies written into the group, by name. Others are removed.
    #[serde(default)]
    inline_policies: Inline,
    /// ARNs of the managed policies attached to the group. Others are detached.
    #[serde(default)]
    managed_policy_arns: Managed,
}

impl Spec {
    fn policies(&self) -> (&Inline, &Managed) {
        (&self.inline_policies, &self.managed_policy_arns)
    }
}

pub(crate) struct Group;

impl AwsKind for Group {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        // AWS could change the path in place, and with it the ARN that policies refer to.
        immutable: &["group_name", "path"],
        outputs: &["arn"],
        ..Facts::named(
            "aws.iam.group",
            "an IAM user group and its policies",
            "group_name",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.iam().get_account_authorization_details();
        let request = request.filter(EntityType::Group).max_items(PAGE);
        let mut pages = request.into_paginator().send();
        let mut items = Vec::new();
        while let Some(page) = pages.next().await {
            for group in page?.group_detail_list() {
                items.push(item(group)?);
            }
        }
        Ok(items)
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let request = aws.iam().create_group().group_name(&new.spec.group_name);
        let reply = request.path(&new.spec.path).send().await?;
        let group = reply.group();
        let (name, arn) = (group.map(SdkGroup::group_name), group.map(SdkGroup::arn));
        made_with_arn("iam", "CreateGroup", name, arn)
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        let bare = (&Inline::new(), &Managed::new());
        policies::change(aws, Holder::Group(&made.id), bare, new.spec.policies()).await
    }

    async fn update(aws: &Clients, name: &str, before: &Spec, after: &Spec) -> Result<()> {
        let group = Holder::Group(name);
        policies::change(aws, group, before.policies(), after.policies()).await
    }

    /// Refused while it has members.
    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        policies::strip(aws, Holder::Group(name)).await?;
        aws.iam().delete_group().group_name(name).send().await?;
        Ok(())
    }
}

fn item(group: &GroupDetail) -> Result<Item<Spec>> {
    let spec = Spec {
        group_name: text(group.group_name()),
        path: text(group.path()),
        inline_policies: policies::inline(group.group_policy_list())?,
        managed_policy_arns: policies::managed(group.attached_managed_policies()),
    };
    Ok(Item::new(text(group.group_name()), spec).output("arn", text(group.arn())))
}
