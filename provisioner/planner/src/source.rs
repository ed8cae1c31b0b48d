//! Files as the planner sees them: already read, with the lines and columns of what they hold.

mod file;
mod places;
mod reader;
mod suggest;

use std::sync::Arc;

use gabakura_model::diagnostic::{Diagnostic, Origin};
use toml::Spanned;
use toml::de::DeTable;

pub(crate) use file::{At, File, scalar_json};
pub(crate) use places::{Places, number};
pub(crate) use reader::Reader;
pub(crate) use suggest::nearest;

/// A file a person wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Its path as the user would type it, relative to the workspace.
    pub path: Arc<str>,
    /// Its text.
    pub text: String,
}

/// Parses a file of TOML, or returns every syntax error in it, in the parser's words.
pub(crate) fn parse(
    source: &SourceFile,
) -> Result<(File<'_>, Spanned<DeTable<'_>>), Vec<Diagnostic>> {
    let places = Places::new(&source.path, &source.text);
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    if errors.is_empty() {
        return Ok((File::new(places), root));
    }
    let syntax = |error: &toml::de::Error| {
        let origin = match error.span() {
            Some(span) => places.origin(span.start),
            None => Origin::at_line(places.path(), 0),
        };
        Diagnostic::error("toml-syntax", origin).with("message", error.message())
    };
    Err(errors.iter().map(syntax).collect())
}
