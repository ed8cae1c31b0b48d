//! Drift: the clouds against the record, field by field.

use std::collections::BTreeMap;

use gabakura_model::Value;
use gabakura_model::drift::{DriftEntry, DriftStatus};
use gabakura_model::observed::Owner;
use serde_json::json;

use crate::usecase::drift::Drifted;
use crate::view::coverage::{coverage, coverage_json};
use crate::view::format::{FORMAT_VERSION, View};
use crate::view::style::{Style, Tone};
use crate::view::value::{difference, home_of, local, plain};
use crate::words::Words;

const STATUSES: [DriftStatus; 5] = [
    DriftStatus::Changed,
    DriftStatus::Missing,
    DriftStatus::Unmanaged,
    DriftStatus::Foreign,
    DriftStatus::Unknown,
];

/// The stable word of a status.
pub fn status_key(status: DriftStatus) -> &'static str {
    match status {
        DriftStatus::Changed => "changed",
        DriftStatus::Missing => "missing",
        DriftStatus::Unmanaged => "unmanaged",
        DriftStatus::Foreign => "foreign",
        DriftStatus::Unknown => "unknown",
    }
}

/// An owner in words.
pub fn owner(owner: Owner, words: &Words) -> String {
    let key = match owner {
        Owner::Ours => "ours",
        Owner::Platform => "platform",
        Owner::Foreign => "foreign",
    };
    words.say("owner", &[("owner", key)])
}

impl View for Drifted {
    /// Drift by tenancy.
    fn human(&self, words: &Words, style: &Style) -> String {
        let mut by_tenancy: BTreeMap<&str, Vec<&DriftEntry>> = BTreeMap::new();
        for entry in &self.entries {
            by_tenancy
                .entry(home_of(&entry.address))
                .or_default()
                .push(entry);
        }
        let mut out = String::new();
        for (tenancy, entries) in by_tenancy {
            out += &format!("{}\n", style.bold(tenancy));
            out += &entries
                .iter()
                .map(|entry| of_entry(entry, words, style))
                .collect::<String>();
            out.push('\n');
        }
        out += &coverage(self.coverage.values(), words, style);
        out + &closing(self, words, style)
    }

    fn json(&self, _words: &Words) -> Value {
        let summary = STATUSES.map(|status| {
            let count = self
                .entries
                .iter()
                .filter(|entry| entry.status == status)
                .count();
            (status_key(status).to_owned(), json!(count))
        });
        json!({
            "format_version": FORMAT_VERSION,
            "drift": self.entries,
            "coverage": coverage_json(self.coverage.iter()),
            "summary": Value::Object(summary.into_iter().collect()),
        })
    }
}

fn closing(drifted: &Drifted, words: &Words, style: &Style) -> String {
    let count = |of| {
        drifted
            .entries
            .iter()
            .filter(|entry| entry.status == of)
            .count()
            .to_string()
    };
    let [changed, missing, unmanaged, foreign, unknown] = STATUSES.map(count);
    let total = words.say(
        "drift-total",
        &[
            ("tenancies", &drifted.coverage.len().to_string()),
            ("changed", &changed),
            ("missing", &missing),
            ("unmanaged", &unmanaged),
            ("foreign", &foreign),
            ("unknown", &unknown),
        ],
    );
    let mut out = format!("{}\n", style.bold(&total));
    let complete = drifted.coverage.values().all(|coverage| coverage.complete);
    let mut seen = drifted
        .entries
        .iter()
        .filter(|entry| entry.status.is_drift());
    match seen.next() {
        None if complete && unknown == "0" => {
            out += &style.paint(Tone::Green, &words.say("drift-none", &[]));
        }
        None => out += &words.say("drift-none-incomplete", &[]),
        Some(first) => {
            // One tenancy is named; several are the selector's business.
            let home = home_of(&first.address);
            let one = seen.all(|entry| home_of(&entry.address) == home);
            out += &words.say(
                "drift-next",
                &[("selector", if one { home } else { "SELECTOR" })],
            );
        }
    }
    out + "\n"
}

fn of_entry(entry: &DriftEntry, words: &Words, style: &Style) -> String {
    let (sign, tone) = match entry.status {
        DriftStatus::Changed => ("~", Tone::Yellow),
        DriftStatus::Missing => ("-", Tone::Red),
        DriftStatus::Unmanaged => ("+", Tone::Red),
        DriftStatus::Foreign => ("·", Tone::Dim),
        DriftStatus::Unknown => ("?", Tone::Magenta),
    };
    let status = words.say("drift-status", &[("status", status_key(entry.status))]);
    let mut out = format!(
        "  {}  {}  {}  {}\n",
        style.paint(tone, &format!("{sign} {status}")),
        style.bold(&plain(local(&entry.address))),
        entry.kind,
        plain(&entry.id),
    );
    if entry.owner != Owner::Ours {
        let text = words.say("owner-sentence", &[("owner", &owner(entry.owner, words))]);
        out += &format!("      {text}\n");
    }
    for field in &entry.fields {
        let (expected, observed) = (field.expected.as_ref(), field.observed.as_ref());
        let pair = |expected: &str, observed: &str| {
            words.say(
                "drift-field",
                &[("expected", expected), ("observed", observed)],
            )
        };
        out += &difference(&field.path, expected, observed, (words, style), pair);
    }
    if let Some(reason) = &entry.reason {
        out += &format!("      {}\n", plain(reason));
    }
    out
}
