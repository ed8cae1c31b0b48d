//! IAM: what its kinds share. IAM is global: every region shows the same.

pub(crate) mod account_alias;
pub(crate) mod group;
pub(crate) mod instance_profile;
pub(crate) mod openid_connect_provider;
pub(crate) mod password_policy;
mod policies;
pub(crate) mod policy;
pub(crate) mod role;
mod role_read;
pub(crate) mod service;

use aws_sdk_iam::types::Tag;
use gabakura_model::resource::Tags;

use crate::clients::Clients;
use crate::fault::Result;
use crate::tags::Ownership;

/// Largest page IAM's lists give.
pub(crate) const PAGE: i32 = 1000;

/// Tags as IAM sends them.
fn tags_of(tags: &[Tag]) -> Tags {
    let pair = |tag: &Tag| (tag.key().to_owned(), tag.value().to_owned());
    tags.iter().map(pair).collect()
}

/// Tags as IAM takes them.
fn sdk_tags(tags: &Tags) -> Vec<Tag> {
    let tag = |(key, value): (&String, &String)| {
        let tag = Tag::builder().key(key).value(value).build();
        tag.expect("a tag with key and value is whole")
    };
    tags.iter().map(tag).collect()
}

/// The path of what is given none: AWS's default.
fn root() -> String {
    "/".to_owned()
}

/// The ARN of what has a path and a name.
fn arn(aws: &Clients, what: &str, path: &str, name: &str) -> String {
    format!("arn:aws:iam::{}:{what}{path}{name}", aws.account())
}

/// Sets and removes tags: IAM has two operations for each sort of resource.
macro_rules! retag {
    ($tag:expr, $untag:expr, $set:expr, $remove:expr) => {{
        if !$set.is_empty() {
            $tag.set_tags(Some(sdk_tags($set))).send().await?;
        }
        if !$remove.is_empty() {
            $untag.set_tag_keys(Some($remove.to_vec())).send().await?;
        }
        Ok(())
    }};
}

/// Tags of a role.
pub(crate) const ROLE_TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag_role(aws, id, set, remove)));

/// Sets and removes tags of a role.
async fn retag_role(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let iam = aws.iam();
    let tag = iam.tag_role().role_name(name);
    retag!(tag, iam.untag_role().role_name(name), set, remove)
}

/// Tags of a policy.
pub(crate) const POLICY_TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag_policy(aws, id, set, remove)));

/// Sets and removes tags of a policy.
async fn retag_policy(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let (iam, arn) = (aws.iam(), policy::arn_of(aws, name).await?);
    let tag = iam.tag_policy().policy_arn(&arn);
    retag!(tag, iam.untag_policy().policy_arn(&arn), set, remove)
}

/// Tags of an instance profile.
pub(crate) const PROFILE_TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag_profile(aws, id, set, remove)));

/// Sets and removes tags of an instance profile.
async fn retag_profile(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let iam = aws.iam();
    let tag = iam.tag_instance_profile().instance_profile_name(name);
    let untag = iam.untag_instance_profile().instance_profile_name(name);
    retag!(tag, untag, set, remove)
}

/// Tags of a provider of identities.
pub(crate) const PROVIDER_TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag_provider(aws, id, set, remove)));

/// Sets and removes tags of a provider of identities.
async fn retag_provider(aws: &Clients, url: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let (iam, arn) = (aws.iam(), openid_connect_provider::arn_of(aws, url));
    let tag = iam.tag_open_id_connect_provider();
    let untag = iam.untag_open_id_connect_provider();
    let untag = untag.open_id_connect_provider_arn(&arn);
    retag!(tag.open_id_connect_provider_arn(&arn), untag, set, remove)
}
