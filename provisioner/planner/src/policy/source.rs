//! Policy files, already read.

use std::sync::Arc;

use gabakura_model::diagnostic::Origin;

/// One Rego file; reading it is the caller's business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicySource {
    /// Path as the user would type it.
    pub path: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
}

impl PolicySource {
    /// A file and its text.
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
        }
    }

    /// Whether it holds tests (or what tests share) and no check.
    pub fn is_test(&self) -> bool {
        self.path.ends_with("_test.rego")
    }

    /// The file's name without folders and extension.
    pub(super) fn stem(&self) -> &str {
        let name = self.path.rsplit(['/', '\\']).next().unwrap_or_default();
        name.strip_suffix(".rego").unwrap_or(name)
    }

    /// The first line that holds `word`; the whole file when none does.
    pub(super) fn line_of(&self, word: &str) -> Origin {
        let line = self.text.lines().position(|line| line.contains(word));
        Origin::at_line(&self.path, line.map_or(0, line_number))
    }
}

/// A line's number from its position; no policy has more lines than a `u32` can count.
pub(super) fn line_number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX - 1) + 1
}
