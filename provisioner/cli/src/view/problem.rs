//! What went wrong with a command: what, why, and what to do about it.

use gabakura_engine::ApplyError;
use gabakura_model::Value;
use gabakura_model::outcome::{ProviderError, Retry};
use gabakura_model::port::StoreError;
use serde_json::json;

use crate::failure::Failure;
use crate::host::HostError;
use crate::view::stale;
use crate::view::style::{Style, Tone};
use crate::view::{FORMAT_VERSION, plain};
use crate::words::{Args, Words};

/// One problem, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable code, the message's id.
    pub code: String,
    /// What did not work.
    pub message: String,
    /// Why, outermost first.
    pub causes: Vec<String>,
    /// What to do; commands stand on lines of their own.
    pub hint: Option<String>,
}

impl Problem {
    fn new(words: &Words, code: &str, args: &Args<'_>) -> Self {
        Self {
            code: code.to_owned(),
            message: words.say(code, args),
            causes: Vec::new(),
            hint: words.hint(code, args),
        }
    }

    fn because(mut self, cause: &str) -> Self {
        if !cause.trim().is_empty() {
            self.causes.push(plain(cause));
        }
        self
    }

    /// For people: `error: … / caused by: … / hint: …`.
    pub fn human(&self, words: &Words, style: &Style) -> String {
        let label = style.paint(Tone::Red, &words.say("label-error", &[]));
        let mut out = format!("{label}: {}\n", self.message);
        for cause in &self.causes {
            out += &format!("  {}: {cause}\n", words.say("label-cause", &[]));
        }
        if let Some(hint) = &self.hint {
            out += &format!("{}: {hint}\n", style.bold(&words.say("label-hint", &[])));
        }
        out
    }

    /// For programs.
    pub fn json(&self) -> Value {
        json!({
            "format_version": FORMAT_VERSION,
            "error": {
                "code": self.code,
                "message": self.message,
                "causes": self.causes,
                "hint": self.hint,
            },
        })
    }
}

/// A problem that a message alone tells.
pub fn problem<S: AsRef<str>>(words: &Words, code: &str, args: &[(&'static str, S)]) -> Problem {
    let args: Vec<(&str, &str)> = args
        .iter()
        .map(|(name, value)| (*name, value.as_ref()))
        .collect();
    Problem::new(words, code, &args)
}

/// Whether somebody else is at it: exit code 5, and trying later may do.
pub fn is_conflict(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Locked { .. } | StoreError::LockLost { .. } | StoreError::Resealed
    )
}

/// A refusal of the store, in words.
pub fn store_error(words: &Words, error: &StoreError) -> Problem {
    match error {
        StoreError::Locked {
            tenancy,
            holder,
            since,
        } => {
            let (tenancy, since) = (tenancy.to_string(), words.time(*since));
            let args = [
                ("tenancy", &*tenancy),
                ("holder", holder),
                ("since", &since),
            ];
            Problem::new(words, "store-locked", &args)
        }
        StoreError::LockLost { tenancy } => Problem::new(
            words,
            "store-lock-lost",
            &[("tenancy", &tenancy.to_string())],
        ),
        StoreError::NotOurs { path, problem } => {
            let code = match path.starts_with("postgres:") {
                true => "store-not-ours-schema",
                false => "store-not-ours",
            };
            Problem::new(words, code, &[("path", path)]).because(problem)
        }
        StoreError::TooNew {
            path,
            found,
            supported,
        } => {
            let (found, supported) = (found.to_string(), supported.to_string());
            let args = [
                ("path", &**path),
                ("found", &found),
                ("supported", &supported),
            ];
            Problem::new(words, "store-too-new", &args)
        }
        StoreError::IllegalMove(problem) => {
            Problem::new(words, "store-illegal-move", &[]).because(problem)
        }
        StoreError::Corrupt(problem) => Problem::new(words, "store-corrupt", &[]).because(problem),
        StoreError::Unreachable { place, problem } => {
            Problem::new(words, "store-unreachable", &[("place", place)]).because(problem)
        }
        StoreError::Occupied { tenancy } => {
            let tenancy = tenancy.to_string();
            Problem::new(words, "store-occupied", &[("tenancy", &tenancy)])
        }
        StoreError::KeyMissing => Problem::new(words, "store-key-missing", &[]),
        StoreError::WrongKey => Problem::new(words, "store-wrong-key", &[]),
        StoreError::Resealed => Problem::new(words, "store-resealed", &[]),
        StoreError::SealedOtherwise => Problem::new(words, "store-sealed-otherwise", &[]),
        StoreError::Database { action, message } => {
            Problem::new(words, "store-database", &[("action", action)]).because(message)
        }
    }
}

/// A call to a cloud that did not succeed, in words.
pub fn provider_error(words: &Words, error: &ProviderError) -> Problem {
    match error {
        ProviderError::Refused {
            service,
            operation,
            code,
            message,
            retry,
        } => {
            let args = [
                ("service", service.as_str()),
                ("operation", operation),
                ("code", code),
                ("class", refusal_class(code, *retry)),
            ];
            Problem::new(words, "provider-refused", &args).because(message)
        }
        ProviderError::ServiceDisabled {
            switch, message, ..
        } => {
            Problem::new(words, "provider-switched-off", &[("switch", &switch.id)]).because(message)
        }
        ProviderError::NoReply {
            service,
            operation,
            message,
        } => {
            let args = [("service", service.as_str()), ("operation", operation)];
            Problem::new(words, "provider-no-reply", &args).because(message)
        }
        ProviderError::Malformed {
            service,
            operation,
            message,
        } => {
            let args = [("service", service.as_str()), ("operation", operation)];
            Problem::new(words, "provider-malformed", &args).because(message)
        }
        ProviderError::NoCredentials { account, message } => {
            Problem::new(words, "provider-no-credentials", &[("account", account)]).because(message)
        }
        ProviderError::UnknownKind { kind } => {
            Problem::new(words, "provider-unknown-kind", &[("kind", kind)])
        }
    }
}

/// What a refusal calls for, as far as its code tells.
fn refusal_class(code: &str, retry: Retry) -> &'static str {
    let says = |parts: &[&str]| parts.iter().any(|part| code.contains(part));
    match retry {
        Retry::Throttled => "throttled",
        Retry::NotYetConsistent => "consistency",
        Retry::Unsent => "unsent",
        Retry::Never if says(&["AccessDenied", "Unauthorized", "Forbidden", "PERMISSION"]) => {
            "access"
        }
        Retry::Never if says(&["LimitExceeded", "Quota", "RESOURCE_EXHAUSTED", "TooMany"]) => {
            "quota"
        }
        Retry::Never => "other",
    }
}

/// An apply that was not carried out, in words.
pub fn apply_error(words: &Words, error: &ApplyError) -> Problem {
    match error {
        ApplyError::Stale { planned, found } => {
            let (planned, found) = (planned.to_string(), found.to_string());
            Problem::new(
                words,
                "apply-stale",
                &[("planned", &planned), ("found", &found)],
            )
        }
        ApplyError::Store(error) => store_error(words, error),
    }
}

/// Any failure, in words. Faults in files have a view of their own; here they are counted.
pub fn of_failure(words: &Words, failure: &Failure) -> Problem {
    match failure {
        Failure::Faults(faults, _) => {
            let errors = faults.len().to_string();
            problem(
                words,
                "diagnostic-count",
                &[("errors", &*errors), ("warnings", "0")],
            )
        }
        Failure::Store(error) => store_error(words, error),
        Failure::Apply(error) => apply_error(words, error),
        Failure::Host(error) => host_error(words, error),
        Failure::Cloud(error) => provider_error(words, error),
        Failure::Stale(moved) => stale::problem(words, moved),
        Failure::PlanFile(path, fault) => stale::file_problem(words, path, fault),
        Failure::Say(code, args, _) => problem(words, code, args),
    }
}

/// What went wrong with the sandbox, in words.
pub fn host_error(words: &Words, error: &HostError) -> Problem {
    match error {
        HostError::PortTaken { port } => {
            Problem::new(words, "host-port-taken", &[("port", &port.to_string())])
        }
        HostError::Running { port } => {
            Problem::new(words, "host-running", &[("port", &port.to_string())])
        }
        HostError::InUse => Problem::new(words, "host-in-use", &[]),
        HostError::Other(message) => Problem::new(words, "host-other", &[]).because(message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn a_lock_is_told_with_the_command_that_breaks_it() {
        let error = StoreError::Locked {
            tenancy: "131016/acme/prod".parse().unwrap(),
            holder: "sato@ops1 (pid 4711)".to_owned(),
            since: "2026-04-01T00:00:00Z".parse().unwrap(),
        };
        assert!(is_conflict(&error));
        let words = Words::new(Lang::Ja);
        let text = store_error(&words, &error).human(&words, &Style::default());
        assert_eq!(
            text,
            "エラー: 131016/acme/prod は sato@ops1 (pid 4711) がロックしています（2026-04-01 09:00 \
             JST から）\nヒント: 終わるのを待ってください。相手がもう動いていないと確かめられたときだけ、\
             解除してください:\n    gabakura state unlock 131016/acme/prod --reason \
             \"実行プロセスの停止を確認\"\n"
        );
    }

    #[test]
    fn a_refusal_keeps_the_clouds_words_as_its_cause() {
        let error = ProviderError::Refused {
            service: "ec2".to_owned(),
            operation: "CreateVpc".to_owned(),
            code: "VpcLimitExceeded".to_owned(),
            message: "The maximum number of VPCs has been reached.".to_owned(),
            retry: Retry::Never,
        };
        let words = Words::new(Lang::En);
        let problem = provider_error(&words, &error);
        assert_eq!(problem.message, "ec2 refused `CreateVpc`: VpcLimitExceeded");
        assert_eq!(
            problem.causes,
            ["The maximum number of VPCs has been reached."]
        );
        assert!(problem.hint.unwrap().contains("quota"));
    }
}
