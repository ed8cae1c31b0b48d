//! `aws.kms.alias`: a KMS key alias (KMS `CreateAlias`).
//!
//! Aliases carry no tags: our record alone knows whose they are.

use aws_sdk_kms::types::AliasListEntry;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::clients::Clients;
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New, text};
use crate::kms::PAGE_ALIASES;

/// A KMS key alias.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Name, `alias/` included; unique in the account and region.
    alias_name: String,
    /// Id of the key it points to; an ARN is read as the id in it.
    #[serde(deserialize_with = "key_id")]
    target_key_id: String,
}

/// KMS returns key ids, whichever of the two it was given.
fn key_id<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let of_arn = |text: &str| Some(text.strip_prefix("arn:")?.split_once(":key/")?.1.to_owned());
    Ok(of_arn(&text).unwrap_or(text))
}

/// Prefix of the names that AWS keeps for its own keys.
const PLATFORM_PREFIX: &str = "alias/aws/";

pub(crate) struct Alias;

impl AwsKind for Alias {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["alias_name"],
        outputs: &["arn"],
        ..Facts::named("aws.kms.alias", "a KMS key alias", "alias_name")
    };

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.kms().list_aliases().limit(PAGE_ALIASES);
        let aliases = request.into_paginator().items().send();
        let aliases: Vec<AliasListEntry> = aliases.try_collect().await?;
        Ok(aliases.iter().map(item).collect())
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        let Spec {
            alias_name,
            target_key_id,
        } = &new.spec;
        let request = aws.kms().create_alias().alias_name(alias_name);
        request.target_key_id(target_key_id).send().await?;
        // The reply is empty; name and ARN follow from the request.
        let arn = aws.arn("kms", alias_name);
        Ok(Created {
            id: alias_name.clone(),
            outputs: [("arn".to_owned(), arn)].into(),
        })
    }

    async fn update(aws: &Clients, name: &str, _before: &Spec, after: &Spec) -> Result<()> {
        let request = aws.kms().update_alias().alias_name(name);
        request.target_key_id(&after.target_key_id).send().await?;
        Ok(())
    }

    async fn delete(aws: &Clients, name: &str, _spec: &Spec) -> Result<()> {
        aws.kms().delete_alias().alias_name(name).send().await?;
        Ok(())
    }
}

fn item(alias: &AliasListEntry) -> Item<Spec> {
    let name = text(alias.alias_name());
    let spec = Spec {
        alias_name: name.clone(),
        // AWS lists names it keeps for keys it has not made yet.
        target_key_id: text(alias.target_key_id()),
    };
    let is_platform = name.starts_with(PLATFORM_PREFIX);
    let item = Item::new(name, spec).platform(is_platform);
    item.output("arn", text(alias.alias_arn()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_key_is_named_by_its_id() {
        let target = |text: &str| {
            let spec = json!({"alias_name": "alias/x", "target_key_id": text});
            let spec: Spec = serde_json::from_value(spec).unwrap();
            spec.target_key_id
        };
        assert_eq!(
            target("arn:aws:kms:ap-northeast-1:111122223333:key/mrk-1"),
            "mrk-1"
        );
        assert_eq!(target("mrk-1"), "mrk-1");
        let open = "${ref:131016/acme/prod/encryption/key#arn}";
        assert_eq!(target(open), open);
    }
}
