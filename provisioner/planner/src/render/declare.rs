//! From rendered TOML to declared resources, each checked against its kind's schema.

use std::collections::BTreeMap;
use std::sync::Arc;

use gabakura_model::catalogue::KindSchema;
use gabakura_model::diagnostic::{Diagnostic, Origin};
use gabakura_model::name::Name;
use gabakura_model::resource::{Address, Kind, Resource, Tags};
use serde_json::Map;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::link::{self, Link};
use super::reading::Reading;
use super::spec;
use crate::secret;
use crate::source::nearest;

/// The keys of a `[[resource]]`.
const KEYS: [&str; 7] = [
    "depends_on",
    "exclusive",
    "kind",
    "name",
    "shared",
    "spec",
    "tags",
];

/// One resource as declared, and what it refers to, not looked up yet.
pub(super) struct Declared {
    /// The resource; `None` when invalid, which was reported.
    pub resource: Option<Resource>,
    /// Its address, for those that refer to it.
    pub address: Address,
    /// Its schema, when the kind is known.
    pub kind: Option<Kind>,
    /// What it refers to.
    pub links: Vec<Link>,
    /// Where it was declared.
    pub origin: Origin,
}

impl<'a> Reading<'a> {
    /// Reads the whole text.
    pub fn read(&mut self) -> Vec<Declared> {
        let (root, errors) = DeTable::parse_recoverable(&self.rendered.text);
        for error in &errors {
            let at = error.span().map_or(0, |span| span.start);
            let diagnostic = self
                .diagnostic("template-toml", at)
                .with("message", error.message());
            self.report(diagnostic);
        }
        if !errors.is_empty() {
            return Vec::new();
        }
        self.unknown_keys(root.get_ref(), &["resource"]);
        let Some(resources) = root.get_ref().get("resource") else {
            return Vec::new();
        };
        let Some(resources) = self.typed(resources, "resource", "array", DeValue::as_array) else {
            return Vec::new();
        };
        resources
            .iter()
            .filter_map(|resource| self.resource(resource))
            .collect()
    }

    fn needed<'v, 't>(
        &mut self,
        table: &'v DeTable<'t>,
        key: &str,
        at: usize,
    ) -> Option<&'v Spanned<DeValue<'t>>> {
        let value = table.get(key);
        if value.is_none() {
            let diagnostic = self.diagnostic("resource-missing-key", at).with("key", key);
            self.report(diagnostic);
        }
        value
    }

    fn resource(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Declared> {
        let table = self.typed(value, "resource", "table", DeValue::as_table)?;
        let at = table
            .keys()
            .map(|key| key.span().start)
            .min()
            .unwrap_or(value.span().start);
        let origin = self.origin(value.span().start.min(at));
        self.unknown_keys(table, &KEYS);
        let before = self.diagnostics.len();
        let kind = self.needed(table, "kind", at);
        let schema = kind.and_then(|kind| self.schema(kind));
        let name = self
            .needed(table, "name", at)
            .and_then(|name| self.name(name))?;
        let address = Address {
            tenancy: Arc::clone(self.tenancy),
            module: self.module.clone(),
            name,
        };
        let mut links = Vec::new();
        let spec = match table.get("spec") {
            Some(spec) => self.typed(spec, "spec", "table", DeValue::as_table),
            None => None,
        };
        for (key, at) in spec.into_iter().flat_map(|s| secret::keys_of(s, "spec")) {
            let diagnostic = Diagnostic::error("secret-key", self.origin(at)).with("key", key);
            self.report(diagnostic);
        }
        let json = match spec {
            Some(spec) => self.table(spec, &mut links),
            None => Map::new(),
        };
        self.depends_on(table, &mut links);
        let tags = self.tags(table, schema, &address);
        let exclusive = self.flag(table, "exclusive");
        let spec = schema.and_then(|schema| spec::canonical(self, schema, json, spec, at));
        let sound = self.diagnostics.len() == before;
        let resource = match (schema, spec) {
            (Some(schema), Some(spec)) if sound => Some(Resource {
                address: address.clone(),
                kind: schema.kind.clone(),
                spec,
                tags,
                depends_on: Vec::new(),
                exclusive,
                origin: origin.clone(),
            }),
            _ => None,
        };
        let kind = schema.map(|schema| schema.kind.clone());
        Some(Declared {
            resource,
            address,
            kind,
            links,
            origin,
        })
    }

    /// Whether a switch is on; off where it is not there.
    fn flag(&mut self, table: &DeTable<'_>, key: &str) -> bool {
        let flag = table.get(key);
        let flag = flag.and_then(|flag| self.typed(flag, key, "boolean", DeValue::as_bool));
        flag.unwrap_or_default()
    }

    fn schema(&mut self, value: &Spanned<DeValue<'_>>) -> Option<&'a KindSchema> {
        let text = self.typed(value, "kind", "string", DeValue::as_str)?;
        let catalogue = self.catalogue;
        let schema = catalogue.get(&Kind::new(text));
        let at = value.span().start;
        match schema {
            None => {
                let kinds = catalogue.iter().map(|schema| schema.kind.as_str());
                let mut diagnostic = self.diagnostic("kind-unknown", at).with("kind", text);
                if let Some(suggestion) = nearest(text, kinds) {
                    diagnostic = diagnostic.with("suggestion", suggestion);
                }
                self.report(diagnostic);
            }
            Some(_) if text.split('.').next() != Some(self.cloud) => {
                let diagnostic = self.diagnostic("kind-cloud", at).with("kind", text);
                let diagnostic = diagnostic.with("cloud", self.cloud);
                self.report(diagnostic);
                return None;
            }
            Some(schema) if schema.observed_only => {
                let diagnostic = self.diagnostic("kind-observed-only", at).with("kind", text);
                self.report(diagnostic);
                return None;
            }
            Some(_) => {}
        }
        schema
    }

    fn name(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Name> {
        let text = self.typed(value, "name", "string", DeValue::as_str)?;
        let name = text.parse().ok();
        if name.is_none() {
            let diagnostic = self
                .diagnostic("resource-name", value.span().start)
                .with("found", text);
            self.report(diagnostic);
        }
        name
    }

    fn depends_on(&mut self, table: &DeTable<'_>, links: &mut Vec<Link>) {
        let Some(value) = table.get("depends_on") else {
            return;
        };
        let items = self.typed(value, "depends_on", "array", DeValue::as_array);
        for item in items.into_iter().flatten() {
            let text = self.typed(item, "depends_on", "string", DeValue::as_str);
            links.extend(text.and_then(|text| link::order(self, text, item.span().start)));
        }
    }

    fn tags(
        &mut self,
        table: &DeTable<'_>,
        schema: Option<&KindSchema>,
        address: &Address,
    ) -> Tags {
        let mut own = BTreeMap::new();
        if let Some(value) = table.get("tags") {
            let tags = self.typed(value, "tags", "table", DeValue::as_table);
            for (key, value) in tags.into_iter().flatten() {
                if let Some(text) = self.typed(value, "tags", "string", DeValue::as_str) {
                    own.insert(
                        key.get_ref().to_string(),
                        (text.to_owned(), key.span().start),
                    );
                }
            }
            if schema.is_some_and(|schema| !schema.taggable) {
                let kind = schema
                    .map(|schema| schema.kind.as_str())
                    .unwrap_or_default();
                let diagnostic = self
                    .diagnostic("tags-unsupported", value.span().start)
                    .with("kind", kind);
                self.report(diagnostic);
            }
        }
        let book = self.tags;
        for (key, (value, at)) in &own {
            if let Some((code, args)) = book.error(key, value) {
                let diagnostic = self.diagnostic(code, *at);
                let diagnostic = args
                    .into_iter()
                    .fold(diagnostic, |diagnostic, (name, value)| {
                        diagnostic.with(name, value)
                    });
                self.report(diagnostic);
            }
        }
        let shared = self.flag(table, "shared");
        match schema {
            Some(schema) if schema.taggable => book.tags(
                address,
                shared,
                own.into_iter().map(|(key, (value, _))| (key, value)),
            ),
            _ => Tags::new(),
        }
    }
}
