//! Aggregated lists: a collection over all regions of a project.

use serde_json::{Map, Value, json};

use super::regions;
use crate::call::{Call, Response};
use crate::collection::Place;
use crate::filter::Filter;
use crate::refusal::Refusal;
use crate::world::World;

/// Answers `/projects/p/aggregated/subnetworks`. All regions are on one page.
pub(super) fn list(world: &mut World, place: &Place, call: &Call) -> Result<Response, Refusal> {
    let plural = place.id();
    let mut rows = place.row.service.own_rows();
    let row = rows
        .find(|row| row.plural() == plural)
        .ok_or_else(|| Refusal::unknown(format!("{plural} cannot be aggregated")))?;
    let filter = Filter::read(call.query("filter"))?;
    let mut items = Map::new();
    for scope in regions::scopes() {
        let prefix = format!("compute/projects/{}/{scope}/{plural}/", place.scope);
        let found = world
            .list(&place.scope, &prefix)
            .map(|(_, stored)| &stored.value);
        let found: Vec<Value> = found
            .filter(|value| filter.matches(value))
            .cloned()
            .collect();
        let content = if found.is_empty() {
            json!({ "warning": {
                "code": "NO_RESULTS_ON_PAGE",
                "data": [{ "key": "scope", "value": scope }],
                "message": format!("No results for the scope '{scope}'."),
            } })
        } else {
            json!({ plural: found })
        };
        items.insert(scope, content);
    }
    let (first, rest) = row.message.split_at(1);
    Ok(Response::ok(json!({
        "id": place.path(),
        "items": items,
        "kind": format!("compute#{}{rest}AggregatedList", first.to_lowercase()),
        "selfLink": place.link(),
    })))
}
