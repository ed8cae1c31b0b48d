//! SNS: names and tags of topics.

pub(crate) mod service;
pub(crate) mod subscription;
pub(crate) mod topic;

use aws_sdk_sns::types::Tag;
use gabakura_model::resource::Tags;

use crate::clients::Clients;
use crate::error::Result;
use crate::tags::{Ownership, retag};

/// The ARN of a topic of this account and region.
fn arn(aws: &Clients, name: &str) -> String {
    aws.arn("sns", name)
}

/// The name at the end of a topic's ARN.
fn name_of(arn: &str) -> &str {
    arn.rsplit(':').next().unwrap_or(arn)
}

/// Tags as SNS takes them.
fn sdk_tags(tags: &Tags) -> Vec<Tag> {
    let tag = |(key, value): (&String, &String)| {
        let tag = Tag::builder().key(key).value(value).build();
        tag.expect("a tag with key and value is whole")
    };
    tags.iter().map(tag).collect()
}

/// Tags of a topic.
pub(crate) const TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove)));

/// Sets and removes tags of a topic.
async fn retag(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let (sns, arn) = (aws.sns(), arn(aws, name));
    let tag = sns.tag_resource().resource_arn(&arn);
    let untag = sns.untag_resource().resource_arn(&arn);
    retag!(tag, sdk_tags(set), untag, remove)
}
