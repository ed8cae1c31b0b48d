//! Renders templates for a tenancy: what is desired, as a graph of checked resources.
//!
//! A template is a handlebars file that renders to TOML `[[resource]]` tables; one file is one
//! module of one cloud. Everything that enters a template as a value leaves it as a value: text
//! is escaped, and nothing a user wrote is ever read as TOML or as a template. Errors are reported at
//! the line of the template, not of what it rendered to.

use std::sync::Arc;

use gabakura_model::catalogue::Catalogue;
use gabakura_model::diagnostic::{Diagnostic, has_errors};
use gabakura_model::graph::ResourceGraph;
use gabakura_model::tenancy::Tenancy;
use handlebars::Context;

use crate::source::nearest;
use declare::Declared;
use reading::Reading;
use run::Run;
use tags::TagBook;
use template::Lookup;

mod call;
mod cloud_name;
mod context;
mod declare;
mod graph;
mod helper;
mod link;
mod mark;
mod prepare;
mod reading;
mod run;
mod spec;
mod subnet;
mod tags;
mod template;
mod toml_text;
mod value;

pub use template::Templates;

/// Every diagnostic of this module, and the arguments of its message.
///
/// An argument that ends in `?` is left out when there is nothing to report.
pub const CODES: &[(&str, &[&str])] = &[
    (
        "helper-argument",
        &["expected", "found", "helper", "position", "tenancy"],
    ),
    ("helper-cidr", &["found", "tenancy"]),
    ("kind-cloud", &["cloud", "kind", "tenancy"]),
    ("kind-observed-only", &["kind", "tenancy"]),
    ("kind-unknown", &["kind", "suggestion?", "tenancy"]),
    (
        "module-unknown",
        &["cloud", "module", "suggestion?", "tenancy"],
    ),
    ("name-too-long", &["max", "purpose", "tenancy"]),
    ("param-missing", &["key", "param", "place", "tenancy"]),
    ("reference-across", &["reference", "tenancy"]),
    ("reference-circle", &["path", "tenancy"]),
    ("reference-form", &["reference", "tenancy"]),
    ("reference-mark", &["tenancy"]),
    (
        "reference-output",
        &["allowed", "field", "kind", "reference", "tenancy"],
    ),
    (
        "reference-unknown",
        &["reference", "suggestion?", "tenancy"],
    ),
    ("resource-duplicate", &["address", "place"]),
    ("resource-missing-key", &["key", "tenancy"]),
    ("resource-name", &["found", "tenancy"]),
    ("resource-number", &["tenancy"]),
    ("resource-unknown-key", &["key", "suggestion?", "tenancy"]),
    (
        "resource-wrong-type",
        &["expected", "found", "key", "tenancy"],
    ),
    (
        "spec-fault",
        &["kind", "path", "problem", "suggestion?", "tenancy"],
    ),
    (
        "subnets-too-small",
        &["count", "found", "prefix", "tenancy"],
    ),
    ("tag-length", &["key", "tenancy"]),
    ("tag-reserved", &["key", "prefix", "tenancy"]),
    ("tags-unsupported", &["kind", "tenancy"]),
    ("template-duplicate", &["module", "place"]),
    ("template-helper-unknown", &["helper", "suggestion?"]),
    ("template-path", &["suffix"]),
    ("template-quoted-value", &["helper"]),
    ("template-raw-output", &[]),
    ("template-render", &["message", "tenancy"]),
    ("template-reserved-character", &[]),
    ("template-syntax", &["message"]),
    ("template-toml", &["message", "tenancy"]),
    ("template-unclosed", &["block"]),
    ("template-unsupported", &[]),
    ("template-variable-unknown", &["suggestion?", "variable"]),
    ("variable-missing", &["tenancy", "variable"]),
    ("variable-not-scalar", &["found", "tenancy", "variable"]),
    ("zone-unknown", &["index", "region", "tenancy"]),
];

/// Renders every module of a tenancy.
///
/// The graph is `None` when anything is wrong, or when a template the tenancy needs is faulty,
/// which [`Templates::load`] has reported.
pub fn render(
    templates: &Templates,
    tenancy: &Tenancy,
    catalogue: &Catalogue,
) -> (Option<ResourceGraph>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let graph = graph(templates, tenancy, catalogue, &mut diagnostics);
    diagnostics.sort_by(|a, b| (&a.origin, a.code, &a.args).cmp(&(&b.origin, b.code, &b.args)));
    // A line inside a loop is rendered more than once.
    diagnostics.dedup();
    (graph.filter(|_| !has_errors(&diagnostics)), diagnostics)
}

fn graph(
    templates: &Templates,
    tenancy: &Tenancy,
    catalogue: &Catalogue,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<ResourceGraph> {
    let context = Context::from(context::context(tenancy));
    let run = Run {
        registry: &templates.registry,
        tenancy,
        context: &context,
    };
    let (id, tags) = (Arc::new(tenancy.id.clone()), TagBook::new(tenancy));
    let cloud = tenancy.scope.cloud;
    let mut declared: Vec<Declared> = Vec::new();
    let mut whole = true;
    for name in &tenancy.modules {
        let module = match templates.module(cloud, name) {
            Lookup::Found(module) => module,
            Lookup::Invalid => {
                whole = false;
                continue;
            }
            Lookup::Unknown => {
                diagnostics.push(unknown_module(templates, tenancy, name.as_str()));
                continue;
            }
        };
        let Some(rendered) = run.render(module, diagnostics) else {
            whole = false;
            continue;
        };
        let mut reading = Reading {
            catalogue,
            cloud: cloud.as_str(),
            tenancy: &id,
            module: name,
            file: &module.file,
            rendered: &rendered,
            tags: &tags,
            diagnostics,
        };
        declared.extend(reading.read());
    }
    // With a module missing, every reference into it would be reported as a second error.
    whole.then(|| graph::build(catalogue, declared, diagnostics))?
}

fn unknown_module(templates: &Templates, tenancy: &Tenancy, name: &str) -> Diagnostic {
    let cloud = tenancy.scope.cloud;
    let diagnostic = Diagnostic::error("module-unknown", tenancy.origin.clone())
        .with("tenancy", &tenancy.id)
        .with("module", name)
        .with("cloud", cloud);
    match nearest(name, templates.names(cloud)) {
        Some(suggestion) => diagnostic.with("suggestion", suggestion),
        None => diagnostic,
    }
}
