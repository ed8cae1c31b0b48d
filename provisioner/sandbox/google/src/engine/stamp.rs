//! Fields that the server sets.

use serde_json::Value;

use crate::clock;
use crate::collection::Place;
use crate::ids;
use crate::json::set;
use crate::world::World;

/// Sets what a new thing gets.
pub(crate) fn made(world: &mut World, place: &Place, value: &mut Value) {
    let name = place.name(world);
    set(value, "name", name);
    for stamp in place.row.stamps.split_whitespace() {
        let serial = world.serial(&place.scope);
        let parts = [place.row.path, place.id(), stamp, &serial];
        match stamp {
            "kind" => set(value, "kind", kind(place)),
            "id" => set(value, "id", ids::digits(18, &parts)),
            "selfLink" => set(value, "selfLink", place.link()),
            "region" => {
                let region = place.part(3);
                let link = place
                    .row
                    .service
                    .link(&format!("projects/{}/regions/{region}", place.scope));
                set(value, "region", link);
            }
            "creationTimestamp" | "createTime" | "creationTime" | "validateTime" | "updateTime" => {
                set(value, stamp, clock::now());
            }
            "uid" | "uniqueId" => set(value, stamp, ids::digits(18, &parts)),
            tag => set(value, tag, ids::tag(&parts)),
        }
    }
}

/// Renews what changes with a thing.
pub(crate) fn changed(world: &mut World, place: &Place, value: &mut Value) {
    for stamp in place.row.stamps.split_whitespace() {
        match stamp {
            "updateTime" => set(value, stamp, clock::now()),
            "etag" | "fingerprint" => {
                let serial = world.serial(&place.scope);
                set(
                    value,
                    stamp,
                    ids::tag(&[place.row.path, place.id(), stamp, &serial]),
                );
            }
            _ => {}
        }
    }
}

/// `compute#firewallPolicy`.
fn kind(place: &Place) -> String {
    let message = place.row.message;
    let (first, rest) = message.split_at(1);
    format!("{}#{}{rest}", place.row.service.name, first.to_lowercase())
}
