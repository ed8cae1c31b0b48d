//! Reads environment files: whose tenancies there are, where they live and under which rules.
//!
//! A file is of one municipality (`municipality = …`), or of a fleet: a `[[member]]` table per
//! municipality, or one `[fleet]` table with a row per municipality. Every error is reported, each
//! at its file, line and column, in one pass.

use gabakura_model::diagnostic::{Diagnostic, has_errors};
use gabakura_model::tenancy::Tenancy;

use crate::parameter::Parameters;
use crate::secret;
use crate::source::{self, SourceFile};
use draft::Draft;

mod across;
mod body;
mod connection;
mod draft;
mod head;
mod hub;
mod meeting;
mod member;
mod network;
mod openings;
mod params;
mod scope;
mod stage;

/// Every diagnostic of this module, and the arguments of its message.
///
/// An argument that ends in `?` is left out when there is nothing to report.
pub const CODES: &[(&str, &[&str])] = &[
    ("account-form", &["found"]),
    ("account-key", &["cloud", "expected", "found"]),
    ("account-no-lead", &["account", "tenancy"]),
    (
        "account-two-leads",
        &["account", "other", "place", "tenancy"],
    ),
    (
        "account-two-stages",
        &["account", "other", "place", "tenancy"],
    ),
    ("address-syntax", &["found", "key"]),
    ("asn-same", &["found"]),
    ("bad-date", &["found", "key"]),
    ("bad-mailbox", &["found", "key"]),
    ("bad-name", &["found", "key"]),
    ("bad-principal", &["expected", "found", "key"]),
    ("bad-service", &["found", "key"]),
    ("cidr-host-bits", &["expected", "found", "key"]),
    ("cidr-not-private", &["found", "key"]),
    (
        "cidr-overlap",
        &["found", "other", "other_range", "place", "tenancy"],
    ),
    (
        "cidr-overlap-municipality",
        &["found", "other", "other_range", "place", "tenancy"],
    ),
    ("cidr-overlap-staff", &["found", "other"]),
    ("cidr-size", &["allowed", "cloud", "found"]),
    ("cidr-syntax", &["found", "key"]),
    ("cidr-too-small", &["count", "found", "prefix"]),
    ("connection-missing", &["key"]),
    ("connection-needs", &["connection", "key"]),
    (
        "crossing-forbidden",
        &["edition", "far", "flow", "model?", "source?", "zone"],
    ),
    ("crossing-needs", &["far", "flow", "key", "source", "zone"]),
    ("crossing-past-sanitizer", &["flow", "found"]),
    ("crossing-without-flow", &["flow"]),
    ("duplicate-item", &["found", "key"]),
    ("empty-value", &["key"]),
    ("exchange-account", &["account", "other", "tenancy"]),
    ("exchange-key", &["account", "expected", "found"]),
    (
        "exchange-key-shared",
        &["found", "other", "place", "tenancy"],
    ),
    ("far-end-unrouted", &["flow", "found"]),
    ("fleet-column", &["found"]),
    ("fleet-row", &["expected", "found"]),
    ("flow-needs", &["flow", "key"]),
    ("flow-zone", &["allowed", "flow", "zone"]),
    ("guideline-unread", &["allowed", "found"]),
    ("hub-id", &["expected", "found", "key"]),
    ("hub-tables", &["allowed", "count", "hub"]),
    ("isolation-without-shared", &[]),
    ("lead-twice", &[]),
    ("key-of-other-cloud", &["cloud", "key"]),
    ("line-unencrypted", &["connection"]),
    ("member-account", &["found", "stage"]),
    ("missing-key", &["key"]),
    ("model-edition", &["edition", "model", "since", "source"]),
    ("model-needed", &["allowed", "flow"]),
    ("municipality-check-digit", &["expected", "found", "name?"]),
    ("municipality-ended", &["found", "name", "until"]),
    ("municipality-form", &["found", "suggestion?"]),
    ("municipality-not-tenant", &["class", "found", "name"]),
    ("municipality-unknown", &["found", "suggestion?"]),
    ("number-range", &["key"]),
    ("out-of-range", &["allowed?", "found", "key"]),
    ("param-unused", &["param", "suggestion?"]),
    ("platform-cloud", &["allowed", "cloud", "found"]),
    ("prefix-outside", &["found", "range"]),
    ("project-form", &["found"]),
    (
        "reach-municipality",
        &["found", "other", "other_range", "place", "tenancy"],
    ),
    (
        "reach-stage",
        &["found", "other", "other_range", "place", "tenancy"],
    ),
    (
        "reach-zone",
        &["found", "other", "other_range", "place", "tenancy"],
    ),
    (
        "region-outside-japan",
        &["allowed", "check", "region", "suggestion?"],
    ),
    ("reserved-text", &["key"]),
    ("role-account", &["expected", "found", "placeholder"]),
    ("role-form", &["cloud", "expected", "found"]),
    (
        "route-domain-municipalities",
        &["found", "other", "place", "tenancy"],
    ),
    (
        "route-domain-stages",
        &["found", "other", "place", "tenancy"],
    ),
    (
        "route-domain-zones",
        &["found", "other", "place", "tenancy"],
    ),
    ("stage-account", &["found", "stage"]),
    ("stage-undeclared", &["stage"]),
    ("tenancy-duplicate", &["place", "tenancy"]),
    ("toml-syntax", &["message"]),
    ("two-forms", &[]),
    ("unknown-key", &["key", "suggestion?"]),
    ("unknown-word", &["allowed", "found", "key", "suggestion?"]),
    ("wrong-type", &["expected", "found", "key"]),
    ("zone-mixed", &["account", "other", "place", "tenancy"]),
];

/// Reads every environment file.
///
/// Tenancies come in the order written; those of a file with an error are left out, but still
/// take part in the checks across files.
pub fn read(files: &[SourceFile], parameters: &Parameters) -> (Vec<Tenancy>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut sound: Vec<bool> = Vec::new();
    for file in files {
        let (found, mut more) = read_file(file, parameters);
        more.extend(secret::values(file));
        sound.resize(sound.len() + found.len(), !has_errors(&more));
        drafts.extend(found);
        diagnostics.extend(more);
    }
    let mut across = across::check(&drafts);
    across.sort_by(|a, b| a.origin.cmp(&b.origin));
    diagnostics.extend(across);
    let tenancies = drafts.into_iter().zip(sound).filter(|(_, sound)| *sound);
    (
        tenancies.map(|(draft, _)| draft.tenancy).collect(),
        diagnostics,
    )
}

fn read_file(source: &SourceFile, parameters: &Parameters) -> (Vec<Draft>, Vec<Diagnostic>) {
    match source::parse(source) {
        Ok((file, root)) => {
            let drafts = draft::read(&file, root.get_ref(), parameters);
            (drafts, file.into_diagnostics())
        }
        Err(syntax) => (Vec::new(), syntax),
    }
}
