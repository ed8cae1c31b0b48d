//! Tags: ours, AWS's own, and the difference between two sets.

use std::collections::HashMap;

use futures::future::BoxFuture;
use gabakura_model::resource::{TAG_INTENT, Tags};

use crate::clients::Clients;
use crate::error::{Error, Result};

/// Sets and removes tags of one resource: each service has tagging calls of its own.
pub(crate) type Retag = for<'a> fn(
    aws: &'a Clients,
    id: &'a str,
    set: &'a Tags,
    remove: &'a [String],
) -> BoxFuture<'a, Result<()>>;

/// Where the resources of a kind show whose they are.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ownership {
    /// In tags that this call changes.
    Tags(Retag),
    /// Nowhere: our record alone knows.
    Record,
}

impl gabakura_adapter::Ownership for Ownership {
    const RECORD: Self = Self::Record;

    fn is_tagged(&self) -> bool {
        matches!(self, Self::Tags(_))
    }
}

impl Ownership {
    /// Sets and removes tags of one resource.
    pub async fn retag(self, aws: &Clients, id: &str, set: &Tags, remove: &[String]) -> Result<()> {
        match self {
            Self::Tags(retag) => retag(aws, id, set, remove).await,
            Self::Record => {
                let message = "it carries no tags";
                Err(Error::refused("aws", "retag", "untaggable", message))
            }
        }
    }
}

/// Sets and removes tags by a request of an SDK client for either.
macro_rules! retag {
    ($tag:expr, $set:expr, $untag:expr, $remove:expr) => {{
        let (set, remove) = ($set, $remove);
        if !set.is_empty() {
            $tag.set_tags(Some(set)).send().await?;
        }
        if !remove.is_empty() {
            $untag.set_tag_keys(Some(remove.to_vec())).send().await?;
        }
        Ok(())
    }};
}

pub(crate) use retag;

/// Tags as some SDK clients take them.
pub(crate) fn map(tags: &Tags) -> HashMap<String, String> {
    tags.clone().into_iter().collect()
}

/// Prefix of the tags that only AWS can write.
const AWS_PREFIX: &str = "aws:";

/// CloudFormation stacks the organisation deploys into its accounts: Control Tower's own stack
/// sets, and any other stack set (a member account cannot make one for itself).
const PLATFORM_STACK_PREFIXES: &[&str] = &["StackSet-", "AWSControlTower"];

/// Whether tags show that the platform created this.
pub(crate) fn are_of_platform(tags: &Tags) -> bool {
    tags.get("aws:cloudformation:stack-name")
        .is_some_and(|stack| PLATFORM_STACK_PREFIXES.iter().any(|p| stack.starts_with(p)))
}

/// Tags without those that only AWS can write.
pub(crate) fn without_aws(tags: Tags) -> Tags {
    tags.into_iter()
        .filter(|(key, _)| !key.starts_with(AWS_PREFIX))
        .collect()
}

/// What to set and what to remove to get from `before` to `after`.
///
/// The intent's token stays: it shows which creation made the resource. Tags that were never
/// declared stay too; `before` holds only what the plan compares.
pub(crate) fn changes(before: &Tags, after: &Tags) -> (Tags, Vec<String>) {
    let set = after
        .iter()
        .filter(|(key, value)| before.get(*key) != Some(value));
    let remove = before
        .keys()
        .filter(|key| !after.contains_key(*key) && *key != TAG_INTENT);
    (
        set.map(|(k, v)| (k.clone(), v.clone())).collect(),
        remove.cloned().collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> Tags {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn only_differences_are_sent() {
        let before = tags(&[("a", "1"), ("b", "2"), (TAG_INTENT, "t")]);
        let (set, remove) = changes(&before, &tags(&[("a", "1"), ("b", "3"), ("c", "4")]));
        assert_eq!(set, tags(&[("b", "3"), ("c", "4")]));
        assert!(remove.is_empty());
        let (set, remove) = changes(&before, &tags(&[("a", "1")]));
        assert!(set.is_empty());
        assert_eq!(remove, ["b"]);
    }

    #[test]
    fn stack_sets_belong_to_the_platform() {
        let own = tags(&[("aws:cloudformation:stack-name", "my-app")]);
        let theirs = tags(&[(
            "aws:cloudformation:stack-name",
            "StackSet-AWSControlTowerBP-1",
        )]);
        assert!(!are_of_platform(&own) && are_of_platform(&theirs));
        assert!(without_aws(theirs).is_empty());
    }
}
