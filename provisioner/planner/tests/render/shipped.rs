//! The environments and templates that come with the product.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use gabakura_model::Day;
use gabakura_model::finding::FindingStatus;
use gabakura_model::tenancy::Tenancy;
use gabakura_planner::policy::{PolicySet, PolicySource, plan_input};
use gabakura_planner::{Parameters, SourceFile, environment, render};
use serde_json::json;

use crate::fixture::{catalogue, shown};

/// Every file below a folder of the repository but its README, in order of path.
pub fn files(folder: &str) -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("README.md") {
                let name = path
                    .strip_prefix(&root)
                    .expect("below the root")
                    .to_str()
                    .expect("a path in UTF-8");
                let text = std::fs::read_to_string(&path).expect("a readable file");
                found.push(SourceFile {
                    path: Arc::from(name),
                    text,
                });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Every policy, its tests included.
pub fn policies() -> Vec<PolicySource> {
    let files = files("policies").into_iter();
    let rego = files.filter(|file| file.path.ends_with(".rego"));
    rego.map(|file| PolicySource::new(file.path, file.text))
        .collect()
}

/// What the shipped templates declare.
pub fn parameters() -> &'static Parameters {
    static TEMPLATES: LazyLock<render::Templates> =
        LazyLock::new(|| render::Templates::load(&files("templates")).0);
    TEMPLATES.parameters()
}

fn shipped() -> (Vec<Tenancy>, render::Templates) {
    let (tenancies, faults) = environment::read(&files("environments"), parameters());
    assert_eq!(shown(&faults), "");
    let (templates, faults) = render::Templates::load(&files("templates"));
    assert_eq!(shown(&faults), "");
    (tenancies, templates)
}

fn tenancy<'t>(tenancies: &'t [Tenancy], id: &str) -> &'t Tenancy {
    tenancies
        .iter()
        .find(|tenancy| tenancy.id.to_string() == id)
        .expect("a shipped tenancy")
}

#[test]
fn every_environment_renders_without_a_fault_and_always_the_same() {
    let (tenancies, templates) = shipped();
    assert!(tenancies.len() >= 6);
    let catalogue = catalogue();
    for tenancy in &tenancies {
        let (graph, faults) = render::render(&templates, tenancy, &catalogue);
        assert_eq!(shown(&faults), "");
        let graph = graph.unwrap();
        assert!(graph.len() > 20, "{} has {}", tenancy.id, graph.len());
        assert_eq!(
            render::render(&templates, tenancy, &catalogue).0,
            Some(graph)
        );
    }
}

#[test]
fn every_declared_parameter_is_used() {
    let unused: Vec<&str> = parameters()
        .unused()
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn account_wide_settings_are_declared_by_the_leading_tenancy_alone() {
    let (tenancies, templates) = shipped();
    let count = |id: &str, kind: &str| {
        let (graph, _) = render::render(&templates, tenancy(&tenancies, id), &catalogue());
        graph
            .unwrap()
            .iter()
            .filter(|one| one.kind.as_str() == kind)
            .count()
    };
    for (id, lead) in [
        ("203033/hokuto/prod", 1),
        ("203092/hokuto/prod", 0),
        ("203211/hokuto/prod", 0),
    ] {
        for kind in [
            "aws.cloudtrail.trail",
            "aws.iam.password_policy",
            "aws.ec2.ebs_encryption_default",
        ] {
            assert_eq!(count(id, kind), lead, "{id} {kind}");
        }
        assert_eq!(count(id, "aws.ec2.vpc"), 1);
    }
    // Under Control Tower the trail is the organisation's.
    assert_eq!(count("272035/minami/prod", "aws.cloudtrail.trail"), 0);
    assert_eq!(count("272035/minami/prod", "aws.logs.log_group"), 3);
}

#[test]
fn a_budget_on_aws_is_in_dollars_and_needs_an_amount_of_them() {
    let mut files = files("environments");
    let (templates, _) = render::Templates::load(&self::files("templates"));
    let budget = |files: &[SourceFile]| {
        let (tenancies, faults) = environment::read(files, parameters());
        if !faults.is_empty() {
            return Err(shown(&faults));
        }
        let minami = tenancy(&tenancies, "272035/minami/prod");
        let (graph, faults) = render::render(&templates, minami, &catalogue());
        let graph = graph.ok_or_else(|| shown(&faults))?;
        let mut all = graph.iter();
        let budget = all.find(|one| one.kind.as_str() == "aws.budgets.budget");
        let budget = budget.expect("its module is there");
        Ok::<_, String>((
            budget.spec["limit"].clone(),
            budget.tags["BudgetYen"].clone(),
        ))
    };
    let limit = json!({ "amount": 4000, "unit": "USD" });
    assert_eq!(budget(&files), Ok((limit, "600000".to_owned())));
    for file in &mut files {
        file.text = file.text.replace("budget_amount", "# budget_amount");
    }
    let faults = budget(&files).unwrap_err();
    let missing = "missing-key key=stage.prod.params.budget_amount";
    assert!(faults.contains(missing), "{faults}");
}

#[test]
fn only_declared_flows_are_open() {
    let (tenancies, templates) = shipped();
    let (graph, _) = render::render(
        &templates,
        tenancy(&tenancies, "272035/minami/prod"),
        &catalogue(),
    );
    let graph = graph.unwrap();
    let groups = graph
        .iter()
        .filter(|one| one.kind.as_str() == "aws.ec2.security_group");
    let names: Vec<&str> = groups.map(|one| one.address.name.as_str()).collect();
    let expected = [
        "application",
        "endpoints",
        "endpoints-maintenance",
        "flow-eltax",
        "flow-local-print",
        "maintenance",
        "staff-web",
    ];
    assert_eq!(names, expected);
    let print = graph
        .iter()
        .find(|one| one.address.name.as_str() == "flow-local-print")
        .unwrap();
    assert_eq!(print.spec["ingress"], serde_json::json!([]));
    let ports: Vec<i64> = print.spec["egress"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["to_port"].as_i64().unwrap())
        .collect();
    assert_eq!(ports, [515, 631, 9100]);
}

#[test]
fn no_environment_fails_a_check_of_the_network() {
    let (tenancies, templates) = shipped();
    let (set, faults) = PolicySet::load(&policies());
    assert_eq!(shown(&faults), "");
    let today: Day = "2026-04-01".parse().unwrap();
    for tenancy in &tenancies {
        let (graph, _) = render::render(&templates, tenancy, &catalogue());
        let input = plan_input(tenancy, &graph.unwrap());
        let findings = set.evaluate(&input, &[], today);
        let network = findings
            .iter()
            .filter(|one| one.check.starts_with("network-"));
        for finding in network.clone() {
            assert_eq!(finding.status, FindingStatus::Pass, "{finding:?}");
        }
        assert!(network.count() > 20, "{}", tenancy.id);
    }
}
