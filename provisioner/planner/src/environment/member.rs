//! The bodies of a file: one municipality, `[[member]]` tables, or the rows of a `[fleet]` table.

use std::collections::BTreeMap;

use gabakura_model::municipality::Municipality;
use gabakura_model::tenancy::{Profile, Stage, System};
use toml::Spanned;
use toml::de::DeValue;

use super::body;
use super::file::{At, File};
use super::head;
use super::reader::Reader;
use super::stage::{self, Fields};

/// One municipality of a file and what it says for itself.
pub(super) struct Member {
    /// The municipality.
    pub municipality: &'static Municipality,
    /// Its size class, where it has its own.
    pub profile: Option<Profile>,
    /// Its systems, where it has its own.
    pub systems: Option<Vec<System>>,
    /// Whether it leads the shared account, where it says so, and where.
    pub lead: Option<At<bool>>,
    /// What it says about each stage.
    pub stages: BTreeMap<Stage, Fields>,
    /// Where it was written; `None` for the one municipality of a file.
    pub at: Option<usize>,
}

/// Reads the bodies of a file, whichever of the three forms it has.
pub(super) fn read(reader: &mut Reader<'_, '_>, declared: &[Stage]) -> Vec<Member> {
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
    let mut bodies: Vec<Member> = members
        .into_iter()
        .filter_map(|table| member(table, declared))
        .collect();
    bodies.extend(
        fleet
            .map(|table| rows(table, declared))
            .into_iter()
            .flatten(),
    );
    bodies
}

fn alone(file: &File<'_>, text: &At<&str>) -> Option<Member> {
    Some(Member {
        municipality: body::municipality(file, text).or_else(|| body::meant(text))?,
        profile: None,
        systems: None,
        lead: None,
        stages: BTreeMap::new(),
        at: None,
    })
}

fn member(mut reader: Reader<'_, '_>, declared: &[Stage]) -> Option<Member> {
    let file = reader.file;
    let text = reader.needed_text("municipality");
    let municipality = text.and_then(|text| body::municipality(file, &text));
    let profile = reader.word("profile").map(|profile| profile.value);
    let systems = head::systems(&mut reader);
    let lead = reader.flag("lead");
    let modules = stage::modules(&mut reader);
    let at = reader.at;
    let mut stages: BTreeMap<Stage, Fields> = BTreeMap::new();
    for (name, fields) in stage::read_all(&mut reader) {
        if !declared.contains(&name) {
            file.error("stage-undeclared", fields.at, &[("stage", name.as_str())]);
        }
        stages.insert(name, fields);
    }
    for name in declared {
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

fn rows(mut reader: Reader<'_, '_>, declared: &[Stage]) -> Vec<Member> {
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
        .filter_map(|cells| row(file, &columns, cells, declared))
        .collect()
}

fn column(file: &File<'_>, name: &At<&str>, declared: &[Stage]) -> Option<Column> {
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
            if !declared.contains(&stage) {
                file.error("stage-undeclared", name.at, &[("stage", stage.as_str())]);
                return None;
            }
            Column::OfStage(stage, field.to_owned())
        }
    })
}

/// Reads one row; an empty text in a cell says nothing.
fn row<'f>(
    file: &File<'f>,
    columns: &[Option<(&str, Column)>],
    value: &Spanned<DeValue<'f>>,
    declared: &[Stage],
) -> Option<Member> {
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
    let mut stages: BTreeMap<Stage, Fields> =
        declared.iter().map(|stage| (*stage, empty())).collect();
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
                stages
                    .entry(*stage)
                    .or_insert_with(empty)
                    .set(file, name, field, cell);
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
