//! `gcp.iam.workload_identity_pool_provider`: a workload identity pool provider (IAM
//! `workloadIdentityPools.providers`).
//!
//! An issuer serves all its users: the attribute condition limits whose tokens are accepted.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::Value;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::pool::pools;
use super::soft_delete::{self, check_id};
use crate::http::Request;
use crate::iam::SERVICE;
use crate::item::own_name;
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Form, GoogleKind, Item, Ownership, Result, SpecError,
};
use crate::rest::Naming;
use gabakura_adapter::read_each;

/// Page size of `providers.list`.
const PAGE: &str = "100";
/// The fields that can be changed.
const MUTABLE: &[&str] = &[
    "attribute_condition",
    "attribute_mapping",
    "aws",
    "description",
    "disabled",
    "display_name",
    "oidc",
];

/// A workload identity pool provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The pool that the provider belongs to.
    pool: String,
    /// The id, unique in the pool: 4 to 32 of a-z, 0-9 and hyphens, not beginning with `gcp-`.
    provider_id: String,
    /// The display name, up to 32 characters. Default: none.
    #[serde(default)]
    display_name: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// Whether the provider is disabled: its tokens are not exchanged. Default: false.
    #[serde(default)]
    disabled: bool,
    /// Attributes of the Google token, from claims of the issuer's: `google.subject`,
    /// `google.groups` or `attribute.NAME` to an expression in the Common Expression Language (CEL).
    #[serde(default)]
    attribute_mapping: BTreeMap<String, String>,
    /// The tokens to accept, as a CEL expression over their claims. Default: all of the issuer's.
    #[serde(default)]
    attribute_condition: String,
    /// An OpenID Connect issuer. A provider has either `oidc` or `aws`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    oidc: Option<Oidc>,
    /// An AWS account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    aws: Option<Aws>,
}

/// An OpenID Connect issuer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Oidc {
    /// The URI of the issuer; begins with `https://`.
    issuer_uri: String,
    /// The audiences (`aud`) to accept. Default: the resource name of the provider.
    #[serde(default)]
    allowed_audiences: BTreeSet<String>,
    /// The issuer's public keys as a JSON Web Key Set. Default: those it publishes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    jwks_json: String,
}

/// An AWS account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Aws {
    /// The account id, 12 digits.
    account_id: String,
}

/// The resource name.
const NAME: &str = "{pool}/providers/{provider_id}";

pub(crate) struct WorkloadIdentityPoolProvider;

impl GoogleKind for WorkloadIdentityPoolProvider {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        account_wide: true,
        immutable: &["pool", "provider_id"],
        parent: Some("pool"),
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.iam.workload_identity_pool_provider",
            "a workload identity pool provider (IAM `workloadIdentityPools.providers`)",
            NAME,
        )
    };

    const FORM: Form = Form {
        name: Some(NAME),
        naming: Naming {
            user_keys: &["attribute_mapping"],
            ..Naming::PLAIN
        },
        ..Form::PLAIN
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        check_id("provider_id", &spec.provider_id)?;
        if spec.oidc.is_some() == spec.aws.is_some() {
            return Err(SpecError::new(
                "oidc",
                "a provider has either `oidc` or `aws`",
            ));
        }
        let subject = spec.attribute_mapping.contains_key("google.subject");
        match &spec.oidc {
            Some(oidc) if !oidc.issuer_uri.starts_with("https://") => Err(SpecError::new(
                "oidc.issuer_uri",
                "expected a URI that begins with `https://`",
            )),
            Some(_) if !subject => Err(SpecError::new(
                "attribute_mapping",
                "`google.subject` is required",
            )),
            _ => Ok(()),
        }
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let of_pool = |pool: Value| async move {
            let pool = own_name(pool["name"].as_str().unwrap_or_default(), google);
            let request = Request::get(format!("/v1/{}/providers", pool.unwrap_or_default()));
            let request = request.with("pageSize", PAGE);
            let name = (SERVICE, "ListWorkloadIdentityPoolProviders");
            let providers = google.list_http(name, request, "workloadIdentityPoolProviders");
            providers.await.map(Some)
        };
        let mut all = read_each(pools(google).await?, of_pool).await?.concat();
        for provider in &mut all {
            // Google returns the project's number; the pool is known by the project's id.
            let name = own_name(provider["name"].as_str().unwrap_or_default(), google);
            provider["name"] = name.unwrap_or_default().into();
        }
        Ok(all.iter().map(Item::of).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let request = Request::post(format!("/v1/{}/providers", new.spec.pool), new.model()?);
        let request = request.with("workloadIdentityPoolProviderId", &new.spec.provider_id);
        let operation = "CreateWorkloadIdentityPoolProvider";
        soft_delete::create(google, new, operation, request).await?;
        Ok(new.created())
    }

    async fn finish(google: &Clients, created: &Created, new: &Creation<Spec>) -> Result<()> {
        soft_delete::finish(google, created, new, MUTABLE).await
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        soft_delete::update(google, change).await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        soft_delete::delete(google, id).await
    }
}
