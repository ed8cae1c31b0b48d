//! Logs: off unless asked for, JSON a line, every call in its step, tenancy and run.

use serde_json::Value;

use crate::gabakura::Workspace;

const TENANCY: &str = "131016/acme/verify";
const APPLY: [&str; 4] = ["apply", "--sandbox", "--yes", TENANCY];

/// The spans that ended, each with those it was in.
fn spans<'l>(lines: &'l [Value], name: &'l str) -> impl Iterator<Item = &'l Value> {
    let ended = lines
        .iter()
        .filter(|line| line["fields"]["message"] == "close");
    ended.filter(move |line| line["span"]["name"] == name)
}

#[test]
fn a_call_is_logged_in_its_step_its_tenancy_and_its_run() {
    let workspace = Workspace::shipped();
    let plan = ["plan", "--sandbox", TENANCY, "-o", "plan.json"];
    workspace.run(&plan).expect(0);
    let plan: Value = serde_json::from_str(&workspace.read("plan.json")).unwrap();
    let flags = ["-vv", "--log-format", "json"];
    let applied = workspace.run(&[&APPLY[..], &flags].concat()).expect(0);
    let lines = applied.stderr.lines().filter(|line| line.starts_with('{'));
    let lines: Vec<Value> = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();

    let created = spans(&lines, "call").find(|line| line["span"]["operation"] == "CreateVpc");
    let created = created.unwrap();
    assert_eq!(created["span"]["service"], "ec2");
    assert_eq!(created["span"]["mutating"], true);
    assert_eq!(created["span"]["outcome"], "ok");
    let around = created["spans"].as_array().unwrap();
    let names: Vec<_> = around
        .iter()
        .filter_map(|span| span["name"].as_str())
        .collect();
    assert_eq!(names, ["run", "tenancy", "step"]);
    let [run, tenancy, step] = &around[..] else {
        panic!("{around:?}");
    };
    assert_eq!(tenancy["tenancy"], TENANCY);
    assert_eq!(step["kind"], "aws.ec2.vpc");
    assert_eq!(step["address"], format!("{TENANCY}/network/vpc"));
    let (run, token) = (
        run["run"].as_str().unwrap(),
        step["token"].as_str().unwrap(),
    );
    assert!(token.starts_with(run), "{token} {run}");
    let digest = around[0]["plan_digest"].as_str().unwrap();
    assert_eq!(digest.len(), plan["plan"]["digest"].as_str().unwrap().len());

    assert!(spans(&lines, "step").all(|line| line["span"]["outcome"] == "done"));
    let read = spans(&lines, "list").find(|line| line["span"]["kind"] == "aws.ec2.vpc");
    assert!(read.is_some_and(|line| line["span"]["found"].is_number()));
}

#[test]
fn nothing_is_logged_that_nobody_asked_for() {
    let workspace = Workspace::shipped();
    let quiet = workspace.run(&["plan", "--sandbox", TENANCY]).expect(0);
    assert!(!quiet.stderr.contains("tenancies="), "{}", quiet.stderr);
    let asked = Workspace::shipped().env("GABAKURA_LOG", "info");
    let asked = asked.run(&["plan", "--sandbox", TENANCY]).expect(0);
    assert!(
        asked.stderr.contains("observe{tenancies="),
        "{}",
        asked.stderr
    );
    assert_eq!(asked.stdout.lines().count(), quiet.stdout.lines().count());
    let wrong = Workspace::shipped().env("GABAKURA_LOG", "gabakura=loud");
    let wrong = wrong.run(&["plan", "--sandbox", TENANCY]).expect(1);
    assert!(wrong.stderr.contains("GABAKURA_LOG"), "{}", wrong.stderr);
}
