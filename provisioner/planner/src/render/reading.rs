//! A rendered module being read: where its parts came from, and the checks of single values.

use std::sync::Arc;

use gabakura_model::catalogue::Catalogue;
use gabakura_model::diagnostic::{Diagnostic, Origin};
use gabakura_model::name::Name;
use gabakura_model::tenancy::TenancyId;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mark::Rendered;
use super::tags::TagBook;
use crate::source::nearest;

/// One rendered module being read.
pub(super) struct Reading<'a> {
    pub catalogue: &'a Catalogue,
    pub cloud: &'static str,
    pub tenancy: &'a Arc<TenancyId>,
    pub module: &'a Name,
    pub file: &'a Arc<str>,
    pub rendered: &'a Rendered,
    pub tags: &'a TagBook,
    pub diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reading<'_> {
    /// The template line an offset of the rendered text came from.
    pub fn origin(&self, offset: usize) -> Origin {
        Origin::at_line(self.file, self.rendered.line(offset))
    }

    /// An error at an offset of the rendered text, with the tenancy it showed in.
    pub fn diagnostic(&self, code: &'static str, offset: usize) -> Diagnostic {
        Diagnostic::error(code, self.origin(offset)).with("tenancy", self.tenancy)
    }

    /// Notes an error.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Tells of each key outside a list.
    pub fn unknown_keys(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for key in table
            .keys()
            .filter(|key| !known.contains(&key.get_ref().as_ref()))
        {
            let name = key.get_ref().as_ref();
            let mut diagnostic = self
                .diagnostic("resource-unknown-key", key.span().start)
                .with("key", name);
            if let Some(suggestion) = nearest(name, known.iter().copied()) {
                diagnostic = diagnostic.with("suggestion", suggestion);
            }
            self.report(diagnostic);
        }
    }

    /// A value of a type, or an error.
    pub fn typed<'v, 't, T>(
        &mut self,
        value: &'v Spanned<DeValue<'t>>,
        key: &str,
        expected: &str,
        get: impl FnOnce(&'v DeValue<'t>) -> Option<T>,
    ) -> Option<T> {
        let got = get(value.get_ref());
        if got.is_none() {
            let diagnostic = self
                .diagnostic("resource-wrong-type", value.span().start)
                .with("key", key)
                .with("expected", expected)
                .with("found", value.get_ref().type_str());
            self.report(diagnostic);
        }
        got
    }
}
