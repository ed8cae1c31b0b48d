//! Loads templates: each compiled and checked once, before any tenancy is rendered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gabakura_model::diagnostic::{Diagnostic, Origin};
use gabakura_model::name::Name;
use gabakura_model::tenancy::Cloud;
use handlebars::{Handlebars, Template, TemplateError, TemplateErrorReason};

use super::helper;
use super::mark::{self, Marked};
use super::prepare::{Asked, prepare};
use crate::parameter::{self, Parameters};
use crate::secret;
use crate::source::{SourceFile, number};

/// What a template's file name ends with.
const SUFFIX: &str = ".toml.hbs";

/// Every template, compiled.
pub struct Templates {
    pub(super) registry: Handlebars<'static>,
    modules: BTreeMap<(Cloud, Name), Module>,
    /// Modules whose template is invalid, which was reported.
    invalid: BTreeSet<(Cloud, Name)>,
    parameters: Parameters,
}

/// One module's template.
pub(super) struct Module {
    pub file: Arc<str>,
    pub template: Template,
    pub marked: Marked,
}

/// What is known of a module.
pub(super) enum Lookup<'t> {
    Found(&'t Module),
    Invalid,
    Unknown,
}

impl Templates {
    /// Reads declarations of parameters and compiles templates. `templates/aws/network.toml.hbs`
    /// is module `network` of cloud `aws`.
    ///
    /// An invalid template is left out and reported; tenancies that name it have no graph.
    pub fn load(sources: &[SourceFile]) -> (Self, Vec<Diagnostic>) {
        let (declarations, sources): (Vec<_>, Vec<_>) = sources
            .iter()
            .partition(|source| source.path.ends_with(parameter::SUFFIX));
        let (parameters, mut diagnostics) = Parameters::load(declarations.into_iter());
        let mut templates = Self {
            registry: helper::registry(),
            modules: BTreeMap::new(),
            invalid: BTreeSet::new(),
            parameters,
        };
        for source in sources {
            diagnostics.extend(secret::values(source));
            match module_of(&source.path) {
                Some(key) => templates.add(key, source, &mut diagnostics),
                None => diagnostics.push(
                    Diagnostic::error("template-path", Origin::at_line(&source.path, 0))
                        .with("suffix", SUFFIX),
                ),
            }
        }
        diagnostics.extend(templates.parameters.without_template());
        (templates, diagnostics)
    }

    fn add(&mut self, key: (Cloud, Name), source: &SourceFile, diagnostics: &mut Vec<Diagnostic>) {
        if let Some(first) = self.modules.get(&key) {
            let diagnostic =
                Diagnostic::error("template-duplicate", Origin::at_line(&source.path, 0));
            diagnostics.push(diagnostic.with("module", &key.1).with("place", &first.file));
            return;
        }
        match compile(source) {
            Ok((module, asked)) => {
                let undeclared = self.parameters.add_module(&key, &asked.params, asked.any);
                diagnostics.extend(undeclared);
                self.modules.insert(key, module);
            }
            Err(found) => {
                diagnostics.extend(found);
                self.parameters.add_module(&key, &BTreeMap::new(), true);
                self.invalid.insert(key);
            }
        }
    }

    pub(super) fn module(&self, cloud: Cloud, name: &Name) -> Lookup<'_> {
        // Names are few and short; a key by reference would need a type of its own.
        let key = (cloud, name.clone());
        match self.modules.get(&key) {
            Some(module) => Lookup::Found(module),
            None if self.invalid.contains(&key) => Lookup::Invalid,
            None => Lookup::Unknown,
        }
    }

    /// The modules of a cloud, in order.
    pub(super) fn names(&self, cloud: Cloud) -> impl Iterator<Item = &str> {
        self.modules
            .keys()
            .filter(move |key| key.0 == cloud)
            .map(|key| key.1.as_str())
    }

    /// The parameters the templates take.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }
}

impl std::fmt::Debug for Templates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Templates")
            .field("modules", &self.modules.keys())
            .finish_non_exhaustive()
    }
}

/// The cloud and module a path names by its folder and file name.
fn module_of(path: &str) -> Option<(Cloud, Name)> {
    let mut parts = path.rsplit(['/', '\\']);
    let stem = parts.next()?.strip_suffix(SUFFIX)?;
    Some((parts.next()?.parse().ok()?, stem.parse().ok()?))
}

fn compile(source: &SourceFile) -> Result<(Module, Asked), Vec<Diagnostic>> {
    let reserved = source
        .text
        .lines()
        .position(|line| line.contains(mark::is_mark));
    if let Some(line) = reserved {
        let origin = Origin::at_line(&source.path, number(line + 1));
        return Err(vec![Diagnostic::error(
            "template-reserved-character",
            origin,
        )]);
    }
    let marked = mark::add_marks(&source.text);
    let compiled = Template::compile_with_name(&marked.text, source.path.to_string());
    let mut template = compiled.map_err(|error| vec![syntax(source, &marked, &error)])?;
    let (asked, diagnostics) = prepare(&source.path, &marked, &mut template);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    Ok((
        Module {
            file: Arc::clone(&source.path),
            template,
            marked,
        },
        asked,
    ))
}

/// What a parser that names its grammar's rules comes down to.
const BARE_SYNTAX: &str = "invalid syntax";

fn syntax(source: &SourceFile, marked: &Marked, error: &TemplateError) -> Diagnostic {
    if let Some((line, block)) = mark::unclosed(&source.text) {
        let origin = Origin::at_line(&source.path, number(line));
        return Diagnostic::error("template-unclosed", origin).with("block", block);
    }
    let origin = match error.pos() {
        Some((line, column)) => marked.origin(&source.path, line, column),
        None => Origin::at_line(&source.path, 0),
    };
    let message = match error.reason() {
        TemplateErrorReason::InvalidSyntax(_) => BARE_SYNTAX.to_owned(),
        reason => reason.to_string(),
    };
    Diagnostic::error("template-syntax", origin).with("message", message)
}
