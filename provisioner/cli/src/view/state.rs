//! The record, its runs, the locks and the journal.

use gabakura_model::Value;
use gabakura_model::port::LockInfo;
use gabakura_model::recorded::RecordedResource;
use gabakura_model::tenancy::TenancyId;
use gabakura_planner::history::PastRun;
use gabakura_store::{JournalCheck, SealState};
use serde_json::json;

use crate::view::format::{FORMAT_VERSION, View};
use crate::view::style::{Style, Tone};
use crate::view::table::table;
use crate::view::value::{fields, local, plain};
use crate::words::Words;

/// The record, a line per resource.
impl View for Vec<RecordedResource> {
    fn human(&self, words: &Words, style: &Style) -> String {
        if self.is_empty() {
            return format!("{}\n", words.say("state-none", &[]));
        }
        let head = ["column-address", "column-kind", "column-id"];
        let rows = self
            .iter()
            .map(|r| vec![r.address.to_string(), r.kind.to_string(), plain(&r.id)]);
        let total = words.count("state-total", self.len());
        table(&head, rows, words, style) + &format!("{}\n", style.dim(&total))
    }

    fn json(&self, _words: &Words) -> Value {
        let row = |r: &RecordedResource| {
            json!({
                "address": r.address,
                "kind": r.kind,
                "id": r.id,
                // The record holds nothing else: that is how we know what is ours.
                "owner": "ours",
                "recorded_at": r.recorded_at,
            })
        };
        let rows: Vec<Value> = self.iter().map(row).collect();
        json!({ "format_version": FORMAT_VERSION, "resources": rows })
    }
}

/// Runs, newest first within their tenancy.
impl View for Vec<(TenancyId, PastRun)> {
    fn human(&self, words: &Words, style: &Style) -> String {
        if self.is_empty() {
            return format!("{}\n", words.say("runs-none", &[]));
        }
        let head = [
            "column-run",
            "column-tenancy",
            "column-began",
            "column-outcome",
        ];
        let row = |(tenancy, past): &(TenancyId, PastRun)| {
            let done = past.done.iter().map(|(action, count)| {
                let (action, count) = (action.to_string(), count.to_string());
                words.say("plan-count", &[("action", &*action), ("count", &count)])
            });
            let mut outcome: Vec<String> = done.collect();
            for (fate, count) in [("refused", past.refused), ("open", past.open)] {
                let count = count.to_string();
                let part = words.say("run-count", &[("fate", fate), ("count", &count)]);
                outcome.extend((count != "0").then_some(part));
            }
            let (began, outcome) = (words.time(past.began), words.list(outcome));
            vec![plain(&past.run), tenancy.to_string(), began, outcome]
        };
        let next = words.say("runs-next", &[]);
        table(&head, self.iter().map(row), words, style) + &format!("{}\n", style.dim(&next))
    }

    fn json(&self, _words: &Words) -> Value {
        let row = |(tenancy, past): &(TenancyId, PastRun)| {
            let mut row = json!(past);
            row["tenancy"] = json!(tenancy);
            row
        };
        let rows: Vec<Value> = self.iter().map(row).collect();
        json!({ "format_version": FORMAT_VERSION, "runs": rows })
    }
}

impl View for RecordedResource {
    fn human(&self, words: &Words, style: &Style) -> String {
        let mut out = format!("{}\n", style.bold(&self.address.to_string()));
        let line = |label: String, value: &str| format!("  {label}: {value}\n");
        out += &line(words.say("column-kind", &[]), self.kind.as_str());
        out += &line(words.say("column-id", &[]), &plain(&self.id));
        out += &line(
            words.say("state-recorded-at", &[]),
            &words.time(self.recorded_at),
        );
        out += &format!(
            "  {}:\n{}",
            words.say("state-spec", &[]),
            fields(&self.spec, words)
        );
        if self.declared != self.spec {
            let label = words.say("state-declared", &[]);
            out += &format!("  {label}:\n{}", fields(&self.declared, words));
        }
        let pairs = [("state-outputs", &self.outputs), ("state-tags", &self.tags)];
        for (label, map) in pairs.into_iter().filter(|(_, map)| !map.is_empty()) {
            let pair = |(key, value): (&String, &String)| {
                format!("    {}: {}\n", plain(key), plain(value))
            };
            out += &format!(
                "  {}:\n{}",
                words.say(label, &[]),
                map.iter().map(pair).collect::<String>()
            );
        }
        if !self.depends_on.is_empty() {
            let on = words.list(
                self.depends_on
                    .iter()
                    .map(|to| local(&to.to_string()).to_owned()),
            );
            out += &line(words.say("state-depends-on", &[]), &on);
        }
        if self.exclusive {
            out += &format!("  {}\n", words.say("state-exclusive", &[]));
        }
        out
    }

    fn json(&self, _words: &Words) -> Value {
        json!({ "format_version": FORMAT_VERSION, "resource": self })
    }
}

/// The locks that are held.
impl View for Vec<LockInfo> {
    fn human(&self, words: &Words, style: &Style) -> String {
        if self.is_empty() {
            return format!("{}\n", words.say("locks-none", &[]));
        }
        let head = [
            "column-tenancy",
            "column-holder",
            "column-since",
            "column-until",
        ];
        let row = |lock: &LockInfo| {
            let (since, until) = (words.time(lock.since), words.time(lock.until));
            vec![lock.tenancy.to_string(), plain(&lock.holder), since, until]
        };
        table(&head, self.iter().map(row), words, style)
    }

    fn json(&self, _words: &Words) -> Value {
        json!({ "format_version": FORMAT_VERSION, "locks": self })
    }
}

/// Whether the journal is intact.
impl View for JournalCheck {
    fn human(&self, words: &Words, style: &Style) -> String {
        let mut out = String::new();
        if self.is_sound() {
            let (entries, open) = (self.entries.to_string(), self.open_intents.to_string());
            let text = words.say("journal-sound", &[("entries", &entries), ("open", &open)]);
            out += &format!("{}\n", style.paint(Tone::Green, &text));
        } else {
            let text = words.count("journal-faults", self.errors.len());
            out += &format!("{}\n", style.paint(Tone::Red, &text));
            for error in &self.errors {
                let tenancy = error.tenancy.as_deref().unwrap_or("*");
                let row = error.seq.map(|seq| format!(" #{seq}")).unwrap_or_default();
                out += &format!("  {tenancy}{row}: {}\n", plain(&error.problem));
            }
            out += &format!("{}\n", words.say("journal-hint", &[]));
        }
        if self.seal == SealState::Shut {
            out += &format!("{}\n", words.say("journal-shut", &[]));
        }
        for chain in &self.chains {
            let seq = chain.seq.to_string();
            let args = [
                ("tenancy", &*chain.tenancy),
                ("seq", &seq),
                ("hash", &chain.hash),
            ];
            out += &format!("  {}\n", style.dim(&words.say("journal-chain", &args)));
        }
        out
    }

    fn json(&self, _words: &Words) -> Value {
        json!({ "format_version": FORMAT_VERSION, "sound": self.is_sound(), "journal": self })
    }
}
