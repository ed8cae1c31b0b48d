//! One check, ready to run.
//!
//! It runs in regorus's interpreter, strictly: an error inside a rule is an error of the
//! check. (The virtual machine of the same crate is faster, but drops a rule whose body
//! errs, and with it the failures that rule had found: green by accident.)

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::time::Duration;

use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{Engine, Value};
use serde::Deserialize;

use super::source::PolicySource;

/// The longest one check may work on one tenancy.
///
/// A check takes well under a millisecond on an ordinary tenancy; whatever meets this limit
/// is an error in the policy, not a matter of the machine's speed.
const LIMIT: ExecutionTimerConfig = ExecutionTimerConfig {
    limit: Duration::from_secs(10),
    check_interval: NonZeroU32::new(1024).expect("more than nothing"),
};

/// Where the packages of checks begin.
pub(super) const CHECKS: &str = "data.gabakura.checks.";
/// The rule that gathers a check's sets into one answer.
const VERDICT: &str = "data.gabakura.harness.verdict";

/// The verdict of a check on one document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Verdict {
    /// What it examined.
    pub subject: BTreeSet<String>,
    /// What does not hold.
    pub fail: BTreeSet<Entry>,
    /// What it could not decide.
    pub unknown: BTreeSet<Entry>,
}

/// One address and what was seen there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// Where.
    pub address: String,
    /// What.
    pub message: String,
}

/// A check with its libraries, prepared once and cloned for each tenancy: the clone shares
/// the parsed modules and holds nothing of the tenancies judged before.
#[derive(Clone)]
pub(super) struct Program(Engine);

impl Program {
    /// Reads a check with the libraries it may use, read already; errors are regorus's words,
    /// place included.
    pub fn compile(
        package: &str,
        check: &PolicySource,
        libraries: &Engine,
    ) -> Result<Self, String> {
        let mut engine = libraries.clone();
        let (path, text) = (check.path.to_string(), check.text.to_string());
        engine.add_policy(path, text).map_err(|e| e.to_string())?;
        engine
            .add_policy("harness".to_owned(), harness(package))
            .map_err(|e| e.to_string())?;
        // Analysis happens at the first evaluation; it is the analysis that is wanted here.
        engine.set_input(Value::new_object());
        engine
            .eval_rule("data.gabakura.harness.prepared".to_owned())
            .map_err(|e| e.to_string())?;
        Ok(Self(engine))
    }

    /// Judges one document.
    pub fn verdict(&self, document: Value) -> Result<Verdict, String> {
        serde_json::from_value(self.run(VERDICT, document)?)
            .map_err(|e| format!("a rule holds something other than its shape: {e}"))
    }

    /// What the check declares about itself.
    pub fn metadata(&self, package: &str) -> Result<serde_json::Value, String> {
        self.run(&format!("{package}.metadata"), Value::new_object())
    }

    fn run(&self, rule: &str, document: Value) -> Result<serde_json::Value, String> {
        let mut engine = self.0.clone();
        engine.set_input(document);
        let value = engine
            .eval_rule(rule.to_owned())
            .map_err(|e| words(&e.to_string()))?;
        if value == Value::Undefined {
            return Err("it is not defined".to_owned());
        }
        serde_json::to_value(&value).map_err(|e| e.to_string())
    }
}

/// An engine under our limits: strict, silent, timed.
pub(super) fn engine() -> Engine {
    let mut engine = Engine::new();
    engine.set_gather_prints(true);
    engine.set_strict_builtin_errors(true);
    engine.set_execution_timer_config(LIMIT);
    engine
}

/// A comprehension per set, so that a check without `unknown` has an empty one.
fn harness(package: &str) -> String {
    let set = |rule: &str| format!("\"{rule}\": {{e | some e in {package}.{rule}}}");
    format!(
        "package gabakura.harness\nimport rego.v1\nprepared := true\n\
         verdict := {{{}, {}, {}}}\n",
        set("subject"),
        set("fail"),
        set("unknown"),
    )
}

/// regorus's complaint in one line, with its place.
fn words(complaint: &str) -> String {
    let place = complaint
        .lines()
        .find_map(|line| line.trim().strip_prefix("--> "));
    let (_, words) = complaint.rsplit_once("error: ").unwrap_or(("", complaint));
    match place {
        Some(place) => format!("{} ({place})", words.trim()),
        None => words.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_ends_at_its_limit_and_says_so() {
        let text = "package gabakura.checks.slow\nimport rego.v1\n\
            subject contains n if some n in numbers.range(1, 100000)\n";
        let source = PolicySource::new("slow.rego", text);
        let package = "data.gabakura.checks.slow";
        let mut program = Program::compile(package, &source, &engine()).expect("compiles");
        let check_interval = NonZeroU32::MIN;
        let limit = Duration::from_nanos(1);
        program.0.set_execution_timer_config(ExecutionTimerConfig {
            limit,
            check_interval,
        });
        let error = program
            .verdict(Value::new_object())
            .expect_err("too little time");
        assert!(error.contains("time limit"), "{error}");
    }
}
