//! Checks, their findings and the waivers that excuse them.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Origin;
use crate::time::Day;

/// How much a failed check matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Low,
    /// Should be fixed.
    Medium,
    /// Must be fixed soon.
    High,
    /// Residents' data or evidence is at stake.
    Critical,
}

/// What a failed check does to a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Enforcement {
    /// `apply` refuses the plan (exit 3).
    Deny,
    /// It is reported.
    Warn,
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// A control of a framework, its version pinned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// Framework and version: `CIS AWS 5.0`, `NIST SP 800-53r5`, `AWS Security Hub`.
    pub framework: String,
    /// Id within it.
    pub id: String,
    /// False when the mapping is our proposal and not the source's.
    #[serde(default)]
    pub sourced: bool,
}

impl std::fmt::Display for Control {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.framework, self.id)
    }
}

/// A rule of the baseline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Stable id: `network-no-public-ingress`.
    pub id: String,
    /// What it demands.
    pub title: Bilingual,
    /// How much it matters.
    pub severity: Severity,
    /// What failing does to a plan.
    pub enforcement: Enforcement,
    /// How to fix a failure.
    pub remediation: Bilingual,
    /// The controls it serves, of every cloud it judges.
    pub controls: Vec<Control>,
    /// The kinds it reads, of every cloud it judges.
    pub kinds: Vec<String>,
}

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingStatus {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// It could not be decided. Never a pass.
    Unknown,
    /// It does not hold and is excused for now.
    Waived,
}

/// The result of one check on one resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The check.
    pub check: String,
    /// The resource, or the tenancy when the check is about what is absent.
    pub address: String,
    /// The result.
    pub status: FindingStatus,
    /// How much it matters.
    pub severity: Severity,
    /// What failing does to a plan.
    pub enforcement: Enforcement,
    /// The controls the check serves on this cloud, `FRAMEWORK:ID`.
    pub controls: Vec<String>,
    /// What was observed, as the check words it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// The reason of the waiver, when waived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<String>,
}

/// An approved exception, always with an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The check it excuses.
    pub check: String,
    /// A glob over addresses within the tenancy: `network/subnet-*`; `*` for all.
    pub address: String,
    /// Why.
    pub reason: String,
    /// Who approved it.
    pub approver: String,
    /// The last day it holds, in Japan.
    pub until: Day,
    /// Where it was declared.
    pub origin: Origin,
}
