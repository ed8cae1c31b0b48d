//! Tags as these services list them: a key and a value each.

use gabakura_model::Value;
use gabakura_model::resource::Tags;
use serde::Deserialize;
use serde_json::json;

/// One tag of a reply.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Tag {
    key: String,
    value: String,
}

/// The tags of a reply.
pub(crate) fn tags(list: Vec<Tag>) -> Tags {
    list.into_iter().map(|tag| (tag.key, tag.value)).collect()
}

/// Tags as requests carry them.
pub(crate) fn tag_list(tags: &Tags) -> Value {
    let tag = |(key, value)| json!({ "Key": key, "Value": value });
    tags.iter().map(tag).collect()
}
