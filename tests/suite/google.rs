//! The same job on Google Cloud: up, in sync, changed by Google's own clients, put back, down.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;

use serde_json::Value;

use crate::gabakura::{Workspace, addresses, python, repository};

/// The shipped tenancies on Google Cloud.
const TENANCIES: &[&str] = &["292010/kasuga/prod", "382019/iyo/prod", "382019/iyo/verify"];

/// What is changed, what `drift` must call it, on which kind, and in which field.
const TAMPERS: &[(&str, &str, &str, &str)] = &[
    (
        "firewall_opened",
        "changed",
        "gcp.compute.firewall",
        "source_ranges",
    ),
    (
        "public_access_prevention_off",
        "changed",
        "gcp.storage.bucket",
        "iam_config.public_access_prevention",
    ),
    (
        "rotation_lengthened",
        "changed",
        "gcp.kms.crypto_key",
        "rotation_period",
    ),
    ("sink_deleted", "missing", "gcp.logging.sink", ""),
    (
        "audit_config_narrowed",
        "changed",
        "gcp.project.audit_config",
        "audit_log_configs",
    ),
    (
        "member_added",
        "changed",
        "gcp.project.iam_binding",
        "members",
    ),
];

#[test]
fn each_tenancy_on_google_cloud_goes_up_stays_and_goes_again() {
    let workspace = Workspace::shipped();
    let run = |command: &[&str], tenancy| {
        workspace.run(&[command, &["--sandbox", "--json", tenancy]].concat())
    };
    for tenancy in TENANCIES {
        let applied = run(&["apply", "--yes"], tenancy).expect(0).json();
        assert_eq!(applied["complete"], true);
        for command in ["plan", "drift"] {
            run(&[command, "--detailed-exitcode"], tenancy).expect(0);
        }
        let gone = run(&["destroy", "--yes"], tenancy).expect(0).json();
        let kept = addresses(&gone["withheld"]);
        let left = workspace
            .run(&["state", "list", "--sandbox", "--json", tenancy])
            .expect(0)
            .json();
        assert!(!kept.is_empty());
        assert_eq!(addresses(&left["resources"]), kept);
    }
}

/// What is off in a new project, but for what is always on.
const OFF: &[&str] = &[
    "cloudbilling",
    "cloudkms",
    "cloudresourcemanager",
    "compute",
    "dns",
    "essentialcontacts",
    "iam",
    "iamcredentials",
    "orgpolicy",
    "sts",
];

#[test]
fn one_apply_is_enough_where_every_service_is_off() {
    let tenancy = "382019/iyo/prod";
    let workspace = Workspace::shipped();
    let (_server, port) = workspace.start_sandbox();
    for service in OFF {
        let path = format!("/v1/projects/matsuyama-iyo-prod/services/{service}.googleapis.com");
        post(port + 1, &format!("{path}:disable"));
    }
    let run =
        |command: &[&str]| workspace.run(&[command, &["--sandbox", "--json", tenancy]].concat());
    let planned = run(&["plan"]).expect(0).json();
    assert_eq!(planned["withheld"], serde_json::json!([]), "{planned:#}");
    let applied = run(&["apply", "--yes"]).expect(0).json();
    assert_eq!(applied["complete"], true);
    for command in ["plan", "drift"] {
        run(&[command, "--detailed-exitcode"]).expect(0);
    }
}

/// A call of somebody else's, without a body.
fn post(port: u16, path: &str) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         content-length: 0\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 200"), "{path}: {reply}");
}

#[test]
fn two_clouds_are_planned_applied_and_told_of_as_one() {
    let workspace = Workspace::shipped();
    let run =
        |command: &[&str]| workspace.run(&[command, &["--sandbox", "--json", "292010/*"]].concat());
    let kinds = |plan: &Value| -> BTreeSet<String> {
        let changes = plan["resource_changes"].as_array().unwrap().iter();
        let cloud = |change: &Value| change["kind"].as_str().unwrap()[..3].to_owned();
        changes.map(cloud).collect()
    };
    let both = BTreeSet::from(["aws".to_owned(), "gcp".to_owned()]);
    assert_eq!(kinds(&run(&["plan"]).expect(0).json()), both);
    run(&["apply", "--yes"]).expect(0);
    run(&["plan", "--detailed-exitcode"]).expect(0);
    run(&["drift", "--detailed-exitcode"]).expect(0);
    let audit = run(&["audit"]).json();
    let findings = audit["findings"].as_array().unwrap();
    let judged = |tenancy: &str| {
        let mine = findings.iter().filter(|f| f["tenancy"] == tenancy);
        mine.filter(|f| f["status"] == "pass").count()
    };
    for tenancy in ["292010/kasuga/prod", "292010/yamato/prod"] {
        assert!(judged(tenancy) > 20, "{tenancy}");
    }
}

#[test]
fn each_change_by_googles_clients_is_named_and_put_back() {
    let tenancy = "382019/iyo/prod";
    let workspace = Workspace::shipped();
    let (_server, port) = workspace.start_sandbox();
    let run = |command: &[&str]| workspace.run(&[command, &["--sandbox", tenancy]].concat());
    run(&["apply", "--yes"]).expect(0);
    for (what, status, kind, field) in TAMPERS {
        tamper(what, "matsuyama-iyo-prod", port + 1);
        let drift = run(&["drift", "--detailed-exitcode", "--json"])
            .expect(2)
            .json();
        let entries = drift["drift"].as_array().unwrap();
        assert_eq!(entries.len(), 1, "{what}: {drift:#}");
        let entry = &entries[0];
        assert_eq!(entry["status"], *status, "{what}: {entry:#}");
        assert_eq!(entry["kind"], *kind, "{what}: {entry:#}");
        let fields = entry["fields"].as_array().unwrap();
        let named = |f: &Value| f["path"].as_str().unwrap().starts_with(field);
        assert!(
            field.is_empty() || fields.iter().all(named),
            "{what}: {entry:#}"
        );
        run(&["drift", "--fix"]).expect(0);
        let left = run(&["drift", "--detailed-exitcode"]);
        assert_eq!(left.code, 0, "{what} is not put back:\n{}", left.stdout);
        run(&["plan", "--detailed-exitcode"]).expect(0);
    }
}

fn tamper(what: &str, project: &str, port: u16) {
    let done = Command::new(python())
        .arg(repository().join("tests/suite/tamper_google.py"))
        .args([what, project, &format!("127.0.0.1:{port}")])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{what}: {told}");
}
