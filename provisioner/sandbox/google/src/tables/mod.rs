//! The table: every collection of every service, a file per service.

mod access;
mod billing;
pub(crate) mod compute;
mod dns;
mod iam;
mod kms;
mod logging;
mod monitoring;
pub(crate) mod off;
mod org;
mod projects;
mod pubsub;
mod storage;

use std::sync::LazyLock;

use crate::call::Call;
use crate::collection::Collection;
use crate::json;
use crate::refusal::Refusal;
use crate::route::Place;
use crate::schema::Schema;
use crate::world::{ABOVE, World};

/// What an IAM policy looks like, for every service.
pub(crate) static POLICY: LazyLock<Schema> =
    LazyLock::new(|| Schema::parse(&[include_str!("../../schema/policy.schema")]));

/// Every row.
pub(crate) fn all() -> impl Iterator<Item = &'static Collection> {
    let tables = [
        compute::ROWS,
        storage::ROWS,
        kms::ROWS,
        logging::ROWS,
        iam::ROWS,
        projects::ROWS,
        monitoring::ROWS,
        org::ROWS,
        dns::ROWS,
        access::ROWS,
        billing::ROWS,
        pubsub::ROWS,
    ];
    tables.into_iter().flatten()
}

/// Lets a call in. A project comes into being when something in it is first used, except by those
/// who only ask Resource Manager's first version whether it is there.
/// Services that are switched off turn their calls away.
pub(crate) fn admit(world: &mut World, place: &Place, call: &Call) -> Result<(), Refusal> {
    let scope = &place.scope;
    if scope == ABOVE {
        return Ok(());
    }
    if place.row.service.prefix == projects::V1
        && place.row.path == "projects"
        && place.verb.is_none()
        && !world.knows(scope)
    {
        return Err(Refusal::forbidden("The caller does not have permission"));
    }
    if scope.is_empty() {
        return Err(Refusal::required("project"));
    }
    come_into_being(world, scope)?;
    off::refuse(world, place, call)?;
    compute::admit(place)
}

/// Brings a project into being when somebody may use it.
pub(crate) fn come_into_being(world: &mut World, scope: &str) -> Result<(), Refusal> {
    if !is_project_id(scope) {
        return Err(Refusal::forbidden(format!(
            "Permission denied on resource project {scope}."
        )));
    }
    open(world, scope);
    Ok(())
}

/// Brings a project into being, with what a new one has.
pub(crate) fn open(world: &mut World, scope: &str) {
    if scope == ABOVE || !world.open(scope).1 {
        return;
    }
    projects::seed(world, scope);
    compute::seed(world, scope);
    logging::seed(world, scope);
}

/// Whether a list request is about this thing: some lists name a parent in the query, and what is
/// deleted is shown to those who ask.
pub(crate) fn listed(place: &Place, value: &serde_json::Value, call: &Call) -> bool {
    let parent = match (call.query("parent"), call.query("parentId")) {
        ("", parent) | (parent, _) => parent,
    };
    let deleted =
        value.get("deleted") == Some(&true.into()) || json::text(value, "state") == "DELETED";
    let deleted = deleted && !call.flag("showDeleted");
    !deleted && (place.scope != ABOVE || parent.is_empty() || json::text(value, "parent") == parent)
}

/// Letters, digits and hyphens, 6 to 30 of them, a letter first. The id becomes a file's name.
pub(crate) fn is_project_id(id: &str) -> bool {
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    (6..=30).contains(&id.len())
        && id.chars().all(plain)
        && id.starts_with(|letter: char| letter.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};

    #[test]
    fn every_row_has_a_message_and_readable_defaults() {
        for row in super::all() {
            let schema = &*row.service.schema;
            assert_eq!(
                schema.undeclared(),
                Vec::<&str>::new(),
                "{}",
                row.service.name
            );
            serde_json::from_str::<Map<String, Value>>(row.defaults)
                .unwrap_or_else(|error| panic!("{}: {error}", row.path));
            let served = row.allows("create") || row.allows("upsert");
            assert!(
                !served || !schema.fields(row.message).is_empty(),
                "{}",
                row.path
            );
        }
    }
}
