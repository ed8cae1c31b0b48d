//! The report's page: the verdict, the tiles and a section per tenancy.

use std::collections::BTreeMap;

use gabakura_model::Value;
use gabakura_model::finding::FindingStatus;
use gabakura_model::municipality::{self, Municipality};
use gabakura_model::observed::Coverage;
use gabakura_model::tenancy::Tenancy;
use serde::Serialize;

use crate::usecase::audit::Audited;
use crate::view::finding::{self, STATUSES, status_key};
use crate::view::report::rows::{
    CheckRow, DriftRow, GapRow, Mark, ResourceRow, WaiverRow, check_rows, drift_row, gap_row, mark,
    resource_rows, waiver_rows,
};
use crate::view::value::home_of;
use crate::words::Words;

#[derive(Debug, Serialize)]
pub(super) struct Page {
    lang: &'static str,
    t: BTreeMap<String, String>,
    made_at: String,
    made_by: String,
    verdict: Mark,
    verdict_text: String,
    complete: bool,
    tiles: Vec<Tile>,
    filters: Vec<Mark>,
    several: bool,
    tenancies: Vec<Section>,
}

#[derive(Debug, Serialize)]
struct Tile {
    mark: Mark,
    count: usize,
    note: String,
}

#[derive(Debug, Serialize)]
struct Section {
    anchor: String,
    id: String,
    name: String,
    stage: String,
    place: String,
    verdict: Mark,
    facts: Vec<Fact>,
    fail: usize,
    unknown: usize,
    waived: usize,
    pass: usize,
    drifted: usize,
    unseen: usize,
    complete: bool,
    coverage: String,
    bars: Vec<Bar>,
    checks: Vec<CheckRow>,
    drift: Vec<DriftRow>,
    waivers: Vec<WaiverRow>,
    gaps: Vec<GapRow>,
    resources: Vec<ResourceRow>,
}

#[derive(Debug, Serialize)]
struct Fact {
    label: String,
    value: String,
}

#[derive(Debug, Serialize)]
struct Bar {
    class: &'static str,
    share: usize,
}

pub(super) fn page(audited: &Audited<'_>, t: BTreeMap<String, String>, words: &Words) -> Page {
    let tenancies: Vec<Section> = audited
        .tenancies
        .iter()
        .map(|tenancy| section(audited, tenancy, words))
        .collect();
    let all = || audited.findings.values().flatten();
    let complete = !tenancies.is_empty() && tenancies.iter().all(|section| section.complete);
    let count = |status| finding::count(all(), status);
    let in_doubt = tenancies
        .iter()
        .any(|section| section.verdict.class == "unknown");
    let verdict = verdict(&STATUSES.map(count), complete && !in_doubt);
    let (id, counted) = match verdict {
        FindingStatus::Fail => ("report-verdict-fail", count(FindingStatus::Fail)),
        FindingStatus::Pass => ("report-verdict-pass", count(FindingStatus::Pass)),
        FindingStatus::Unknown | FindingStatus::Waived => ("report-verdict-unknown", 0),
    };
    Page {
        lang: words.lang().as_str(),
        t,
        made_at: words.time(audited.made_at),
        made_by: audited.made_by.clone(),
        verdict: mark(verdict, words),
        verdict_text: words.count(id, counted),
        complete,
        tiles: tiles(audited, &tenancies, words),
        filters: STATUSES.map(|status| mark(status, words)).to_vec(),
        several: tenancies.len() > 1,
        tenancies,
    }
}

/// What a set of findings comes to. Gaps, doubts and having judged nothing are never a pass.
fn verdict([fail, unknown, waived, pass]: &[usize; 4], complete: bool) -> FindingStatus {
    match (fail, unknown, waived + pass) {
        (1.., _, _) => FindingStatus::Fail,
        (0, 0, 1..) if complete => FindingStatus::Pass,
        _ => FindingStatus::Unknown,
    }
}

fn tiles(audited: &Audited<'_>, sections: &[Section], words: &Words) -> Vec<Tile> {
    let all = || audited.findings.values().flatten();
    let notes = [
        finding::severity_counts(all(), "report-tile-fail", words),
        words.say("report-tile-unknown", &[]),
        words.say("report-tile-waived", &[]),
        words.say("report-tile-pass", &[]),
    ];
    let mut tiles: Vec<Tile> = STATUSES
        .iter()
        .zip(notes)
        .map(|(status, note)| Tile {
            mark: mark(*status, words),
            count: finding::count(all(), *status),
            note,
        })
        .collect();
    let mut total = |class, sign, label, note, count: usize| {
        let class = if count > 0 { class } else { "plain" };
        let (word, note) = (words.say(label, &[]), words.say(note, &[]));
        let mark = Mark { class, sign, word };
        tiles.push(Tile { mark, count, note });
    };
    let drifted = sections.iter().map(|section| section.drifted).sum();
    total("fail", "±", "report-drift", "report-tile-drift", drifted);
    let unseen = sections.iter().map(|section| section.unseen).sum();
    total("unknown", "◌", "coverage-title", "report-tile-gaps", unseen);
    tiles
}

fn section(audited: &Audited<'_>, tenancy: &Tenancy, words: &Words) -> Section {
    let id = tenancy.id.to_string();
    let findings = audited
        .findings
        .get(&tenancy.id)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let coverage = audited.drifted.coverage.get(&tenancy.id);
    let entries = audited
        .drifted
        .entries
        .iter()
        .filter(|entry| home_of(&entry.address) == id);
    let drift: Vec<DriftRow> = entries.map(|entry| drift_row(entry, words)).collect();
    let counts = STATUSES.map(|status| finding::count(findings.iter(), status));
    let [fail, unknown, waived, pass] = counts;
    let complete = coverage.is_some_and(|coverage| coverage.complete);
    // An operation in doubt leaves nothing that could be judged.
    let certain = drift.iter().all(|row| row.mark.class != "unknown");
    let known = municipality::find(tenancy.id.municipality);
    let gaps = coverage
        .map(|coverage| coverage.gaps.as_slice())
        .unwrap_or_default();
    Section {
        anchor: id.replace('/', "-"),
        name: known.map_or_else(|| id.clone(), Municipality::full_name),
        stage: words.say("stage", &[("stage", tenancy.id.stage.as_str())]),
        place: tenancy.scope.place().to_string(),
        verdict: mark(verdict(&counts, complete && certain), words),
        facts: facts(tenancy, coverage, words),
        fail,
        unknown,
        waived,
        pass,
        drifted: drift
            .iter()
            .filter(|row| row.mark.class != "unknown")
            .count(),
        unseen: gaps.len(),
        complete,
        coverage: coverage_text(coverage, words),
        bars: bars(&counts),
        checks: check_rows(audited.checks, findings, words),
        drift,
        waivers: waiver_rows(tenancy),
        gaps: gaps.iter().map(gap_row).collect(),
        resources: audited
            .recorded
            .get(&tenancy.id)
            .map(resource_rows)
            .unwrap_or_default(),
        id,
    }
}

fn coverage_text(coverage: Option<&Coverage>, words: &Words) -> String {
    let Some(coverage) = coverage else {
        return words.say("report-not-observed", &[]);
    };
    let time = words.time(coverage.observed_at);
    if coverage.complete {
        let kinds = coverage.covered.len().to_string();
        return words.say("coverage-complete", &[("kinds", &kinds), ("time", &time)]);
    }
    let count = coverage.gaps.len().to_string();
    words.say("coverage-incomplete", &[("count", &count), ("time", &time)])
}

/// Shares of a bar, in thousandths.
fn bars(counts: &[usize; 4]) -> Vec<Bar> {
    let total = counts.iter().sum::<usize>().max(1);
    let bar = |(status, count): (&FindingStatus, &usize)| Bar {
        class: status_key(*status),
        share: count * 1000 / total,
    };
    STATUSES
        .iter()
        .zip(counts)
        .filter(|(_, count)| **count > 0)
        .map(bar)
        .collect()
}

fn facts(tenancy: &Tenancy, coverage: Option<&Coverage>, words: &Words) -> Vec<Fact> {
    let fact = |id: &str, value: String| Fact {
        label: words.say(id, &[]),
        value,
    };
    let systems = tenancy
        .systems
        .iter()
        .map(|s| words.say("system", &[("system", s.as_str())]));
    let profile = words.say("profile", &[("profile", tenancy.profile.as_str())]);
    let mut facts = vec![
        fact("column-code", tenancy.id.municipality.to_string()),
        fact("report-vendor", tenancy.id.vendor.to_string()),
        fact(
            "report-stage",
            words.say("stage", &[("stage", tenancy.id.stage.as_str())]),
        ),
        fact("report-place", tenancy.scope.place().to_string()),
        fact("report-profile", profile),
        fact("report-systems", words.list(systems)),
        fact(
            "report-modules",
            words.list(tenancy.modules.iter().map(|name| name.as_str())),
        ),
    ];
    if let Some(zone) = tenancy.params.get("zone").and_then(Value::as_str) {
        facts.push(fact("report-zone", words.say("zone", &[("zone", zone)])));
    }
    if let Some(coverage) = coverage {
        facts.push(fact("report-observed-at", words.time(coverage.observed_at)));
    }
    facts
}
