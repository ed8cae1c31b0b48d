//! `gcp.iam.workload_identity_pool`: identities from elsewhere that may come in without a key
//! (IAM `workloadIdentityPools.create`; CIS Google Cloud 1.4).
//!
//! Google keeps a deleted pool for 30 days, and its name with it. One that was made for the same
//! address is taken back, with what trusted it; another's is not.

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
use crate::kind::GoogleKind;
use crate::order::New;
use crate::project::info;
use crate::seen::Seen;
use crate::wire::Ask;

/// Largest page of `workloadIdentityPools.list`.
const PAGE: &str = "1000";
/// Fields that can be changed.
const MUTABLE: &[&str] = &["description", "disabled", "display_name"];

/// Identities from elsewhere that may come in without a key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the project: 4 to 32 of a-z, 0-9 and hyphens.
    pool_id: String,
    /// What people call it: up to 32 characters.
    #[serde(default)]
    display_name: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// Whether nobody can come in by it.
    #[serde(default)]
    disabled: bool,
}

pub(crate) struct WorkloadIdentityPool;

impl GoogleKind for WorkloadIdentityPool {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["pool_id"],
        outputs: &["principals"],
        ownership: Ownership::Description,
        ..Facts::whole(
            "gcp.iam.workload_identity_pool",
            "identities from elsewhere that may come in without a key",
            "projects/{project}/locations/global/workloadIdentityPools/{pool_id}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        check_id("pool_id", &spec.pool_id)
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let seen = |pool: &Value| {
            let name = pool["name"].as_str().unwrap_or_default();
            Seen::of(pool).output("principals", principals(name))
        };
        Ok(pools(google).await?.iter().map(seen).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        // What it will be called there has the project's number.
        let number = info::number(google).await?;
        if !kept::taken_back(google, new).await? {
            let ask = Ask::post(format!("/v1/{}", parent(google)), new.model()?);
            let ask = ask.with("workloadIdentityPoolId", &new.spec.pool_id);
            let name = (SERVICE, "CreateWorkloadIdentityPool");
            google.tell_and_wait(name, "v1", ask).await?;
        }
        let path = new.id.replacen(google.project(), &number, 1);
        let mut made = new.made();
        made.outputs
            .insert("principals".to_owned(), principals(&path));
        Ok(made)
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

/// Every pool that is not deleted.
pub(crate) async fn pools(google: &Clients) -> Result<Vec<Value>> {
    let ask = Ask::get(format!("/v1/{}", parent(google))).with("pageSize", PAGE);
    let name = (SERVICE, "ListWorkloadIdentityPools");
    google.ask_all(name, ask, "workloadIdentityPools").await
}

fn parent(google: &Clients) -> String {
    format!(
        "{}/locations/global/workloadIdentityPools",
        google.project_name()
    )
}

/// What principals of a pool begin with, after `principal:` or `principalSet:`.
fn principals(numbered: &str) -> String {
    format!("//iam.googleapis.com/{numbered}")
}
