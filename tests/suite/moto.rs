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

/// Kinds whose reading requests moto does not answer, or answers malformed (`docs/emulators.md`).
const UNREAD: &[&str] = &[
    "aws.ec2.ebs_encryption_default",
    "aws.ec2.instance_metadata_defaults",
    "aws.ec2.snapshot_public_access",
    "aws.s3.bucket",
];

/// Fields that moto forgets or answers otherwise than AWS.
const FORGOTTEN: &[&str] = &["private_dns_enabled", "rotation_period_in_days"];

/// Everything else is in sync; what moto cannot answer is unknown, not green.
#[test]
fn on_an_emulator_that_is_not_ours_all_it_can_answer_is_in_sync() {
    let (_moto, url) = moto();
    let workspace = Workspace::shipped()
        .env("AWS_ENDPOINT_URL", &url)
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test");
    for tenancy in ["131016/acme/prod", "131016/acme/verify"] {
        let applied = workspace
            .run(&["apply", "--yes", "--json", tenancy])
            .expect(4)
            .json();
        assert_eq!(applied["complete"], true);
        assert!(applied["summary"]["done"].as_u64().unwrap() > 35);

        let plan = workspace.run(&["plan", "--json", tenancy]).expect(4).json();
        let gaps = plan["coverage"]["gaps"].as_array().unwrap();
        let unread: Vec<&str> = gaps.iter().map(|g| g["kind"].as_str().unwrap()).collect();
        assert_eq!(unread, UNREAD);
        for change in plan["resource_changes"].as_array().unwrap() {
            for field in change["fields"].as_array().into_iter().flatten() {
                let path = field["path"].as_str().unwrap();
                assert!(FORGOTTEN.contains(&path), "{change:#}");
            }
            let action = change["change"]["actions"][0].as_str().unwrap();
            assert!(["no-op", "update"].contains(&action), "{change:#}");
        }

        let drift = workspace
            .run(&["drift", "--json", tenancy])
            .expect(4)
            .json();
        for entry in drift["drift"].as_array().unwrap() {
            let unread = UNREAD.contains(&entry["kind"].as_str().unwrap());
            assert_eq!(entry["status"] == "unknown", unread, "{entry:#}");
            let fields = entry["fields"].as_array().unwrap().iter();
            let known = |f: &serde_json::Value| FORGOTTEN.contains(&f["path"].as_str().unwrap());
            assert!(fields.clone().all(known), "{entry:#}");
        }
    }
}
