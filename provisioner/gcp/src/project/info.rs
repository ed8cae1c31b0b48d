//! `gcp.project.project`: the project itself (Resource Manager `GetProject`).
//!
//! Nothing of it is ours to declare; others refer to its number, of which the names of Google's
//! own service accounts are made.

use gabakura_model::outcome::Created;
use google_cloud_resourcemanager_v3::model::Project as SdkProject;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::clients::Clients;
use crate::facts::Facts;
use crate::fault::Result;
use crate::kind::GoogleKind;
use crate::order::{New, made};
use crate::project::SERVICE;
use crate::rest::last;
use crate::seen::Seen;

/// The project itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {}

pub(crate) struct Project;

impl GoogleKind for Project {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        outputs: &["number", "project_id"],
        ..Facts::setting("gcp.project.project", "the project itself")
    };

    async fn list(google: &Clients) -> Result<Vec<Seen>> {
        let project = read(google).await?;
        let seen = Seen::of(&Spec {})
            .named(google.project_name())
            .output("number", last(&project.name))
            .output("project_id", project.project_id);
        Ok(vec![seen])
    }

    async fn create(google: &Clients, _new: &New<Spec>) -> Result<Created> {
        let project = read(google).await?;
        let mut made = made(google.project_name());
        let number = last(&project.name).to_owned();
        made.outputs.insert("number".to_owned(), number);
        made.outputs
            .insert("project_id".to_owned(), project.project_id);
        Ok(made)
    }

    async fn update(_google: &Clients, _change: &Change<Spec>) -> Result<()> {
        Ok(())
    }

    /// It is no longer looked at; it is not ours to delete.
    async fn delete(_google: &Clients, _id: &str, _spec: Option<&Spec>) -> Result<()> {
        Ok(())
    }
}

/// The project's number, by which many services know it.
pub(crate) async fn number(google: &Clients) -> Result<String> {
    Ok(last(&read(google).await?.name).to_owned())
}

async fn read(google: &Clients) -> Result<SdkProject> {
    let call = google
        .projects()
        .await?
        .get_project()
        .set_name(google.project_name());
    let project = google
        .read((SERVICE, "GetProject"), || call.clone().send())
        .await?;
    google.note_number(last(&project.name));
    Ok(project)
}
