//! Checks a compiled template before it is ever used, and makes its variables safe.
//!
//! Each bare `{{x}}` becomes a call of the `text` helper, which refuses what is no scalar; each
//! path that starts at a root of the context is anchored there, so that `params.cidr` means the
//! same inside a loop as outside.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gabakura_model::diagnostic::{Diagnostic, Origin};
use handlebars::template::{BlockParam, HelperTemplate, Parameter, TemplateElement};
use handlebars::{Path, PathSeg, Template};

use super::helper;
use super::mark::Marked;
use crate::source::nearest;

/// The roots of the context templates see.
pub(super) const ROOTS: [&str; 8] = [
    "account",
    "cloud",
    "lead",
    "params",
    "partition",
    "peer_flows",
    "region",
    "tenancy",
];

/// Which parameters a template asks for.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// Those it names, and where it first does.
    pub params: BTreeMap<String, Origin>,
    /// Whether it may ask for any of them, by a name only known when rendered.
    pub any: bool,
}

/// Checks and rewrites a template.
pub(super) fn prepare(
    file: &Arc<str>,
    marked: &Marked,
    template: &mut Template,
) -> (Asked, Vec<Diagnostic>) {
    let mut walk = Walk {
        file,
        marked,
        asked: Asked::default(),
        diagnostics: Vec::new(),
        here: (1, 1),
    };
    walk.template(template, &Scope::default());
    (walk.asked, walk.diagnostics)
}

struct Walk<'a> {
    file: &'a Arc<str>,
    marked: &'a Marked,
    asked: Asked,
    diagnostics: Vec<Diagnostic>,
    here: (usize, usize),
}

/// What names mean at a point of a template.
#[derive(Clone, Default)]
struct Scope {
    /// Names bound by `as |x|`.
    bound: BTreeSet<String>,
    /// Inside `each` or `with`: a plain name may be a field of the item.
    in_item: bool,
}

impl Walk<'_> {
    fn origin(&self) -> Origin {
        self.marked.origin(self.file, self.here.0, self.here.1)
    }

    fn diagnostic(&self, code: &'static str) -> Diagnostic {
        Diagnostic::error(code, self.origin())
    }

    fn ask(&mut self, param: &str) {
        let origin = self.origin();
        self.asked.params.entry(param.to_owned()).or_insert(origin);
    }

    fn template(&mut self, template: &mut Template, scope: &Scope) {
        let mut open_quote = false;
        for (index, element) in template.elements.iter_mut().enumerate() {
            if let Some(place) = template.mapping.get(index) {
                self.here = (place.0, place.1);
            }
            match element {
                TemplateElement::RawString(text) => open_quote = text.ends_with(['"', '\'']),
                TemplateElement::Comment(_) => {}
                TemplateElement::Expression(call) => {
                    self.expression(call, scope, open_quote);
                    open_quote = false;
                }
                TemplateElement::HelperBlock(block) => self.block(block, scope),
                TemplateElement::HtmlExpression(_) => {
                    let diagnostic = self.diagnostic("template-raw-output");
                    self.diagnostics.push(diagnostic);
                }
                _ => {
                    let diagnostic = self.diagnostic("template-unsupported");
                    self.diagnostics.push(diagnostic);
                }
            }
        }
    }

    /// `{{x}}`, `{{helper x}}`.
    fn expression(&mut self, call: &mut HelperTemplate, scope: &Scope, open_quote: bool) {
        let bare = call.params.is_empty() && call.hash.is_empty();
        let name = call.name.as_name().unwrap_or_default().to_owned();
        if bare && !helper::is_value(&name) {
            let path = std::mem::replace(&mut call.name, Parameter::Name(helper::TEXT.to_owned()));
            call.params.push(path);
        } else {
            self.known_helper(&name, helper::is_value(&name));
            if open_quote && helper::writes_values(&name) {
                let diagnostic = self
                    .diagnostic("template-quoted-value")
                    .with("helper", &name);
                self.diagnostics.push(diagnostic);
            }
        }
        self.params(call, scope);
    }

    /// `{{#helper x}}…{{else}}…{{/helper}}`.
    fn block(&mut self, block: &mut HelperTemplate, scope: &Scope) {
        let name = block.name.as_name().unwrap_or_default().to_owned();
        self.known_helper(&name, helper::is_block(&name));
        self.params(block, scope);
        let here = self.here;
        let mut inner = scope.clone();
        inner.in_item |= helper::opens_item(&name);
        match &block.block_param {
            Some(BlockParam::Single(one)) => inner.bound.extend(one.as_name().map(str::to_owned)),
            Some(BlockParam::Pair((a, b))) => {
                inner.bound.extend(
                    [a, b]
                        .into_iter()
                        .filter_map(|p| Some(p.as_name()?.to_owned())),
                );
            }
            _ => {}
        }
        if let Some(template) = &mut block.template {
            self.template(template, &inner);
        }
        if let Some(template) = &mut block.inverse {
            self.template(template, scope);
        }
        self.here = here;
    }

    fn known_helper(&mut self, name: &str, known: bool) {
        if !known {
            let mut diagnostic = self
                .diagnostic("template-helper-unknown")
                .with("helper", name);
            if let Some(suggestion) = nearest(name, helper::names()) {
                diagnostic = diagnostic.with("suggestion", suggestion);
            }
            self.diagnostics.push(diagnostic);
        }
    }

    fn params(&mut self, call: &mut HelperTemplate, scope: &Scope) {
        let dynamic = matches!(call.name.as_name(), Some("has" | "default"));
        if let (true, Some(Parameter::Literal(name))) = (dynamic, call.params.first())
            && let Some(name) = name.as_str()
        {
            self.ask(name);
        }
        let mut hash: Vec<_> = call.hash.iter_mut().collect();
        hash.sort_by(|a, b| a.0.cmp(b.0));
        for parameter in call
            .params
            .iter_mut()
            .chain(hash.into_iter().map(|(_, value)| value))
        {
            self.parameter(parameter, scope);
        }
    }

    fn parameter(&mut self, parameter: &mut Parameter, scope: &Scope) {
        match parameter {
            Parameter::Path(path) => self.path(path, scope),
            Parameter::Subexpression(inner) => {
                if let TemplateElement::Expression(call) = inner.element.as_mut() {
                    let name = call.name.as_name().unwrap_or_default().to_owned();
                    self.known_helper(&name, helper::is_value(&name));
                    self.params(call, scope);
                }
            }
            _ => {}
        }
    }

    fn path(&mut self, path: &mut Path, scope: &Scope) {
        let Path::Relative((segments, raw)) = path else {
            return;
        };
        let Some(PathSeg::Named(root)) = segments.first() else {
            self.asked.any |= raw.contains("params");
            return;
        };
        if scope.bound.contains(root) {
            return;
        }
        if ROOTS.contains(&root.as_str()) {
            match segments.get(1) {
                Some(PathSeg::Named(name)) if root == "params" => {
                    self.ask(name);
                }
                _ => self.asked.any |= root == "params",
            }
            if let Ok(anchored) = Path::parse(&format!("@root.{raw}")) {
                *path = anchored;
            }
        } else if !scope.in_item {
            let mut diagnostic = self
                .diagnostic("template-variable-unknown")
                .with("variable", raw.as_str());
            let own = ["params."].into_iter().chain(ROOTS);
            if let Some(suggestion) = nearest(root, own) {
                diagnostic = diagnostic.with("suggestion", suggestion);
            }
            self.diagnostics.push(diagnostic);
        }
    }
}
