//! What policies say of themselves, and how the parts of one check come together.
//!
//! A check that means the same on several clouds is a file per cloud, of one name and package. Its
//! text is said once, by whichever of them; controls and kinds are each cloud's own.

use gabakura_model::diagnostic::Diagnostic;
use gabakura_model::finding::{Bilingual, Check, Control, Enforcement, Severity};
use serde::Deserialize;

use super::load::PolicySource;
use super::program::{CHECKS, Program};

/// What a check says on every cloud alike.
#[derive(Deserialize)]
pub(super) struct Text {
    title: Bilingual,
    severity: Severity,
    enforcement: Enforcement,
    remediation: Bilingual,
}

/// What a check says for one cloud.
#[derive(Clone, Deserialize)]
pub(super) struct Said {
    /// The id.
    pub id: String,
    /// The controls it serves there.
    pub controls: Vec<Control>,
    /// The kinds it reads there.
    pub kinds: Vec<String>,
}

impl Said {
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
    /// What it says of itself.
    pub said: Said,
    /// Its rules.
    pub program: Program,
}

/// The `metadata` of one file.
pub(super) struct Metadata {
    /// What holds on every cloud, unless another file says it.
    pub text: Option<Text>,
    /// What holds on its own.
    pub said: Said,
}

/// The keys of [`Text`] and of [`Said`].
const TEXT: [&str; 4] = ["enforcement", "remediation", "severity", "title"];
const SAID: [&str; 3] = ["controls", "id", "kinds"];

/// Reads `metadata`: all of the text or none of it, and no key we do not know.
pub(super) fn read(value: serde_json::Value) -> Result<Metadata, String> {
    let keys = value.as_object().map(serde_json::Map::keys);
    let mut keys = keys.into_iter().flatten();
    let known = |key: &&String| TEXT.contains(&key.as_str()) || SAID.contains(&key.as_str());
    if let Some(key) = keys.clone().find(|key| !known(key)) {
        return Err(format!("unknown field `{key}`"));
    }
    let with_text = keys.any(|key| TEXT.contains(&key.as_str()));
    let text = match with_text {
        true => Some(serde_json::from_value(value.clone()).map_err(|e| e.to_string())?),
        false => None,
    };
    let said = serde_json::from_value(value).map_err(|e| e.to_string())?;
    Ok(Metadata { text, said })
}

/// A fault of a file's `metadata`.
pub(super) fn fault(source: &PolicySource, problem: &str) -> Diagnostic {
    let origin = source.line_of("metadata :=");
    Diagnostic::error("policy-metadata", origin).with("problem", problem)
}

/// A check being put together from its files.
#[derive(Default)]
pub(super) struct Draft<'s> {
    text: Option<(Text, &'s PolicySource)>,
    parts: Vec<(Part, &'s PolicySource)>,
}

impl<'s> Draft<'s> {
    /// Adds the part of a cloud, or says what is there already.
    pub fn add(
        &mut self,
        package: &str,
        source: &'s PolicySource,
        text: Option<Text>,
        part: Part,
    ) -> Option<Diagnostic> {
        let mut same = self.parts.iter();
        if let Some((_, first)) = same.find(|(other, _)| other.said.cloud() == part.said.cloud()) {
            let fault = Diagnostic::error("policy-duplicate", source.line_of("package "))
                .with("check", package[CHECKS.len()..].replace('_', "-"))
                .with("first", &first.path);
            return Some(fault);
        }
        self.parts.push((part, source));
        match (text, &self.text) {
            (Some(_), Some((_, first))) => {
                let problem = format!("the text stands in {} already; say it once", first.path);
                Some(fault(source, &problem))
            }
            (text, _) => {
                self.text = text.map(|text| (text, source)).or(self.text.take());
                None
            }
        }
    }

    /// The check with its parts; a fault when no file says what it demands.
    pub fn finish(self, package: &str) -> Result<(Check, Vec<Part>), Diagnostic> {
        let Some((text, _)) = self.text else {
            let (_, source) = self.parts.first().expect("a draft is begun with a part");
            return Err(fault(source, "no file of this check has a `title`"));
        };
        let parts: Vec<Part> = self.parts.into_iter().map(|(part, _)| part).collect();
        let mut controls: Vec<Control> = Vec::new();
        for control in parts.iter().flat_map(|part| &part.said.controls) {
            if !controls.contains(control) {
                controls.push(control.clone());
            }
        }
        let kinds = parts.iter().flat_map(|part| part.said.kinds.clone());
        let check = Check {
            id: package[CHECKS.len()..].replace('_', "-"),
            title: text.title,
            severity: text.severity,
            enforcement: text.enforcement,
            remediation: text.remediation,
            controls,
            kinds: kinds.collect(),
        };
        Ok((check, parts))
    }
}
