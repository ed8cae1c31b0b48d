//! `aws.iam.instance_profile`: an IAM instance profile (IAM `CreateInstanceProfile`).
//!
//! With a role of its own an instance needs no stored keys (CIS AWS 1.17, NIST SP 800-53r5 IA-5).

use aws_sdk_iam::types::{InstanceProfile as SdkProfile, Role as SdkRole};
use gabakura_adapter::read_each;
use gabakura_model::outcome::Created;
use gabakura_model::resource::Tags;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::error::{Error, Result, unless_gone};
use crate::iam::{self, PAGE};
use crate::kind::{AwsKind, Facts, Item, New, made_with_arn};
use crate::tags::{Ownership, retag};

/// An IAM instance profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Name, unique in the account.
    instance_profile_name: String,
    /// Path; begins and ends with a slash. AWS's default: `/`.
    #[serde(default = "iam::root")]
    path: String,
    /// Name of the role that instances assume through it; empty for none.
    role_name: String,
}

pub(crate) struct InstanceProfile;

impl AwsKind for InstanceProfile {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["instance_profile_name", "path"],
        outputs: &["arn"],
        ownership: Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove))),
        ..Facts::named(
            "aws.iam.instance_profile",
            "an IAM instance profile",
            "instance_profile_name",
        )
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.iam().list_instance_profiles().max_items(PAGE);
        let profiles = request.into_paginator().items().send();
        let profiles: Vec<SdkProfile> = profiles.try_collect().await?;
        // The list lacks the tags.
        read_each(profiles, |profile| async move {
            let profile = get(aws, profile.instance_profile_name()).await?;
            Ok(Some(item(&profile)))
        })
        .await
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let request = aws
            .iam()
            .create_instance_profile()
            .instance_profile_name(&new.spec.instance_profile_name)
            .path(&new.spec.path)
            .set_tags(Some(iam::sdk_tags(&new.tags)));
        let reply = request.send().await?;
        let profile = reply.instance_profile();
        let name = profile.map(SdkProfile::instance_profile_name);
        let arn = profile.map(SdkProfile::arn);
        made_with_arn("iam", "CreateInstanceProfile", name, arn)
    }

    async fn finish(aws: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        put_role(aws, &made.id, &new.spec.role_name).await
    }

    async fn update(aws: &Clients, name: &str, _before: &Spec, after: &Spec) -> Result<()> {
        put_role(aws, name, &after.role_name).await
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        put_role(aws, name, "").await?;
        let request = aws.iam().delete_instance_profile();
        request.instance_profile_name(name).send().await?;
        Ok(())
    }
}

async fn get(aws: &Clients, name: &str) -> Result<SdkProfile> {
    let request = aws.reads().iam().get_instance_profile();
    let reply = request.instance_profile_name(name).send().await?;
    let profile = reply.instance_profile;
    profile.ok_or_else(|| Error::missing("iam", "GetInstanceProfile", "profile"))
}

fn role_of(profile: &SdkProfile) -> &str {
    profile.roles().first().map_or("", SdkRole::role_name)
}

fn item(profile: &SdkProfile) -> Item<Spec> {
    let spec = Spec {
        instance_profile_name: profile.instance_profile_name().to_owned(),
        path: profile.path().to_owned(),
        role_name: role_of(profile).to_owned(),
    };
    Item::new(profile.instance_profile_name(), spec)
        .tags(iam::tags_of(profile.tags()))
        .output("arn", profile.arn())
}

/// Puts a role in place of the one that is in the profile; there is room for one.
async fn put_role(aws: &Clients, name: &str, role: &str) -> Result<()> {
    let profile = get(aws, name).await?;
    let now = role_of(&profile);
    if now == role {
        return Ok(());
    }
    if !now.is_empty() {
        let request = aws.iam().remove_role_from_instance_profile();
        let request = request.instance_profile_name(name).role_name(now);
        unless_gone(request.send().await)?;
    }
    if !role.is_empty() {
        let request = aws.iam().add_role_to_instance_profile();
        let request = request.instance_profile_name(name).role_name(role);
        request.send().await?;
    }
    Ok(())
}

/// Sets and removes tags of an instance profile.
async fn retag(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let iam = aws.iam();
    let tag = iam.tag_instance_profile().instance_profile_name(name);
    let untag = iam.untag_instance_profile().instance_profile_name(name);
    retag!(tag, super::sdk_tags(set), untag, remove)
}
