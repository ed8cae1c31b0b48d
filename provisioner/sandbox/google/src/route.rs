//! Which collection, thing and verb a path is about.

use percent_encoding::percent_decode_str;

use crate::call::Call;
use crate::collection::{Collection, Shown};
use crate::tables;
use crate::world::{ABOVE, World};

/// What can be asked of everything with an IAM policy.
const POLICY_VERBS: &[&str] = &["getIamPolicy", "setIamPolicy", "testIamPermissions"];

/// A collection, or one thing of it.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) row: &'static Collection,
    /// `projects/p/global/networks`, the project by its id.
    pub(crate) parent: String,
    /// The thing's own name.
    pub(crate) id: Option<String>,
    /// A verb of its own: `:destroy`, `/setLabels`.
    pub(crate) verb: Option<String>,
    /// The project, or what stands above projects.
    pub(crate) scope: String,
}

impl Place {
    /// Finds the place a call is about.
    pub(crate) fn find(world: &World, call: &Call) -> Option<Self> {
        // Roles are listed by two paths; Google's clients put the parent into the query.
        let asked = match (&*call.path, call.query("parent")) {
            ("/v1/roles", parent) if !parent.is_empty() => format!("/v1/{parent}/roles"),
            (path, _) => path.to_owned(),
        };
        tables::all().find_map(|row| {
            let rest = asked.strip_prefix(row.service.prefix)?.strip_prefix('/')?;
            let mut place = Self::matching(world, row, rest)?;
            if row.service.name == "storage" && place.parent == "b" && place.id.is_none() {
                // Buckets stand under no project in the path; who makes or lists them says whose.
                place.scope = world.project(call.query("project")).to_owned();
            }
            Some(place)
        })
    }

    fn matching(world: &World, row: &'static Collection, path: &str) -> Option<Self> {
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
        Some(Self {
            row,
            parent,
            id,
            verb,
            scope,
        })
    }

    /// The place of a thing in the same collection.
    pub(crate) fn of(&self, id: &str) -> Self {
        Self {
            id: Some(id.to_owned()),
            verb: None,
            ..self.clone()
        }
    }

    /// `projects/p/global/networks/n`, or the collection's own path.
    pub(crate) fn path(&self) -> String {
        match &self.id {
            Some(id) => format!("{}/{id}", self.parent),
            None => self.parent.clone(),
        }
    }

    /// The key of the thing.
    pub(crate) fn key(&self) -> String {
        format!("{}/{}", self.row.service.name, self.path())
    }

    /// What the keys of the collection start with.
    pub(crate) fn prefix(&self) -> String {
        format!("{}/{}/", self.row.service.name, self.parent)
    }

    /// The thing's own name; empty for a collection.
    pub(crate) fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    /// A part of the path, counted from 0; empty where there is none.
    pub(crate) fn part(&self, index: usize) -> &str {
        self.parent.split('/').nth(index).unwrap_or_default()
    }

    /// The full link of this place.
    pub(crate) fn link(&self) -> String {
        link(self.row, &self.path())
    }

    /// What the field `name` says.
    pub(crate) fn name(&self, world: &mut World) -> String {
        match self.row.shown {
            Shown::Full => self.path(),
            Shown::Short => self.id().to_owned(),
            Shown::Numbered if self.scope == ABOVE => self.path(),
            Shown::Numbered => {
                let number = world.number(&self.scope);
                let [slash, encoded] =
                    ["projects/", "projects%2F"].map(|prefix| format!("{prefix}{}", self.scope));
                self.path()
                    .replacen(&slash, &format!("projects/{number}"), 1)
                    .replacen(&encoded, &format!("projects%2F{number}"), 1)
            }
        }
    }
}

/// The full link of `path` in a row's service.
pub(crate) fn link(row: &Collection, path: &str) -> String {
    format!("https://www.googleapis.com{}/{path}", row.service.prefix)
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
