//! `gcp.iam.workload_identity_pool_provider`: whose tokens a pool takes, and which of them (IAM
//! `workloadIdentityPools.providers.create`).
//!
//! An issuer serves everybody who uses it: the condition says whose tokens are meant.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::Value;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_wkt::FieldMask;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::clients::Clients;
use crate::facts::{Facts, Ownership};
use crate::fault::Result;
use crate::iam::SERVICE;
use crate::iam::kept::{self, check_id};
use crate::iam::workload_identity_pool::pools;
use crate::kind::GoogleKind;
use crate::listing::each;
use crate::order::New;
use crate::rest::Naming;
use crate::seen::{Seen, own_name};
use crate::spec::fault;
use crate::wire::Ask;

/// Largest page of `providers.list`.
const PAGE: &str = "100";
/// Fields that can be changed.
const MUTABLE: &[&str] = &[
    "attribute_condition",
    "attribute_mapping",
    "aws",
    "description",
    "disabled",
    "display_name",
    "oidc",
];

/// Whose tokens a pool takes, and which of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The pool it is in.
    pool: String,
    /// Its name, unique in the pool: 4 to 32 of a-z, 0-9 and hyphens.
    provider_id: String,
    /// What people call it: up to 32 characters.
    #[serde(default)]
    display_name: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// Whether its tokens are refused.
    #[serde(default)]
    disabled: bool,
    /// What a token's claims become: `google.subject`, `google.groups` or `attribute.NAME` to an
    /// expression.
    #[serde(default)]
    attribute_mapping: BTreeMap<String, String>,
    /// Which tokens are taken, in the Common Expression Language; all of the issuer's where
    /// nothing is said.
    #[serde(default)]
    attribute_condition: String,
    /// Tokens of an issuer that speaks OpenID Connect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    oidc: Option<Oidc>,
    /// Identities of an account of AWS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    aws: Option<Aws>,
}

/// An issuer that speaks OpenID Connect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Oidc {
    /// Who issues the tokens: an address that begins with `https://`.
    issuer_uri: String,
    /// Whom tokens may be meant for. Google's default: the provider's own name.
    #[serde(default)]
    allowed_audiences: BTreeSet<String>,
    /// The issuer's keys (JWKS), where it does not publish them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    jwks_json: String,
}

/// An account of AWS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Aws {
    /// Its number.
    account_id: String,
}

pub(crate) struct WorkloadIdentityPoolProvider;

impl GoogleKind for WorkloadIdentityPoolProvider {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        account_wide: true,
        immutable: &["pool", "provider_id"],
        parent: Some("pool"),
        ownership: Ownership::Description,
        naming: Naming {
            kept: &["attribute_mapping"],
            ..Naming::PLAIN
        },
        ..Facts::whole(
            "gcp.iam.workload_identity_pool_provider",
            "whose tokens a pool takes, and which of them",
            "{pool}/providers/{provider_id}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        check_id("provider_id", &spec.provider_id)?;
        if spec.oidc.is_some() == spec.aws.is_some() {
            return Err(fault("oidc", "a provider is one of `oidc` and `aws`"));
        }
        let subject = spec.attribute_mapping.contains_key("google.subject");
        match &spec.oidc {
            Some(oidc) if !oidc.issuer_uri.starts_with("https://") => Err(fault(
                "oidc.issuer_uri",
                "expected an address that begins with `https://`",
            )),
            Some(_) if !subject => Err(fault(
                "attribute_mapping",
                "`google.subject` says who a token stands for",
            )),
            _ => Ok(()),
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let of_pool = |pool: Value| async move {
            let pool = own_name(pool["name"].as_str().unwrap_or_default(), google);
            let path = format!("/v1/{}/providers", pool.unwrap_or_default());
            let ask = Ask::get(path).with("pageSize", PAGE);
            let name = (SERVICE, "ListWorkloadIdentityPoolProviders");
            google
                .ask_all(name, ask, "workloadIdentityPoolProviders")
                .await
        };
        let mut all = each(pools(google).await?, of_pool).await?.concat();
        for provider in &mut all {
            // Google shows the project's number; the pool is known by the project's id.
            let name = own_name(provider["name"].as_str().unwrap_or_default(), google);
            provider["name"] = name.unwrap_or_default().into();
        }
        Ok(all.iter().map(Seen::of).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        if !kept::taken_back(google, new).await? {
            let ask = Ask::post(format!("/v1/{}/providers", new.spec.pool), new.model()?);
            let ask = ask.with("workloadIdentityPoolProviderId", &new.spec.provider_id);
            let name = (SERVICE, "CreateWorkloadIdentityPoolProvider");
            google.tell_and_wait(name, "v1", ask).await?;
        }
        Ok(new.made())
    }

    /// What was taken back is as it was before.
    async fn finish(google: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        let mask = FieldMask::default().set_paths(MUTABLE.iter().copied());
        kept::settled(google, &made.id, &mask, new.model()?).await
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let fresh = kept::read(google, &change.id).await?;
        kept::write(google, &change.id, &change.mask(), change.onto(&fresh)?).await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        kept::delete(google, id).await
    }
}
