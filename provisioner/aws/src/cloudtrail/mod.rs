//! CloudTrail: tags of trails.

mod selectors;
pub(crate) mod service;
pub(crate) mod trail;

use std::collections::BTreeMap;

use aws_sdk_cloudtrail::types::Tag;
use gabakura_model::resource::Tags;

use crate::clients::Clients;
use crate::error::Result;
use crate::kind::text;
use crate::tags::Ownership;

/// Most trails that one `ListTags` takes.
const TAGGED_AT_ONCE_MAX: usize = 20;

/// The ARN by which a trail of this account and region is tagged.
fn arn(aws: &Clients, name: &str) -> String {
    aws.arn("cloudtrail", &format!("trail/{name}"))
}

/// Tags as CloudTrail takes them.
fn sdk_tags(tags: &Tags) -> Vec<Tag> {
    let tag = |(key, value): (&String, &String)| {
        let tag = Tag::builder().key(key).value(value).build();
        tag.expect("a tag with a key is whole")
    };
    tags.iter().map(tag).collect()
}

/// Tags of many trails, by ARN.
async fn tags_by_arn(aws: &Clients, arns: &[String]) -> Result<BTreeMap<String, Tags>> {
    let mut tags = BTreeMap::new();
    for some in arns.chunks(TAGGED_AT_ONCE_MAX) {
        let request = aws.cloudtrail().list_tags();
        let request = request.set_resource_id_list(Some(some.to_vec()));
        let pages = request.into_paginator().items().send();
        let trails: Vec<_> = pages.try_collect().await?;
        for trail in &trails {
            let pair = |tag: &Tag| (tag.key().to_owned(), text(tag.value()));
            let of_trail: &mut Tags = tags.entry(text(trail.resource_id())).or_default();
            of_trail.extend(trail.tags_list().iter().map(pair));
        }
    }
    Ok(tags)
}

/// Tags of a trail.
pub(crate) const TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove)));

/// Sets and removes tags of a trail.
async fn retag(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let (cloudtrail, arn) = (aws.cloudtrail(), arn(aws, name));
    if !set.is_empty() {
        let request = cloudtrail.add_tags().resource_id(&arn);
        request.set_tags_list(Some(sdk_tags(set))).send().await?;
    }
    if !remove.is_empty() {
        // A tag without a value is removed whatever its value is.
        let keys = remove.iter().map(|key| Tag::builder().key(key).build());
        let keys = keys.map(|tag| tag.expect("a tag with a key is whole"));
        let request = cloudtrail.remove_tags().resource_id(&arn);
        request.set_tags_list(Some(keys.collect())).send().await?;
    }
    Ok(())
}
