//! CloudWatch: tags of alarms.

pub(crate) mod alarm;
pub(crate) mod service;

use aws_sdk_cloudwatch::types::Tag;
use gabakura_model::resource::Tags;

use crate::clients::Clients;
use crate::error::Result;
use crate::tags::{Ownership, retag};

/// The ARN of an alarm of this account and region.
fn arn(aws: &Clients, name: &str) -> String {
    aws.arn("cloudwatch", &format!("alarm:{name}"))
}

/// Tags as CloudWatch takes them.
fn sdk_tags(tags: &Tags) -> Vec<Tag> {
    let tag = |(key, value): (&String, &String)| Tag::builder().key(key).value(value).build();
    tags.iter().map(tag).collect()
}

/// Tags of an alarm.
pub(crate) const TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove)));

/// Sets and removes tags of an alarm.
async fn retag(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let (cloudwatch, arn) = (aws.cloudwatch(), arn(aws, name));
    let tag = cloudwatch.tag_resource().resource_arn(&arn);
    let untag = cloudwatch.untag_resource().resource_arn(&arn);
    retag!(tag, sdk_tags(set), untag, remove)
}
