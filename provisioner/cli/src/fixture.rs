//! A small plan for tests.

use std::collections::{BTreeMap, BTreeSet};

use gabakura_model::finding::{Enforcement, Finding, FindingStatus, Severity};
use gabakura_model::observed::Coverage;
use gabakura_model::plan::{
    Action, Change, Plan, PlanInputs, PlanIntent, Reason, Step, StepAction, TenancyPlan, Withheld,
    WithheldReason,
};
use gabakura_model::resource::{Address, Kind, Tags};
use gabakura_model::tenancy::{Cloud, Place, TenancyId};
use gabakura_planner::digest;
use serde_json::json;

/// An address in a tenancy.
pub fn address(tenancy: &str, name: &str) -> Address {
    format!("{tenancy}/net/{name}").parse().unwrap()
}

/// A plan that destroys one resource per tenancy; a key is protected, and so its alias is kept.
pub fn destroy(tenancies: &[&str]) -> Plan {
    let digests = |key: &str| BTreeMap::from([(key.to_owned(), "0a".to_owned())]);
    let per_tenancy: BTreeMap<TenancyId, String> = tenancies
        .iter()
        .map(|id| (id.parse().unwrap(), "0b".to_owned()))
        .collect();
    let mut plan = Plan {
        format_version: "2.0".to_owned(),
        made_by: "gabakura 0".to_owned(),
        selector: "*/*/*".to_owned(),
        intent: PlanIntent::Destroy,
        overrides: BTreeSet::from([address(tenancies[0], "bucket")]),
        undo: None,
        made_at: "2026-04-01T00:00:00Z".parse().unwrap(),
        inputs: PlanInputs {
            environments: digests("environments/a.toml"),
            templates: digests("templates/aws/network.toml.hbs"),
            policies: digests("policies/aws/p.rego"),
            desired: per_tenancy.clone(),
            recorded: per_tenancy.clone(),
            observed: per_tenancy,
        },
        tenancies: tenancies.iter().map(|id| of_tenancy(id)).collect(),
        findings: vec![Finding {
            check: "network-flow-log".to_owned(),
            address: tenancies[0].to_owned(),
            status: FindingStatus::Unknown,
            severity: Severity::Low,
            enforcement: Enforcement::Warn,
            controls: Vec::new(),
            evidence: vec!["鍵".to_owned()],
            waiver: None,
        }],
        beyond_undo: Vec::new(),
        digest: String::new(),
    };
    plan.digest = digest::of_plan(&plan);
    plan
}

fn of_tenancy(id: &str) -> TenancyPlan {
    let withheld = |name: &str, because| Withheld {
        address: address(id, name),
        kind: Kind::new("t.key"),
        action: Action::Delete,
        because,
    };
    TenancyPlan {
        tenancy: id.parse().unwrap(),
        place: Place {
            cloud: Cloud::Aws,
            account: "111122223333".to_owned(),
            region: "ap-northeast-1".to_owned(),
        },
        recorded_serial: 3,
        changes: vec![Change {
            address: address(id, "vpc"),
            kind: Kind::new("t.vpc"),
            id: Some("vpc-1".to_owned()),
            action: Action::Delete,
            reason: Reason::Destroy,
            before: Some(json!({"cidr": "10.0.0.0/20", "ipv6": null})),
            after: None,
            declared: None,
            outputs: BTreeMap::new(),
            tags_before: Tags::from([("a".to_owned(), "b".to_owned())]),
            tags_after: Tags::new(),
            fields: Vec::new(),
            depends_on: Vec::new(),
            exclusive: true,
        }],
        steps: vec![Step {
            change: 0,
            action: StepAction::Delete,
            after: Vec::new(),
        }],
        withheld: vec![
            withheld(
                "alias",
                WithheldReason::WaitsFor {
                    address: address(id, "key"),
                },
            ),
            withheld("key", WithheldReason::Protected),
        ],
        coverage: Coverage {
            complete: true,
            covered: BTreeSet::from([Kind::new("t.vpc")]),
            gaps: Vec::new(),
            observed_at: "2026-04-01T00:00:00Z".parse().unwrap(),
        },
    }
}
