//! The same job against moto, an AWS emulator that is not ours, over HTTP.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::gabakura::{Running, Workspace, addresses, free_port, python, wait_for};

/// Starts moto's server.
fn moto() -> (Running, String) {
    let port = free_port();
    let child = Command::new(python())
        .args([
            "-m",
            "moto.server",
            "-H",
            "127.0.0.1",
            "-p",
            &port.to_string(),
        ])
        // AWS's own policies are there to be attached.
        .env("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let running = Running(child);
    wait_for(port);
    (running, format!("http://127.0.0.1:{port}"))
}

/// Kinds whose reading requests moto does not answer (`docs/emulators.md`).
const UNREAD: &[&str] = &[
    "aws.accessanalyzer.analyzer",
    "aws.budgets.budget",
    "aws.cloudwatch.alarm",
    "aws.config.conformance_pack",
    "aws.ec2.ebs_encryption_default",
    "aws.ec2.instance_metadata_defaults",
    "aws.ec2.snapshot_public_access",
    "aws.inspector2.status",
    "aws.securityhub.hub",
    "aws.securityhub.standard",
];

/// A module half of whose requests moto does not answer (`docs/emulators.md`).
const LEFT_OUT: &str = ", \"continuity\"";

/// Where the shipped tenancies on AWS are declared.
const ENVIRONMENTS: &[&str] = &[
    "environments/131016-chiyoda/acme.toml",
    "environments/272035-toyonaka/minami.toml",
    "environments/292010-nara/yamato.toml",
    "environments/shared/hokuto.toml",
];

/// The shipped tenancies on AWS; applied side by side, as their vendors would.
const SELECTORS: &[&str] = &[
    "131016/acme/*",
    "*/hokuto/*",
    "272035/minami/*",
    "292010/yamato/*",
];

/// What a plan would change: kind and field of each.
fn updates(plan: &Value) -> Vec<(&str, &str)> {
    let changes = plan["resource_changes"].as_array().unwrap().iter();
    changes
        .flat_map(|change| {
            let fields = change["fields"].as_array().into_iter().flatten();
            let kind = change["kind"].as_str().unwrap();
            fields.map(move |field| (kind, field["path"].as_str().unwrap()))
        })
        .collect()
}

/// What moto never tells back, however often it is set (`docs/emulators.md`).
fn is_forgotten(kind: &str, path: &str) -> bool {
    // The description of a rule towards a prefix list.
    let description = kind == "aws.ec2.security_group"
        && path.starts_with("egress[")
        && path.ends_with(".description");
    // Who set a parameter.
    description || kind == "aws.rds.parameter_group" && path.starts_with("parameters.")
}

/// Everything else is in sync; what moto cannot answer is unknown, not green.
#[test]
fn on_an_emulator_that_is_not_ours_all_it_can_answer_is_in_sync_and_goes_again() {
    let (_moto, url) = moto();
    let workspace = Workspace::shipped()
        .env("AWS_ENDPOINT_URL", &url)
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test");
    for environment in ENVIRONMENTS {
        let text = workspace.read(environment);
        assert!(text.contains(LEFT_OUT), "{environment}");
        workspace.write(environment, &text.replace(LEFT_OUT, ""));
    }
    std::thread::scope(|scope| {
        for selector in SELECTORS {
            scope.spawn(|| goes_round(&workspace, selector));
        }
    });
}

fn goes_round(workspace: &Workspace, selector: &str) {
    let run = |command: &[&str]| workspace.run(&[command, &["--json", selector]].concat());
    let apply = || {
        let applied = run(&["apply", "--yes"]).expect(4).json();
        assert_eq!(applied["complete"], true);
        applied["summary"]["done"].as_u64().unwrap()
    };
    assert!(apply() > 25);

    // moto forgets the tags that came with `CreateBucket`; the next apply puts them there.
    let plan = run(&["plan"]).expect(4).json();
    for (kind, path) in updates(&plan) {
        let is_tag = kind == "aws.s3.bucket" && path.starts_with("tags.");
        assert!(is_tag || is_forgotten(kind, path), "{kind} {path}");
    }
    apply();

    let plan = run(&["plan"]).expect(4).json();
    let gaps = plan["coverage"]["gaps"].as_array().unwrap();
    let unread: BTreeSet<&str> = gaps.iter().map(|g| g["kind"].as_str().unwrap()).collect();
    let known = BTreeSet::from_iter(UNREAD.iter().copied());
    assert!(unread.is_subset(&known) && unread.len() >= 3, "{unread:?}");
    for (kind, path) in updates(&plan) {
        assert!(is_forgotten(kind, path), "{kind} {path}");
    }
    for change in plan["resource_changes"].as_array().unwrap() {
        let action = &change["change"]["actions"][0];
        assert!(action == "no-op" || action == "update", "{change:#}");
    }

    let drift = run(&["drift"]).expect(4).json();
    for entry in drift["drift"].as_array().unwrap() {
        let kind = entry["kind"].as_str().unwrap();
        match entry["status"].as_str().unwrap() {
            "unknown" => assert!(UNREAD.contains(&kind), "{entry:#}"),
            "changed" => {
                for field in entry["fields"].as_array().unwrap() {
                    let path = field["path"].as_str().unwrap();
                    assert!(is_forgotten(kind, path), "{entry:#}");
                }
            }
            _ => panic!("{entry:#}"),
        }
    }

    // What is kept is protected, listed, and all that is left of ours.
    let gone = run(&["destroy", "--yes"]).expect(4).json();
    let kept: BTreeSet<&str> = addresses(&gone["withheld"]);
    let left = run(&["state", "list"]).expect(0).json();
    assert!(!kept.is_empty());
    assert_eq!(addresses(&left["resources"]), kept);
}
