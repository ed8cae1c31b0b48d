//! From declared resources to a graph: every reference looked up, every circle reported.

use std::collections::BTreeMap;

use gabakura_model::catalogue::Catalogue;
use gabakura_model::diagnostic::{Diagnostic, Origin};
use gabakura_model::graph::{GraphError, ResourceGraph};
use gabakura_model::resource::{Address, Resource};

use super::declare::Declared;
use super::link::Link;
use crate::source::nearest;

/// Declared resources by module and name; all are of one tenancy.
type Index<'d> = BTreeMap<(&'d str, &'d str), &'d Declared>;

fn key(address: &Address) -> (&str, &str) {
    (address.module.as_str(), address.name.as_str())
}

/// Builds the graph; `None` when something is wrong, which is reported.
pub(super) fn build(
    catalogue: &Catalogue,
    mut declared: Vec<Declared>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<ResourceGraph> {
    let before = diagnostics.len();
    let index = index(&declared, diagnostics);
    let depends: Vec<Vec<Address>> = declared
        .iter()
        .map(|one| depends_on(catalogue, &index, one, diagnostics))
        .collect();
    drop(index);
    let sound = diagnostics.len() == before && declared.iter().all(|one| one.resource.is_some());
    let resources = declared
        .iter_mut()
        .zip(depends)
        .filter_map(|(one, depends_on)| {
            one.resource.take().map(|resource| Resource {
                depends_on,
                ..resource
            })
        });
    match ResourceGraph::build(resources.collect()) {
        Ok(graph) => sound.then_some(graph),
        Err(found) => {
            for diagnostic in found {
                diagnostics.extend(circle(&declared, &diagnostic));
            }
            None
        }
    }
}

fn index<'d>(declared: &'d [Declared], diagnostics: &mut Vec<Diagnostic>) -> Index<'d> {
    let mut index = Index::new();
    for one in declared {
        if let Some(first) = index.get(&key(&one.address)) {
            diagnostics.push(
                Diagnostic::error("resource-duplicate", one.origin.clone())
                    .with("address", &one.address)
                    .with("place", &first.origin),
            );
        } else {
            index.insert(key(&one.address), one);
        }
    }
    index
}

/// What a resource must wait for: the targets of its references, each looked up.
fn depends_on(
    catalogue: &Catalogue,
    index: &Index<'_>,
    one: &Declared,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Address> {
    let mut depends_on = Vec::with_capacity(one.links.len());
    for link in &one.links {
        match index.get(&key(&link.address)) {
            None => diagnostics.push(unknown(index, one, link)),
            Some(target) => {
                diagnostics.extend(output(catalogue, one, link, target));
                if target.resource.is_some() {
                    depends_on.push(target.address.clone());
                }
            }
        }
    }
    depends_on.sort_by(|a, b| key(a).cmp(&key(b)));
    depends_on.dedup_by(|a, b| key(a) == key(b));
    depends_on
}

fn diagnostic(code: &'static str, one: &Declared, link: &Link) -> Diagnostic {
    Diagnostic::error(code, Origin::at_line(&one.origin.file, link.line))
        .with("tenancy", &one.address.tenancy)
        .with("reference", &link.written)
}

fn unknown(index: &Index<'_>, one: &Declared, link: &Link) -> Diagnostic {
    let diagnostic = diagnostic("reference-unknown", one, link);
    let (module, name) = key(&link.address);
    let of_module = index
        .keys()
        .filter(|known| known.0 == module)
        .map(|known| known.1);
    match nearest(name, of_module) {
        Some(near) if link.written.contains('/') => {
            diagnostic.with("suggestion", format!("{module}/{near}"))
        }
        Some(near) => diagnostic.with("suggestion", near),
        None => diagnostic,
    }
}

/// A reference may ask only for what its target's kind has.
fn output(
    catalogue: &Catalogue,
    one: &Declared,
    link: &Link,
    target: &Declared,
) -> Option<Diagnostic> {
    let field = link.field.as_deref()?;
    let schema = catalogue.get(target.kind.as_ref()?)?;
    if schema.has_output(field) {
        return None;
    }
    let allowed: Vec<&str> = std::iter::once("id")
        .chain(schema.outputs.iter().copied())
        .collect();
    let diagnostic = diagnostic("reference-output", one, link)
        .with("field", field)
        .with("kind", &schema.kind)
        .with("allowed", allowed.join(", "));
    Some(diagnostic)
}

/// Duplicates and dangling references were reported before; only circles are left.
fn circle(declared: &[Declared], diagnostic: &GraphError) -> Option<Diagnostic> {
    let GraphError::Cycle { path } = diagnostic else {
        return None;
    };
    let first = path.first()?;
    let one = declared.iter().find(|one| one.address == *first)?;
    let path: Vec<String> = path
        .iter()
        .map(|address| format!("{}/{}", address.module, address.name))
        .collect();
    let diagnostic = Diagnostic::error("reference-circle", one.origin.clone())
        .with("tenancy", &first.tenancy)
        .with("path", path.join(" → "));
    Some(diagnostic)
}
