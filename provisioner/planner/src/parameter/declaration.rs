//! One declaration, read and checked with its default.

use std::collections::BTreeMap;

use gabakura_model::Value;
use gabakura_model::diagnostic::Origin;
use gabakura_model::finding::Bilingual;
use gabakura_model::tenancy::{Cloud, Profile};
use serde::Serialize;
use toml::Spanned;
use toml::de::DeValue;

use super::check::Setting;
use super::limits::Limits;
use super::value_type::{ItemType, UNITS, Unit, ValueType};
use crate::network::{crossing, far_end, flow};
use crate::source::{At, File, Reader, nearest};

/// A declared parameter, or a field of one that is a table.
#[derive(Clone, Debug, Serialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its type: `integer`, `list(cidr)`.
    #[serde(rename = "type")]
    pub value_type: ValueType,
    /// Which values it takes.
    #[serde(skip_serializing_if = "Limits::is_none")]
    pub allowed: Limits,
    /// The fields of a table; empty where any field may be set.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Parameter>,
    /// Its unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<&'static Unit>,
    /// What it is where an environment does not set it, by size class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<BTreeMap<Profile, Value>>,
    /// Whether every tenancy of a module that takes it must set it.
    pub required: bool,
    /// Whether the rules for networks read it, so that no template needs to.
    pub rules: bool,
    /// Whether a first environment file sets it.
    #[serde(skip)]
    pub init: bool,
    /// A value it could have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
    /// What it does.
    pub summary: Bilingual,
    #[serde(skip)]
    pub(super) origin: Origin,
}

/// Reads the table of a declaration. Values are checked as on `cloud`.
pub(super) fn read(name: &At<&str>, table: Reader<'_, '_>, cloud: Cloud) -> Option<Parameter> {
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !name.value.starts_with(|c: char| c.is_ascii_lowercase()) || !name.value.chars().all(legal) {
        let args = [("found", name.value)];
        table.file.error("parameter-name", name.at, &args);
        return None;
    }
    let file = table.file;
    let before = file.count();
    let mut parameter = settings(name, table, cloud);
    if file.count() > before {
        // What was meant is not known: nothing further is concluded from it.
        parameter = Parameter {
            value_type: ValueType::of(ItemType::Any),
            allowed: Limits::None,
            fields: BTreeMap::new(),
            ..parameter
        };
    }
    Some(parameter)
}

fn settings(name: &At<&str>, mut table: Reader<'_, '_>, cloud: Cloud) -> Parameter {
    let file = table.file;
    let mut parameter = Parameter {
        name: name.value.to_owned(),
        value_type: ValueType::of(ItemType::Any),
        allowed: Limits::None,
        fields: BTreeMap::new(),
        unit: unit(&mut table),
        default: None,
        required: flag(&mut table, "required"),
        rules: flag(&mut table, "rules"),
        init: flag(&mut table, "init"),
        example: None,
        summary: Bilingual {
            ja: text(&mut table, "ja"),
            en: text(&mut table, "en"),
        },
        origin: file.origin(name.at),
    };
    if parameter.required && table.has("default") {
        file.error("parameter-default", table.at, &[("param", name.value)]);
    }
    let written = table.needed_text("type");
    let key = table.key("type");
    let known = written.and_then(|text| Some((ValueType::read(file, &key, &text)?, text.at)));
    match known {
        Some((value_type, at)) => {
            parameter.value_type = value_type;
            check_flow(file, &key, &parameter, at);
            parameter.allowed = Limits::read(&mut table, value_type.item);
            if value_type.item == ItemType::Table {
                parameter.fields = fields(&mut table, cloud);
            }
            let keys = ["default", "example"].map(|key| table.key(key));
            let [of_default, of_example] = keys.each_ref().map(|key| Setting { file, cloud, key });
            if let Some(value) = table.get("default") {
                parameter.default = default(&parameter, of_default, value);
            }
            if let Some(value) = table.get("example") {
                parameter.example = checked(&parameter, of_example, value);
            }
        }
        // Which keys belong to an unknown type is not known either.
        None => {
            for key in [
                "default", "example", "fields", "max", "min", "one_of", "prefix",
            ] {
                table.get(key);
            }
        }
    }
    table.finish();
    parameter
}

fn flag(table: &mut Reader<'_, '_>, key: &'static str) -> bool {
    table.flag(key).is_some_and(|flag| flag.value)
}

fn text(table: &mut Reader<'_, '_>, key: &'static str) -> String {
    let text = table.needed_text(key);
    text.map_or_else(String::new, |text| text.value.to_owned())
}

fn unit(table: &mut Reader<'_, '_>) -> Option<&'static Unit> {
    let text = table.text("unit")?;
    let unit = UNITS.iter().find(|unit| unit.word == text.value);
    if unit.is_none() {
        let words: Vec<&str> = UNITS.iter().map(|unit| unit.word).collect();
        let key = table.key("unit");
        table.file.unknown_word(&key, text.at, text.value, &words);
    }
    unit
}

/// The table of a flow bears the name of the flow, whose ports and direction are its rules.
fn check_flow(file: &File<'_>, key: &str, parameter: &Parameter, at: usize) {
    let needs = match parameter.value_type.item {
        ItemType::FarEnd => flow::Needs::FarEnd,
        ItemType::Exchange => flow::Needs::Exchange,
        _ => return,
    };
    let flows = flow::FLOWS.iter().filter(|flow| flow.needs == needs);
    let names: Vec<&str> = flows.map(|flow| flow.name).collect();
    if !names.contains(&parameter.name.as_str()) {
        file.unknown_word(key, at, &parameter.name, &names);
    }
}

fn fields(table: &mut Reader<'_, '_>, cloud: Cloud) -> BTreeMap<String, Parameter> {
    let fields = table.table("fields");
    let fields = fields.iter().flat_map(Reader::table_entries);
    fields
        .filter_map(|(name, table)| read(&name, table, cloud))
        .map(|field| (field.name.clone(), field))
        .collect()
}

/// A default: one value, or a table with a value for each size class.
fn default<'f>(
    parameter: &Parameter,
    setting: Setting<'_, 'f>,
    value: &Spanned<DeValue<'f>>,
) -> Option<BTreeMap<Profile, Value>> {
    let DeValue::Table(sizes) = value.get_ref() else {
        let value = checked(parameter, setting, value)?;
        let all = Profile::ALL.iter();
        return Some(all.map(|profile| (*profile, value.clone())).collect());
    };
    let at = value.span().start;
    let mut reader = Reader::new(setting.file, sizes, setting.key.to_owned(), at);
    let mut default = BTreeMap::new();
    for profile in Profile::ALL {
        let key = &reader.key(profile.as_str());
        if let Some(value) = reader.needed(profile.as_str()) {
            let value = checked(parameter, Setting { key, ..setting }, value);
            default.extend(value.map(|value| (*profile, value)));
        }
    }
    reader.finish();
    Some(default)
}

fn checked<'f>(
    parameter: &Parameter,
    setting: Setting<'_, 'f>,
    value: &Spanned<DeValue<'f>>,
) -> Option<Value> {
    parameter.check(setting, value)?;
    setting.file.json(setting.key, value)
}

impl Parameter {
    /// Checks a value that an environment sets; `None` when it is wrong, which was reported.
    pub(crate) fn check<'f>(
        &self,
        setting: Setting<'_, 'f>,
        value: &Spanned<DeValue<'f>>,
    ) -> Option<()> {
        let Setting { file, key, .. } = setting;
        let check = |item: &Spanned<DeValue<'f>>| match self.value_type.item {
            ItemType::Table => self.check_fields(setting, item),
            ItemType::Crossing => crossing::read(file, key, item),
            ItemType::Exchange => far_end::exchange(file, key, item),
            ItemType::FarEnd => far_end::read(file, key, flow::find(&self.name)?, item),
            of => of.check(setting, &self.allowed, item),
        };
        match self.value_type.list {
            true => file.items(key, value, |item| check(item).is_some()),
            false => check(value),
        }
    }

    fn check_fields<'f>(
        &self,
        setting: Setting<'_, 'f>,
        value: &Spanned<DeValue<'f>>,
    ) -> Option<()> {
        let file = setting.file;
        let table = file.typed(setting.key, value, "table", DeValue::as_table)?;
        if self.fields.is_empty() {
            return Some(());
        }
        let before = file.count();
        let reader = Reader::new(file, table.value, setting.key.to_owned(), table.at);
        for (name, value) in reader.entries() {
            let key = &reader.key(name.value);
            if let Some(field) = self.fields.get(name.value) {
                field.check(Setting { key, ..setting }, value);
                continue;
            }
            let known = self.fields.keys().map(String::as_str);
            let suggestion = nearest(name.value, known).unwrap_or_default();
            let args = [("key", key.as_str()), ("suggestion", suggestion)];
            file.error("unknown-key", name.at, &args);
        }
        let required = self.fields.values().filter(|field| field.required);
        for field in required.filter(|field| !reader.has(&field.name)) {
            reader.missing(&field.name);
        }
        (file.count() == before).then_some(())
    }
}
