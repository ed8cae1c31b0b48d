//! IAM: what its kinds share. IAM is global: every region shows the same.

pub(crate) mod account_alias;
pub(crate) mod group;
pub(crate) mod instance_profile;
pub(crate) mod openid_connect_provider;
pub(crate) mod password_policy;
mod policies;
pub(crate) mod policy;
pub(crate) mod role;
pub(crate) mod service;

use aws_sdk_iam::types::Tag;
use gabakura_model::resource::Tags;

use crate::clients::Clients;

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
