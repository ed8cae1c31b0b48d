//! The table: every collection of every service, a file per service.

mod access;
mod billing;
mod compute;
mod disabled;
mod dns;
mod iam;
mod kms;
mod logging;
mod monitoring;
mod org;
mod projects;
mod pubsub;
mod storage;

use crate::call::Call;
use crate::collection::{Place, Rows};
use crate::refusal::Refusal;
use crate::world::{ABOVE, World};

/// The rows of every service.
pub(crate) const ROWS: Rows = &[
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

/// Lets a call in. A project is created when something in it is first used, except by those who
/// only ask Resource Manager's first version whether it exists. Disabled services refuse.
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
    projects::ensure(world, scope)?;
    disabled::refuse(world, place, call)?;
    compute::admit(place)
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};

    #[test]
    fn every_row_has_a_message_and_readable_defaults() {
        for row in super::ROWS.iter().copied().flatten() {
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
