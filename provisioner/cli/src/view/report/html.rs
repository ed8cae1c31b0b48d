//! The audit report as one HTML file: no script, no asset from elsewhere, fit for print.

use std::collections::BTreeMap;

use handlebars::Handlebars;

use crate::usecase::audit::Audited;
use crate::view::report::page::{Page, page};
use crate::words::Words;

const TEMPLATE: &str = include_str!("report.html.hbs");

/// The labels of the template itself; their message ids begin with `report-`.
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

/// The report, in the language of `words`; titles of checks are in both.
pub fn html(audited: &Audited<'_>, words: &Words) -> String {
    let labels: BTreeMap<String, String> = LABELS
        .iter()
        .map(|label| {
            (
                label.replace('-', "_"),
                words.say(&format!("report-{label}"), &[]),
            )
        })
        .collect();
    let page: Page = page(audited, labels, words);
    let mut templates = Handlebars::new();
    // A name the page lacks is an error in the template; a test renders every branch.
    templates.set_strict_mode(true);
    templates
        .render_template(TEMPLATE, &page)
        .expect("the template fits the page")
}

#[cfg(test)]
mod tests;
