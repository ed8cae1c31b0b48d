//! The policies' own tests: `test_` rules of the `_test.rego` files.
//!
//! They are ordinary Rego tests, run by the engine that judges tenancies, under its limits.

use std::collections::BTreeMap;
use std::sync::Arc;

use regorus::{Engine, Value};

use super::program::{CHECKS, engine};
use super::source::PolicySource;

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
///
/// Each file of tests meets its own check and what all share: the parts of one check on two
/// clouds bear the same package and would mix.
pub fn run_tests(sources: &[PolicySource]) -> Vec<TestOutcome> {
    let mut shared = engine();
    let (mut outcomes, mut checks, mut suites) = (Vec::new(), BTreeMap::new(), Vec::new());
    for source in sources {
        match package(source) {
            Ok(package) if source.is_test() && package.starts_with(CHECKS) => suites.push(source),
            Ok(package) if package.starts_with(CHECKS) => {
                checks.insert(&*source.path, source);
            }
            Ok(_) => outcomes.extend(add(&mut shared, source).err()),
            Err(error) => outcomes.push(outcome(source, "package", Err(error))),
        }
    }
    for source in suites {
        let mut bench = shared.clone();
        let path = source.path.replace("_test.rego", ".rego");
        let added = checks
            .get(path.as_str())
            .map_or(Ok(String::new()), |check| add(&mut bench, check));
        match added.and_then(|_| add(&mut bench, source)) {
            Ok(package) => outcomes.extend(tests_of(source).into_iter().map(|name| {
                outcome(
                    source,
                    name,
                    truth(&mut bench, &format!("{package}.{name}")),
                )
            })),
            Err(diagnostic) => outcomes.push(diagnostic),
        }
    }
    outcomes
}

/// The package a file declares, `data.` in front.
fn package(source: &PolicySource) -> Result<String, String> {
    let added = engine().add_policy(source.path.to_string(), source.text.to_string());
    added.map_err(|error| error.to_string())
}

fn add(engine: &mut Engine, source: &PolicySource) -> Result<String, TestOutcome> {
    let added = engine.add_policy(source.path.to_string(), source.text.to_string());
    added.map_err(|error| outcome(source, "package", Err(error.to_string())))
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
