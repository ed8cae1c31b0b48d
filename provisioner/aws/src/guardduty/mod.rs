//! GuardDuty: tags of detectors.

pub(crate) mod detector;
pub(crate) mod service;

use std::collections::HashMap;

use gabakura_model::resource::Tags;

use crate::clients::Clients;
use crate::fault::Result;
use crate::tags::Ownership;

/// Tags as the SDK takes them here.
fn sdk_tags(tags: &Tags) -> HashMap<String, String> {
    tags.clone().into_iter().collect()
}

/// Tags of a detector.
pub(crate) const TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove)));

/// Sets and removes tags of a detector.
async fn retag(aws: &Clients, id: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let arn = aws.arn("guardduty", &format!("detector/{id}"));
    let guardduty = aws.guardduty();
    if !set.is_empty() {
        let request = guardduty.tag_resource().resource_arn(&arn);
        request.set_tags(Some(sdk_tags(set))).send().await?;
    }
    if !remove.is_empty() {
        let request = guardduty.untag_resource().resource_arn(&arn);
        request.set_tag_keys(Some(remove.to_vec())).send().await?;
    }
    Ok(())
}
