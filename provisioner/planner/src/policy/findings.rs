//! From verdicts to findings: gaps, doubts and waivers.

use std::collections::BTreeMap;

use gabakura_model::Day;
use gabakura_model::finding::{Check, Enforcement, Finding, FindingStatus, Waiver};
use gabakura_model::resource::Kind;
use gabakura_model::selector::glob;
use regorus::Value;

use super::input::{Phase, PolicyGap, PolicyInput, PolicyResource};
use super::load::PolicySet;
use super::metadata::Part;
use super::program::Verdict;

/// Whether any finding refuses the plan.
pub fn denied(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| {
        finding.status == FindingStatus::Fail && finding.enforcement == Enforcement::Deny
    })
}

impl PolicySet {
    /// Judges one tenancy, in order of check and address.
    ///
    /// Checks of other clouds are left aside. A waiver that ended excuses nothing; the
    /// evidence names its end.
    pub fn evaluate(&self, input: &PolicyInput, waivers: &[Waiver], today: Day) -> Vec<Finding> {
        let cloud = input.tenancy.cloud.as_str();
        let documents = Documents::new(input);
        let mut findings = Vec::new();
        for (check, parts) in self.checks.iter().zip(&self.parts) {
            let part = parts.iter().find(|part| part.metadata.cloud() == cloud);
            findings.extend(part.into_iter().flat_map(|part| {
                let judged = Judged { check, part };
                judged.findings(input, &documents)
            }));
        }
        for finding in &mut findings {
            excuse(finding, &input.tenancy.id, waivers, today);
        }
        findings
    }
}

/// A check on the cloud of the tenancy it judges.
struct Judged<'a> {
    check: &'a Check,
    part: &'a Part,
}

impl Judged<'_> {
    /// Its findings, waivers apart.
    fn findings(&self, input: &PolicyInput, documents: &Documents) -> Vec<Finding> {
        let tenancy = &input.tenancy.id;
        let unseen = unseen(&self.part.metadata.kinds, input);
        if !unseen.is_empty() {
            return vec![self.finding(tenancy, FindingStatus::Unknown, unseen)];
        }
        let document = documents.of(&self.part.metadata.kinds);
        match self.part.program.verdict(document) {
            Ok(verdict) => self.findings_of(verdict),
            Err(error) => {
                let evidence = vec![format!("the check could not be decided: {error}")];
                vec![self.finding(tenancy, FindingStatus::Unknown, evidence)]
            }
        }
    }

    /// A failure outweighs a doubt, a doubt outweighs a pass; the evidence of both is kept.
    fn findings_of(&self, verdict: Verdict) -> Vec<Finding> {
        let mut by_address: BTreeMap<String, (FindingStatus, Vec<String>)> = BTreeMap::new();
        for address in verdict.subject {
            by_address.insert(address, (FindingStatus::Pass, Vec::new()));
        }
        let unknown = verdict
            .unknown
            .into_iter()
            .map(|entry| (FindingStatus::Unknown, entry));
        let fail = verdict
            .fail
            .into_iter()
            .map(|entry| (FindingStatus::Fail, entry));
        for (status, entry) in unknown.chain(fail) {
            let (worst, evidence) = by_address
                .entry(entry.address)
                .or_insert((status, Vec::new()));
            *worst = status;
            evidence.push(entry.message);
        }
        let all = by_address.into_iter();
        all.map(|(address, (status, evidence))| self.finding(&address, status, evidence))
            .collect()
    }

    fn finding(&self, address: &str, status: FindingStatus, evidence: Vec<String>) -> Finding {
        let controls = self.part.metadata.controls.iter();
        Finding {
            check: self.check.id.clone(),
            address: address.to_owned(),
            status,
            severity: self.check.severity,
            enforcement: self.check.enforcement,
            controls: controls.map(ToString::to_string).collect(),
            evidence,
            waiver: None,
        }
    }
}

/// Which of the kinds could not be read, and why.
fn unseen(kinds: &[String], input: &PolicyInput) -> Vec<String> {
    let mut evidence = Vec::new();
    for kind in kinds {
        let mut gaps = input
            .gaps
            .iter()
            .filter(|gap| gap.kind.as_str() == kind)
            .peekable();
        let read = input.phase == Phase::Plan || input.covered.contains(&Kind::new(kind));
        if gaps.peek().is_none() && !read {
            evidence.push(format!("`{kind}` was not observed"));
        }
        let line = |gap: &PolicyGap| {
            format!(
                "`{kind}` could not be observed: {}: {}",
                gap.code, gap.message
            )
        };
        evidence.extend(gaps.map(line));
    }
    evidence
}

/// Excuses a failure that a waiver still covers, or names the waiver that ended.
fn excuse(finding: &mut Finding, tenancy: &str, waivers: &[Waiver], today: Day) {
    if finding.status != FindingStatus::Fail {
        return;
    }
    let rest = finding
        .address
        .strip_prefix(tenancy)
        .unwrap_or(&finding.address);
    let rest = rest.strip_prefix('/').unwrap_or(rest).to_owned();
    let covers = |w: &&Waiver| w.check == finding.check && glob(&w.address, &rest);
    let covering: Vec<&Waiver> = waivers.iter().filter(covers).collect();
    // The one that lasts longest speaks; of equals, the first written.
    let lasting = covering.iter().rev().max_by_key(|waiver| waiver.until);
    match lasting {
        Some(waiver) if waiver.until >= today => {
            finding.status = FindingStatus::Waived;
            finding.waiver = Some(waiver.reason.clone());
            let (until, approver) = (waiver.until, &waiver.approver);
            finding
                .evidence
                .push(format!("waived until {until}, approved by {approver}"));
        }
        Some(waiver) => {
            let (until, reason) = (waiver.until, &waiver.reason);
            finding
                .evidence
                .push(format!("the waiver ended on {until}: {reason}"));
        }
        None => {}
    }
}

/// The document of a tenancy, cut to the kinds of one check at a time.
struct Documents {
    frame: BTreeMap<Value, Value>,
    by_kind: BTreeMap<String, Vec<Value>>,
}

impl Documents {
    fn new(input: &PolicyInput) -> Self {
        let mut by_kind: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for resource in &input.resources {
            by_kind
                .entry(resource.kind.to_string())
                .or_default()
                .push(resource_value(resource));
        }
        let frame = BTreeMap::from([
            (Value::from("phase"), plain(&input.phase)),
            (Value::from("tenancy"), plain(&input.tenancy)),
            (Value::from("covered"), plain(&input.covered)),
            (Value::from("gaps"), plain(&input.gaps)),
        ]);
        Self { frame, by_kind }
    }

    fn of(&self, kinds: &[String]) -> Value {
        let shown = kinds
            .iter()
            .filter_map(|kind| self.by_kind.get(kind))
            .flatten();
        let mut document = self.frame.clone();
        document.insert(
            Value::from("resources"),
            Value::from(shown.cloned().collect::<Vec<_>>()),
        );
        Value::from(document)
    }
}

/// The engine's form of a resource; the same fields as its JSON, without the detour.
fn resource_value(resource: &PolicyResource) -> Value {
    let tags = resource.tags.iter();
    let tags = tags.map(|(key, value)| (Value::from(key.as_str()), Value::from(value.as_str())));
    Value::from(BTreeMap::from([
        (
            Value::from("address"),
            Value::from(resource.address.as_str()),
        ),
        (Value::from("kind"), Value::from(resource.kind.as_str())),
        (
            Value::from("id"),
            resource.id.as_deref().map_or(Value::Null, Value::from),
        ),
        (Value::from("owner"), plain(&resource.owner)),
        (Value::from("spec"), value(&resource.spec)),
        (
            Value::from("tags"),
            Value::from(tags.collect::<BTreeMap<_, _>>()),
        ),
    ]))
}

/// The engine's form of JSON. No deeper than the parser that read it allows.
fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::String(text) => Value::from(text.as_str()),
        serde_json::Value::Array(items) => Value::from(items.iter().map(value).collect::<Vec<_>>()),
        serde_json::Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(key, field)| (Value::from(key.as_str()), value(field)));
            Value::from(fields.collect::<BTreeMap<_, _>>())
        }
        scalar => Value::from(scalar.clone()),
    }
}

fn plain(part: &impl serde::Serialize) -> Value {
    value(&serde_json::to_value(part).expect("text keys and finite numbers have a JSON form"))
}
