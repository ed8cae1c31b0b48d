//! `explain` and `municipality`: what a check, a control, a kind, a module, a size class or a code
//! means.

use std::collections::BTreeMap;

use gabakura_model::catalogue::{KindSchema, Protection};
use gabakura_model::diagnostic::has_errors;
use gabakura_model::finding::Check;
use gabakura_model::graph::ResourceGraph;
use gabakura_model::municipality;
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::{Cloud, Profile};
use gabakura_planner::parameter::{Parameter, Parameters};
use gabakura_planner::render::Templates;
use serde_json::json;

use crate::Exit;
use crate::args::{ExplainArgs, SearchArgs};
use crate::failure::Failure;
use crate::host::Host;
use crate::project::Project;
use crate::settings::Context;
use crate::view;
use crate::view::kind::Uses;
use crate::workspace::Sources;

pub fn explain(host: &dyn Host, context: &Context, args: &ExplainArgs) -> Result<Exit, Failure> {
    let what = args.what.as_str();
    let catalogue = host.catalogue();
    if let Some(schema) = catalogue.get(&Kind::new(what)) {
        return Ok(explain_kind(host, context, schema));
    }
    if let Ok(profile) = what.parse::<Profile>() {
        let templates = templates(context)?;
        let parameters = templates.parameters();
        let of = |cloud: &Cloud| (*cloud, parameters.defaults(*cloud, profile));
        let defaults: BTreeMap<Cloud, _> = Cloud::ALL.iter().map(of).collect();
        if context.json {
            context.output.json(&json!({
                "format_version": "1.0",
                "profile": profile,
                "defaults": defaults,
            }));
        } else {
            context.output.data(&view::explain::profile(
                &defaults,
                &context.words,
                &context.style,
            ));
        }
        return Ok(Exit::Done);
    }
    let templates = templates(context)?;
    let modules = modules(templates.parameters(), what);
    if !modules.is_empty() {
        explain_module(context, what, &modules);
        return Ok(Exit::Done);
    }
    let project = Project::load(context, host, None)?;
    let serves = |check: &&Check| {
        let control = |c: &gabakura_model::finding::Control| {
            c.id == what || format!("{}:{}", c.framework, c.id) == what
        };
        check.id == what || check.controls.iter().any(control)
    };
    let checks: Vec<_> = project.policies.checks().iter().filter(serves).collect();
    if checks.is_empty() {
        return Err(Failure::say("nothing-to-explain", &[("text", what)]));
    }
    if context.json {
        context
            .output
            .json(&json!({ "format_version": "1.0", "checks": checks }));
    } else {
        context.output.data(&view::explain::checks(
            &checks,
            &context.words,
            &context.style,
        ));
    }
    Ok(Exit::Done)
}

/// The templates of the workspace, and what they declare.
fn templates(context: &Context) -> Result<Templates, Failure> {
    let (sources, mut diagnostics) = Sources::templates(&context.workspace);
    let (templates, more) = Templates::load(&sources.templates);
    diagnostics.extend(more);
    match has_errors(&diagnostics) {
        true => Err(Failure::Faults(diagnostics, sources)),
        false => Ok(templates),
    }
}

/// The parameters of a module on every cloud that has it: `network`, or `aws/network`.
fn modules<'p>(parameters: &'p Parameters, what: &str) -> BTreeMap<Cloud, Vec<&'p Parameter>> {
    let of = |cloud: &Cloud| {
        let name = what.strip_prefix(&format!("{cloud}/")).unwrap_or(what);
        let taken = parameters.of_module(*cloud, &name.parse().ok()?)?;
        Some((*cloud, taken))
    };
    Cloud::ALL.iter().filter_map(of).collect()
}

fn explain_module(context: &Context, what: &str, modules: &BTreeMap<Cloud, Vec<&Parameter>>) {
    let module = what.rsplit('/').next().unwrap_or(what);
    if context.json {
        context.output.json(&json!({
            "format_version": "1.0",
            "module": module,
            "parameters": modules,
        }));
    } else {
        let shown = view::explain::module(module, modules, &context.words, &context.style);
        context.output.data(&shown);
    }
}

/// A kind can be explained outside a workspace, too; then without checks and examples of it.
fn explain_kind(host: &dyn Host, context: &Context, schema: &KindSchema) -> Exit {
    let project = Project::load(context, host, None).ok();
    let reads = |check: &&Check| check.kinds.iter().any(|kind| kind == schema.kind.as_str());
    let uses = project.as_ref().map(|project| Uses {
        checks: Some(project.policies.checks().iter().filter(reads).collect()),
        declared: project
            .graphs
            .values()
            .flat_map(ResourceGraph::iter)
            .find(|resource| resource.kind == schema.kind),
    });
    if context.json {
        let checks = uses.as_ref().and_then(|uses| uses.checks.as_ref());
        context.output.json(&json!({
            "format_version": "1.0",
            "kind": schema.kind,
            "summary": schema.summary,
            "parent": schema.parent,
            "immutable": schema.immutable,
            "outputs": schema.outputs,
            "taggable": schema.taggable,
            "protected": schema.protection == Protection::Irreversible,
            "schema": (schema.json_schema)(),
            "checks": checks,
        }));
    } else {
        let uses = uses.unwrap_or_default();
        let (words, style) = (&context.words, &context.style);
        context
            .output
            .data(&view::kind::kind(schema, &uses, words, style));
    }
    Exit::Done
}

pub fn municipality(context: &Context, args: &SearchArgs) -> Result<Exit, Failure> {
    let found = municipality::search(&args.text);
    if found.is_empty() {
        return Err(Failure::say("municipality-none", &[("text", &args.text)]));
    }
    if context.json {
        context
            .output
            .json(&json!({ "format_version": "1.0", "municipalities": found }));
    } else {
        context
            .output
            .data(&view::explain::municipalities(&found, &context.words));
    }
    Ok(Exit::Done)
}
