//! The audit: every check of the baseline, what it found and how to fix it.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::Value;
use gabakura_model::finding::{Check, Finding, FindingStatus};
use serde_json::{Map, json};

use crate::usecase::audit::Audited;
use crate::view::coverage::{coverage, coverage_json};
use crate::view::finding::{self, STATUSES, controls, status_key};
use crate::view::format::{FORMAT_VERSION, View};
use crate::view::style::{Style, Tone};
use crate::view::value::plain;
use crate::words::Words;

/// Resources named per check and status; a fleet has thousands, the JSON view has them all.
const ADDRESSES_MAX: usize = 20;

impl View for Audited<'_> {
    /// What needs attention first; what passes in one line each.
    fn human(&self, words: &Words, style: &Style) -> String {
        let mut by_check: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in self.findings.values().flatten() {
            by_check.entry(&finding.check).or_default().push(finding);
        }
        let none: &[&Finding] = &[];
        let found = |check: &Check| by_check.get(check.id.as_str()).map_or(none, |found| found);
        let mut sorted: Vec<&Check> = self.checks.iter().collect();
        sorted.sort_by_key(|check| {
            (
                rank(found(check)),
                std::cmp::Reverse(check.severity),
                &check.id,
            )
        });
        let mut out = String::new();
        for check in sorted {
            out += &of_check(check, found(check), words, style);
        }
        out.push('\n');
        let coverages = self.drifted.coverage.values();
        out += &coverage(coverages, words, style);
        out + &closing(self, words, style)
    }

    fn json(&self, _words: &Words) -> Value {
        let all = || self.findings.values().flatten();
        let findings = self.findings.iter().flat_map(|(tenancy, findings)| {
            findings.iter().map(move |finding| {
                let mut value = json!(finding);
                value["tenancy"] = json!(tenancy);
                value
            })
        });
        let mut summary: Map<String, Value> = STATUSES
            .iter()
            .map(|status| {
                (
                    status_key(*status).to_owned(),
                    json!(finding::count(all(), *status)),
                )
            })
            .collect();
        let failed = finding::failed_by_severity(all());
        let by_severity: Map<String, Value> = failed
            .into_iter()
            .map(|(severity, count)| (severity.to_owned(), json!(count)))
            .collect();
        summary.insert("failed_by_severity".to_owned(), Value::Object(by_severity));
        let judged: BTreeSet<&str> = all().map(|finding| finding.check.as_str()).collect();
        let idle = self
            .checks
            .iter()
            .map(|check| check.id.as_str())
            .filter(|id| !judged.contains(id));
        json!({
            "format_version": FORMAT_VERSION,
            "phase": "observed",
            "findings": findings.collect::<Vec<_>>(),
            "summary": summary,
            "not_applicable": idle.collect::<Vec<_>>(),
            "checks": self.checks,
            "coverage": coverage_json(self.drifted.coverage.iter()),
            "drift": self.drifted.entries,
        })
    }
}

/// The place of a check among the others: by the worst it found; nothing found comes last.
fn rank(found: &[&Finding]) -> usize {
    let has = |status: &FindingStatus| found.iter().any(|finding| finding.status == *status);
    STATUSES.iter().position(has).unwrap_or(STATUSES.len())
}

fn of_check(check: &Check, found: &[&Finding], words: &Words, style: &Style) -> String {
    let Some(worst) = STATUSES.get(rank(found)) else {
        let (title, none) = (
            words.of(&check.title),
            words.say("audit-not-applicable", &[]),
        );
        return style.dim(&format!("- {}  {title}: {none}", check.id)) + "\n";
    };
    let passed = finding::count(found.iter().copied(), FindingStatus::Pass);
    let mut out = format!(
        "{}  [{}] {}  {}\n",
        finding::status(*worst, words, style),
        finding::severity(check.severity, words),
        style.bold(&check.id),
        words.of(&check.title),
    );
    if *worst == FindingStatus::Pass {
        return out.trim_end().to_owned()
            + &format!("  ({})\n", words.count("audit-passed", passed));
    }
    for status in STATUSES
        .iter()
        .filter(|status| **status != FindingStatus::Pass)
    {
        let mut left = found.iter().filter(|finding| finding.status == *status);
        for finding in left.by_ref().take(ADDRESSES_MAX) {
            out += &of_finding(finding, words, style);
        }
        let more = left.count();
        if more > 0 {
            out += &format!("    {}\n", words.count("and-more", more));
        }
    }
    if passed > 0 {
        out += &format!("    {}\n", words.count("audit-passed", passed));
    }
    if *worst == FindingStatus::Fail {
        let text = words.of(&check.remediation);
        out += &format!(
            "    {}\n",
            words.say("audit-remediation", &[("text", text)])
        );
    }
    let served = controls(finding::served(check, found), words);
    if !served.is_empty() {
        let text = words.say("audit-controls", &[("controls", &served)]);
        out += &format!("    {}\n", style.dim(&text));
    }
    out
}

fn of_finding(found: &Finding, words: &Words, style: &Style) -> String {
    let status = finding::status(found.status, words, style);
    let mut out = format!("    {status}  {}\n", plain(&found.address));
    for evidence in &found.evidence {
        out += &format!("        {}\n", plain(evidence));
    }
    if let Some(reason) = &found.waiver {
        let text = words.say("audit-waived-by", &[("reason", &plain(reason))]);
        out += &format!("        {text}\n");
    }
    out
}

fn closing(audited: &Audited<'_>, words: &Words, style: &Style) -> String {
    let all = || audited.findings.values().flatten();
    let count = |status| finding::count(all(), status);
    let total = words.say(
        "audit-total",
        &[
            ("tenancies", &audited.findings.len().to_string()),
            ("fail", &count(FindingStatus::Fail).to_string()),
            ("unknown", &count(FindingStatus::Unknown).to_string()),
            ("waived", &count(FindingStatus::Waived).to_string()),
            ("pass", &count(FindingStatus::Pass).to_string()),
        ],
    );
    let mut out = format!("{}\n", style.bold(&total));
    if count(FindingStatus::Fail) > 0 {
        let failed = finding::severity_counts(all(), "audit-severities", words);
        out += &format!("{failed}\n");
    }
    if count(FindingStatus::Unknown) > 0 {
        let note = words.say("audit-unknown-note", &[]);
        out += &format!("{}\n", style.paint(Tone::Magenta, &note));
    } else if all().next().is_some() && count(FindingStatus::Fail) == 0 {
        out += &format!(
            "{}\n",
            style.paint(Tone::Green, &words.say("audit-clean", &[]))
        );
    }
    out
}
