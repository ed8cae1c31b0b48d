//! Parameters for the templates: free-form, but those the shipped templates know are checked.

use std::collections::BTreeMap;

use gabakura_model::Value;
use toml::Spanned;
use toml::de::DeValue;

use super::file::{At, File};
use super::flow::{self, FLOWS, Needs, Zone};
use super::range;
use super::reader::Reader;
use crate::secret;

/// Parameters with the places they were written at.
pub(super) type Params = BTreeMap<String, At<Value>>;

/// What a known parameter looks like.
enum Shape {
    Zone,
    Range,
    Ranges,
    Addresses,
    Flows,
    Services,
    Text,
    Word(&'static [&'static str]),
    Count(i64, i64),
    OneOf(&'static [i64]),
    Peer,
}

/// The retentions CloudWatch Logs accepts.
const RETENTION_DAYS: &[i64] = &[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];
/// A hundred years: S3's longest lock and lifecycle.
const DAYS_MAX: i64 = 36_500;

fn shape(name: &str) -> Option<Shape> {
    Some(match name {
        "zone" => Shape::Zone,
        "cidr" => Shape::Range,
        "staff_cidrs" | "consumer_cidrs" => Shape::Ranges,
        "resolvers" => Shape::Addresses,
        "flows" => Shape::Flows,
        "endpoints" => Shape::Services,
        "s3_prefix_list_id" => Shape::Text,
        "object_lock_mode" => Shape::Word(&["GOVERNANCE", "COMPLIANCE"]),
        "availability_zones" => Shape::Count(2, 3),
        "subnet_prefix" => Shape::Count(16, 28),
        "log_retention_days" | "flow_log_retention_days" => Shape::OneOf(RETENTION_DAYS),
        "flow_log_interval_seconds" => Shape::OneOf(&[60, 600]),
        "trail_archive_days" | "trail_expiration_days" | "object_lock_days" => {
            Shape::Count(1, DAYS_MAX)
        }
        "key_rotation_days" => Shape::Count(90, 2560),
        "password_length_min" => Shape::Count(6, 128),
        "password_reuse_block" => Shape::Count(1, 24),
        _ if flow::peer(name).is_some() => Shape::Peer,
        _ => return None,
    })
}

/// Whether a parameter means something to us, whichever templates ask for it.
pub(crate) fn knows_param(name: &str) -> bool {
    shape(name).is_some()
}

/// Reads one parameter; `None` when it is faulty, which has been told.
pub(super) fn read_one<'f>(
    file: &File<'f>,
    key: &str,
    name: &str,
    value: &Spanned<DeValue<'f>>,
) -> Option<At<Value>> {
    for (key, at) in secret::key_of(name, key, value) {
        file.error("secret-key", at, &[("key", &key)]);
    }
    let sound = shape(name).is_none_or(|shape| fits(file, key, &shape, value).is_some());
    let json = file.json(key, value);
    let at = value.span().start;
    json.filter(|_| sound).map(|value| At { value, at })
}

/// Checks a value against its shape.
fn fits<'f>(file: &File<'f>, key: &str, shape: &Shape, value: &Spanned<DeValue<'f>>) -> Option<()> {
    match shape {
        Shape::Text => file.text(key, value).map(drop),
        Shape::Zone => Zone::read(file, key, &file.text(key, value)?).map(drop),
        Shape::Range => range::private_range(file, key, &file.text(key, value)?).map(drop),
        Shape::Ranges => each(file, key, value, |item| {
            range::private_range(file, key, item).is_some()
        }),
        Shape::Addresses => each(file, key, value, |item| {
            range::address(file, key, item).is_some()
        }),
        Shape::Flows => each(file, key, value, |item| is_flow(file, key, item)),
        Shape::Services => each(file, key, value, |item| is_service(file, key, item)),
        Shape::Word(allowed) => {
            let text = file.text(key, value)?;
            if !allowed.contains(&text.value) {
                file.unknown_word(key, text.at, text.value, allowed);
                return None;
            }
            Some(())
        }
        Shape::Count(min, max) => whole(file, key, value, |found| {
            (*min..=*max)
                .contains(&found)
                .then_some(())
                .ok_or_else(|| format!("{min}–{max}"))
        }),
        Shape::OneOf(allowed) => whole(file, key, value, |found| {
            let list = || {
                allowed
                    .iter()
                    .map(i64::to_string)
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            allowed.contains(&found).then_some(()).ok_or_else(list)
        }),
        Shape::Peer => peer(file, key, value),
    }
}

/// Checks each item of a list of texts.
fn each<'f>(
    file: &File<'f>,
    key: &str,
    value: &Spanned<DeValue<'f>>,
    check: impl Fn(&At<&str>) -> bool,
) -> Option<()> {
    let before = file.count();
    let items = file.texts(key, value)?;
    let sound = items.value.iter().filter(|item| check(item)).count();
    (sound == items.value.len() && file.count() == before).then_some(())
}

/// Checks a whole number; `check` says what was allowed instead.
fn whole<'f>(
    file: &File<'f>,
    key: &str,
    value: &Spanned<DeValue<'f>>,
    check: impl Fn(i64) -> Result<(), String>,
) -> Option<()> {
    let number = file.typed(key, value, "integer", DeValue::as_integer)?;
    let found = i64::from_str_radix(number.value.as_str(), number.value.radix());
    let allowed = match found.map(check) {
        Ok(Ok(())) => return Some(()),
        Ok(Err(allowed)) => allowed,
        Err(_) => String::new(),
    };
    let found = number.value.to_string();
    let args = [
        ("key", key),
        ("found", found.as_str()),
        ("allowed", &allowed),
    ];
    file.error("out-of-range", number.at, &args);
    None
}

fn is_flow(file: &File<'_>, key: &str, item: &At<&str>) -> bool {
    let known = flow::find(item.value).is_some();
    if !known {
        let names: Vec<&str> = FLOWS.iter().map(|flow| flow.name).collect();
        file.unknown_word(key, item.at, item.value, &names);
    }
    known
}

/// Service names of the cloud become part of endpoint names.
fn is_service(file: &File<'_>, key: &str, item: &At<&str>) -> bool {
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    let sound = !item.value.is_empty() && item.value.chars().all(legal);
    if !sound {
        file.error(
            "bad-service",
            item.at,
            &[("key", key), ("found", item.value)],
        );
    }
    sound
}

/// The far end of a flow: `{ cidrs = […], ports = […] }`, both needed.
fn peer<'f>(file: &File<'f>, key: &str, value: &Spanned<DeValue<'f>>) -> Option<()> {
    let before = file.count();
    let table = file.typed(key, value, "table", DeValue::as_table)?;
    let mut reader = Reader::new(file, table.value, key.to_owned(), table.at);
    if let Some(cidrs) = reader.needed("cidrs") {
        let path = reader.key("cidrs");
        each(file, &path, cidrs, |item| {
            range::private_range(file, &path, item).is_some()
        });
    }
    if let Some(ports) = reader.needed("ports") {
        let path = reader.key("ports");
        let items = file.typed(&path, ports, "array", DeValue::as_array);
        for port in items.into_iter().flat_map(|items| items.value.iter()) {
            whole(file, &path, port, |found| {
                (1..=65_535)
                    .contains(&found)
                    .then_some(())
                    .ok_or_else(|| "1–65535".to_owned())
            });
        }
    }
    reader.finish();
    (file.count() == before).then_some(())
}

/// Checks what flows need, and that the zone may have them.
pub(super) fn check_flows(file: &File<'_>, path: &str, zone: Option<Zone>, params: &Params) {
    let Some(flows) = params.get("flows") else {
        return;
    };
    let names = flows
        .value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    for flow in names.filter_map(flow::find) {
        let need = match flow.needs {
            Needs::Nothing => None,
            Needs::List(name) | Needs::Text(name) => Some(name),
            Needs::Peer(_) => Some(flow.name),
        };
        let said = |name: &&str| {
            params.get(*name).is_some_and(|given| match &given.value {
                Value::Array(items) => !items.is_empty(),
                _ => true,
            })
        };
        if let Some(name) = need.filter(|name| !said(name)) {
            let key = format!("{path}.params.{name}");
            file.error(
                "flow-needs",
                flows.at,
                &[("flow", flow.name), ("key", &key)],
            );
        }
        if let Some(zone) = zone.filter(|zone| !flow.zones.contains(zone)) {
            let allowed = flow
                .zones
                .iter()
                .map(|zone| zone.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            let args = [
                ("flow", flow.name),
                ("zone", zone.as_str()),
                ("allowed", &allowed),
            ];
            file.error("flow-zone", flows.at, &args);
        }
    }
}
