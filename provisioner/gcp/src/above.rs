//! What stands above the project.

use gabakura_model::Value;

use crate::clients::Clients;
use crate::fault::Result;
use crate::project::SERVICE;
use crate::wire::Ask;

/// The organisation the project belongs to: `organizations/123`; `None` where there is none.
///
/// `getAncestry` asks for no right above the project, as reading its folders would; Google's
/// client for Resource Manager has only the third version of the API, which lacks it.
///
/// # Errors
/// What Google refuses.
pub(crate) async fn organization(google: &Clients) -> Result<Option<String>> {
    let path = format!("/v1/{}:getAncestry", google.project_name());
    let ask = Ask::post(path, Value::Object(Default::default()));
    let reply = google.ask((SERVICE, "GetAncestry"), ask).await?;
    let above = reply["ancestor"].as_array().into_iter().flatten();
    let organization = |one: &Value| {
        let id = &one["resourceId"];
        let id = (id["type"] == "organization").then(|| id["id"].as_str())??;
        Some(format!("organizations/{id}"))
    };
    Ok(above.filter_map(organization).next_back())
}
