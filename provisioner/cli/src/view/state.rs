//! The record, the journal and the locks; and what templates render to.

use gabakura_model::Value;
use gabakura_model::graph::ResourceGraph;
use gabakura_model::port::LockInfo;
use gabakura_model::recorded::RecordedResource;
use gabakura_model::tenancy::TenancyId;
use gabakura_planner::history::PastRun;
use gabakura_store::{JournalCheck, SealState};
use serde_json::json;

use crate::view::FORMAT_VERSION;
use crate::view::style::{Style, Tone};
use crate::view::table::table;
use crate::view::value::{local, plain, shown};
use crate::words::Words;

/// What is recorded, a line per resource.
pub fn list(resources: &[RecordedResource], words: &Words, style: &Style) -> String {
    if resources.is_empty() {
        return format!("{}\n", words.say("state-none", &[]));
    }
    let head = [
        words.say("column-address", &[]),
        words.say("column-kind", &[]),
        words.say("column-id", &[]),
    ];
    let rows = resources
        .iter()
        .map(|r| vec![r.address.to_string(), r.kind.to_string(), plain(&r.id)]);
    let total = words.count("state-total", resources.len());
    table(&head, &rows.collect::<Vec<_>>(), style) + &format!("{}\n", style.dim(&total))
}

/// What is recorded, for programs.
pub fn list_json(resources: &[RecordedResource]) -> Value {
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
    let rows: Vec<Value> = resources.iter().map(row).collect();
    json!({ "format_version": FORMAT_VERSION, "resources": rows })
}

/// Runs, newest first within their tenancy.
pub fn runs(all: &[(TenancyId, PastRun)], words: &Words, style: &Style) -> String {
    if all.is_empty() {
        return format!("{}\n", words.say("runs-none", &[]));
    }
    let head = [
        words.say("column-run", &[]),
        words.say("column-tenancy", &[]),
        words.say("column-began", &[]),
        words.say("column-outcome", &[]),
    ];
    let row = |(tenancy, past): &(TenancyId, PastRun)| {
        let done = past.done.iter().map(|(make, count)| {
            let (action, count) = (make.to_string(), count.to_string());
            words.say("plan-count", &[("action", &*action), ("count", &count)])
        });
        let mut outcome: Vec<String> = done.collect();
        for (fate, count) in [("refused", past.refused), ("open", past.open)] {
            let count = count.to_string();
            let said = words.say("run-count", &[("fate", fate), ("count", &count)]);
            outcome.extend((count != "0").then_some(said));
        }
        let (began, outcome) = (words.time(past.began), words.list(outcome));
        vec![plain(&past.run), tenancy.to_string(), began, outcome]
    };
    let rows: Vec<_> = all.iter().map(row).collect();
    let next = words.say("runs-next", &[]);
    table(&head, &rows, style) + &format!("{}\n", style.dim(&next))
}

/// Runs, for programs.
pub fn runs_json(all: &[(TenancyId, PastRun)]) -> Value {
    let row = |(tenancy, past): &(TenancyId, PastRun)| {
        let mut row = json!(past);
        row["tenancy"] = json!(tenancy);
        row
    };
    let rows: Vec<Value> = all.iter().map(row).collect();
    json!({ "format_version": FORMAT_VERSION, "runs": rows })
}

/// One recorded resource.
pub fn show(resource: &RecordedResource, words: &Words, style: &Style) -> String {
    let mut out = format!("{}\n", style.bold(&resource.address.to_string()));
    let line = |label: String, value: &str| format!("  {label}: {value}\n");
    out += &line(words.say("column-kind", &[]), resource.kind.as_str());
    out += &line(words.say("column-id", &[]), &plain(&resource.id));
    out += &line(
        words.say("state-recorded-at", &[]),
        &words.time(resource.recorded_at),
    );
    out += &format!(
        "  {}:\n{}",
        words.say("state-spec", &[]),
        fields(&resource.spec, words)
    );
    if resource.declared != resource.spec {
        let label = words.say("state-declared", &[]);
        out += &format!("  {label}:\n{}", fields(&resource.declared, words));
    }
    let pairs = [
        ("state-outputs", &resource.outputs),
        ("state-tags", &resource.tags),
    ];
    for (label, map) in pairs.into_iter().filter(|(_, map)| !map.is_empty()) {
        let pair =
            |(key, value): (&String, &String)| format!("    {}: {}\n", plain(key), plain(value));
        out += &format!(
            "  {}:\n{}",
            words.say(label, &[]),
            map.iter().map(pair).collect::<String>()
        );
    }
    if !resource.depends_on.is_empty() {
        let on = words.list(
            resource
                .depends_on
                .iter()
                .map(|to| local(&to.to_string()).to_owned()),
        );
        out += &line(words.say("state-depends-on", &[]), &on);
    }
    if resource.exclusive {
        out += &format!("  {}\n", words.say("state-exclusive", &[]));
    }
    out
}

fn fields(spec: &Value, words: &Words) -> String {
    let Some(map) = spec.as_object() else {
        return format!("    {}\n", shown(spec, words));
    };
    map.iter()
        .map(|(name, value)| format!("    {name}: {}\n", shown(value, words)))
        .collect()
}

/// Locks that are held.
pub fn locks(locks: &[LockInfo], words: &Words, style: &Style) -> String {
    if locks.is_empty() {
        return format!("{}\n", words.say("locks-none", &[]));
    }
    let head = [
        words.say("column-tenancy", &[]),
        words.say("column-holder", &[]),
        words.say("column-since", &[]),
        words.say("column-until", &[]),
    ];
    let row = |lock: &LockInfo| {
        let (since, until) = (words.time(lock.since), words.time(lock.until));
        vec![lock.tenancy.to_string(), plain(&lock.holder), since, until]
    };
    table(&head, &locks.iter().map(row).collect::<Vec<_>>(), style)
}

/// Whether the journal holds together.
pub fn journal(check: &JournalCheck, words: &Words, style: &Style) -> String {
    let mut out = String::new();
    if check.is_sound() {
        let (entries, open) = (check.entries.to_string(), check.open_intents.to_string());
        let text = words.say("journal-sound", &[("entries", &entries), ("open", &open)]);
        out += &format!("{}\n", style.paint(Tone::Green, &text));
    } else {
        let text = words.count("journal-faults", check.errors.len());
        out += &format!("{}\n", style.paint(Tone::Red, &text));
        for fault in &check.errors {
            let tenancy = fault.tenancy.as_deref().unwrap_or("*");
            let row = fault.seq.map(|seq| format!(" #{seq}")).unwrap_or_default();
            out += &format!("  {tenancy}{row}: {}\n", plain(&fault.problem));
        }
        out += &format!("{}\n", words.say("journal-hint", &[]));
    }
    if check.seal == SealState::Shut {
        out += &format!("{}\n", words.say("journal-shut", &[]));
    }
    for chain in &check.chains {
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

/// What a tenancy's templates render to.
pub fn rendered(graph: &ResourceGraph, words: &Words, style: &Style) -> String {
    let mut out = String::new();
    for resource in graph.iter() {
        let address = style.bold(&resource.address.to_string());
        let origin = style.dim(&resource.origin.to_string());
        out += &format!(
            "{address}  {}  {origin}\n{}",
            resource.kind,
            fields(&resource.spec, words)
        );
    }
    if let Some(first) = graph.iter().next() {
        let (tenancy, count) = (first.address.tenancy.to_string(), graph.len().to_string());
        let total = words.say(
            "rendered-total",
            &[("tenancy", &tenancy), ("count", &count)],
        );
        out += &format!("{}\n", style.bold(&total));
    }
    out
}
