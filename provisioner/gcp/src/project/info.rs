//! `gcp.project.project`: the project itself (Resource Manager `projects`).
//!
//! Nothing of it can be declared. References ask for its number, which the names of Google's own
//! service accounts contain.

use google_cloud_resourcemanager_v3::model::Project as SdkProject;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::hierarchy::project;
use crate::kind::{Change, Clients, Created, Creation, Facts, GoogleKind, Item, Result};
use crate::rest::last;
use gabakura_adapter::created;

/// The project itself; it cannot be declared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Spec {}

pub(crate) struct Project;

impl GoogleKind for Project {
    type Spec = Spec;

    const FACTS: Facts = Facts {
        outputs: &["number", "project_id"],
        ..Facts::setting(
            "gcp.project.project",
            "the project itself (Resource Manager `projects`)",
        )
    };

    async fn list(google: &Clients) -> Result<Vec<Item>> {
        let project = project(google).await?;
        let item = Item::of(&Spec {}).id(google.project_name());
        let outputs = outputs(project).into_iter();
        Ok(vec![outputs.fold(item, |item, (name, value)| {
            item.output(name, value)
        })])
    }

    async fn create(google: &Clients, _new: &Creation<Spec>) -> Result<Created> {
        let project = project(google).await?;
        let mut created = created(google.project_name());
        let outputs = outputs(project).map(|(name, value)| (name.to_owned(), value));
        created.outputs.extend(outputs);
        Ok(created)
    }

    async fn update(_google: &Clients, _change: &Change<Spec>) -> Result<()> {
        Ok(())
    }

    /// It is no longer read; it is not ours to delete.
    async fn delete(_google: &Clients, _id: &str, _spec: Option<&Spec>) -> Result<()> {
        Ok(())
    }
}

fn outputs(project: SdkProject) -> [(&'static str, String); 2] {
    let number = last(&project.name).to_owned();
    [("number", number), ("project_id", project.project_id)]
}
