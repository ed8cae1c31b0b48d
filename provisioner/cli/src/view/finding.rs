//! Words for findings, shared by the plan, the audit and the report.

use gabakura_model::finding::{Check, Control, Enforcement, Finding, FindingStatus, Severity};

use crate::view::style::{Style, Tone};
use crate::words::Words;

/// Statuses from the one that asks for most attention to the one that asks for none.
pub const STATUSES: [FindingStatus; 4] = [
    FindingStatus::Fail,
    FindingStatus::Unknown,
    FindingStatus::Waived,
    FindingStatus::Pass,
];

/// The stable word of a status.
pub fn status_key(status: FindingStatus) -> &'static str {
    match status {
        FindingStatus::Pass => "pass",
        FindingStatus::Fail => "fail",
        FindingStatus::Unknown => "unknown",
        FindingStatus::Waived => "waived",
    }
}

/// The stable word of a severity.
pub fn severity_key(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
        Severity::Critical => "critical",
    }
}

/// A status with its sign and colour.
pub fn status(status: FindingStatus, words: &Words, style: &Style) -> String {
    let (sign, tone) = match status {
        FindingStatus::Pass => ("✓", Tone::Green),
        FindingStatus::Fail => ("✗", Tone::Red),
        FindingStatus::Unknown => ("?", Tone::Magenta),
        FindingStatus::Waived => ("!", Tone::Yellow),
    };
    let word = words.say("finding-status", &[("status", status_key(status))]);
    style.paint(tone, &format!("{sign} {word}"))
}

pub fn severity(severity: Severity, words: &Words) -> String {
    words.say("severity", &[("severity", severity_key(severity))])
}

/// What a failure does to a plan, in words.
pub fn enforcement(enforcement: Enforcement, words: &Words) -> String {
    let key = match enforcement {
        Enforcement::Deny => "deny",
        Enforcement::Warn => "warn",
    };
    words.say("enforcement", &[("enforcement", key)])
}

/// The controls a check serves on the clouds its findings are of.
pub fn served<'c>(check: &'c Check, found: &[&Finding]) -> impl Iterator<Item = &'c Control> {
    let named = |control: &&Control| {
        let name = control.to_string();
        found.iter().any(|finding| finding.controls.contains(&name))
    };
    check.controls.iter().filter(named)
}

/// How many findings have a status.
pub fn count<'f>(findings: impl Iterator<Item = &'f Finding>, of: FindingStatus) -> usize {
    findings.filter(|finding| finding.status == of).count()
}

/// Controls by name; a mapping that is only proposed is marked.
pub fn controls<'c>(controls: impl IntoIterator<Item = &'c Control>, words: &Words) -> String {
    words.list(controls.into_iter().map(|control| {
        let proposed = if control.sourced {
            ""
        } else {
            &*words.say("audit-control-proposed", &[])
        };
        format!("{} {}{proposed}", control.framework, control.id)
    }))
}

/// How many checks of each severity failed, the gravest first.
pub fn failed_by_severity<'f>(
    findings: impl Iterator<Item = &'f Finding> + Clone,
) -> [(&'static str, usize); 4] {
    let severities = [
        Severity::Critical,
        Severity::High,
        Severity::Medium,
        Severity::Low,
    ];
    severities.map(|severity| {
        let found = findings.clone().filter(|f| f.severity == severity);
        (severity_key(severity), count(found, FindingStatus::Fail))
    })
}

/// The same as the arguments of a message.
pub fn severity_counts<'f>(
    findings: impl Iterator<Item = &'f Finding> + Clone,
    id: &str,
    words: &Words,
) -> String {
    let counts = failed_by_severity(findings).map(|(key, count)| (key, count.to_string()));
    words.say(id, &counts.each_ref().map(|(key, count)| (*key, &**count)))
}
