//! Reads what an environment declares about openings: names of flows, the edition of the guideline, and
//! the crossings into another zone.

use toml::Spanned;
use toml::de::DeValue;

use super::flow::{self, FLOWS};
use super::guideline::{EDITIONS, EDITIONS_UNREAD, Zone};
use super::range;
use crate::source::Reader;
use crate::source::{At, File};

/// Checks an edition of the guideline; nothing is claimed of one that was not read.
pub(crate) fn read_edition(file: &File<'_>, key: &str, text: &At<&str>) -> Option<()> {
    if EDITIONS.contains(&text.value) {
        return Some(());
    }
    if EDITIONS_UNREAD.contains(&text.value) {
        let args = [("found", text.value), ("allowed", &EDITIONS.join(", "))];
        file.error("guideline-unread", text.at, &args);
    } else {
        file.unknown_word(key, text.at, text.value, &EDITIONS);
    }
    None
}

/// Checks an item of `crossings`: the flow, the zone of its far end, and the safeguards.
pub(crate) fn read<'f>(file: &File<'f>, key: &str, item: &Spanned<DeValue<'f>>) -> Option<()> {
    let before = file.count();
    let table = file.typed(key, item, "table", DeValue::as_table)?;
    let mut reader = Reader::new(file, table.value, key.to_owned(), table.at);
    if let Some(name) = reader.needed_text("flow") {
        is_flow(file, &reader.key("flow"), &name);
    }
    if let Some(zone) = reader.needed_text("zone") {
        Zone::read(file, &reader.key("zone"), &zone);
    }
    for key in ["reason", "approver"] {
        if reader.get(key).is_some() {
            reader.needed_text(key);
        }
    }
    if let Some(points) = reader.get("sanitizer") {
        let path = reader.key("sanitizer");
        file.each_text(&path, points, |point| {
            range::private_range(file, &path, point).is_some()
        });
    }
    reader.finish();
    (file.count() == before).then_some(())
}

/// Checks the name of a flow.
pub(crate) fn is_flow(file: &File<'_>, key: &str, item: &At<&str>) -> bool {
    let known = flow::find(item.value).is_some();
    if !known {
        let names: Vec<&str> = FLOWS.iter().map(|flow| flow.name).collect();
        file.unknown_word(key, item.at, item.value, &names);
    }
    known
}
