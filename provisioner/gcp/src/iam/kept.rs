//! What pools and their providers share: Google keeps them for 30 days after their deletion.

use gabakura_model::Value;
use gabakura_model::catalogue::SpecError;
use gabakura_model::resource::TAG_ADDRESS;
use google_cloud_wkt::FieldMask;
use serde::Serialize;

use crate::clients::Clients;
use crate::fault::{Fault, Result, unless_gone};
use crate::iam::SERVICE;
use crate::mark;
use crate::order::New;
use crate::rest::camel;
use crate::spec::fault;
use crate::wire::Ask;

/// Takes back what was made for the same address and then deleted; `false` where there is
/// nothing of that name.
///
/// # Errors
/// Something else of that name was deleted: what trusts it would be trusted again, so it is not
/// taken back, and its name is not free.
pub(crate) async fn taken_back<S: Serialize>(google: &Clients, new: &New<S>) -> Result<bool> {
    let Some(old) = unless_gone(read(google, &new.id).await)?.filter(is_deleted) else {
        return Ok(false);
    };
    if made_for(&old) != made_for(&new.model()?) {
        let told = "one of this name was deleted, and Google keeps it for 30 days: choose another \
                    name, or undelete it by hand and adopt it";
        return Err(Fault::refused(SERVICE, "Undelete", "name-kept", told));
    }
    let ask = Ask::post(
        format!("/v1/{}:undelete", new.id),
        Value::Object(Default::default()),
    );
    google
        .tell_and_wait((SERVICE, "Undelete"), "v1", ask)
        .await?;
    Ok(true)
}

/// Brings the fields of a mask to what is wanted, where they differ.
pub(crate) async fn settled(
    google: &Clients,
    id: &str,
    mask: &FieldMask,
    wanted: Value,
) -> Result<()> {
    let fresh = read(google, id).await?;
    let nothing = |value: &Value| match value {
        Value::Bool(value) => !value,
        Value::String(text) => text.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        value => value.is_null(),
    };
    let same = |path: &String| {
        let (old, new) = (&fresh[camel(path)], &wanted[camel(path)]);
        old == new || (nothing(old) && nothing(new))
    };
    match mask.paths.iter().all(same) {
        true => Ok(()),
        false => write(google, id, mask, wanted).await,
    }
}

pub(crate) async fn read(google: &Clients, id: &str) -> Result<Value> {
    let name = (SERVICE, "GetWorkloadIdentity");
    google.ask(name, Ask::get(format!("/v1/{id}"))).await
}

pub(crate) async fn write(google: &Clients, id: &str, mask: &FieldMask, body: Value) -> Result<()> {
    let ask = Ask::patch(format!("/v1/{id}"), mask, body);
    let name = (SERVICE, "PatchWorkloadIdentity");
    google.tell_and_wait(name, "v1", ask).await
}

/// Deletes what is not deleted yet.
pub(crate) async fn delete(google: &Clients, id: &str) -> Result<()> {
    if is_deleted(&read(google, id).await?) {
        return Ok(());
    }
    let ask = Ask::delete(format!("/v1/{id}"));
    let name = (SERVICE, "DeleteWorkloadIdentity");
    google.tell_and_wait(name, "v1", ask).await
}

/// Refuses a name that IAM would: 4 to 32 of a-z, 0-9 and hyphens, not beginning with `gcp-`.
pub(crate) fn check_id(field: &str, id: &str) -> Result<(), SpecError> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    match (4..=32).contains(&id.len()) && id.chars().all(is_plain) && !id.starts_with("gcp-") {
        true => Ok(()),
        false => Err(fault(
            field,
            "expected 4 to 32 of a-z, 0-9 and hyphens, and not `gcp-` in front",
        )),
    }
}

fn is_deleted(thing: &Value) -> bool {
    thing["state"] == "DELETED"
}

/// The address in a thing's mark.
fn made_for(thing: &Value) -> Option<String> {
    let (_, mut tags) = mark::read(thing["description"].as_str().unwrap_or_default());
    tags.remove(TAG_ADDRESS)
}
