//! `explain` and `municipality`: what a check, a control, a kind, a size class or a code means.

use std::collections::BTreeMap;

use gabakura_model::catalogue::{KindSchema, Protection};
use gabakura_model::finding::Check;
use gabakura_model::graph::ResourceGraph;
use gabakura_model::municipality;
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::{Cloud, Profile};
use gabakura_planner::environment;
use serde_json::json;

use crate::Exit;
use crate::args::{ExplainArgs, SearchArgs};
use crate::failure::Failure;
use crate::host::Host;
use crate::project::Project;
use crate::settings::Context;
use crate::view;
use crate::view::kind::Uses;

pub fn explain(host: &dyn Host, context: &Context, args: &ExplainArgs) -> Result<Exit, Failure> {
    let what = args.what.as_str();
    let catalogue = host.catalogue();
    if let Some(schema) = catalogue.get(&Kind::new(what)) {
        return Ok(explain_kind(host, context, schema));
    }
    if let Ok(profile) = what.parse::<Profile>() {
        let of = |cloud: &Cloud| (*cloud, environment::defaults(*cloud, profile));
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
