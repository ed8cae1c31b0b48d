//! IAM Access Analyzer: names and tags of analyzers.

pub(crate) mod analyzer;
pub(crate) mod service;

use std::collections::HashMap;

use gabakura_model::resource::Tags;

use crate::clients::Clients;
use crate::fault::Result;
use crate::tags::Ownership;

/// The ARN of an analyzer of this account and region.
fn arn(aws: &Clients, name: &str) -> String {
    aws.arn("access-analyzer", &format!("analyzer/{name}"))
}

/// Tags as the SDK takes them here.
fn sdk_tags(tags: &Tags) -> HashMap<String, String> {
    tags.clone().into_iter().collect()
}

/// Tags of an analyzer.
pub(crate) const TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove)));

/// Sets and removes tags of an analyzer.
async fn retag(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let (analyzers, arn) = (aws.accessanalyzer(), arn(aws, name));
    if !set.is_empty() {
        let request = analyzers.tag_resource().resource_arn(&arn);
        request.set_tags(Some(sdk_tags(set))).send().await?;
    }
    if !remove.is_empty() {
        let request = analyzers.untag_resource().resource_arn(&arn);
        request.set_tag_keys(Some(remove.to_vec())).send().await?;
    }
    Ok(())
}
