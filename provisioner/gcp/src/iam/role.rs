//! `gcp.iam.role`: a custom IAM role (IAM `projects.roles`).
//!
//! A deleted role can be restored for a week and keeps its name for longer, so creating one that
//! was deleted restores it.

use std::collections::BTreeSet;

use google_cloud_iam_admin_v1::model::{Role as SdkRole, RoleView};
use google_cloud_wkt::FieldMask;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::call::{list_all, read};
use crate::enums::string_enum;
use crate::iam::SERVICE;
use crate::kind::{
    Change, Clients, Created, Creation, Facts, Fields, Form, GoogleKind, Item, Ownership, Result,
    SpecError,
};
use gabakura_adapter::unless_gone;

/// Page size of `ListRoles` with permissions.
const PAGE: i32 = 300;

/// A custom IAM role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {
    /// The id, unique in the project: 3 to 64 of letters, digits, `_` and `.`.
    role_id: String,
    /// The title.
    title: String,
    /// A description. Default: none.
    #[serde(default)]
    description: String,
    /// The permissions that the role grants.
    included_permissions: BTreeSet<String>,
    /// The launch stage. Default: `GA`; Google's own default is `ALPHA`.
    #[serde(default)]
    stage: Stage,
}

string_enum! {
    /// The launch stage of a role.
    Stage { "GA" = 2, "ALPHA" = 0, "BETA" = 1, "DEPRECATED" = 4, "DISABLED" = 5, "EAP" = 6, }
}

/// The resource name.
const NAME: &str = "projects/{project}/roles/{role_id}";

pub(crate) struct Role;

impl GoogleKind for Role {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        immutable: &["role_id"],
        ownership: Ownership::Description,
        ..Facts::path(
            "gcp.iam.role",
            "a custom IAM role (IAM `projects.roles`)",
            NAME,
        )
    };

    const FORM: Form = Form {
        name: Some(NAME),
        ..Form::PLAIN
    };

    fn check(spec: &Spec) -> Result<(), SpecError> {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let id = &spec.role_id;
        match (3..=64).contains(&id.len()) && id.chars().all(is_allowed) {
            true => Ok(()),
            false => Err(SpecError::new(
                "role_id",
                "expected 3 to 64 of letters, digits, `_` and `.`",
            )),
        }
    }

    fn normalize(observed: &mut Fields) {
        // Google does not return the first stage.
        observed.entry("stage").or_insert_with(|| "ALPHA".into());
    }

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let call = google.iam().await?.list_roles();
        let call = call.set_parent(google.project_name());
        let call = call.set_view(RoleView::Full).set_page_size(PAGE);
        let roles: Vec<SdkRole> = list_all!(google, (SERVICE, "ListRoles"), call, roles)?;
        let existing = roles.iter().filter(|role| !role.deleted);
        Ok(existing.map(Item::of).collect())
    }

    async fn create(google: &Clients, new: &Creation<Spec>) -> Result<Created> {
        let client = google.iam().await?;
        if unless_gone(get(google, &new.id).await)?.is_some_and(|role| role.deleted) {
            let call = client.undelete_role().set_name(&new.id);
            let restored = google.change((SERVICE, "UndeleteRole"), call.send());
            return restored.await.map(|_| new.created());
        }
        let call = client.create_role().set_parent(google.project_name());
        let call = call.set_role_id(&new.spec.role_id);
        let call = call.set_role(new.model::<SdkRole>()?);
        let created = google.change((SERVICE, "CreateRole"), call.send());
        created.await.map(|_| new.created())
    }

    /// A restored role is as it was before.
    async fn finish(google: &Clients, created: &Created, new: &Creation<Spec>) -> Result<()> {
        let (fresh, wanted): (_, SdkRole) = (get(google, &created.id).await?, new.model()?);
        let permissions = |role: &SdkRole| -> BTreeSet<String> {
            role.included_permissions.iter().cloned().collect()
        };
        let is_same = fresh.title == wanted.title
            && fresh.description == wanted.description
            && fresh.stage == wanted.stage
            && permissions(&fresh) == permissions(&wanted);
        match is_same {
            true => Ok(()),
            false => update(google, &created.id, wanted.set_etag(fresh.etag)).await,
        }
    }

    async fn update(google: &Clients, change: &Change<Spec>) -> Result<()> {
        let fresh = get(google, &change.id).await?;
        update(google, &change.id, change.applied_to(&fresh)?).await
    }

    async fn delete(google: &Clients, id: &str, _spec: Option<&Spec>) -> Result<()> {
        let call = google.iam().await?.delete_role().set_name(id);
        let deleted = google.change((SERVICE, "DeleteRole"), call.send());
        deleted.await.map(drop)
    }
}

async fn get(google: &Clients, id: &str) -> Result<SdkRole> {
    let call = google.iam().await?.get_role().set_name(id);
    read!(google, (SERVICE, "GetRole"), call)
}

async fn update(google: &Clients, id: &str, role: SdkRole) -> Result<()> {
    let mask = ["title", "description", "included_permissions", "stage"];
    let call = google.iam().await?.update_role().set_name(id);
    let call = call.set_role(role);
    let call = call.set_update_mask(FieldMask::default().set_paths(mask));
    let updated = google.change((SERVICE, "UpdateRole"), call.send());
    updated.await.map(drop)
}
