//! What pools and their providers share: Google keeps a deleted one, and its name, for 30 days.

use gabakura_adapter::unless_gone;
use gabakura_model::Value;
use gabakura_model::catalogue::SpecError;
use gabakura_model::outcome::Created;
use gabakura_model::resource::TAG_ADDRESS;
use google_cloud_wkt::FieldMask;
use serde::Serialize;

use crate::change::Change;
use crate::clients::Clients;
use crate::creation::Creation;
use crate::error::{Error, Result};
use crate::http::Request;
use crate::iam::SERVICE;
use crate::mark;
use crate::rest::camel;

/// Creates one by `request`, or restores the deleted one that was created for the same address.
///
/// # Errors
/// Something else of this name was deleted: restoring it would restore the access of whoever
/// trusted it, and its name is not free.
pub(super) async fn create<S: Serialize>(
    google: &Clients,
    new: &Creation<S>,
    operation: &'static str,
    request: Request,
) -> Result<()> {
    let Some(old) = unless_gone(get(google, &new.id).await)?.filter(is_deleted) else {
        let name = (SERVICE, operation);
        return google.change_http_and_wait(name, "v1", request).await;
    };
    if address_of(&old) != address_of(&new.model()?) {
        let message = "one of this name was deleted, and Google keeps it for 30 days: choose \
                       another name, or undelete it by hand and adopt it";
        return Err(Error::refused(SERVICE, "Undelete", "name-kept", message));
    }
    let body = Value::Object(Default::default());
    let request = Request::post(format!("/v1/{}:undelete", new.id), body);
    let name = (SERVICE, "Undelete");
    google.change_http_and_wait(name, "v1", request).await
}

/// Brings the `mutable` fields to what is wanted, where they differ: those of a restored one are
/// as they were before.
pub(super) async fn finish<S: Serialize>(
    google: &Clients,
    created: &Created,
    new: &Creation<S>,
    mutable: &[&str],
) -> Result<()> {
    let (fresh, wanted): (_, Value) = (get(google, &created.id).await?, new.model()?);
    let is_empty = |value: &Value| match value {
        Value::Bool(value) => !value,
        Value::String(text) => text.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        value => value.is_null(),
    };
    let is_same = |path: &&str| {
        let (old, new) = (&fresh[camel(path)], &wanted[camel(path)]);
        old == new || (is_empty(old) && is_empty(new))
    };
    match mutable.iter().all(is_same) {
        true => Ok(()),
        false => {
            let mask = FieldMask::default().set_paths(mutable.iter().copied());
            patch(google, &created.id, &mask, wanted).await
        }
    }
}

pub(super) async fn update<S: Serialize>(google: &Clients, change: &Change<S>) -> Result<()> {
    let fresh = get(google, &change.id).await?;
    patch(
        google,
        &change.id,
        &change.mask(),
        change.applied_to(&fresh)?,
    )
    .await
}

/// Deletes what is not deleted yet.
pub(super) async fn delete(google: &Clients, id: &str) -> Result<()> {
    if is_deleted(&get(google, id).await?) {
        return Ok(());
    }
    let request = Request::delete(format!("/v1/{id}"));
    let name = (SERVICE, "DeleteWorkloadIdentity");
    google.change_http_and_wait(name, "v1", request).await
}

/// Refuses an id that IAM would: 4 to 32 of a-z, 0-9 and hyphens, not beginning with `gcp-`.
pub(super) fn check_id(field: &str, id: &str) -> Result<(), SpecError> {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    match (4..=32).contains(&id.len()) && id.chars().all(is_allowed) && !id.starts_with("gcp-") {
        true => Ok(()),
        false => Err(SpecError::new(
            field,
            "expected 4 to 32 of a-z, 0-9 and hyphens, and not `gcp-` in front",
        )),
    }
}

async fn get(google: &Clients, id: &str) -> Result<Value> {
    let request = Request::get(format!("/v1/{id}"));
    google
        .read_http((SERVICE, "GetWorkloadIdentity"), request)
        .await
}

async fn patch(google: &Clients, id: &str, mask: &FieldMask, body: Value) -> Result<()> {
    let request = Request::patch(format!("/v1/{id}"), mask, body);
    let name = (SERVICE, "PatchWorkloadIdentity");
    google.change_http_and_wait(name, "v1", request).await
}

fn is_deleted(resource: &Value) -> bool {
    resource["state"] == "DELETED"
}

/// The address in a resource's mark.
fn address_of(resource: &Value) -> Option<String> {
    let description = resource["description"].as_str().unwrap_or_default();
    mark::read(description).1.remove(TAG_ADDRESS)
}
