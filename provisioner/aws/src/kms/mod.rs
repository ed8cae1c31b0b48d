//! KMS: what its kinds share.

pub(crate) mod alias;
pub(crate) mod grant;
pub(crate) mod key;
pub(crate) mod service;

use aws_sdk_kms::types::Tag;
use gabakura_model::resource::Tags;

use crate::clients::Clients;
use crate::error::Result;
use crate::tags::{Ownership, retag};

/// Largest page of `ListKeys`.
pub(crate) const PAGE_KEYS: i32 = 1000;
/// Largest page of `ListAliases`.
pub(crate) const PAGE_ALIASES: i32 = 100;

/// Tags as KMS takes them.
fn sdk_tags(tags: &Tags) -> Vec<Tag> {
    let tag = |(key, value): (&String, &String)| {
        let tag = Tag::builder().tag_key(key).tag_value(value).build();
        tag.expect("a tag with key and value is whole")
    };
    tags.iter().map(tag).collect()
}

/// Tags of a key.
pub(crate) const TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove)));

/// Sets and removes tags of a key.
async fn retag(aws: &Clients, id: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let kms = aws.kms();
    let tag = kms.tag_resource().key_id(id);
    let untag = kms.untag_resource().key_id(id);
    retag!(tag, sdk_tags(set), untag, remove)
}
