//! The same job against moto, an AWS emulator that is not ours, over HTTP.

use std::process::{Command, Stdio};

use crate::gabakura::{Running, Workspace, free_port, python, wait_for};

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
    "aws.ec2.ebs_encryption_default",
    "aws.ec2.instance_metadata_defaults",
    "aws.ec2.snapshot_public_access",
];

/// What a plan would change: kind and field of each.
fn updates(plan: &serde_json::Value) -> Vec<(&str, &str)> {
    let changes = plan["resource_changes"].as_array().unwrap().iter();
    changes
        .flat_map(|change| {
            let fields = change["fields"].as_array().into_iter().flatten();
            let kind = change["kind"].as_str().unwrap();
            fields.map(move |field| (kind, field["path"].as_str().unwrap()))
        })
        .collect()
}

/// Everything else is in sync; what moto cannot answer is unknown, not green.
#[test]
fn on_an_emulator_that_is_not_ours_all_it_can_answer_is_in_sync() {
    let (_moto, url) = moto();
    let workspace = Workspace::shipped()
        .env("AWS_ENDPOINT_URL", &url)
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test");
    for tenancy in ["131016/acme/prod", "131016/acme/verify"] {
        let apply = || {
            let applied = workspace.run(&["apply", "--yes", "--json", tenancy]);
            applied.expect(4).json()
        };
        let applied = apply();
        assert_eq!(applied["complete"], true);
        assert!(applied["summary"]["done"].as_u64().unwrap() > 35);

        // moto forgets the tags that came with `CreateBucket`; the next apply puts them there.
        let plan = workspace.run(&["plan", "--json", tenancy]).expect(4).json();
        for (kind, path) in updates(&plan) {
            assert_eq!(kind, "aws.s3.bucket");
            assert!(path.starts_with("tags."), "{path}");
        }
        assert_eq!(apply()["complete"], true);

        let plan = workspace.run(&["plan", "--json", tenancy]).expect(4).json();
        let gaps = plan["coverage"]["gaps"].as_array().unwrap();
        let unread: Vec<&str> = gaps.iter().map(|g| g["kind"].as_str().unwrap()).collect();
        assert_eq!(unread, UNREAD);
        for change in plan["resource_changes"].as_array().unwrap() {
            assert_eq!(change["change"]["actions"][0], "no-op", "{change:#}");
        }

        let drift = workspace
            .run(&["drift", "--json", tenancy])
            .expect(4)
            .json();
        for entry in drift["drift"].as_array().unwrap() {
            assert_eq!(entry["status"], "unknown", "{entry:#}");
            assert!(
                UNREAD.contains(&entry["kind"].as_str().unwrap()),
                "{entry:#}"
            );
        }
    }
}
