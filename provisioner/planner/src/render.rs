//! Renders templates for a tenancy: what is desired, as a graph of checked resources.
//!
//! A template is a handlebars file that renders to TOML `[[resource]]` tables; one file is one
//! module of one cloud. Everything that enters a template as a value leaves it as a value: text
//! is escaped, and nothing a user wrote is ever read as TOML or as a template. Faults are told at
//! the line of the template, not of what it rendered to.

use std::sync::Arc;

use gabakura_model::catalogue::Catalogue;
use gabakura_model::diagnostic::{Diagnostic, has_errors};
use gabakura_model::graph::ResourceGraph;
use gabakura_model::tenancy::Tenancy;
use handlebars::Context;

use crate::environment;
use crate::environment::suggest::nearest;
use declare::{Declared, Reading};
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
mod run;
mod spec;
mod subnet;
mod tags;
mod template;
mod toml_text;
mod value;

pub use template::Templates;

/// Every fault this module tells of, and the arguments of its message.
///
/// An argument that ends in `?` is left out when there is nothing to say.
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
    ("param-unused", &["param", "suggestion?", "tenancy"]),
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
/// The graph is `None` when anything is at fault, or when a template the tenancy needs is faulty,
/// which [`Templates::load`] has told.
pub fn render(
    templates: &Templates,
    tenancy: &Tenancy,
    catalogue: &Catalogue,
) -> (Option<ResourceGraph>, Vec<Diagnostic>) {
    let mut faults = unused(templates, tenancy);
    let graph = graph(templates, tenancy, catalogue, &mut faults);
    faults.sort_by(|a, b| (&a.origin, a.code, &a.args).cmp(&(&b.origin, b.code, &b.args)));
    // A line inside a loop is rendered more than once.
    faults.dedup();
    (graph.filter(|_| !has_errors(&faults)), faults)
}

fn graph(
    templates: &Templates,
    tenancy: &Tenancy,
    catalogue: &Catalogue,
    faults: &mut Vec<Diagnostic>,
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
            Lookup::Faulty => {
                whole = false;
                continue;
            }
            Lookup::Unknown => {
                faults.push(unknown_module(templates, tenancy, name.as_str()));
                continue;
            }
        };
        let Some(rendered) = run.render(module, faults) else {
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
            faults,
        };
        declared.extend(reading.read());
    }
    // With a module missing, every reference into it would be told as a second fault.
    whole.then(|| graph::build(catalogue, declared, faults))?
}

fn unknown_module(templates: &Templates, tenancy: &Tenancy, name: &str) -> Diagnostic {
    let cloud = tenancy.scope.cloud;
    let fault = Diagnostic::error("module-unknown", tenancy.origin.clone())
        .with("tenancy", &tenancy.id)
        .with("module", name)
        .with("cloud", cloud);
    match nearest(name, templates.names(cloud)) {
        Some(suggestion) => fault.with("suggestion", suggestion),
        None => fault,
    }
}

/// Parameters no template of the cloud asks for: most likely misspelt.
fn unused(templates: &Templates, tenancy: &Tenancy) -> Vec<Diagnostic> {
    let Some(asked) = templates
        .asked(tenancy.scope.cloud)
        .filter(|asked| !asked.any)
    else {
        return Vec::new();
    };
    let known = |name: &&String| asked.params.contains(*name) || environment::knows_param(name);
    let unused = tenancy.params.keys().filter(|name| !known(name));
    unused
        .map(|name| {
            let fault = Diagnostic::warning("param-unused", tenancy.origin.clone())
                .with("tenancy", &tenancy.id)
                .with("param", name);
            match nearest(name, asked.params.iter().map(String::as_str)) {
                Some(suggestion) => fault.with("suggestion", suggestion),
                None => fault,
            }
        })
        .collect()
}
