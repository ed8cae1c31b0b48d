//! Sessions with the real binary, as a person or a pipeline would have them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::gabakura::{Workspace, repository};

const TENANCY: &str = "131016/acme/verify";

/// The commands of the README's session.
fn readme_commands() -> Vec<String> {
    let text = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let (_, after) = text.split_once("<!-- session: run as a test -->").unwrap();
    let block = after.split("```").nth(1).unwrap();
    let lines = block
        .lines()
        .filter_map(|line| line.strip_prefix("$ gabakura "));
    lines.map(str::to_owned).collect()
}

#[test]
fn the_readme_session_runs_as_written() {
    let workspace = Workspace::shipped();
    let commands = readme_commands();
    assert_eq!(commands.len(), 7);
    let mut server = None;
    for command in &commands {
        let args: Vec<&str> = command.split_whitespace().collect();
        if args[..2] == ["sandbox", "start"] {
            server = Some(workspace.start_sandbox());
        } else {
            workspace.run(&args).expect(0);
        }
    }
    let (server, _) = server.unwrap();
    assert_eq!(server.interrupt(), 0);
}

#[test]
fn the_japanese_readme_has_the_same_session() {
    let commands = |name: &str| -> Vec<String> {
        let text = std::fs::read_to_string(repository().join(name)).unwrap();
        let lines = text.lines().filter(|line| line.starts_with("$ "));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(commands("README.md"), commands("README.ja.md"));
}

#[test]
fn every_shipped_environment_is_in_sync_after_apply_and_applying_again_changes_nothing() {
    let workspace = Workspace::shipped();
    let applied = workspace
        .run(&["apply", "--sandbox", "--yes", "--json"])
        .expect(0)
        .json();
    assert!(applied["calls"]["mutating"].as_u64().unwrap() > 100);
    workspace
        .run(&["plan", "--sandbox", "--detailed-exitcode"])
        .expect(0);
    let drift = workspace
        .run(&["drift", "--sandbox", "--detailed-exitcode", "--json"])
        .expect(0);
    assert_eq!(drift.json()["drift"], Value::Array(Vec::new()));
    assert_eq!(drift.json()["coverage"]["complete"], true);
    let again = workspace
        .run(&["apply", "--sandbox", "--yes", "--json"])
        .expect(0)
        .json();
    assert_eq!(again["calls"]["mutating"], 0, "{}", again["calls"]);
    // Nobody reads the mail that SNS sends for consent. Under Control Tower the trail and the
    // detectors are the organisation's, and the sandbox has no organisation.
    let audit = workspace
        .run(&["audit", "--sandbox", "--json"])
        .expect(3)
        .json();
    let findings = audit["findings"].as_array().unwrap();
    let failed: Vec<_> = findings
        .iter()
        .filter(|f| f["status"] != "pass")
        .map(|f| (f["check"].as_str().unwrap(), f["address"].as_str().unwrap()))
        .collect();
    assert_eq!(
        failed,
        [
            (
                "detection-alarms-reach-somebody",
                "131016/acme/prod/detection/alarms"
            ),
            (
                "detection-alarms-reach-somebody",
                "131016/acme/verify/detection/alarms"
            ),
            (
                "detection-alarms-reach-somebody",
                "203033/hokuto/prod/detection/alarms"
            ),
            (
                "detection-alarms-reach-somebody",
                "272035/minami/prod/detection/alarms"
            ),
            ("detection-config-recorder", "272035/minami/prod"),
            ("detection-guardduty", "272035/minami/prod"),
            ("detection-security-hub", "272035/minami/prod"),
            ("detection-security-standards", "272035/minami/prod"),
            ("detection-standing-checks", "272035/minami/prod"),
            ("detection-weaknesses", "272035/minami/prod"),
            ("logging-trail-multi-region", "272035/minami/prod"),
            (
                "detection-alarms-reach-somebody",
                "292010/yamato/prod/detection/alarms"
            ),
        ]
    );
    let checks: BTreeSet<_> = findings
        .iter()
        .filter_map(|f| f["check"].as_str())
        .collect();
    assert!(checks.len() >= 12, "{checks:?}");

    let listed = workspace
        .run(&["state", "list", "--sandbox", "--json"])
        .expect(0)
        .json();
    let resources = listed["resources"].as_array().unwrap();
    assert!(
        resources
            .iter()
            .all(|r| r["owner"] == "ours" && r["id"].is_string())
    );
}

#[test]
fn destroying_leaves_only_what_is_protected_and_says_so() {
    let workspace = Workspace::shipped();
    workspace
        .run(&["apply", "--sandbox", "--yes", TENANCY])
        .expect(0);
    let destroyed = workspace
        .run(&["destroy", "--sandbox", "--yes", "--json", TENANCY])
        .expect(0);
    let again = workspace
        .run(&["destroy", "--sandbox", "--yes", "--lang", "en", TENANCY])
        .expect(0);
    assert!(again.stdout.contains("kept"), "{}", again.stdout);
    assert!(again.stdout.contains("--override-protection"));
    let held = destroyed.json()["withheld"].as_array().unwrap().clone();
    assert!(held.iter().any(|w| w["because"] == "protected"));
    let left = workspace
        .run(&["state", "list", "--sandbox", "--json", TENANCY])
        .expect(0)
        .json();
    let left: BTreeSet<String> = left["resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["address"].as_str().unwrap().to_owned())
        .collect();
    let held: BTreeSet<String> = held
        .iter()
        .map(|w| w["address"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(left, held);
    workspace
        .run(&["apply", "--sandbox", "--yes", TENANCY])
        .expect(0);
    workspace
        .run(&["plan", "--sandbox", "--detailed-exitcode", TENANCY])
        .expect(0);
}

#[test]
fn a_plan_that_breaks_a_deny_check_is_refused() {
    let workspace = Workspace::shipped();
    let template = workspace.read("templates/aws/encryption.toml.hbs");
    let period = "spec.rotation_period_in_days = {{params.key_rotation_days}}\n";
    let weakened = template.replace("enable_key_rotation = true", "enable_key_rotation = false");
    let weakened = weakened.replace(period, "");
    assert_ne!(template, weakened);
    workspace.write("templates/aws/encryption.toml.hbs", &weakened);
    let refused = workspace
        .run(&["apply", "--sandbox", "--yes", TENANCY])
        .expect(3);
    assert!(
        refused.stdout.contains("encryption-key-rotation"),
        "{}",
        refused.stdout
    );
    let left = workspace
        .run(&["state", "list", "--sandbox", "--json"])
        .expect(0)
        .json();
    assert_eq!(
        left["resources"],
        Value::Array(Vec::new()),
        "nothing was made"
    );
}

#[test]
fn every_fault_is_told_at_once_in_both_languages() {
    let workspace = Workspace::shipped();
    workspace.write(
        "environments/bad.toml",
        r#"municipality = "131017"
vendor = "acme"
systems = ["resident_record", "no_such_system"]
colour = "red"

[stage.prod]
cloud = "aws"
account = "12345"
region = "us-east-1"
modules = ["network", "nonesuch"]
"#,
    );
    let english = workspace.run(&["validate", "--lang", "en"]).expect(1);
    let japanese = workspace.run(&["validate", "--lang", "ja"]).expect(1);
    for told in [&english, &japanese] {
        for line in [1, 3, 4, 8, 9] {
            let place = format!("environments/bad.toml:{line}");
            assert!(
                told.stderr.contains(&place),
                "{place} is missing in\n{}",
                told.stderr
            );
        }
        assert!(told.stderr.contains("residency-japan-region"));
        assert!(told.stdout.is_empty(), "faults are talk, not data");
    }
    assert!(english.stderr.contains("hint:"));
    assert!(
        japanese
            .stderr
            .chars()
            .any(|c| ('\u{3040}'..='\u{30ff}').contains(&c))
    );
    let machine = workspace.run(&["validate", "--json"]).expect(1).json();
    assert!(machine["diagnostics"].as_array().unwrap().len() >= 5);
}

#[test]
fn a_state_that_is_not_ours_is_left_alone() {
    let workspace = Workspace::shipped();
    let garbage = "not a database, but somebody's notes";
    workspace.write(".gabakura/sandbox-state.db", garbage);
    workspace.run(&["plan", "--sandbox", TENANCY]).expect(1);
    assert_eq!(workspace.read(".gabakura/sandbox-state.db"), garbage);
}

#[test]
fn without_credentials_it_says_so() {
    let workspace = Workspace::shipped();
    let told = workspace.run(&["plan", TENANCY, "--lang", "en"]).expect(1);
    assert!(told.stderr.contains("credentials"), "{}", told.stderr);
}

#[test]
fn a_taken_port_is_told() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let told = Workspace::shipped()
        .run(&["sandbox", "start", "--port", &port])
        .expect(1);
    assert!(told.stderr.contains(&port), "{}", told.stderr);
}

#[test]
fn the_demo_runs_from_start_to_end() {
    let workspace = Workspace::shipped();
    for lang in ["ja", "en"] {
        let demo = workspace.run(&["demo", "--lang", lang]).expect(0);
        for change in ["aws.ec2.security_group", "aws.kms.key", "aws.ec2.flow_log"] {
            assert!(demo.stdout.contains(change), "{change} is shown as drifted");
        }
        let report = workspace.read(".gabakura/demo/report.html");
        assert!(report.contains("131016/acme/prod") && report.contains("encryption-key-rotation"));
    }
}

#[test]
fn a_state_moves_through_a_file_and_is_not_written_over() {
    let workspace = Workspace::shipped();
    workspace
        .run(&["apply", TENANCY, "--sandbox", "--yes"])
        .expect(0);
    let list = |arguments: &[&str]| {
        let command = [&["state", "list", "--json"][..], arguments].concat();
        workspace.run(&command).expect(0).json()
    };
    workspace
        .run(&["state", "export", "backup.jsonl", "--sandbox"])
        .expect(0);
    let moved = ["--state", "sqlite:moved/state.db"];
    let import = |file: &str| workspace.run(&[&["state", "import", file][..], &moved].concat());
    import("backup.jsonl").expect(0);
    assert_eq!(list(&moved), list(&["--sandbox"]));
    workspace
        .run(&[&["state", "verify"][..], &moved].concat())
        .expect(0);
    let streamed = workspace
        .run(&[&["state", "export", "-"][..], &moved].concat())
        .expect(0);
    assert_eq!(streamed.stdout, workspace.read("backup.jsonl"));

    let again = import("backup.jsonl").expect(1);
    assert!(
        again.stderr.contains("already has a record"),
        "{}",
        again.stderr
    );
    let meddled = streamed.stdout.replacen("aws.ec2", "aws.ec3", 1);
    workspace.write("meddled.jsonl", &meddled);
    let elsewhere = ["--state", "sqlite:elsewhere/state.db"];
    let refused = workspace
        .run(&[&["state", "import", "meddled.jsonl"][..], &elsewhere].concat())
        .expect(1);
    let told = "its content is not what was written";
    assert!(refused.stderr.contains(told), "{}", refused.stderr);
}

#[test]
fn the_password_of_a_state_is_shown_nowhere() {
    for (state, shown) in [
        (
            "postgres://taro:hunter2@127.0.0.1:1/x",
            "postgres://taro@127.0.0.1:1/x",
        ),
        (
            "postgress://taro:hunter2@db/x",
            "neither `sqlite:` nor `postgres://`",
        ),
    ] {
        let workspace = Workspace::shipped().env("GABAKURA_STATE", state);
        for arguments in [["state", "list"].as_slice(), &["state", "list", "--json"]] {
            let refused = workspace.run(arguments).expect(1);
            let said = refused.stdout + &refused.stderr;
            assert!(said.contains(shown) && !said.contains("hunter2"), "{said}");
        }
        // A sandbox keeps to itself.
        workspace.run(&["state", "list", "--sandbox"]).expect(0);
    }
}

#[test]
fn a_first_file_can_be_planned_on_either_cloud() {
    for place in [
        ["--account", "998877665544"],
        ["--project", "chuo-acme-verify"],
    ] {
        let workspace = Workspace::shipped();
        let init = ["init", "131016", "yourname"];
        workspace.run(&[&init[..], &place].concat()).expect(0);
        let selector = "131016/yourname/verify";
        let plan = workspace.run(&["plan", "--sandbox", "--json", selector]);
        let plan = plan.expect(0).json();
        assert_eq!(
            plan["withheld"].as_array().map(Vec::len),
            Some(0),
            "{plan:#}"
        );
        let changes = plan["resource_changes"].as_array().unwrap();
        assert!(changes.len() > 30, "{place:?}: {}", changes.len());
    }
}
