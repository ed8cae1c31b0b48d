//! GuardDuty: tags of detectors.

pub(crate) mod detector;
pub(crate) mod service;

use gabakura_model::resource::Tags;

use crate::clients::Clients;
use crate::error::Result;
use crate::tags::{self, Ownership, retag};

/// Tags of a detector.
pub(crate) const TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove)));

/// Sets and removes tags of a detector.
async fn retag(aws: &Clients, id: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let arn = aws.arn("guardduty", &format!("detector/{id}"));
    let guardduty = aws.guardduty();
    let tag = guardduty.tag_resource().resource_arn(&arn);
    let untag = guardduty.untag_resource().resource_arn(&arn);
    retag!(tag, tags::map(set), untag, remove)
}
