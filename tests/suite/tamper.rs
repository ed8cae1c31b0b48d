//! What another AWS client changes, `drift` names and `--fix` puts back.

use std::process::Command;

use serde_json::Value;

use crate::gabakura::{Workspace, python, repository};

const TENANCY: &str = "131016/acme/verify";

/// What is changed, what `drift` must call it, on which kind, and in which field.
const TAMPERS: &[(&str, &str, &str, &str)] = &[
    (
        "security_group_rule",
        "changed",
        "aws.ec2.security_group",
        "ingress",
    ),
    (
        "bucket_public_access_block",
        "changed",
        "aws.s3.bucket",
        "public_access_block.block_public_policy",
    ),
    (
        "key_rotation",
        "changed",
        "aws.kms.key",
        "enable_key_rotation",
    ),
    (
        "trail_logging",
        "changed",
        "aws.cloudtrail.trail",
        "logging",
    ),
    ("route", "changed", "aws.ec2.route_table", "routes"),
    (
        "log_group_retention",
        "changed",
        "aws.logs.log_group",
        "retention_in_days",
    ),
    ("deleted_subnet", "missing", "aws.ec2.subnet", ""),
    (
        "extra_security_group",
        "unmanaged",
        "aws.ec2.security_group",
        "group_name",
    ),
];

#[test]
fn each_change_by_another_client_is_named_and_put_back() {
    let workspace = Workspace::shipped();
    let (_server, port) = workspace.start_sandbox();
    workspace
        .run(&["apply", "--sandbox", "--yes", TENANCY])
        .expect(0);
    for (what, status, kind, field) in TAMPERS {
        tamper(what, port);
        let drift = workspace
            .run(&[
                "drift",
                "--sandbox",
                "--detailed-exitcode",
                "--json",
                TENANCY,
            ])
            .expect(2)
            .json();
        let entries = drift["drift"].as_array().unwrap();
        let named = |entry: &&Value| entry["status"] == *status && entry["kind"] == *kind;
        let entry = entries
            .iter()
            .find(named)
            .unwrap_or_else(|| panic!("{what}: {drift:#}"));
        let fields = entry["fields"].as_array().unwrap();
        let paths: Vec<&str> = fields.iter().map(|f| f["path"].as_str().unwrap()).collect();
        assert!(
            field.is_empty() || paths.contains(field),
            "{what}: {paths:?}"
        );
        if *status == "changed" {
            assert_eq!(entries.len(), 1, "{what}: nothing else drifted");
        }
        workspace
            .run(&["drift", "--sandbox", "--fix", TENANCY])
            .expect(0);
        let left = workspace.run(&["drift", "--sandbox", "--detailed-exitcode", TENANCY]);
        assert_eq!(left.code, 0, "{what} is not put back:\n{}", left.stdout);
        workspace
            .run(&["plan", "--sandbox", "--detailed-exitcode", TENANCY])
            .expect(0);
    }
}

/// Nobody declares servers: they are told and judged, and what they stand in stays.
#[test]
fn what_others_run_inside_is_no_drift_and_is_judged_and_stands() {
    let workspace = Workspace::shipped();
    let (_server, port) = workspace.start_sandbox();
    let run =
        |command: &[&str]| workspace.run(&[command, &["--sandbox", "--json", TENANCY]].concat());
    run(&["apply", "--yes"]).expect(0);
    tamper("open_server", port);
    tamper("given_away_key", port);

    let drift = run(&["drift", "--detailed-exitcode"]).expect(0).json();
    let entries = drift["drift"].as_array().unwrap();
    assert_eq!(entries.len(), 1, "{drift:#}");
    let told = (&entries[0]["status"], &entries[0]["kind"]);
    assert_eq!(told, (&"foreign".into(), &"aws.ec2.instance".into()));
    let server = entries[0]["id"].as_str().unwrap();

    let audit = run(&["audit"]).json();
    let findings = audit["findings"].as_array().unwrap();
    let failed = |check: &str| {
        let failed = findings
            .iter()
            .filter(|it| it["check"] == check && it["status"] == "fail");
        failed.count()
    };
    assert_eq!(failed("compute-imdsv2"), 2, "a server and a template");
    assert_eq!(failed("compute-no-public-address"), 1);
    assert_eq!(failed("compute-volumes-encrypted"), 0);
    assert_eq!(failed("encryption-key-grants-known"), 1);

    let gone = run(&["destroy", "--yes"]).json();
    let withheld = gone["withheld"].as_array().unwrap();
    let occupied = withheld.iter().find(|it| it.to_string().contains(server));
    let occupied = occupied.unwrap_or_else(|| panic!("{withheld:#?}"));
    assert_eq!(occupied["kind"], "aws.ec2.subnet");
    let left = run(&["state", "list"]).expect(0).json();
    let kinds = left["resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["kind"]);
    let kept = |kind: &str| kinds.clone().filter(|it| *it == kind).count();
    assert_eq!((kept("aws.ec2.subnet"), kept("aws.ec2.vpc")), (1, 1));
}

fn tamper(what: &str, port: u16) {
    let done = Command::new(python())
        .arg(repository().join("tests/suite/tamper.py"))
        .args([what, TENANCY])
        .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}"))
        .env("AWS_ACCESS_KEY_ID", "444455556666")
        .env("AWS_SECRET_ACCESS_KEY", "sandbox")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{what}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
}
