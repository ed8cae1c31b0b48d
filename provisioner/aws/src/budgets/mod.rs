//! AWS Budgets: what an account may cost.

pub(crate) mod budget;

use gabakura_model::resource::Tags;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clients::Clients;
use crate::fault::Result;
use crate::wire::{Call, Service};

const BUDGETS: Service = Service {
    is_global: true,
    ..Service::json("Budgets", "budgets", "1.1", "AWSBudgetServiceGateway")
};

/// The ARN of a budget of this account.
fn arn(aws: &Clients, name: &str) -> String {
    format!("arn:aws:budgets::{}:budget/{name}", aws.account())
}

#[derive(Debug, Deserialize)]
struct TagsReply {
    #[serde(rename = "ResourceTags", default)]
    tags: Vec<Tag>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    key: String,
    value: String,
}

async fn tags_of(aws: &Clients, name: &str) -> Result<Tags> {
    let of = json!({ "ResourceARN": arn(aws, name) });
    let reply: TagsReply = BUDGETS
        .ask(aws, Call::json("ListTagsForResource", of))
        .await?;
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

/// Sets and removes tags of a budget.
pub(crate) async fn retag(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let arn = arn(aws, name);
    if !set.is_empty() {
        let body = json!({ "ResourceARN": arn, "ResourceTags": tag_list(set) });
        BUDGETS.tell(aws, Call::json("TagResource", body)).await?;
    }
    if !remove.is_empty() {
        let body = json!({ "ResourceARN": arn, "ResourceTagKeys": remove });
        BUDGETS.tell(aws, Call::json("UntagResource", body)).await?;
    }
    Ok(())
}
