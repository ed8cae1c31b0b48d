//! Amazon ECS: clusters.

pub(crate) mod cluster;
pub(crate) mod service;

use gabakura_model::resource::Tags;
use serde_json::{Value, json};

use crate::clients::Clients;
use crate::error::Result;
use crate::tags::Ownership;
use crate::wire::{Call, Service};

const ECS: Service = Service {
    page_token: ("nextToken", "nextToken"),
    ..Service::json("ECS", "ecs", "1.1", "AmazonEC2ContainerServiceV20141113")
};

/// The ARN of a cluster of this account and region.
fn arn(aws: &Clients, name: &str) -> String {
    let (region, account) = (aws.region(), aws.account());
    format!("arn:aws:ecs:{region}:{account}:cluster/{name}")
}

/// Tags as requests carry them.
fn tag_list(tags: &Tags) -> Value {
    let tag = |(key, value)| json!({ "key": key, "value": value });
    tags.iter().map(tag).collect()
}

/// Tags of a cluster.
pub(crate) const TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove)));

/// Sets and removes tags of a cluster.
async fn retag(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let arn = arn(aws, name);
    if !set.is_empty() {
        let body = json!({ "resourceArn": arn, "tags": tag_list(set) });
        ECS.tell(aws, Call::json("TagResource", body)).await?;
    }
    if !remove.is_empty() {
        let body = json!({ "resourceArn": arn, "tagKeys": remove });
        ECS.tell(aws, Call::json("UntagResource", body)).await?;
    }
    Ok(())
}
