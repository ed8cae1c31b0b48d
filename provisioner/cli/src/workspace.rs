//! The files of a workspace, read whole before anything is planned.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gabakura_model::diagnostic::{Diagnostic, Origin};
use gabakura_planner::SourceFile;

/// Largest file that is read, in bytes; a fleet of thousands stays well below.
const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// What people wrote.
#[derive(Debug, Default)]
pub struct Sources {
    /// `environments/**/*.toml`.
    pub environments: Vec<SourceFile>,
    /// `templates/**/*.hbs`, and `*.params.toml` beside them.
    pub templates: Vec<SourceFile>,
    /// `policies/**/*.rego`.
    pub policies: Vec<SourceFile>,
}

impl Sources {
    /// Reads the workspace; what cannot be read is a fault with its path.
    pub fn read(workspace: &Path) -> (Self, Vec<Diagnostic>) {
        let (mut sources, mut faults) = Self::templates(workspace);
        sources.environments = read(workspace, "environments", &[".toml"], &mut faults);
        sources.policies = read(workspace, "policies", &[".rego"], &mut faults);
        if sources.environments.is_empty() && faults.is_empty() {
            let origin = Origin::at_line(&shown(workspace, &workspace.join("environments")), 0);
            faults.push(Diagnostic::error("workspace-empty", origin));
        }
        (sources, faults)
    }

    /// Reads the templates alone, for what needs no environment.
    pub fn templates(workspace: &Path) -> (Self, Vec<Diagnostic>) {
        let mut faults = Vec::new();
        let endings = [".hbs", ".params.toml"];
        let templates = read(workspace, "templates", &endings, &mut faults);
        let sources = Self {
            templates,
            ..Self::default()
        };
        (sources, faults)
    }

    /// Every file with its text, to show the line a fault is on.
    pub fn all(&self) -> impl Iterator<Item = &SourceFile> {
        self.environments
            .iter()
            .chain(&self.templates)
            .chain(&self.policies)
    }
}

/// The path as the user would type it.
fn shown(workspace: &Path, path: &Path) -> Arc<str> {
    let relative = path.strip_prefix(workspace).unwrap_or(path);
    Arc::from(relative.to_string_lossy().as_ref())
}

fn fault(workspace: &Path, path: &Path, code: &'static str, problem: &str) -> Diagnostic {
    Diagnostic::error(code, Origin::at_line(&shown(workspace, path), 0)).with("problem", problem)
}

fn read(
    workspace: &Path,
    dir: &str,
    endings: &[&str],
    faults: &mut Vec<Diagnostic>,
) -> Vec<SourceFile> {
    let found = files(workspace, dir, endings, faults).into_iter();
    found
        .filter_map(|path| load(workspace, &path, faults))
        .collect()
}

/// Files below a folder, in order of path. Links are not followed.
fn files(
    workspace: &Path,
    dir: &str,
    endings: &[&str],
    faults: &mut Vec<Diagnostic>,
) -> Vec<PathBuf> {
    let wanted = |path: &Path| {
        let path = path.to_string_lossy();
        endings.iter().any(|ending| path.ends_with(ending))
    };
    let mut found = Vec::new();
    let mut open = vec![workspace.join(dir)];
    while let Some(dir) = open.pop() {
        let entries = match std::fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => {
                faults.push(fault(
                    workspace,
                    &dir,
                    "file-unreadable",
                    &error.to_string(),
                ));
                continue;
            }
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    faults.push(fault(
                        workspace,
                        &dir,
                        "file-unreadable",
                        &error.to_string(),
                    ));
                    continue;
                }
            };
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(path),
                Ok(kind) if kind.is_file() && wanted(&path) => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

fn load(workspace: &Path, path: &Path, faults: &mut Vec<Diagnostic>) -> Option<SourceFile> {
    let too_large = std::fs::metadata(path).is_ok_and(|meta| meta.len() > FILE_BYTES_MAX);
    if too_large {
        let limit = format!("more than {} MiB", FILE_BYTES_MAX / 1024 / 1024);
        faults.push(fault(workspace, path, "file-unreadable", &limit));
        return None;
    }
    match std::fs::read_to_string(path) {
        Ok(text) => Some(SourceFile {
            path: shown(workspace, path),
            text,
        }),
        Err(error) => {
            faults.push(fault(
                workspace,
                path,
                "file-unreadable",
                &error.to_string(),
            ));
            None
        }
    }
}
