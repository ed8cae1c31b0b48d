//! The policies' own tests: `test_` rules of the `_test.rego` files.
//!
//! They are ordinary Rego tests, run by the engine that judges tenancies, under its limits.

use std::sync::Arc;

use regorus::{Engine, Value};

use super::load::PolicySource;
use super::program::engine;

/// How one test went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestOutcome {
    /// The check under test, as its package writes it: `network_no_public_ip`.
    pub check: String,
    /// The file.
    pub file: Arc<str>,
    /// The rule.
    pub name: String,
    /// Why it failed; `None` when it passed.
    pub failure: Option<String>,
}

/// Runs every test there is, in order of the sources.
pub fn run_tests(sources: &[PolicySource]) -> Vec<TestOutcome> {
    let mut bench = engine();
    let mut outcomes = Vec::new();
    let mut suites = Vec::new();
    for source in sources {
        match bench.add_policy(source.path.to_string(), source.text.to_string()) {
            Ok(package) if source.is_test() => suites.push((source, package)),
            Ok(_) => {}
            Err(error) => outcomes.push(outcome(source, "package", Err(error.to_string()))),
        }
    }
    for (source, package) in suites {
        for name in tests_of(source) {
            let held = truth(&mut bench, &format!("{package}.{name}"));
            outcomes.push(outcome(source, name, held));
        }
    }
    outcomes
}

/// Names of the rules of a file that begin with `test_`, in order.
fn tests_of(source: &PolicySource) -> Vec<&str> {
    let heads = source.text.lines().filter(|line| line.starts_with("test_"));
    let mut names: Vec<&str> = heads
        .filter_map(|line| {
            line.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
        })
        .collect();
    names.dedup();
    names
}

fn truth(engine: &mut Engine, rule: &str) -> Result<(), String> {
    match engine.eval_rule(rule.to_owned()) {
        Ok(Value::Bool(true)) => Ok(()),
        Ok(other) => Err(format!("it is {other}, not true")),
        Err(error) => Err(error.to_string()),
    }
}

fn subject_of(test: &PolicySource) -> &str {
    test.stem().strip_suffix("_test").unwrap_or(test.stem())
}

fn outcome(source: &PolicySource, name: &str, held: Result<(), String>) -> TestOutcome {
    TestOutcome {
        check: subject_of(source).to_owned(),
        file: Arc::clone(&source.path),
        name: name.to_owned(),
        failure: held.err(),
    }
}
