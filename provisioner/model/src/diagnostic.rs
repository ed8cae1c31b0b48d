//! Errors and warnings about files that people wrote, each at its file and line.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

/// A place in a file a person wrote. Lines and columns count from 1; 0 means the whole file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Origin {
    /// Path as the user would type it, relative to the workspace.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl Origin {
    /// A place at a line, column unknown.
    pub fn at_line(file: &Arc<str>, line: u32) -> Self {
        Self {
            file: Arc::clone(file),
            line,
            column: 0,
        }
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file)?;
        match (self.line, self.column) {
            (0, _) => Ok(()),
            (line, 0) => write!(f, ":{line}"),
            (line, column) => write!(f, ":{line}:{column}"),
        }
    }
}

/// How serious a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing is planned or applied until it is fixed.
    Error,
    /// Worth a look; it stops nothing.
    Warning,
}

/// One error or warning: a stable message code and its arguments.
///
/// The text comes from the message catalogue of the command line, in Japanese and
/// English; the code is the key (`<code>` for the message, `<code>.hint` for the hint).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Stable message code, kebab case, such as `municipality-check-digit`.
    pub code: &'static str,
    /// Error or warning.
    pub level: Level,
    /// Where the mistake was made.
    pub origin: Origin,
    /// What the message names.
    pub args: BTreeMap<&'static str, String>,
}

impl Diagnostic {
    /// An error without arguments yet.
    pub fn error(code: &'static str, origin: Origin) -> Self {
        Self {
            code,
            level: Level::Error,
            origin,
            args: BTreeMap::new(),
        }
    }

    /// A warning without arguments yet.
    pub fn warning(code: &'static str, origin: Origin) -> Self {
        Self {
            level: Level::Warning,
            ..Self::error(code, origin)
        }
    }

    /// Adds one argument of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.insert(name, value.to_string());
        self
    }
}

/// Whether any of the diagnostics is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.level == Level::Error)
}
