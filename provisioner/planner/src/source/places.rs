//! From byte offsets to lines and columns.

use std::sync::Arc;

use gabakura_model::diagnostic::Origin;

/// A text whose offsets can be turned into lines and columns.
#[derive(Debug)]
pub(crate) struct Places<'f> {
    path: &'f Arc<str>,
    text: &'f str,
    starts: Vec<usize>,
}

impl<'f> Places<'f> {
    /// Notes where each line begins.
    pub(crate) fn new(path: &'f Arc<str>, text: &'f str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0)
            .chain(breaks.map(|(at, _)| at + 1))
            .collect();
        Self { path, text, starts }
    }

    /// The path of the text.
    pub(crate) fn path(&self) -> &'f Arc<str> {
        self.path
    }

    /// The place of an offset: line and column from 1, columns in characters.
    pub(crate) fn origin(&self, offset: usize) -> Origin {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let before = self
            .text
            .get(start..offset.min(self.text.len()))
            .unwrap_or_default();
        Origin {
            file: Arc::clone(self.path),
            line: number(line),
            column: number(before.chars().count() + 1),
        }
    }
}

/// Lines and columns fit `u32` in any file a person wrote.
pub(crate) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let path = Arc::from("a.toml");
        let places = Places::new(&path, "千代田 = 1\nx = 2\n");
        assert_eq!(places.origin(10).to_string(), "a.toml:1:5");
        assert_eq!(places.origin(14).to_string(), "a.toml:2:1");
        assert_eq!(places.origin(20).to_string(), "a.toml:3:1");
        assert_eq!(places.origin(0).to_string(), "a.toml:1:1");
    }
}
