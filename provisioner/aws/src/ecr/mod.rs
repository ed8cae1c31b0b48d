//! ECR: images of containers.

pub(crate) mod repository;
pub(crate) mod service;

use gabakura_model::resource::Tags;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clients::Clients;
use crate::error::Result;
use crate::tags::Ownership;
use crate::wire::{Call, Service};

const ECR: Service = Service {
    signing_name: "ecr",
    page_token: ("nextToken", "nextToken"),
    ..Service::json(
        "ECR",
        "api.ecr",
        "1.1",
        "AmazonEC2ContainerRegistry_V20150921",
    )
};

/// The ARN of a repository of this account and region.
fn arn(aws: &Clients, name: &str) -> String {
    aws.arn("ecr", &format!("repository/{name}"))
}

#[derive(Debug, Deserialize)]
struct TagsReply {
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    key: String,
    #[serde(default)]
    value: String,
}

async fn tags_of(aws: &Clients, name: &str) -> Result<Tags> {
    let body = json!({ "resourceArn": arn(aws, name) });
    let call = Call::json("ListTagsForResource", body);
    let reply: TagsReply = ECR.ask(aws, call).await?;
    Ok(reply
        .tags
        .into_iter()
        .map(|it| (it.key, it.value))
        .collect())
}

/// Tags as requests carry them.
fn tag_list(tags: &Tags) -> Value {
    let tag = |(key, value)| json!({ "Key": key, "Value": value });
    tags.iter().map(tag).collect()
}

/// Tags of a repository.
pub(crate) const TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove)));

/// Sets and removes tags of a repository.
async fn retag(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let arn = arn(aws, name);
    if !set.is_empty() {
        let body = json!({ "resourceArn": arn, "tags": tag_list(set) });
        ECR.tell(aws, Call::json("TagResource", body)).await?;
    }
    if !remove.is_empty() {
        let body = json!({ "resourceArn": arn, "tagKeys": remove });
        ECR.tell(aws, Call::json("UntagResource", body)).await?;
    }
    Ok(())
}
