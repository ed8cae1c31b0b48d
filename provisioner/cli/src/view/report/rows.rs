//! Rows of the report's tables, every word chosen.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use gabakura_model::Value;
use gabakura_model::drift::{DriftEntry, DriftField, DriftStatus};
use gabakura_model::finding::{Check, Control, Finding, FindingStatus, Severity, Waiver};
use gabakura_model::observed::{Gap, Owner};
use gabakura_model::recorded::{Recorded, RecordedResource};
use gabakura_model::tenancy::Tenancy;
use serde::Serialize;

use crate::view::drift::{owner, status_key as drift_key};
use crate::view::finding::{self, STATUSES, severity_key, status_key};
use crate::view::value::local;
use crate::words::{Lang, Words};

/// Values longer than this are laid out on several lines, in characters.
const VALUE_CHARS_MAX: usize = 48;

/// A status: a class for the colour, a sign and a word for everybody.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Mark {
    pub class: &'static str,
    pub sign: &'static str,
    pub word: String,
}

#[derive(Debug, Serialize)]
pub(super) struct CheckRow {
    mark: Mark,
    severity: &'static str,
    severity_word: String,
    id: String,
    title: String,
    title_lang: &'static str,
    other_title: String,
    remediation: Option<String>,
    controls: Vec<ControlRow>,
    groups: Vec<FindingGroup>,
}

#[derive(Debug, Serialize)]
pub(super) struct ControlRow {
    name: String,
    proposed: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct FindingGroup {
    mark: Mark,
    folded: bool,
    count: usize,
    findings: Vec<FindingRow>,
}

#[derive(Debug, Serialize)]
pub(super) struct FindingRow {
    address: String,
    evidence: Vec<String>,
    waiver: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct DriftRow {
    pub mark: Mark,
    address: String,
    kind: String,
    id: String,
    owner: Option<String>,
    reason: Option<String>,
    fields: Vec<FieldRow>,
}

#[derive(Debug, Serialize)]
pub(super) struct FieldRow {
    path: String,
    expected: String,
    observed: String,
}

#[derive(Debug, Serialize)]
pub(super) struct WaiverRow {
    check: String,
    address: String,
    reason: String,
    approver: String,
    until: String,
}

#[derive(Debug, Serialize)]
pub(super) struct GapRow {
    kind: String,
    place: String,
    code: String,
    message: String,
}

#[derive(Debug, Serialize)]
pub(super) struct ResourceRow {
    address: String,
    kind: String,
    id: String,
}

pub(super) fn mark(status: FindingStatus, words: &Words) -> Mark {
    let sign = match status {
        FindingStatus::Pass => "✓",
        FindingStatus::Fail => "✕",
        FindingStatus::Unknown => "?",
        FindingStatus::Waived => "!",
    };
    let class = status_key(status);
    Mark {
        class,
        sign,
        word: words.say("finding-status", &[("status", class)]),
    }
}

fn drift_mark(status: DriftStatus, words: &Words) -> Mark {
    let (class, sign) = match status {
        DriftStatus::Changed => ("waived", "±"),
        DriftStatus::Missing => ("fail", "−"),
        DriftStatus::Unmanaged => ("fail", "＋"),
        DriftStatus::Foreign => ("none", "·"),
        DriftStatus::Unknown => ("unknown", "?"),
    };
    Mark {
        class,
        sign,
        word: words.say("drift-status", &[("status", drift_key(status))]),
    }
}

pub(super) fn check_rows(checks: &[Check], findings: &[Finding], words: &Words) -> Vec<CheckRow> {
    let mut by_check: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        by_check.entry(&finding.check).or_default().push(finding);
    }
    let mut rows: Vec<(usize, Reverse<Severity>, CheckRow)> = checks
        .iter()
        .filter_map(|check| {
            let found = by_check.get(check.id.as_str())?;
            let has = |s: &FindingStatus| found.iter().any(|finding| finding.status == *s);
            let rank = STATUSES.iter().position(has)?;
            let row = check_row(check, found, STATUSES[rank], words);
            Some((rank, Reverse(check.severity), row))
        })
        .collect();
    rows.sort_by(|a, b| (a.0, a.1, &a.2.id).cmp(&(b.0, b.1, &b.2.id)));
    rows.into_iter().map(|(.., row)| row).collect()
}

fn check_row(check: &Check, found: &[&Finding], worst: FindingStatus, words: &Words) -> CheckRow {
    let group = |status: &FindingStatus| {
        let findings = found.iter().filter(|finding| finding.status == *status);
        let findings: Vec<FindingRow> = findings.map(|finding| finding_row(finding)).collect();
        (!findings.is_empty()).then(|| FindingGroup {
            mark: mark(*status, words),
            folded: *status == FindingStatus::Pass,
            count: findings.len(),
            findings,
        })
    };
    let control = |control: &Control| ControlRow {
        name: format!("{} {}", control.framework, control.id),
        proposed: !control.sourced,
    };
    let (title_lang, other_title) = match words.lang() {
        Lang::Ja => ("en", &check.title.en),
        Lang::En => ("ja", &check.title.ja),
    };
    CheckRow {
        mark: mark(worst, words),
        severity: severity_key(check.severity),
        severity_word: finding::severity(check.severity, words),
        id: check.id.clone(),
        title: words.of(&check.title).to_owned(),
        title_lang,
        other_title: other_title.clone(),
        remediation: (worst == FindingStatus::Fail)
            .then(|| words.of(&check.remediation).to_owned()),
        controls: finding::served(check, found).map(control).collect(),
        groups: STATUSES.iter().filter_map(group).collect(),
    }
}

fn finding_row(finding: &Finding) -> FindingRow {
    FindingRow {
        address: local(&finding.address).to_owned(),
        evidence: finding.evidence.clone(),
        waiver: finding.waiver.clone(),
    }
}

pub(super) fn drift_row(entry: &DriftEntry, words: &Words) -> DriftRow {
    let field = |field: &DriftField| FieldRow {
        path: field.path.clone(),
        expected: laid_out(field.expected.as_ref(), words),
        observed: laid_out(field.observed.as_ref(), words),
    };
    DriftRow {
        mark: drift_mark(entry.status, words),
        address: local(&entry.address).to_owned(),
        kind: entry.kind.to_string(),
        id: entry.id.clone(),
        owner: (entry.owner != Owner::Ours).then(|| owner(entry.owner, words)),
        reason: entry.reason.clone(),
        fields: entry.fields.iter().map(field).collect(),
    }
}

/// A value whole: evidence is not cut.
fn laid_out(value: Option<&Value>, words: &Words) -> String {
    let Some(value) = value else {
        return words.say("absent-value", &[]);
    };
    let line = value.to_string();
    match line.chars().count() > VALUE_CHARS_MAX {
        true => serde_json::to_string_pretty(value).unwrap_or(line),
        false => line,
    }
}

pub(super) fn waiver_rows(tenancy: &Tenancy) -> Vec<WaiverRow> {
    let row = |waiver: &Waiver| WaiverRow {
        check: waiver.check.clone(),
        address: waiver.address.clone(),
        reason: waiver.reason.clone(),
        approver: waiver.approver.clone(),
        until: waiver.until.to_string(),
    };
    tenancy.waivers.iter().map(row).collect()
}

pub(super) fn gap_row(gap: &Gap) -> GapRow {
    GapRow {
        kind: gap.kind.to_string(),
        place: gap.place.to_string(),
        code: gap.reason.code.clone(),
        message: gap.reason.message.clone(),
    }
}

pub(super) fn resource_rows(recorded: &Recorded) -> Vec<ResourceRow> {
    let row = |resource: &RecordedResource| ResourceRow {
        address: local(&resource.address.to_string()).to_owned(),
        kind: resource.kind.to_string(),
        id: resource.id.clone(),
    };
    recorded.resources.values().map(row).collect()
}
