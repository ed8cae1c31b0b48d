//! What can be declared: the schema of each kind.

use std::collections::BTreeMap;

use crate::resource::Kind;
use crate::value::Value;

/// How the cloud tells one resource of a kind from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// The cloud assigns an id at creation (`vpc-…`).
    Assigned,
    /// A field of the spec is the identity (`bucket`).
    Named {
        /// The field.
        field: &'static str,
    },
    /// Fields of the spec and the account spell the identity.
    Path {
        /// Text with fields of the spec in braces; `{project}` is the account:
        /// `projects/{project}/global/networks/{name}`.
        pattern: &'static str,
    },
    /// There is one per account and region, and it always exists: a setting, put and reset, never
    /// created.
    Setting,
    /// There is one per container, and it always exists (a VPC's default security group).
    SettingOf {
        /// The field that holds the container's id.
        field: &'static str,
    },
}

/// Why deleting a resource of a kind needs an explicit, named override.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Nothing is lost that a new apply does not bring back.
    None,
    /// Data or evidence would be lost for good.
    Irreversible,
}

/// The schema of one kind.
#[derive(Clone)]
pub struct KindSchema {
    /// The kind.
    pub kind: Kind,
    /// What it is, in a few English words.
    pub summary: &'static str,
    /// How one resource is distinguished from another.
    pub identity: Identity,
    /// Top-level spec fields that only a replacement can change.
    pub immutable: &'static [&'static str],
    /// Top-level field that names the container it lives in, if any.
    pub parent: Option<&'static str>,
    /// Outputs that a reference can name besides `id`, which every kind has.
    pub outputs: &'static [&'static str],
    /// Whether a resource affects the whole account, whoever created it (an IAM binding, an
    /// organisation policy), so that the checks of the leading tenancy read all of them.
    pub account_wide: bool,
    /// Whether it is only observed: it cannot be declared, and gabakura never creates, changes or
    /// deletes it. Checks read it, and what it exists in is not deleted before it.
    pub observed_only: bool,
    /// Kinds that an observed-only resource exists in, directly or not: a server in a subnet, and so
    /// in a VPC. Where it cannot be listed, they are not deleted.
    pub stands_in: &'static [&'static str],
    /// Whether it carries tags.
    pub taggable: bool,
    /// Whether a resource can stand for any other of the same identity and settings: it holds no
    /// data (an IAM binding, a key ring). One that exists as intended may then be taken for what a
    /// lost request created.
    pub interchangeable: bool,
    /// Whether deleting it needs an override.
    pub protection: Protection,
    /// Brings a spec to canonical form: types checked, defaults filled, sets sorted.
    pub canonical: fn(&Value) -> Result<Value, SpecError>,
    /// JSON Schema of the spec, for editors.
    pub json_schema: fn() -> Value,
}

impl KindSchema {
    /// Whether a resource of this kind always exists and is only ever set.
    pub fn is_setting(&self) -> bool {
        matches!(
            self.identity,
            Identity::Setting | Identity::SettingOf { .. }
        )
    }

    /// Whether a reference can name `field`.
    pub fn has_output(&self, field: &str) -> bool {
        field == "id" || self.outputs.contains(&field)
    }

    /// The identity a spec implies in an account before the cloud is asked, where it implies one.
    pub fn implied_id(&self, spec: &Value, account: &str) -> Option<String> {
        match self.identity {
            Identity::Named { field } | Identity::SettingOf { field } => {
                Some(spec.get(field)?.as_str()?.to_owned())
            }
            Identity::Path { pattern } => spell(pattern, spec, account),
            Identity::Assigned | Identity::Setting => None,
        }
    }

    /// Whether a name is the identity, so that another resource can take it over.
    pub fn is_named(&self) -> bool {
        matches!(
            self.identity,
            Identity::Named { .. } | Identity::Path { .. }
        )
    }
}

/// Fills a pattern of [`Identity::Path`]; `None` when the spec lacks a field it asks for.
fn spell(pattern: &str, spec: &Value, account: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (field, after) = after.split_once('}')?;
        out.push_str(before);
        out.push_str(match field {
            "project" => account,
            field => spec.get(field)?.as_str()?,
        });
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

impl std::fmt::Debug for KindSchema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KindSchema")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// A spec that does not fit its kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at `{path}`: {problem}")]
pub struct SpecError {
    /// Path of the field, dotted (`ingress[0].port`); `.` for the spec itself.
    pub path: String,
    /// What is wrong, as the parser words it.
    pub problem: String,
}

impl SpecError {
    /// What is wrong with one field.
    pub fn new(path: &str, problem: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            problem: problem.into(),
        }
    }
}

/// Every kind that can be declared, by name.
#[derive(Clone, Debug, Default)]
pub struct Catalogue(BTreeMap<Kind, KindSchema>);

impl Catalogue {
    /// A kind's schema.
    pub fn get(&self, kind: &Kind) -> Option<&KindSchema> {
        self.0.get(kind)
    }

    /// Every schema, in order of kind.
    pub fn iter(&self) -> impl Iterator<Item = &KindSchema> {
        self.0.values()
    }
}

impl FromIterator<KindSchema> for Catalogue {
    fn from_iter<I: IntoIterator<Item = KindSchema>>(schemas: I) -> Self {
        Self(
            schemas
                .into_iter()
                .map(|schema| (schema.kind.clone(), schema))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_is_spelt_from_the_spec_and_the_account() {
        let pattern = "projects/{project}/regions/{region}/subnetworks/{name}";
        let spec = json!({"region": "asia-northeast1", "name": "web"});
        assert_eq!(
            spell(pattern, &spec, "p1").unwrap(),
            "projects/p1/regions/asia-northeast1/subnetworks/web"
        );
        assert_eq!(spell(pattern, &json!({"name": "web"}), "p1"), None);
        assert_eq!(
            spell(
                "{parent}/keys/{name}",
                &json!({"parent": "a/b", "name": "k"}),
                "p1"
            )
            .unwrap(),
            "a/b/keys/k"
        );
    }
}
