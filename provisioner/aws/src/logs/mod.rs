//! CloudWatch Logs: names and tags of log groups.

pub(crate) mod log_group;
pub(crate) mod metric_filter;
pub(crate) mod service;

use std::collections::HashMap;

use gabakura_model::resource::Tags;

use crate::clients::Clients;
use crate::fault::Result;
use crate::tags::Ownership;

/// The ARN of a log group itself, by which it is tagged. Policies and CloudTrail want the ARN of
/// all that is in it: the same with `:*` behind.
fn arn(aws: &Clients, name: &str) -> String {
    aws.arn("logs", &format!("log-group:{name}"))
}

/// Tags as the SDK takes them here.
fn sdk_tags(tags: &Tags) -> HashMap<String, String> {
    tags.clone().into_iter().collect()
}

/// Tags of a log group.
pub(crate) const TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove)));

/// Sets and removes tags of a log group.
async fn retag(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let (logs, arn) = (aws.logs(), arn(aws, name));
    if !set.is_empty() {
        let request = logs.tag_resource().resource_arn(&arn);
        request.set_tags(Some(sdk_tags(set))).send().await?;
    }
    if !remove.is_empty() {
        let request = logs.untag_resource().resource_arn(&arn);
        request.set_tag_keys(Some(remove.to_vec())).send().await?;
    }
    Ok(())
}
