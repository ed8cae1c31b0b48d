//! The files of the workspace, checked and rendered.

use gabakura_model::Value;
use gabakura_model::graph::ResourceGraph;
use gabakura_model::resource::Resource;
use serde_json::json;

use crate::usecase::project::{Project, Rendered, Validated};
use crate::view::diagnostic;
use crate::view::format::{FORMAT_VERSION, View};
use crate::view::style::Style;
use crate::view::value::fields;
use crate::words::Words;

/// How many tenancies, resources and checks a project has.
fn counts(project: &Project) -> [(&'static str, usize); 3] {
    let graphs = project.graphs.values();
    [
        ("tenancies", project.tenancies.len()),
        ("resources", graphs.map(|graph| graph.len()).sum()),
        ("checks", project.policies.checks().len()),
    ]
}

impl View for Validated {
    fn human(&self, words: &Words, _style: &Style) -> String {
        let counts = counts(&self.0).map(|(name, count)| (name, count.to_string()));
        words.say(
            "valid",
            &counts.each_ref().map(|(name, count)| (*name, &**count)),
        )
    }

    fn json(&self, words: &Words) -> Value {
        let mut result = diagnostic::json(&self.0.warnings, words);
        let diagnostics = result["diagnostics"].take();
        let mut result = json!({
            "format_version": FORMAT_VERSION,
            "valid": true,
            "diagnostics": diagnostics,
        });
        for (name, count) in counts(&self.0) {
            result[name] = json!(count);
        }
        result
    }
}

impl View for Rendered {
    fn human(&self, words: &Words, style: &Style) -> String {
        let graphs = self.0.graphs.values();
        let texts = graphs.map(|graph| rendered(graph, words, style) + "\n");
        texts.collect()
    }

    fn json(&self, _words: &Words) -> Value {
        let row = |resource: &Resource| {
            json!({
                "address": resource.address,
                "kind": resource.kind,
                "spec": resource.spec,
                "tags": resource.tags,
                "depends_on": resource.depends_on,
                "declared_at": resource.origin.to_string(),
            })
        };
        let resources = self.0.graphs.values().flat_map(ResourceGraph::iter);
        let rows: Vec<Value> = resources.map(row).collect();
        json!({ "format_version": FORMAT_VERSION, "resources": rows })
    }
}

/// The resources of a tenancy, and how many there are.
fn rendered(graph: &ResourceGraph, words: &Words, style: &Style) -> String {
    let mut out = String::new();
    for resource in graph.iter() {
        let address = style.bold(&resource.address.to_string());
        let origin = style.dim(&resource.origin.to_string());
        out += &format!(
            "{address}  {}  {origin}\n{}",
            resource.kind,
            fields(&resource.spec, words)
        );
    }
    if let Some(first) = graph.iter().next() {
        let (tenancy, count) = (first.address.tenancy.to_string(), graph.len().to_string());
        let total = words.say(
            "rendered-total",
            &[("tenancy", &tenancy), ("count", &count)],
        );
        out += &style.bold(&total);
    }
    out
}
