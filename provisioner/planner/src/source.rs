//! Files as the planner sees them: already read.

use std::sync::Arc;

/// A file a person wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Its path as the user would type it, relative to the workspace.
    pub path: Arc<str>,
    /// Its text.
    pub text: String,
}
