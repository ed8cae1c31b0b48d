//! AWS Budgets: budgets.

pub(crate) mod budget;
pub(crate) mod service;

use gabakura_model::resource::Tags;
use serde_json::json;

use crate::clients::Clients;
use crate::error::Result;
use crate::tags::Ownership;
use crate::wire::{self, Call, Service, tag_list};

const BUDGETS: Service = Service {
    is_global: true,
    ..Service::json("Budgets", "budgets", "1.1", "AWSBudgetServiceGateway")
};

/// The ARN of a budget of this account.
fn arn(aws: &Clients, name: &str) -> String {
    format!("arn:aws:budgets::{}:budget/{name}", aws.account())
}

async fn tags_of(aws: &Clients, name: &str) -> Result<Tags> {
    let of = json!({ "ResourceARN": arn(aws, name) });
    let call = Call::json("ListTagsForResource", of);
    Ok(wire::tags(BUDGETS.list(aws, call, "ResourceTags").await?))
}

/// Tags of a budget.
pub(crate) const TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove)));

/// Sets and removes tags of a budget.
async fn retag(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
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
