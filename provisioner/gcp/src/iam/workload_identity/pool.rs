//! `gcp.iam.workload_identity_pool`: a workload identity pool (IAM `workloadIdentityPools`).
//!
//! External workloads get access without a service account key (CIS Google Cloud 1.4). Google keeps
//! a deleted pool, and its name, for 30 days. One that was created for the same address is
//! restored, with whatever trusted it; any other is not.

use gabakura_model::Value;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::soft_delete::{self, check_id};
use crate::hierarchy::project_number;
use crate::http::Request;
use crate::iam::SERVICE;
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Form, GoogleKind, Item, Ownership, Result, SpecError,
};

/// Page size of `workloadIdentityPools.list`.
const PAGE: &str = "1000";
/// The fields that can be changed.
const MUTABLE: &[&str] = &["description", "disabled", "display_name"];

/// A workload identity pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The id, unique in the project: 4 to 32 of a-z, 0-9 and hyphens, not beginning with `gcp-`.
    pool_id: String,
    /// The display name, up to 32 characters. Default: none.
    #[serde(default)]
    display_name: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// Whether the pool is disabled: no token is exchanged, and existing ones give no access.
    /// Default: false.
    #[serde(default)]
    disabled: bool,
}

/// The resource name.
const NAME: &str = "projects/{project}/locations/global/workloadIdentityPools/{pool_id}";

pub(crate) struct WorkloadIdentityPool;

impl GoogleKind for WorkloadIdentityPool {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["pool_id"],
        outputs: &["principals"],
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.iam.workload_identity_pool",
            "a workload identity pool (IAM `workloadIdentityPools`)",
            NAME,
        )
    };

    const FORM: Form = Form {
        name: Some(NAME),
        ..Form::PLAIN
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        check_id("pool_id", &spec.pool_id)
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let item = |pool: &Value| {
            let name = pool["name"].as_str().unwrap_or_default();
            Item::of(pool).output("principals", principals(name))
        };
        Ok(pools(google).await?.iter().map(item).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        // Principals are named with the project's number.
        let number = project_number(google).await?;
        let request = Request::post(format!("/v1/{}", parent(google)), new.model()?);
        let request = request.with("workloadIdentityPoolId", &new.spec.pool_id);
        soft_delete::create(google, new, "CreateWorkloadIdentityPool", request).await?;
        let numbered = new.id.replacen(google.project(), &number, 1);
        let mut created = new.created();
        let principals = principals(&numbered);
        created.outputs.insert("principals".to_owned(), principals);
        Ok(created)
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

/// Every pool that is not deleted.
pub(super) async fn pools(google: &Clients) -> Result<Vec<Value>> {
    let request = Request::get(format!("/v1/{}", parent(google)));
    let request = request.with("pageSize", PAGE);
    let name = (SERVICE, "ListWorkloadIdentityPools");
    let pools = google.list_http(name, request, "workloadIdentityPools");
    pools.await
}

fn parent(google: &Clients) -> String {
    let project = google.project_name();
    format!("{project}/locations/global/workloadIdentityPools")
}

/// The principals of a pool, after `principal:` or `principalSet:`.
fn principals(numbered: &str) -> String {
    format!("//iam.googleapis.com/{numbered}")
}
