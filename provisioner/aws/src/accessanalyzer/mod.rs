//! IAM Access Analyzer: names and tags of analyzers.

pub(crate) mod analyzer;
pub(crate) mod service;

use gabakura_model::resource::Tags;

use crate::clients::Clients;
use crate::error::Result;
use crate::tags::{self, Ownership, retag};

/// The ARN of an analyzer of this account and region.
fn arn(aws: &Clients, name: &str) -> String {
    aws.arn("access-analyzer", &format!("analyzer/{name}"))
}

/// Tags of an analyzer.
pub(crate) const TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove)));

/// Sets and removes tags of an analyzer.
async fn retag(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let (analyzers, arn) = (aws.accessanalyzer(), arn(aws, name));
    let tag = analyzers.tag_resource().resource_arn(&arn);
    let untag = analyzers.untag_resource().resource_arn(&arn);
    retag!(tag, tags::map(set), untag, remove)
}
