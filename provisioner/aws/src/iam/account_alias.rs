//! `aws.iam.account_alias`: the IAM account alias, used in the sign-in URL (IAM
//! `CreateAccountAlias`).
//!
//! Who sees which account it is does not do in one what was meant for another.

use gabakura_adapter::created;
use gabakura_model::outcome::Created;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::error::Result;
use crate::kind::{AwsKind, Facts, Item, New};

/// The IAM account alias, used in the sign-in URL.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Alias, unique in all of AWS: 3 to 63 lower-case letters, digits and single hyphens. Empty
    /// for none, AWS's default.
    account_alias: String,
}

pub(crate) struct AccountAlias;

impl AwsKind for AccountAlias {
    type Spec = Spec;

    const FACTS: Facts = Facts::setting(
        "aws.iam.account_alias",
        "the IAM account alias, used in the sign-in URL",
    );

    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let account_alias = now(aws).await?;
        Ok(vec![Item::new(aws.account(), Spec { account_alias })])
    }

    async fn create(aws: &Clients, new: &New<Spec>) -> Result<Created> {
        put(aws, &new.spec.account_alias).await?;
        Ok(created(aws.account()))
    }

    async fn update(aws: &Clients, _account: &str, _before: &Spec, after: &Spec) -> Result<()> {
        put(aws, &after.account_alias).await
    }

    async fn delete(aws: &Clients, _account: &str, _spec: &Spec) -> Result<()> {
        put(aws, "").await
    }
}

/// The alias there is: one at most.
async fn now(aws: &Clients) -> Result<String> {
    let request = aws.reads().iam().list_account_aliases();
    let aliases = request.into_paginator().items().send();
    let aliases: Vec<String> = aliases.try_collect().await?;
    Ok(aliases.into_iter().next().unwrap_or_default())
}

/// A new alias takes the place of the old one. AWS refuses one that is there already, as if it
/// were somebody else's.
async fn put(aws: &Clients, alias: &str) -> Result<()> {
    let now = now(aws).await?;
    if now == alias {
        return Ok(());
    }
    let iam = aws.iam();
    if alias.is_empty() {
        let request = iam.delete_account_alias().account_alias(now);
        request.send().await?;
    } else {
        let request = iam.create_account_alias().account_alias(alias);
        request.send().await?;
    }
    Ok(())
}
