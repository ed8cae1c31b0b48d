//! `explain` and `municipality`: what a check, a control, a kind, a module, a size
//! class or a code means.

use std::collections::BTreeMap;
use std::path::Path;

use gabakura_model::Value;
use gabakura_model::catalogue::KindSchema;
use gabakura_model::finding::{Check, Control};
use gabakura_model::graph::ResourceGraph;
use gabakura_model::municipality::{self, Municipality};
use gabakura_model::resource::{Kind, Resource};
use gabakura_model::tenancy::{Cloud, Profile};
use gabakura_planner::parameter::{Parameter, Parameters};

use crate::error::Error;
use crate::host::Host;
use crate::usecase::project::{Project, templates};

/// What a word means.
pub enum Explanation {
    Kind(Box<KindExplanation>),
    /// A size class, and the parameters its tenancies start from on each cloud.
    Profile(Profile, BTreeMap<Cloud, BTreeMap<String, Value>>),
    /// A module, and its parameters on each cloud that has it.
    Module(String, BTreeMap<Cloud, Vec<Parameter>>),
    /// A check, or the checks that serve a control.
    Checks(Vec<Check>),
}

/// A kind, and how the workspace uses it.
pub struct KindExplanation {
    pub schema: KindSchema,
    /// The checks that read it; `None` where the workspace could not be read.
    pub checks: Option<Vec<Check>>,
    pub declared: Option<Resource>,
}

/// Explains a kind, a size class, a module, a check or a control.
///
/// # Errors
/// A word without a meaning; for checks, the errors of the workspace.
pub fn explain(host: &dyn Host, workspace: &Path, what: &str) -> Result<Explanation, Error> {
    if let Some(schema) = host.catalogue().get(&Kind::new(what)) {
        // A kind can be explained outside a workspace, too; then without checks and examples.
        let project = Project::load(host, workspace, None).ok();
        let kind = explain_kind(schema, project.as_ref());
        return Ok(Explanation::Kind(Box::new(kind)));
    }
    if let Ok(profile) = what.parse::<Profile>() {
        let templates = templates(workspace)?;
        let parameters = templates.parameters();
        let of = |cloud: &Cloud| (*cloud, parameters.defaults(*cloud, profile));
        let defaults = Cloud::ALL.iter().map(of).collect();
        return Ok(Explanation::Profile(profile, defaults));
    }
    let modules = modules(templates(workspace)?.parameters(), what);
    if !modules.is_empty() {
        let name = what.rsplit('/').next().unwrap_or(what);
        return Ok(Explanation::Module(name.to_owned(), modules));
    }
    let project = Project::load(host, workspace, None)?;
    let is = |c: &Control| c.id == what || format!("{}:{}", c.framework, c.id) == what;
    let serves = |check: &&Check| check.id == what || check.controls.iter().any(is);
    let checks = project.policies.checks().iter().filter(serves).cloned();
    let checks: Vec<Check> = checks.collect();
    match checks.is_empty() {
        true => Err(Error::message("nothing-to-explain", &[("text", what)])),
        false => Ok(Explanation::Checks(checks)),
    }
}

/// The parameters of a module on every cloud that has it: `network`, or `aws/network`.
fn modules(parameters: &Parameters, what: &str) -> BTreeMap<Cloud, Vec<Parameter>> {
    let of = |cloud: &Cloud| {
        let name = what.strip_prefix(&format!("{cloud}/")).unwrap_or(what);
        let taken = parameters.of_module(*cloud, &name.parse().ok()?)?;
        Some((*cloud, taken.into_iter().cloned().collect()))
    };
    Cloud::ALL.iter().filter_map(of).collect()
}

fn explain_kind(schema: &KindSchema, project: Option<&Project>) -> KindExplanation {
    let reads = |check: &&Check| check.kinds.iter().any(|kind| kind == schema.kind.as_str());
    let checks = |project: &Project| {
        let checks = project.policies.checks().iter();
        checks.filter(reads).cloned().collect()
    };
    let declared = |project: &Project| {
        let mut declared = project.graphs.values().flat_map(ResourceGraph::iter);
        declared
            .find(|resource| resource.kind == schema.kind)
            .cloned()
    };
    KindExplanation {
        schema: schema.clone(),
        checks: project.map(checks),
        declared: project.and_then(declared),
    }
}

/// Finds municipalities by a part of a name, a reading or a code.
///
/// # Errors
/// A text that none has.
pub fn municipalities(text: &str) -> Result<Vec<&'static Municipality>, Error> {
    let found = municipality::search(text);
    match found.is_empty() {
        true => Err(Error::message("municipality-none", &[("text", text)])),
        false => Ok(found),
    }
}
