//! What a stage says: the account and region, how to enter them, modules and parameters.

use gabakura_model::name::Name;
use gabakura_model::tenancy::{Cloud, Stage};
use toml::Spanned;
use toml::de::DeValue;

use super::file::{At, File};
use super::params::{self, Params};
use super::reader::Reader;

/// What one table says about a stage; a member's table is laid over the file's.
#[derive(Clone, Default)]
pub(super) struct Fields {
    /// Where the table begins.
    pub at: usize,
    /// The cloud.
    pub cloud: Option<At<Cloud>>,
    /// AWS account number.
    pub account: Option<At<String>>,
    /// Google Cloud project id.
    pub project: Option<At<String>>,
    /// Region code.
    pub region: Option<At<String>>,
    /// Role to assume; `{account}` in it stands for the account.
    pub role: Option<At<String>>,
    /// Role to assume where nothing is changed.
    pub plan_role: Option<At<String>>,
    /// External id the role demands.
    pub external_id: Option<At<String>>,
    /// Modules to render.
    pub modules: Option<At<Vec<Name>>>,
    /// Parameters.
    pub params: Params,
    /// Parameters that were written but are faulty, which has been told.
    pub faulty: Vec<String>,
}

/// The text keys of a stage, which a fleet's columns may set too.
const TEXTS: [&str; 6] = [
    "account",
    "project",
    "region",
    "role",
    "plan_role",
    "external_id",
];

impl Fields {
    /// Lays another table over this one: what it says wins.
    pub fn under(&self, over: &Self) -> Self {
        let mut params = self.params.clone();
        params.extend(
            over.params
                .iter()
                .map(|(name, value)| (name.clone(), value.clone())),
        );
        Self {
            at: over.at,
            cloud: over.cloud.clone().or_else(|| self.cloud.clone()),
            account: over.account.clone().or_else(|| self.account.clone()),
            project: over.project.clone().or_else(|| self.project.clone()),
            region: over.region.clone().or_else(|| self.region.clone()),
            role: over.role.clone().or_else(|| self.role.clone()),
            plan_role: over.plan_role.clone().or_else(|| self.plan_role.clone()),
            external_id: over
                .external_id
                .clone()
                .or_else(|| self.external_id.clone()),
            modules: over.modules.clone().or_else(|| self.modules.clone()),
            params,
            faulty: self.faulty.iter().chain(&over.faulty).cloned().collect(),
        }
    }

    /// Whether a parameter was written, sound or not.
    pub fn wrote(&self, param: &str) -> bool {
        self.params.contains_key(param) || self.faulty.iter().any(|name| name == param)
    }

    /// The account or project, whichever was written.
    pub fn place(&self) -> Option<&At<String>> {
        self.places().map(|(_, place)| place).next()
    }

    /// What was written of account and project, by key.
    pub fn places(&self) -> impl Iterator<Item = (&'static str, &At<String>)> {
        let both = [("account", &self.account), ("project", &self.project)];
        both.into_iter()
            .filter_map(|(key, place)| Some((key, place.as_ref()?)))
    }

    fn slot(&mut self, key: &str) -> Option<&mut Option<At<String>>> {
        Some(match key {
            "account" => &mut self.account,
            "project" => &mut self.project,
            "region" => &mut self.region,
            "role" => &mut self.role,
            "plan_role" => &mut self.plan_role,
            "external_id" => &mut self.external_id,
            _ => return None,
        })
    }

    fn set_param<'f>(
        &mut self,
        file: &File<'f>,
        key: &str,
        name: &str,
        value: &Spanned<DeValue<'f>>,
    ) {
        match params::read_one(file, key, name, value) {
            Some(value) => drop(self.params.insert(name.to_owned(), value)),
            None => self.faulty.push(name.to_owned()),
        }
    }

    /// Sets a field from a fleet's cell; false when there is no such field.
    pub fn set<'f>(
        &mut self,
        file: &File<'f>,
        column: &str,
        field: &str,
        cell: &Spanned<DeValue<'f>>,
    ) -> bool {
        if let Some(name) = field.strip_prefix("params.") {
            self.set_param(file, column, name, cell);
            return true;
        }
        let Some(slot) = self.slot(field) else {
            return false;
        };
        *slot = file.text(column, cell).map(|text| text.map(str::to_owned));
        true
    }
}

/// Whether a fleet may have a column for this field of a stage.
pub(super) fn is_column(field: &str) -> bool {
    TEXTS.contains(&field)
        || field
            .strip_prefix("params.")
            .is_some_and(|name| !name.is_empty())
}

/// Reads every `[stage.X]` below a table.
pub(super) fn read_all(reader: &mut Reader<'_, '_>) -> Vec<(Stage, Fields)> {
    let Some(stages) = reader.table("stage") else {
        return Vec::new();
    };
    let file = stages.file;
    let entries = stages.table_entries().into_iter();
    entries
        .filter_map(|(key, table)| Some((file.word("stage", &key)?.value, read(table))))
        .collect()
}

fn read(mut reader: Reader<'_, '_>) -> Fields {
    let mut fields = Fields {
        at: reader.at,
        cloud: reader.word("cloud"),
        ..Fields::default()
    };
    for key in TEXTS {
        let text = reader.text(key).map(|text| text.map(str::to_owned));
        if let Some(slot) = fields.slot(key) {
            *slot = text;
        }
    }
    fields.modules = modules(&mut reader);
    if let Some(table) = reader.table("params") {
        for (name, value) in table.entries() {
            fields.set_param(table.file, &table.key(name.value), name.value, value);
        }
    }
    reader.finish();
    fields
}

/// Reads the list of modules, if there is one.
pub(super) fn modules(reader: &mut Reader<'_, '_>) -> Option<At<Vec<Name>>> {
    reader.distinct("modules", |file, key, text| file.name(key, text))
}
