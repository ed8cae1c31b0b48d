//! The audit report as one HTML file: no script, no asset from elsewhere, fit for print.

use std::collections::BTreeMap;

use gabakura_model::Timestamp;
use gabakura_model::finding::Check;
use gabakura_model::tenancy::Tenancy;
use handlebars::Handlebars;

use super::page::{Page, page};
use crate::session::Audited;
use crate::words::Words;

const TEMPLATE: &str = include_str!("report.html.hbs");

/// The words that stand in the template itself; in the catalogue they begin with `report-`.
const LABELS: &[&str] = &[
    "all",
    "address",
    "approver",
    "check",
    "closing",
    "contents",
    "controls",
    "control-note",
    "coverage",
    "drift",
    "drift-none",
    "drift-none-incomplete",
    "evidence",
    "expected",
    "field",
    "filter",
    "findings",
    "findings-none",
    "gaps-none",
    "gaps-warning",
    "kind",
    "made-at",
    "made-by",
    "municipality",
    "observed",
    "place",
    "reason",
    "remediation",
    "resource-id",
    "resources",
    "resources-none",
    "severity",
    "skip",
    "status",
    "subtitle",
    "summary",
    "tenancies",
    "tenancy",
    "title",
    "until",
    "waivers",
    "waivers-none",
];

/// What a report is made from.
pub struct ReportInput<'a> {
    /// When.
    pub made_at: Timestamp,
    /// By which release.
    pub made_by: String,
    /// The audited tenancies.
    pub tenancies: &'a [Tenancy],
    /// What was found.
    pub audited: &'a Audited,
    /// The checks that were made.
    pub checks: &'a [Check],
}

/// The report, in the language of `words`; titles of checks stand in both.
pub fn html(input: &ReportInput<'_>, words: &Words) -> String {
    let labels: BTreeMap<String, String> = LABELS
        .iter()
        .map(|label| {
            (
                label.replace('-', "_"),
                words.say(&format!("report-{label}"), &[]),
            )
        })
        .collect();
    let page: Page = page(input, labels, words);
    let mut templates = Handlebars::new();
    // A name the page does not have is a mistake of ours, and a test renders every branch.
    templates.set_strict_mode(true);
    templates
        .render_template(TEMPLATE, &page)
        .expect("the template fits the page")
}

#[cfg(test)]
mod tests;
