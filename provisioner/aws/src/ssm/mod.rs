//! Systems Manager: parameters, and what sessions leave behind.

pub(crate) mod parameter;
pub(crate) mod service;
pub(crate) mod session_preferences;

use gabakura_model::resource::Tags;
use serde_json::json;

use crate::clients::Clients;
use crate::error::Result;
use crate::tags::Ownership;
use crate::wire::{Call, Service, tag_list};

const SSM: Service = Service::json("SSM", "ssm", "1.1", "AmazonSSM");

/// Tags of a parameter.
pub(crate) const TAGS: Ownership =
    Ownership::Tags(|aws, id, set, remove| Box::pin(retag(aws, id, set, remove)));

/// Sets and removes tags of a parameter.
async fn retag(aws: &Clients, name: &str, set: &Tags, remove: &[String]) -> Result<()> {
    let of = json!({ "ResourceType": "Parameter", "ResourceId": name });
    if !set.is_empty() {
        let mut body = of.clone();
        body["Tags"] = tag_list(set);
        SSM.tell(aws, Call::json("AddTagsToResource", body)).await?;
    }
    if !remove.is_empty() {
        let mut body = of;
        body["TagKeys"] = json!(remove);
        let call = Call::json("RemoveTagsFromResource", body);
        SSM.tell(aws, call).await?;
    }
    Ok(())
}
