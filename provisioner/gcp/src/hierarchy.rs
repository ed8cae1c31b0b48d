//! The project in Google's resource hierarchy: its number, and the organisation above it.

use gabakura_model::Value;
use google_cloud_resourcemanager_v3::model::Project;

use crate::call::read;
use crate::clients::Clients;
use crate::error::Result;
use crate::http::Request;
use crate::rest::last;

/// Resource Manager, as rate limits know it.
pub(crate) const SERVICE: &str = "cloudresourcemanager";

/// The project.
pub(crate) async fn project(google: &Clients) -> Result<Project> {
    let client = google.projects().await?;
    let call = client.get_project().set_name(google.project_name());
    let project: Project = read!(google, (SERVICE, "GetProject"), call)?;
    google.note_number(last(&project.name));
    Ok(project)
}

/// The project's number, which many services use in place of its id.
pub(crate) async fn project_number(google: &Clients) -> Result<String> {
    Ok(last(&project(google).await?.name).to_owned())
}

/// The organisation that the project belongs to: `organizations/123`; `None` where there is none.
///
/// `getAncestry` needs no permission above the project, as reading its folders would. Google's
/// client for Resource Manager has only version 3 of the API, which lacks it.
///
/// # Errors
/// What Google refuses.
pub(crate) async fn organization(google: &Clients) -> Result<Option<String>> {
    let path = format!("/v1/{}:getAncestry", google.project_name());
    let request = Request::post(path, Value::Object(Default::default()));
    let reply = google.read_http((SERVICE, "GetAncestry"), request).await?;
    let ancestors = reply["ancestor"].as_array().into_iter().flatten();
    let organization = |one: &Value| {
        let id = &one["resourceId"];
        let id = (id["type"] == "organization").then(|| id["id"].as_str())??;
        Some(format!("organizations/{id}"))
    };
    Ok(ancestors.filter_map(organization).next_back())
}
