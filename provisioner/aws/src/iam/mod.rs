//! IAM: what its kinds share. IAM is global: every region shows the same.

pub(crate) mod password_policy;
pub(crate) mod role;
mod role_policies;
mod role_read;

use aws_sdk_iam::types::Tag;
use gabakura_model::resource::Tags;

use crate::clients::Clients;
use crate::fault::Result;

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

/// Sets and removes tags of a role.
pub(crate) async fn retag_role(
    aws: &Clients,
    role_name: &str,
    set: &Tags,
    remove: &[String],
) -> Result<()> {
    let iam = aws.iam();
    if !set.is_empty() {
        let request = iam.tag_role().role_name(role_name);
        request.set_tags(Some(sdk_tags(set))).send().await?;
    }
    if !remove.is_empty() {
        let request = iam.untag_role().role_name(role_name);
        request.set_tag_keys(Some(remove.to_vec())).send().await?;
    }
    Ok(())
}
