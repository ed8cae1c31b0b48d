//! Which collection, thing and verb a path is about.

use percent_encoding::percent_decode_str;

use crate::call::Call;
use crate::collection::{Collection, Place, Rows};
use crate::world::{ABOVE, World};

/// What can be asked of everything with an IAM policy.
const POLICY_VERBS: &[&str] = &["getIamPolicy", "setIamPolicy", "testIamPermissions"];

/// Finds the place a call is about, among the rows of all services.
pub(crate) fn find(rows: Rows, world: &World, call: &Call) -> Option<Place> {
    // Roles are listed by two paths; Google's clients put the parent into the query.
    let asked = match (&*call.path, call.query("parent")) {
        ("/v1/roles", parent) if !parent.is_empty() => format!("/v1/{parent}/roles"),
        (path, _) => path.to_owned(),
    };
    rows.iter().copied().flatten().find_map(|row| {
        let rest = asked.strip_prefix(row.service.prefix)?.strip_prefix('/')?;
        let mut place = matching(world, row, rest)?;
        if row.service.name == "storage" && place.parent == "b" && place.id.is_none() {
            // A bucket's path names no project; who creates or lists buckets does.
            place.scope = world.project(call.query("project")).to_owned();
        }
        Some(place)
    })
}

fn matching(world: &World, row: &'static Collection, path: &str) -> Option<Place> {
    let (path, mut verb) = match path.rsplit_once(':') {
        Some((path, verb)) if !verb.contains('/') && !verb.contains('@') => {
            (path, Some(verb.to_owned()))
        }
        _ => (path, None),
    };
    let mut segments: Vec<String> = path
        .split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
        .collect();
    let pattern: Vec<&str> = row.path.split('/').collect();
    if segments.len() < pattern.len() || segments.len() > pattern.len() + 2 {
        return None;
    }
    let fits = pattern
        .iter()
        .zip(&segments)
        .all(|(pattern, segment)| match *pattern {
            "*" => !segment.is_empty(),
            "^" => ["projects", "folders", "organizations", "billingAccounts"]
                .contains(&segment.as_str()),
            literal => literal == segment,
        });
    if !fits {
        return None;
    }
    for index in 0..segments.len() {
        // Projects go by number, too; and a resource name can be one segment.
        if index > 0 && segments[index - 1] == "projects" {
            segments[index] = world.project(&segments[index]).to_owned();
        } else if let Some((host, project)) = segments[index].split_once("%2Fprojects%2F") {
            segments[index] = format!("{host}%2Fprojects%2F{}", world.project(project));
        }
    }
    if segments.len() == pattern.len() + 2 {
        verb = segments.pop();
        let known = |verb: &str| row.actions.iter().any(|(name, _)| *name == verb);
        if !verb
            .as_deref()
            .is_some_and(|verb| known(verb) || POLICY_VERBS.contains(&verb))
        {
            return None;
        }
    }
    let id = (segments.len() > pattern.len())
        .then(|| segments.pop())
        .flatten();
    let parent = segments.join("/");
    let scope = scope(world, row, &parent, id.as_deref());
    Some(Place {
        row,
        parent,
        id,
        verb,
        scope,
    })
}

fn scope(world: &World, row: &Collection, parent: &str, id: Option<&str>) -> String {
    if row.service.name == "storage" {
        let bucket = parent.split('/').nth(1).or(id).unwrap_or_default();
        return world.bucket_owner(bucket).unwrap_or(ABOVE).to_owned();
    }
    let mut segments = parent.split('/');
    let project = match segments.next() {
        Some("projects") => segments.next().or(id),
        // A resource name as one segment: `cloudresourcemanager.googleapis.com%2Fprojects%2Fp`.
        _ => parent
            .split_once("projects%2F")
            .and_then(|(_, rest)| rest.split('/').next()),
    };
    project
        .map_or(ABOVE, |project| world.project(project))
        .to_owned()
}
