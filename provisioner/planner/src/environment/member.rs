//! The bodies of a file: one municipality, `[[member]]` tables, or the rows of a `[fleet]` table.

use std::collections::BTreeMap;

use gabakura_model::municipality::Municipality;
use gabakura_model::tenancy::{Cloud, Profile, Stage, System};
use toml::Spanned;
use toml::de::DeValue;

use super::body;
use super::head;
use super::params::ParamReader;
use super::stage::{self, Fields};
use crate::source::Reader;
use crate::source::{At, File};

/// One municipality of a file and what it sets for itself.
pub(super) struct Member<'v> {
    /// The municipality.
    pub municipality: &'static Municipality,
    /// Its size class, where it has its own.
    pub profile: Option<Profile>,
    /// Its systems, where it has its own.
    pub systems: Option<Vec<System>>,
    /// Whether it leads the shared account, where it sets that, and where.
    pub lead: Option<At<bool>>,
    /// What it sets for each stage.
    pub stages: BTreeMap<Stage, Fields<'v>>,
    /// Where it was written; `None` for the one municipality of a file.
    pub at: Option<usize>,
}

/// The stages a file declares, and their clouds.
pub(super) type Declared = BTreeMap<Stage, Option<Cloud>>;

/// Reads the bodies of a file, whichever of the three forms it has.
pub(super) fn read<'r>(
    reader: &mut Reader<'r, 'r>,
    params: &ParamReader<'_, 'r>,
    declared: &Declared,
) -> Vec<Member<'r>> {
    let single = reader.get("municipality");
    let members = reader.tables("member");
    let fleet = reader.table("fleet");
    let forms = [single.is_some(), reader.has("member"), reader.has("fleet")];
    match forms.iter().filter(|form| **form).count() {
        0 => {
            reader.missing("municipality");
            return Vec::new();
        }
        1 => {}
        _ => {
            let at = single.map_or(reader.at, |value| value.span().start);
            reader.file.error("two-forms", at, &[]);
            return Vec::new();
        }
    }
    if let Some(value) = single {
        let found = reader.file.text("municipality", value);
        return found
            .and_then(|text| alone(reader.file, &text))
            .into_iter()
            .collect();
    }
    let members = members.into_iter();
    let members = members.filter_map(|table| member(table, params, declared));
    let rows = fleet.map(|table| rows(table, params, declared));
    members.chain(rows.into_iter().flatten()).collect()
}

fn alone<'v>(file: &File<'_>, text: &At<&str>) -> Option<Member<'v>> {
    Some(Member {
        municipality: body::municipality(file, text).or_else(|| body::meant(text))?,
        profile: None,
        systems: None,
        lead: None,
        stages: BTreeMap::new(),
        at: None,
    })
}

fn member<'r>(
    mut reader: Reader<'r, 'r>,
    params: &ParamReader<'_, '_>,
    declared: &Declared,
) -> Option<Member<'r>> {
    let file = reader.file;
    let text = reader.needed_text("municipality");
    let municipality = text.and_then(|text| body::municipality(file, &text));
    let profile = reader.word("profile").map(|profile| profile.value);
    let systems = head::systems(&mut reader);
    let lead = reader.flag("lead");
    let modules = stage::modules(&mut reader);
    let at = reader.at;
    let mut stages: BTreeMap<Stage, Fields<'_>> = BTreeMap::new();
    for (name, fields) in stage::read_all(&mut reader, params, declared) {
        if !declared.contains_key(&name) {
            file.error("stage-undeclared", fields.at, &[("stage", name.as_str())]);
        }
        stages.insert(name, fields);
    }
    for name in declared.keys() {
        let own = stages.entry(*name).or_insert_with(|| Fields {
            at,
            ..Fields::default()
        });
        own.modules = own.modules.take().or_else(|| modules.clone());
    }
    reader.finish();
    Some(Member {
        municipality: municipality?,
        profile,
        systems,
        lead,
        stages,
        at: Some(at),
    })
}

/// What a column of a fleet sets.
enum Column {
    Municipality,
    Profile,
    Lead,
    OfStage(Stage, String),
}

fn rows<'r>(
    mut reader: Reader<'r, 'r>,
    params: &ParamReader<'_, 'r>,
    declared: &Declared,
) -> Vec<Member<'r>> {
    let file = reader.file;
    let names = reader
        .needed("columns")
        .and_then(|value| file.texts("fleet.columns", value));
    let rows = reader
        .needed("rows")
        .and_then(|value| file.typed("fleet.rows", value, "array", DeValue::as_array));
    let at = reader.at;
    reader.finish();
    let (Some(names), Some(rows)) = (names, rows) else {
        return Vec::new();
    };
    let columns: Vec<Option<(&str, Column)>> = names
        .value
        .iter()
        .map(|name| Some((name.value, column(file, name, declared)?)))
        .collect();
    if !names.value.iter().any(|name| name.value == "municipality") {
        file.error("missing-key", at, &[("key", "fleet.columns.municipality")]);
        return Vec::new();
    }
    rows.value
        .iter()
        .filter_map(|cells| row(params, &columns, cells, declared))
        .collect()
}

fn column(file: &File<'_>, name: &At<&str>, declared: &Declared) -> Option<Column> {
    Some(match name.value {
        "municipality" => Column::Municipality,
        "profile" => Column::Profile,
        "lead" => Column::Lead,
        text => {
            let of_stage = text
                .split_once('.')
                .filter(|(_, field)| stage::is_column(field));
            let Some((stage, field)) = of_stage else {
                file.error("fleet-column", name.at, &[("found", text)]);
                return None;
            };
            let stage: Stage = file
                .word(
                    "fleet.columns",
                    &At {
                        value: stage,
                        at: name.at,
                    },
                )?
                .value;
            if !declared.contains_key(&stage) {
                file.error("stage-undeclared", name.at, &[("stage", stage.as_str())]);
                return None;
            }
            Column::OfStage(stage, field.to_owned())
        }
    })
}

/// Reads one row; an empty text in a cell sets nothing.
fn row<'v>(
    params: &ParamReader<'_, 'v>,
    columns: &[Option<(&str, Column)>],
    value: &'v Spanned<DeValue<'v>>,
    declared: &Declared,
) -> Option<Member<'v>> {
    let file = params.file;
    let row = file.typed("fleet.rows", value, "array", DeValue::as_array)?;
    let (at, cells) = (row.at, row.value);
    if cells.len() != columns.len() {
        let (found, expected) = (cells.len().to_string(), columns.len().to_string());
        file.error(
            "fleet-row",
            at,
            &[("found", &found), ("expected", &expected)],
        );
        return None;
    }
    let empty = || Fields {
        at,
        ..Fields::default()
    };
    let mut municipality = None;
    let (mut profile, mut lead) = (None, None);
    let mut stages: BTreeMap<Stage, Fields<'_>> =
        declared.keys().map(|stage| (*stage, empty())).collect();
    for (column, cell) in columns.iter().zip(cells.iter()) {
        let Some((name, column)) = column else {
            continue;
        };
        let silent = cell.get_ref().as_str() == Some("");
        if silent && !matches!(column, Column::Municipality) {
            continue;
        }
        match column {
            Column::Municipality => {
                municipality = file
                    .text(name, cell)
                    .and_then(|text| body::municipality(file, &text));
            }
            Column::Profile => {
                let text = file.text(name, cell);
                profile = text
                    .and_then(|text| file.word(name, &text))
                    .map(|word| word.value);
            }
            Column::Lead => lead = file.typed(name, cell, "boolean", DeValue::as_bool),
            Column::OfStage(stage, field) => {
                let cloud = declared.get(stage).copied().flatten();
                let fields = stages.entry(*stage).or_insert_with(empty);
                fields.set(params, cloud, (name, field), cell);
            }
        }
    }
    Some(Member {
        municipality: municipality?,
        profile,
        systems: None,
        lead,
        stages,
        at: Some(at),
    })
}
