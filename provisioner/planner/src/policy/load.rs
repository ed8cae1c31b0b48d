//! Reading policies: every error at once, each at its file and line.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gabakura_model::diagnostic::{Diagnostic, Origin};
use gabakura_model::finding::Check;
use regorus::Engine;

use super::metadata::{self, CheckMetadata, CloudMetadata, Draft, Part, cloud_of};
use super::program::{CHECKS, Program, engine};
use super::source::{PolicySource, line_number};

/// Builtins whose result, or effect, does not follow from the input.
const IMPURE: &[&str] = &["rand.intn", "print"];
/// Rules that every check must have.
const RULES: &[&str] = &["metadata", "subject", "fail"];

/// Every check there is, compiled once.
#[derive(Clone, Default)]
pub struct PolicySet {
    pub(super) checks: Vec<Check>,
    /// Per check, its part on each cloud.
    pub(super) parts: Vec<Vec<Part>>,
}

impl PolicySet {
    /// Compiles policies; test files are left aside.
    ///
    /// Invalid checks are left out of the set; every error is reported at once:
    ///
    /// | code | arguments |
    /// |---|---|
    /// | `policy-syntax` | `message`: the parser's words |
    /// | `policy-compile` | `message`: the compiler's words (an unsafe variable, an unknown function) |
    /// | `policy-impure` | `builtin`: the builtin that does not follow from the input |
    /// | `policy-metadata` | `problem`: what `metadata` lacks, gets wrong or has twice |
    /// | `policy-id` | `id`: the id written, `expected`: the id its package and file name demand |
    /// | `policy-file-name` | `expected`: the file name its package demands |
    /// | `policy-kinds` | `kinds`: those written; a check needs some, all of one cloud |
    /// | `policy-rule-missing` | `rule`: the rule the check lacks |
    /// | `policy-duplicate` | `check`: the id, `first`: the file that has it for this cloud already |
    pub fn load(sources: &[PolicySource]) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut libraries = engine();
        let mut checks = Vec::new();
        let mut libraries_sound = true;
        for source in sources.iter().filter(|source| !source.is_test()) {
            diagnostics.extend(impurities(source));
            let read = match package(source) {
                Ok(package) if package.starts_with(CHECKS) => {
                    checks.push((package, source));
                    continue;
                }
                Ok(_) => read_into(&mut libraries, source),
                Err(diagnostic) => Err(diagnostic),
            };
            if let Err(diagnostic) = read {
                libraries_sound &= source.text.contains("package gabakura.checks.");
                diagnostics.push(diagnostic);
            }
        }
        // Without its libraries each check would only repeat the same error.
        if !libraries_sound {
            checks.clear();
        }
        let mut drafts: BTreeMap<&str, Draft<'_>> = BTreeMap::new();
        for (package, source) in &checks {
            match load_part(package, source, &libraries) {
                Ok((check, part)) => {
                    let draft = drafts.entry(package).or_default();
                    diagnostics.extend(draft.add(package, source, check, part));
                }
                Err(found) => diagnostics.extend(found),
            }
        }
        let (mut all, mut parts) = (Vec::new(), Vec::new());
        for (package, draft) in drafts {
            match draft.finish(package) {
                Ok((check, of_clouds)) => {
                    all.push(check);
                    parts.push(of_clouds);
                }
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
        diagnostics.sort_by(|a, b| (&a.origin, a.code).cmp(&(&b.origin, b.code)));
        diagnostics.dedup();
        (Self { checks: all, parts }, diagnostics)
    }

    /// Every check, in order of id.
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// A check by its id.
    pub fn check(&self, id: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.id == id)
    }

    /// Every kind some check reads: observe these, or the checks stay unknown.
    pub fn kinds(&self) -> BTreeSet<&str> {
        self.checks
            .iter()
            .flat_map(|check| &check.kinds)
            .map(String::as_str)
            .collect()
    }
}

impl std::fmt::Debug for PolicySet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PolicySet")
            .field("checks", &self.checks)
            .finish_non_exhaustive()
    }
}

/// The package a file declares, `data.` in front, if the file parses at all.
fn package(source: &PolicySource) -> Result<String, Diagnostic> {
    read_into(&mut Engine::new(), source)
}

fn read_into(engine: &mut Engine, source: &PolicySource) -> Result<String, Diagnostic> {
    engine
        .add_policy(source.path.to_string(), source.text.to_string())
        .map_err(|error| complaint("policy-syntax", source, &error.to_string()))
}

fn load_part(
    package: &str,
    source: &PolicySource,
    libraries: &Engine,
) -> Result<(Option<CheckMetadata>, Part), Vec<Diagnostic>> {
    let lacking = lacking(source);
    if !lacking.is_empty() {
        return Err(lacking);
    }
    let program = Program::compile(package, source, libraries)
        .map_err(|error| vec![complaint("policy-compile", source, &error)])?;
    let metadata = program
        .metadata(package)
        .and_then(metadata::read)
        .map_err(|problem| vec![metadata::diagnostic(source, &problem)])?;
    let diagnostics = misnamed(package, source, &metadata.cloud);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let part = Part {
        metadata: metadata.cloud,
        program,
    };
    Ok((metadata.check, part))
}

/// The rules a check must have and has not.
fn lacking(source: &PolicySource) -> Vec<Diagnostic> {
    let mut engine = Engine::new();
    if let Err(error) = engine.add_policy(source.path.to_string(), source.text.to_string()) {
        return vec![complaint("policy-syntax", source, &error.to_string())];
    }
    let missing = RULES.iter().filter(|rule| {
        !engine
            .has_declared_rule_rooted_at(&source.path, rule)
            .unwrap_or_default()
    });
    let diagnostic = |rule| {
        Diagnostic::error("policy-rule-missing", source.line_of("package ")).with("rule", rule)
    };
    missing.map(diagnostic).collect()
}

/// Whether id, package, file name and kinds agree.
fn misnamed(package: &str, source: &PolicySource, metadata: &CloudMetadata) -> Vec<Diagnostic> {
    let name = &package[CHECKS.len()..];
    let expected = name.replace('_', "-");
    let mut diagnostics = Vec::new();
    if metadata.id != expected {
        let diagnostic = Diagnostic::error("policy-id", source.line_of("\"id\""));
        diagnostics.push(
            diagnostic
                .with("id", &metadata.id)
                .with("expected", expected),
        );
    }
    if source.stem() != name {
        let diagnostic = Diagnostic::error("policy-file-name", source.line_of("package "));
        diagnostics.push(diagnostic.with("expected", format!("{name}.rego")));
    }
    let other = |kind: &String| cloud_of(kind) != metadata.cloud();
    if metadata.kinds.is_empty() || metadata.kinds.iter().any(other) {
        let diagnostic = Diagnostic::error("policy-kinds", source.line_of("\"kinds\""));
        diagnostics.push(diagnostic.with("kinds", metadata.kinds.join(", ")));
    }
    diagnostics
}

/// Calls whose result does not follow from the input.
fn impurities(source: &PolicySource) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let code = line.split('#').next().unwrap_or_default();
        for builtin in IMPURE.iter().filter(|builtin| calls(code, builtin)) {
            let origin = Origin::at_line(&source.path, line_number(index));
            diagnostics.push(Diagnostic::error("policy-impure", origin).with("builtin", builtin));
        }
    }
    diagnostics
}

fn calls(code: &str, builtin: &str) -> bool {
    code.match_indices(builtin).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + builtin.len()..].trim_start();
        after.starts_with('(')
            && !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.')
    })
}

/// A diagnostic from the engine's error, at the place it names.
///
/// It writes `--> FILE:LINE:COLUMN`, the line itself, then `error: WORDS`.
fn complaint(code: &'static str, source: &PolicySource, text: &str) -> Diagnostic {
    let place = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("--> "))
        .and_then(|place| {
            let mut parts = place.rsplitn(3, ':');
            let column = parts.next()?.parse().ok()?;
            let line = parts.next()?.parse().ok()?;
            Some(Origin {
                file: Arc::from(parts.next()?),
                line,
                column,
            })
        });
    let words = text.rsplit_once("error: ").map_or(text, |(_, words)| words);
    let origin = place.unwrap_or_else(|| Origin::at_line(&source.path, 0));
    Diagnostic::error(code, origin).with("message", words.trim())
}
