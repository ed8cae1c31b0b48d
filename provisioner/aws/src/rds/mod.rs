//! Amazon RDS: database servers, clusters, and their groups.
//!
//! No password passes through here: RDS makes one, keeps it in Secrets Manager and changes it
//! (`ManageMasterUserPassword`).

pub(crate) mod cluster;
mod database;
pub(crate) mod instance;
pub(crate) mod parameter_group;
pub(crate) mod service;
pub(crate) mod subnet_group;
mod wait;

use gabakura_model::catalogue::SpecError;
use gabakura_model::resource::Tags;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clients::Clients;
use crate::error::Result;
use crate::wire::{Call, Service};

const RDS: Service = Service::query("RDS", "rds", "2014-10-31");

/// Words that RDS has in capitals.
const CAPITALS: &[&str] = &["db", "az"];

/// The ARN of something of this account and region.
fn arn(aws: &Clients, what: &str, name: &str) -> String {
    let (region, account) = (aws.region(), aws.account());
    format!("arn:aws:rds:{region}:{account}:{what}:{name}")
}

/// A tag as RDS tells it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    key: String,
    #[serde(default)]
    value: String,
}

fn tags_from(tags: Vec<Tag>) -> Tags {
    tags.into_iter().map(|tag| (tag.key, tag.value)).collect()
}

/// Tags as requests carry them.
fn tag_list(tags: &Tags) -> Value {
    let tag = |(key, value)| json!({ "Key": key, "Value": value });
    json!({ "Tag": tags.iter().map(tag).collect::<Vec<_>>() })
}

/// Tags of what does not tell them by itself.
async fn tags_of(aws: &Clients, what: &str, name: &str) -> Result<Tags> {
    let body = json!({ "ResourceName": arn(aws, what, name) });
    let call = Call::form("ListTagsForResource", body);
    let tags: Vec<Tag> = RDS.list(aws, call, "TagList").await?;
    Ok(tags_from(tags))
}

/// Sets and removes tags.
pub(crate) async fn retag(
    aws: &Clients,
    what: &str,
    name: &str,
    set: &Tags,
    remove: &[String],
) -> Result<()> {
    let arn = arn(aws, what, name);
    if !set.is_empty() {
        let body = json!({ "ResourceName": arn, "Tags": tag_list(set) });
        RDS.tell(aws, Call::form("AddTagsToResource", body)).await?;
    }
    if !remove.is_empty() {
        let body = json!({ "ResourceName": arn, "TagKeys": { "member": remove } });
        RDS.tell(aws, Call::form("RemoveTagsFromResource", body))
            .await?;
    }
    Ok(())
}

/// RDS keeps names in lower case, whatever was asked for.
fn check_name(field: &str, name: &str) -> std::result::Result<(), SpecError> {
    if name.chars().any(char::is_uppercase) && !name.contains(gabakura_model::reference::OPEN) {
        return Err(SpecError {
            path: field.to_owned(),
            problem: "RDS keeps names in lower case".to_owned(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_in_lower_case() {
        assert!(check_name("name", "Data").is_err());
        assert!(check_name("name", "data-1").is_ok());
        assert!(check_name("name", "${ref:131016/acme/prod/Data#id}").is_ok());
    }
}
