//! `gcp.iam.role`: a role of our own (IAM `CreateRole`).
//!
//! A deleted role can be brought back for a week and keeps its name for longer, so making one that
//! was deleted brings it back.

use std::collections::BTreeSet;

use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use google_cloud_iam_admin_v1::model::{Role as SdkRole, RoleView};
use google_cloud_wkt::FieldMask;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::listed;
use crate::change::Change;
use crate::clients::Clients;
use crate::facts::{Facts, Ownership};
use crate::fault::{Result, unless_gone};
use crate::iam::SERVICE;
use crate::kind::GoogleKind;
use crate::order::New;
use crate::rest::Fields;
use crate::seen::Seen;
use crate::spec::fault;
use crate::words::words;

/// Largest page of `ListRoles` with permissions.
const PAGE: i32 = 300;

/// A role of our own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// Its name, unique in the project: 3 to 64 of letters, digits, `_` and `.`.
    role_id: String,
    /// What people call it.
    title: String,
    /// What it is for.
    #[serde(default)]
    description: String,
    /// What it permits.
    included_permissions: BTreeSet<String>,
    /// How settled it is. Google's default is `ALPHA`.
    #[serde(default)]
    stage: Stage,
}

words! {
    /// How settled a role is.
    Stage { "GA" = 2, "ALPHA" = 0, "BETA" = 1, "DEPRECATED" = 4, "DISABLED" = 5, "EAP" = 6, }
}

pub(crate) struct Role;

impl GoogleKind for Role {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["role_id"],
        ownership: Ownership::Description,
        ..Facts::whole(
            "gcp.iam.role",
            "a role of our own",
            "projects/{project}/roles/{role_id}",
        )
    };

    fn check(spec: &Spec) -> std::result::Result<(), SpecError> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let id = &spec.role_id;
        match (3..=64).contains(&id.len()) && id.chars().all(is_plain) {
            true => Ok(()),
            false => Err(fault(
                "role_id",
                "expected 3 to 64 of letters, digits, `_` and `.`",
            )),
        }
    }

    fn settle(seen: &mut Fields) {
        // Google leaves the first stage out.
        seen.entry("stage").or_insert_with(|| "ALPHA".into());
    }

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let call = google
            .iam()
            .await?
            .list_roles()
            .set_parent(google.project_name());
        let call = call.set_view(RoleView::Full).set_page_size(PAGE);
        let roles: Vec<SdkRole> = listed!(google, (SERVICE, "ListRoles"), call, roles)?;
        let standing = roles.iter().filter(|role| !role.deleted);
        Ok(standing.map(Seen::of).collect())
    }

    async fn create(google: &Clients, new: &New<Spec>) -> Result<Created> {
        let client = google.iam().await?;
        if unless_gone(read(google, &new.id).await)?.is_some_and(|role| role.deleted) {
            let call = client.undelete_role().set_name(&new.id);
            google
                .change((SERVICE, "UndeleteRole"), call.send())
                .await?;
            return Ok(new.made());
        }
        let call = client.create_role().set_parent(google.project_name());
        let call = call
            .set_role_id(&new.spec.role_id)
            .set_role::<SdkRole>(new.model()?);
        google.change((SERVICE, "CreateRole"), call.send()).await?;
        Ok(new.made())
    }

    /// What was brought back is as it was before.
    async fn finish(google: &Clients, made: &Created, new: &New<Spec>) -> Result<()> {
        let (fresh, wanted): (_, SdkRole) = (read(google, &made.id).await?, new.model()?);
        let permissions = |role: &SdkRole| -> BTreeSet<String> {
            role.included_permissions.iter().cloned().collect()
        };
        let is_same = fresh.title == wanted.title
            && fresh.description == wanted.description
            && fresh.stage == wanted.stage
            && permissions(&fresh) == permissions(&wanted);
        match is_same {
            true => Ok(()),
            false => write(google, &made.id, wanted.set_etag(fresh.etag)).await,
        }
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let fresh = read(google, &change.id).await?;
        write(google, &change.id, change.onto(&fresh)?).await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google.iam().await?.delete_role().set_name(id);
        google.change((SERVICE, "DeleteRole"), call.send()).await?;
        Ok(())
    }
}

async fn read(google: &Clients, id: &str) -> Result<SdkRole> {
    let call = google.iam().await?.get_role().set_name(id);
    google
        .read((SERVICE, "GetRole"), || call.clone().send())
        .await
}

async fn write(google: &Clients, id: &str, role: SdkRole) -> Result<()> {
    let mask = ["title", "description", "included_permissions", "stage"];
    let call = google
        .iam()
        .await?
        .update_role()
        .set_name(id)
        .set_role(role);
    let call = call.set_update_mask(FieldMask::default().set_paths(mask));
    google.change((SERVICE, "UpdateRole"), call.send()).await?;
    Ok(())
}
