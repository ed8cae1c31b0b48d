//! Each input that moves is named, and by itself.

use gabakura_model::finding::{Enforcement, FindingStatus, Severity};
use gabakura_model::observed::Coverage;
use gabakura_model::plan::{Action, PlanInputs, PlanIntent, Reason};
use gabakura_model::resource::{Kind, Tags};
use gabakura_model::tenancy::{Cloud, Place};
use serde_json::json;

use super::*;
use crate::digest;

const TENANCY: &str = "131016/acme/prod";
const ADDRESS: &str = "131016/acme/prod/net/vpc";

fn one(key: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(key.to_owned(), "d".to_owned())])
}

fn plan() -> Plan {
    let tenancy: TenancyId = TENANCY.parse().unwrap();
    let per_tenancy = BTreeMap::from([(tenancy.clone(), "d".to_owned())]);
    let change = Change {
        address: ADDRESS.parse().unwrap(),
        kind: Kind::new("t.vpc"),
        id: None,
        action: Action::Create,
        reason: Reason::NotYetMade,
        before: None,
        after: Some(json!({"cidr": "10.0.0.0/20"})),
        declared: None,
        outputs: BTreeMap::new(),
        tags_before: Tags::new(),
        tags_after: Tags::new(),
        fields: Vec::new(),
        depends_on: Vec::new(),
        exclusive: false,
    };
    sealed(Plan {
        format_version: "2.0".to_owned(),
        made_by: "gabakura 1".to_owned(),
        selector: TENANCY.to_owned(),
        intent: PlanIntent::Apply,
        overrides: BTreeSet::new(),
        undo: None,
        made_at: "2026-04-01T00:00:00Z".parse().unwrap(),
        inputs: PlanInputs {
            environments: one("environments/a.toml"),
            templates: one("templates/aws/network.toml.hbs"),
            policies: one("policies/aws/p.rego"),
            desired: per_tenancy.clone(),
            recorded: per_tenancy.clone(),
            observed: per_tenancy,
        },
        tenancies: vec![TenancyPlan {
            tenancy,
            place: Place {
                cloud: Cloud::Aws,
                account: "111122223333".to_owned(),
                region: "ap-northeast-1".to_owned(),
            },
            recorded_serial: 3,
            changes: vec![change],
            steps: Vec::new(),
            withheld: Vec::new(),
            coverage: Coverage {
                complete: true,
                covered: BTreeSet::new(),
                gaps: Vec::new(),
                observed_at: "2026-04-01T00:00:00Z".parse().unwrap(),
            },
        }],
        findings: Vec::new(),
        beyond_undo: Vec::new(),
        digest: String::new(),
    })
}

fn sealed(mut plan: Plan) -> Plan {
    plan.digest = digest::of_plan(&plan);
    plan
}

fn change(edit: impl FnOnce(&mut Plan)) -> Vec<Difference> {
    let mut now = plan();
    edit(&mut now);
    moved(&plan(), &sealed(now))
}

fn touch<K: Ord>(map: &mut BTreeMap<K, String>) {
    for value in map.values_mut() {
        value.push('x');
    }
}

#[test]
fn the_time_alone_moves_nothing() {
    let later = "2026-04-02T00:00:00Z".parse().unwrap();
    let nothing = change(|plan| {
        plan.made_at = later;
        plan.tenancies[0].coverage.observed_at = later;
    });
    assert_eq!(nothing, []);
}

#[test]
fn every_input_that_moves_is_named_and_nothing_else() {
    let tenancy: TenancyId = TENANCY.parse().unwrap();
    let file = |path: &str, how| {
        let path = path.to_owned();
        vec![Difference::File { path, how }]
    };
    let moved = change(|plan| touch(&mut plan.inputs.environments));
    assert_eq!(moved, file("environments/a.toml", How::Changed));
    let moved = change(|plan| touch(&mut plan.inputs.templates));
    assert_eq!(moved, file("templates/aws/network.toml.hbs", How::Changed));
    let moved = change(|plan| plan.inputs.policies.clear());
    assert_eq!(moved, file("policies/aws/p.rego", How::Removed));
    let moved = change(|plan| plan.inputs.policies.extend(one("policies/aws/q.rego")));
    assert_eq!(moved, file("policies/aws/q.rego", How::Added));
    let moved = change(|plan| touch(&mut plan.inputs.desired));
    assert_eq!(
        moved,
        [Difference::Desired {
            tenancy: tenancy.clone()
        }]
    );
    let moved = change(|plan| touch(&mut plan.inputs.recorded));
    assert_eq!(
        moved,
        [Difference::Recorded {
            tenancy: tenancy.clone()
        }]
    );
    let moved = change(|plan| touch(&mut plan.inputs.observed));
    assert_eq!(moved, [Difference::Observed { tenancy }]);
    let moved = change(|plan| plan.made_by = "gabakura 2".to_owned());
    let (was, now) = ("gabakura 1".to_owned(), "gabakura 2".to_owned());
    assert_eq!(moved, [Difference::Release { was, now }]);
}

#[test]
fn a_tenancy_that_comes_or_goes_is_told_once() {
    let other: TenancyId = "131016/acme/verify".parse().unwrap();
    let moved = change(|plan| {
        for map in [
            &mut plan.inputs.desired,
            &mut plan.inputs.recorded,
            &mut plan.inputs.observed,
        ] {
            map.insert(other.clone(), "d".to_owned());
        }
    });
    let (tenancy, how) = (other, How::Added);
    assert_eq!(moved, [Difference::Selected { tenancy, how }]);
}

#[test]
fn decisions_and_verdicts_are_named_by_address() {
    let address: Address = ADDRESS.parse().unwrap();
    let moved = change(|plan| plan.tenancies[0].changes[0].action = Action::Delete);
    assert_eq!(
        moved,
        [Difference::Decision {
            address: address.clone()
        }]
    );
    let moved = change(|plan| plan.tenancies[0].changes.clear());
    assert_eq!(moved, [Difference::Decision { address }]);
    let moved = change(|plan| {
        plan.findings.push(Finding {
            check: "network-no-public-ingress".to_owned(),
            address: ADDRESS.to_owned(),
            status: FindingStatus::Fail,
            severity: Severity::High,
            enforcement: Enforcement::Warn,
            controls: Vec::new(),
            evidence: Vec::new(),
            waiver: None,
        });
    });
    let (check, address) = ("network-no-public-ingress".to_owned(), ADDRESS.to_owned());
    assert_eq!(moved, [Difference::Verdict { check, address }]);
}

#[test]
fn what_was_asked_for_is_part_of_the_plan() {
    let overrides = change(|plan| {
        plan.overrides.insert(ADDRESS.parse().unwrap());
    });
    assert_eq!(overrides, [Difference::Plan]);
    assert_eq!(
        change(|plan| plan.intent = PlanIntent::Destroy),
        [Difference::Plan]
    );
    assert_eq!(
        change(|plan| plan.undo = Some("g1".to_owned())),
        [Difference::Plan]
    );
}
