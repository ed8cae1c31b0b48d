//! Tags of whatever has an id.

use super::{Ec2, Outcome, check_tags, each_tagged, filters, missing, passes, tags_of, yes};
use crate::params::{Params, Tags};
use crate::xml::Xml;

pub(super) fn create(ec2: &mut Ec2, params: &Params) -> Outcome {
    let mut wanted = Tags::new();
    for tag in params.nested("Tag") {
        let value = tag.get("Value").unwrap_or_default();
        wanted.insert(tag.need("Key")?.to_owned(), value.to_owned());
    }
    let ids = params.list("ResourceId");
    for id in &ids {
        let mut merged = tags_of(ec2, id).ok_or_else(|| missing(id))?.clone();
        merged.extend(wanted.clone());
        check_tags(&merged)?;
    }
    for id in &ids {
        if let Some(tags) = tags_of(ec2, id) {
            tags.extend(wanted.clone());
        }
    }
    yes()
}

/// Without a value AWS deletes the tag, with one only if the value is the same; without tags, all.
pub(super) fn delete(ec2: &mut Ec2, params: &Params) -> Outcome {
    let unwanted = params.nested("Tag");
    for id in params.list("ResourceId") {
        let tags = tags_of(ec2, &id).ok_or_else(|| missing(&id))?;
        tags.retain(|key, value| {
            let named = |tag: &Params| {
                tag.get("Key") == Some(key) && tag.get("Value").is_none_or(|it| it == value)
            };
            !(unwanted.is_empty() || unwanted.iter().any(named))
        });
    }
    yes()
}

pub(super) fn describe(ec2: &mut Ec2, params: &Params) -> Outcome {
    let filters = filters(params);
    let mut xml = Xml::new();
    xml.node("tagSet", |xml| {
        each_tagged(ec2, |id, kind, tags| {
            for (key, value) in tags {
                let admitted = passes(&filters, |filter| match filter {
                    "resource-id" => Some(id.to_owned()),
                    "resource-type" => Some(kind.to_owned()),
                    "key" => Some(key.clone()),
                    "value" => Some(value.clone()),
                    other => (other.strip_prefix("tag:") == Some(key)).then(|| value.clone()),
                });
                if admitted {
                    xml.node("item", |xml| {
                        xml.text("resourceId", id).text("resourceType", kind);
                        xml.text("key", key).text("value", value);
                    });
                }
            }
        });
    });
    Ok(xml)
}
