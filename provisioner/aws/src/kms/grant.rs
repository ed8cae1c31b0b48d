//! `aws.kms.grant`: a KMS grant, which allows the use of a key beside its policy (KMS
//! `ListGrants`). Only observed.
//!
//! Services create grants when they encrypt a volume or a database, and retire them; any other
//! grantee can use the key although no policy says so (NIST SP 800-53r5 AC-3, SC-12). Grants are
//! created and retired with the resources they are for, so they are no setting of a key.

use std::collections::BTreeSet;

use aws_sdk_kms::types::GrantListEntry;
use gabakura_adapter::read_each;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clients::Clients;
use crate::error::Result;
use crate::kind::{Facts, Item, text};
use crate::kms::PAGE_KEYS;
use crate::kms::key::read::{describe, is_customers, is_pending_deletion};
use crate::observed::ObservedKind;

/// Largest page of `ListGrants`.
const PAGE_GRANTS: i32 = 100;

/// A KMS grant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Key that the grant is on.
    key_id: String,
    /// Name of the grant.
    name: String,
    /// Principal that may use the key: the ARN of an identity, or a service.
    grantee_principal: String,
    /// Principal that may retire it besides.
    retiring_principal: String,
    /// Account that issued it.
    issuing_account: String,
    /// Operations that the grant allows.
    operations: BTreeSet<String>,
    /// Whether it applies to one encryption context only.
    is_constrained: bool,
}

pub(crate) struct Grant;

impl ObservedKind for Grant {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        account_wide: true,
        ..Facts::assigned("aws.kms.grant", "a KMS grant")
    };

    /// Grants of customer keys; AWS's own keys are nobody's to judge.
    async fn list(aws: &Clients) -> Result<Vec<Item<Spec>>> {
        let request = aws.kms().list_keys().limit(PAGE_KEYS);
        let pages = request.into_paginator().items().send();
        let keys: Vec<_> = pages.try_collect().await?;
        let ids = keys.iter().map(|key| text(key.key_id())).collect();
        let grants = read_each(ids, |id| of_key(aws, id)).await?;
        Ok(grants.into_iter().flatten().collect())
    }
}

async fn of_key(aws: &Clients, id: String) -> Result<Option<Vec<Item<Spec>>>> {
    let key = describe(aws, &id).await?;
    if !is_customers(&key) || is_pending_deletion(&key) {
        return Ok(None);
    }
    let request = aws.kms().list_grants().key_id(&id).limit(PAGE_GRANTS);
    let pages = request.into_paginator().items().send();
    let grants: Vec<GrantListEntry> = pages.try_collect().await?;
    Ok(Some(grants.iter().map(|grant| item(&id, grant)).collect()))
}

fn item(key: &str, grant: &GrantListEntry) -> Item<Spec> {
    let operations = grant.operations().iter();
    let constraints = grant.constraints();
    let spec = Spec {
        key_id: key.to_owned(),
        name: text(grant.name()),
        grantee_principal: text(grant.grantee_principal()),
        retiring_principal: text(grant.retiring_principal()),
        issuing_account: text(grant.issuing_account()),
        operations: operations.map(|it| it.as_str().to_owned()).collect(),
        is_constrained: constraints.is_some_and(|it| {
            it.encryption_context_equals().is_some() || it.encryption_context_subset().is_some()
        }),
    };
    Item::new(text(grant.grant_id()), spec)
}
