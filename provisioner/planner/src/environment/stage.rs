//! What a stage sets: the account and region, how to enter them, modules and parameters.

use std::collections::BTreeMap;

use gabakura_model::name::Name;
use gabakura_model::tenancy::{Cloud, Stage};
use toml::Spanned;
use toml::de::DeValue;

use super::params::{Given, ParamReader, Params};
use crate::source::At;
use crate::source::Reader;

/// What one table sets for a stage; a member's table is laid over the file's.
#[derive(Clone, Default)]
pub(super) struct Fields<'v> {
    /// Where the table begins.
    pub at: usize,
    /// The cloud.
    pub cloud: Option<At<Cloud>>,
    /// The texts of the table, by key: see [`TEXTS`].
    pub texts: BTreeMap<&'static str, At<String>>,
    /// Modules to render.
    pub modules: Option<At<Vec<Name>>>,
    /// Parameters, as written.
    pub given: BTreeMap<String, Given<'v>>,
    /// Those of them that are sound on the cloud of the stage.
    pub params: Params,
}

/// The text keys of a stage, which a fleet's columns may set too: AWS account number or Google
/// Cloud project id, region code, the role to assume and the one that only reads (`{account}` in
/// them is replaced), and the external id the roles demand.
const TEXTS: [&str; 6] = [
    "account",
    "project",
    "region",
    "role",
    "plan_role",
    "external_id",
];

/// The keys of which a stage has one: where it lives.
pub(super) const PLACES: [&str; 2] = ["account", "project"];

impl<'v> Fields<'v> {
    /// Lays another table over this one: what it sets wins.
    pub fn under(&self, over: &Self) -> Self {
        let (mut texts, mut given) = (self.texts.clone(), self.given.clone());
        texts.extend(over.texts.clone());
        given.extend(over.given.clone());
        Self {
            at: over.at,
            cloud: over.cloud.clone().or_else(|| self.cloud.clone()),
            texts,
            modules: over.modules.clone().or_else(|| self.modules.clone()),
            given,
            params: Params::new(),
        }
    }

    /// A text of the stage by its key.
    pub fn text(&self, key: &str) -> Option<&At<String>> {
        self.texts.get(key)
    }

    /// Whether a parameter was written, sound or not.
    pub fn wrote(&self, param: &str) -> bool {
        self.given.contains_key(param)
    }

    /// The account or project, whichever was written.
    pub fn place(&self) -> Option<&At<String>> {
        self.places().map(|(_, place)| place).next()
    }

    /// What was written of account and project, by key.
    pub fn places(&self) -> impl Iterator<Item = (&'static str, &At<String>)> {
        PLACES
            .into_iter()
            .filter_map(|key| Some((key, self.text(key)?)))
    }

    /// Checks the parameters on the cloud of the stage.
    pub fn check_params(&mut self, params: &ParamReader<'_, '_>) {
        let cloud = self.cloud.as_ref().map(|cloud| cloud.value);
        let given = self.given.iter();
        let sound =
            given.filter_map(|(name, it)| Some((name.clone(), params.read(cloud, name, it)?)));
        self.params = sound.collect();
    }

    /// Notes a parameter; where the cloud is known already, it is checked even if no tenancy
    /// comes of the table.
    fn give(
        &mut self,
        params: &ParamReader<'_, '_>,
        cloud: Option<Cloud>,
        name: &str,
        given: Given<'v>,
    ) {
        if cloud.is_some() {
            params.read(cloud, name, &given);
        }
        self.given.insert(name.to_owned(), given);
    }

    /// Sets a field from a fleet's cell; false when there is no such field.
    pub fn set(
        &mut self,
        params: &ParamReader<'_, '_>,
        cloud: Option<Cloud>,
        (column, field): (&str, &str),
        cell: &'v Spanned<DeValue<'v>>,
    ) -> bool {
        if let Some(name) = field.strip_prefix("params.") {
            let key = column.to_owned();
            self.give(params, cloud, name, Given { key, value: cell });
            return true;
        }
        let Some(key) = TEXTS.into_iter().find(|key| *key == field) else {
            return false;
        };
        let text = params.file.text(column, cell);
        let text = text.map(|text| (key, text.map(str::to_owned)));
        self.texts.extend(text);
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

/// Reads every `[stage.X]` below a table. `clouds` are those of the file's own stages, which a
/// member inherits.
pub(super) fn read_all<'r>(
    reader: &mut Reader<'r, 'r>,
    params: &ParamReader<'_, '_>,
    clouds: &BTreeMap<Stage, Option<Cloud>>,
) -> Vec<(Stage, Fields<'r>)> {
    let Some(stages) = reader.table("stage") else {
        return Vec::new();
    };
    let file = stages.file;
    let entries = stages.table_entries().into_iter();
    let stage = |(key, table)| {
        let stage = file.word("stage", &key)?.value;
        let inherited = clouds.get(&stage).copied().flatten();
        Some((stage, read(table, params, inherited)))
    };
    entries.filter_map(stage).collect()
}

fn read<'r>(
    mut reader: Reader<'r, 'r>,
    params: &ParamReader<'_, '_>,
    inherited: Option<Cloud>,
) -> Fields<'r> {
    let mut fields = Fields {
        at: reader.at,
        cloud: reader.word("cloud"),
        ..Fields::default()
    };
    for key in TEXTS {
        let text = reader.text(key).map(|text| text.map(str::to_owned));
        fields.texts.extend(text.map(|text| (key, text)));
    }
    fields.modules = modules(&mut reader);
    if let Some(table) = reader.table("params") {
        let cloud = fields.cloud.as_ref().map(|cloud| cloud.value);
        for (name, value) in table.entries() {
            let key = table.key(name.value);
            let given = Given { key, value };
            fields.give(params, cloud.or(inherited), name.value, given);
        }
    }
    reader.finish();
    fields
}

/// Reads the list of modules, if there is one.
pub(super) fn modules(reader: &mut Reader<'_, '_>) -> Option<At<Vec<Name>>> {
    reader.distinct("modules", |file, key, text| file.name(key, text))
}
