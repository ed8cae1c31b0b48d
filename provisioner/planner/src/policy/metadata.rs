//! The metadata of policies, and how the parts of one check come together.
//!
//! A check that means the same on several clouds is a file per cloud, of one name and package. One
//! of them holds what is the same everywhere; controls and kinds are each cloud's own.

use gabakura_model::diagnostic::Diagnostic;
use gabakura_model::finding::{Bilingual, Check, Control, Enforcement, Severity};
use serde::Deserialize;

use super::program::{CHECKS, Program};
use super::source::PolicySource;

/// What is the same for a check on every cloud.
#[derive(Deserialize)]
pub(super) struct CheckMetadata {
    title: Bilingual,
    severity: Severity,
    enforcement: Enforcement,
    remediation: Bilingual,
}

/// What a check declares for one cloud.
#[derive(Clone, Deserialize)]
pub(super) struct CloudMetadata {
    /// The id.
    pub id: String,
    /// The controls it serves there.
    pub controls: Vec<Control>,
    /// The kinds it reads there.
    pub kinds: Vec<String>,
}

impl CloudMetadata {
    /// The cloud, by its first kind.
    pub fn cloud(&self) -> &str {
        self.kinds.first().map_or("", |kind| cloud_of(kind))
    }
}

/// The cloud of a kind.
pub(super) fn cloud_of(kind: &str) -> &str {
    kind.split('.').next().unwrap_or_default()
}

/// A check on one cloud, ready to run.
#[derive(Clone)]
pub(super) struct Part {
    /// What it declares.
    pub metadata: CloudMetadata,
    /// Its rules.
    pub program: Program,
}

/// The `metadata` of one file.
pub(super) struct Metadata {
    /// What holds on every cloud, unless another file has it.
    pub check: Option<CheckMetadata>,
    /// What holds on its own.
    pub cloud: CloudMetadata,
}

/// The keys of [`CheckMetadata`] and of [`CloudMetadata`].
const CHECK_KEYS: [&str; 4] = ["enforcement", "remediation", "severity", "title"];
const CLOUD_KEYS: [&str; 3] = ["controls", "id", "kinds"];

/// Reads `metadata`: all of what holds on every cloud or none of it, and no unknown key.
pub(super) fn read(value: serde_json::Value) -> Result<Metadata, String> {
    let keys = value.as_object().map(serde_json::Map::keys);
    let mut keys = keys.into_iter().flatten();
    let known =
        |key: &&String| CHECK_KEYS.contains(&key.as_str()) || CLOUD_KEYS.contains(&key.as_str());
    if let Some(key) = keys.clone().find(|key| !known(key)) {
        return Err(format!("unknown field `{key}`"));
    }
    let with_check = keys.any(|key| CHECK_KEYS.contains(&key.as_str()));
    let check = match with_check {
        true => Some(serde_json::from_value(value.clone()).map_err(|e| e.to_string())?),
        false => None,
    };
    let cloud = serde_json::from_value(value).map_err(|e| e.to_string())?;
    Ok(Metadata { check, cloud })
}

/// An error of a file's `metadata`.
pub(super) fn diagnostic(source: &PolicySource, problem: &str) -> Diagnostic {
    let origin = source.line_of("metadata :=");
    Diagnostic::error("policy-metadata", origin).with("problem", problem)
}

/// A check being put together from its files.
#[derive(Default)]
pub(super) struct Draft<'s> {
    check: Option<(CheckMetadata, &'s PolicySource)>,
    parts: Vec<(Part, &'s PolicySource)>,
}

impl<'s> Draft<'s> {
    /// Adds the part of a cloud, unless another file has it already.
    pub fn add(
        &mut self,
        package: &str,
        source: &'s PolicySource,
        check: Option<CheckMetadata>,
        part: Part,
    ) -> Option<Diagnostic> {
        let mut same = self.parts.iter();
        if let Some((_, first)) =
            same.find(|(other, _)| other.metadata.cloud() == part.metadata.cloud())
        {
            let diagnostic = Diagnostic::error("policy-duplicate", source.line_of("package "))
                .with("check", package[CHECKS.len()..].replace('_', "-"))
                .with("first", &first.path);
            return Some(diagnostic);
        }
        self.parts.push((part, source));
        match (check, &self.check) {
            (Some(_), Some((_, first))) => {
                let problem = format!("{} has the title already; keep one", first.path);
                Some(diagnostic(source, &problem))
            }
            (check, _) => {
                self.check = check.map(|it| (it, source)).or(self.check.take());
                None
            }
        }
    }

    /// The check with its parts; an error when no file has what holds on every cloud.
    pub fn finish(self, package: &str) -> Result<(Check, Vec<Part>), Diagnostic> {
        let Some((check, _)) = self.check else {
            let (_, source) = self.parts.first().expect("a draft starts with a part");
            return Err(diagnostic(source, "no file of this check has a `title`"));
        };
        let parts: Vec<Part> = self.parts.into_iter().map(|(part, _)| part).collect();
        let mut controls: Vec<Control> = Vec::new();
        for control in parts.iter().flat_map(|part| &part.metadata.controls) {
            if !controls.contains(control) {
                controls.push(control.clone());
            }
        }
        let kinds = parts.iter().flat_map(|part| part.metadata.kinds.clone());
        let check = Check {
            id: package[CHECKS.len()..].replace('_', "-"),
            title: check.title,
            severity: check.severity,
            enforcement: check.enforcement,
            remediation: check.remediation,
            controls,
            kinds: kinds.collect(),
        };
        Ok((check, parts))
    }
}
