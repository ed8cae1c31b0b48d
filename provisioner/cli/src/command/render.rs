//! `validate` and `render`: what people wrote, checked and spelled out. No cloud is asked.

use serde_json::json;

use crate::Exit;
use crate::args::SelectorArgs;
use crate::failure::Failure;
use crate::host::Host;
use crate::project::Project;
use crate::settings::Context;
use crate::view;

pub fn validate(host: &dyn Host, context: &Context, args: &SelectorArgs) -> Result<Exit, Failure> {
    let project = Project::load(context, host, args.selector.as_deref())?;
    let (tenancies, resources) = (
        project.tenancies.len(),
        project
            .graphs
            .values()
            .map(|graph| graph.len())
            .sum::<usize>(),
    );
    if context.json {
        context.output.json(&json!({
            "format_version": "1.0",
            "valid": true,
            "tenancies": tenancies,
            "resources": resources,
            "checks": project.policies.checks().len(),
            "diagnostics": view::diagnostic::json(&project.warnings, &context.words)["diagnostics"],
        }));
    } else {
        let counts = [
            ("tenancies", tenancies.to_string()),
            ("resources", resources.to_string()),
            ("checks", project.policies.checks().len().to_string()),
        ];
        let args: Vec<(&str, &str)> = counts.iter().map(|(n, v)| (*n, v.as_str())).collect();
        context.output.data(&context.words.say("valid", &args));
    }
    Ok(Exit::Done)
}

pub fn render(host: &dyn Host, context: &Context, args: &SelectorArgs) -> Result<Exit, Failure> {
    let project = Project::load(context, host, args.selector.as_deref())?;
    let resources: Vec<_> = project
        .graphs
        .values()
        .flat_map(|graph| graph.iter())
        .map(|resource| {
            json!({
                "address": resource.address,
                "kind": resource.kind,
                "spec": resource.spec,
                "tags": resource.tags,
                "depends_on": resource.depends_on,
                "declared_at": resource.origin.to_string(),
            })
        })
        .collect();
    if context.json {
        context
            .output
            .json(&json!({ "format_version": "1.0", "resources": resources }));
    } else {
        for graph in project.graphs.values() {
            context.output.data(&view::state::rendered(
                graph,
                &context.words,
                &context.style,
            ));
        }
    }
    Ok(Exit::Done)
}
