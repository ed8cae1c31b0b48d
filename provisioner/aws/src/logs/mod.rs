//! CloudWatch Logs: names and tags of log groups.

pub(crate) mod log_group;
pub(crate) mod metric_filter;
pub(crate) mod service;

use gabakura_model::resource::Tags;

use crate::clients::Clients;
use crate::error::Result;
use crate::tags::{self, Ownership, retag};

/// The ARN of a log group itself, by which it is tagged. Policies and CloudTrail want the ARN of
/// all that is in it: the same with `:*` behind.
fn arn(aws: &Clients, name: &str) -> String {
    aws.arn("logs", &format!("log-group:{name}"))
}

/// Tags of a log group.
pub(crate) const TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove)));

/// Sets and removes tags of a log group.
async fn retag(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let (logs, arn) = (aws.logs(), arn(aws, name));
    let tag = logs.tag_resource().resource_arn(&arn);
    let untag = logs.untag_resource().resource_arn(&arn);
    retag!(tag, tags::map(set), untag, remove)
}
