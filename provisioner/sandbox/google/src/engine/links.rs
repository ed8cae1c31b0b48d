//! Fields that lead from one thing to another.

use serde_json::Value;

use crate::collection::Place;
use crate::json;
use crate::refusal::Refusal;
use crate::world::World;

/// Checks that what a thing leads to is there, and writes full links where the server does.
pub(super) fn rewrite(world: &World, place: &Place, value: &mut Value) -> Result<(), Refusal> {
    for link in place.row.links {
        let given = json::text(value, link.field);
        let Some(target) = target(place, given, link.to) else {
            continue;
        };
        let key = format!("{}/{target}", place.row.service.name);
        if world.get(&place.scope, &key).is_none() {
            return Err(Refusal::not_found(format!(
                "The resource '{target}' was not found"
            )));
        }
        if link.rewritten {
            json::set(value, link.field, place.row.service.link(&target));
        }
    }
    Ok(())
}

/// Refuses to delete what something else leads to.
pub(super) fn refuse_used(world: &World, place: &Place) -> Result<(), Refusal> {
    let (service, key, path) = (place.row.service.name, place.key(), place.path());
    let rows = place.row.service.own_rows();
    for row in rows.filter(|row| row.links.iter().any(|link| link.to == place.row.path)) {
        let prefix = format!("{service}/");
        for (other, stored) in world.under(&place.scope, prefix.clone()) {
            if stored.with.as_deref() == Some(&key) || !is_of(row.path, &other[prefix.len()..]) {
                continue;
            }
            let uses = row.links.iter().any(|link| {
                link.to == place.row.path
                    && target(place, json::text(&stored.value, link.field), link.to).as_deref()
                        == Some(&path)
            });
            if uses {
                let (kind, user) = (place.row.message.to_lowercase(), &other[prefix.len()..]);
                let refused = Refusal::in_use(format!(
                    "The {kind} resource '{path}' is already being used by '{user}'"
                ));
                return Err(if place.row.used_late {
                    refused.later("RESOURCE_IN_USE_BY_ANOTHER_RESOURCE")
                } else {
                    refused
                });
            }
        }
    }
    Ok(())
}

/// The path a link leads to: links are full, partial, or just names. `None` when nothing is
/// given, or something of another collection.
pub(crate) fn target(place: &Place, given: &str, to: &str) -> Option<String> {
    if given.is_empty() {
        return None;
    }
    let prefix = format!("{}/", place.row.service.prefix);
    let path = given.split_once(&prefix).map_or(given, |(_, path)| path);
    let plural = to.rsplit('/').next().unwrap_or_default();
    let path = if path.starts_with("projects/") {
        path.to_owned()
    } else if path.contains('/') {
        format!("projects/{}/{path}", place.scope)
    } else {
        let parent = place
            .parent
            .rsplit_once('/')
            .map_or("", |(parent, _)| parent);
        format!("{parent}/{plural}/{path}")
    };
    is_of(to, &path).then_some(path)
}

/// Whether `path` is of the collection `pattern`.
pub(crate) fn is_of(pattern: &str, path: &str) -> bool {
    let Some((parent, _)) = path.rsplit_once('/') else {
        return false;
    };
    let (mut patterns, mut segments) = (pattern.split('/'), parent.split('/'));
    loop {
        match (patterns.next(), segments.next()) {
            (None, None) => return true,
            (Some("*" | "^"), Some(_)) => {}
            (Some(pattern), Some(segment)) if pattern == segment => {}
            _ => return false,
        }
    }
}
