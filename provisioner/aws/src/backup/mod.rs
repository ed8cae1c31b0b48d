//! AWS Backup: vaults, plans, and the selections of plans.

pub(crate) mod plan;
pub(crate) mod selection;
pub(crate) mod service;
pub(crate) mod vault;

use std::collections::BTreeMap;

use gabakura_model::resource::Tags;
use serde::Deserialize;
use serde_json::json;

use crate::clients::Clients;
use crate::error::Result;
use crate::tags::Ownership;
use crate::wire::{Call, Service};

const BACKUP: Service = Service::rest("Backup", "backup");

/// The ARN of something of this account and region: `backup-vault`, `backup-plan`.
fn arn(aws: &Clients, sort: &str, id: &str) -> String {
    aws.arn("backup", &format!("{sort}:{id}"))
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TagsReply {
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

async fn tags_of(aws: &Clients, arn: &str) -> Result<Tags> {
    let call = Call::rest("ListTags", "GET", &["tags", arn, ""]);
    let reply: TagsReply = BACKUP.ask(aws, call).await?;
    Ok(reply.tags.into_iter().collect())
}

/// Sets and removes tags of a vault or plan.
async fn retag(aws: &Clients, arn: &str, set: &Tags, remove: &[String]) -> Result<()> {
    if !set.is_empty() {
        let call = Call::rest("TagResource", "POST", &["tags", arn]);
        BACKUP.tell(aws, call.body(json!({ "Tags": set }))).await?;
    }
    if !remove.is_empty() {
        let call = Call::rest("UntagResource", "POST", &["untag", arn]);
        let body = json!({ "TagKeyList": remove });
        BACKUP.tell(aws, call.body(body)).await?;
    }
    Ok(())
}

/// Tags of a vault, by name.
pub(crate) const VAULT_TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag_vault(aws, id, set, remove)));

/// Sets and removes tags of a vault, by name.
async fn retag_vault(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    retag(aws, &arn(aws, "backup-vault", name), set, remove).await
}

/// Tags of a plan, by id.
pub(crate) const PLAN_TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag_plan(aws, id, set, remove)));

/// Sets and removes tags of a plan, by id.
async fn retag_plan(aws: &Clients, id: &str, set: &Tags, remove: &[String]) -> Result<()> {
    retag(aws, &arn(aws, "backup-plan", id), set, remove).await
}
