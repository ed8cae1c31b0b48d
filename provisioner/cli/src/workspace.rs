//! The files of a workspace, read whole before anything is planned.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gabakura_model::diagnostic::{Diagnostic, Origin};
use gabakura_planner::SourceFile;

/// Largest file that is read, in bytes; a fleet of thousands stays well below.
const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The files of a workspace.
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
    /// Reads the workspace; what cannot be read is an error with its path.
    pub fn read(workspace: &Path) -> (Self, Vec<Diagnostic>) {
        let (mut sources, mut diagnostics) = Self::templates(workspace);
        sources.environments = read(workspace, "environments", &[".toml"], &mut diagnostics);
        sources.policies = read(workspace, "policies", &[".rego"], &mut diagnostics);
        if sources.environments.is_empty() && diagnostics.is_empty() {
            let origin = Origin::at_line(&relative(workspace, &workspace.join("environments")), 0);
            diagnostics.push(Diagnostic::error("workspace-empty", origin));
        }
        (sources, diagnostics)
    }

    /// Reads the templates and the declarations of their parameters alone.
    pub fn templates(workspace: &Path) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let endings = [".hbs", ".params.toml"];
        let sources = Self {
            templates: read(workspace, "templates", &endings, &mut diagnostics),
            ..Self::default()
        };
        (sources, diagnostics)
    }

    /// The path and the text of every file, to show the line a diagnostic is about.
    pub fn texts(&self) -> Vec<(&str, &str)> {
        let all = [&self.environments, &self.templates, &self.policies];
        let files = all.into_iter().flatten();
        files.map(|file| (&*file.path, &*file.text)).collect()
    }
}

/// The path as the user would type it.
fn relative(workspace: &Path, path: &Path) -> Arc<str> {
    let path = path.strip_prefix(workspace).unwrap_or(path);
    Arc::from(path.to_string_lossy().as_ref())
}

fn unreadable(workspace: &Path, path: &Path, problem: impl ToString) -> Diagnostic {
    let origin = Origin::at_line(&relative(workspace, path), 0);
    Diagnostic::error("file-unreadable", origin).with("problem", problem)
}

fn read(
    workspace: &Path,
    dir: &str,
    endings: &[&str],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<SourceFile> {
    let found = files(workspace, dir, endings, diagnostics).into_iter();
    found
        .filter_map(|path| load(workspace, &path, diagnostics))
        .collect()
}

/// Files below a folder, in order of path. Links are not followed.
fn files(
    workspace: &Path,
    dir: &str,
    endings: &[&str],
    diagnostics: &mut Vec<Diagnostic>,
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
                diagnostics.push(unreadable(workspace, &dir, error));
                continue;
            }
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    diagnostics.push(unreadable(workspace, &dir, error));
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

fn load(workspace: &Path, path: &Path, diagnostics: &mut Vec<Diagnostic>) -> Option<SourceFile> {
    let too_large = std::fs::metadata(path).is_ok_and(|meta| meta.len() > FILE_BYTES_MAX);
    if too_large {
        let limit = format!("more than {} MiB", FILE_BYTES_MAX / 1024 / 1024);
        diagnostics.push(unreadable(workspace, path, limit));
        return None;
    }
    match std::fs::read_to_string(path) {
        Ok(text) => Some(SourceFile {
            path: relative(workspace, path),
            text,
        }),
        Err(error) => {
            diagnostics.push(unreadable(workspace, path, error));
            None
        }
    }
}
