//! EventBridge: names and tags of rules.

pub(crate) mod rule;
pub(crate) mod service;

use aws_sdk_eventbridge::types::Tag;
use gabakura_model::resource::Tags;

use crate::clients::Clients;
use crate::error::Result;
use crate::tags::{Ownership, retag};

/// The ARN of a rule on the default bus of this account and region.
fn arn(aws: &Clients, name: &str) -> String {
    aws.arn("events", &format!("rule/{name}"))
}

/// Tags as EventBridge takes them.
fn sdk_tags(tags: &Tags) -> Vec<Tag> {
    let tag = |(key, value): (&String, &String)| {
        let tag = Tag::builder().key(key).value(value).build();
        tag.expect("a tag with key and value is whole")
    };
    tags.iter().map(tag).collect()
}

/// Tags of a rule.
pub(crate) const TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove)));

/// Sets and removes tags of a rule.
async fn retag(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let (events, arn) = (aws.events(), arn(aws, name));
    let tag = events.tag_resource().resource_arn(&arn);
    let untag = events.untag_resource().resource_arn(&arn);
    retag!(tag, sdk_tags(set), untag, remove)
}
