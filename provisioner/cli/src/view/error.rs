//! Why a command failed, in words.

use gabakura_engine::ApplyError;
use gabakura_model::outcome::{ProviderError, Retry};
use gabakura_model::port::StoreError;

use crate::error::Error;
use crate::host::HostError;
use crate::view::problem::Problem;
use crate::view::refused_plan;
use crate::words::Words;

/// Words an error. Diagnostics of files have a view of their own; here they are counted.
pub fn problem(error: &Error, words: &Words) -> Problem {
    match error {
        Error::Files(diagnostics, _) => {
            let errors = diagnostics.len().to_string();
            let args = [("errors", &*errors), ("warnings", "0")];
            Problem::new(words, "diagnostic-count", &args)
        }
        Error::Store(error) => of_store(words, error),
        Error::Apply(error) => of_apply(words, error),
        Error::Host(error) => of_host(words, error),
        Error::Provider(error) => of_provider(words, error),
        Error::Stale(moved) => refused_plan::stale(words, moved),
        Error::PlanFile(path, error) => refused_plan::damaged(words, path, error),
        Error::Denied => Problem::new(words, "plan-denied", &[]),
        Error::Unsigned(message) | Error::Message(message) => {
            Problem::new(words, message.code, &message.args())
        }
    }
}

fn of_store(words: &Words, error: &StoreError) -> Problem {
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

fn of_provider(words: &Words, error: &ProviderError) -> Problem {
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

/// What a refusal calls for, judged by its code.
fn refusal_class(code: &str, retry: Retry) -> &'static str {
    let has = |parts: &[&str]| parts.iter().any(|part| code.contains(part));
    match retry {
        Retry::Throttled => "throttled",
        Retry::NotYetConsistent => "consistency",
        Retry::Unsent => "unsent",
        Retry::Never if has(&["AccessDenied", "Unauthorized", "Forbidden", "PERMISSION"]) => {
            "access"
        }
        Retry::Never if has(&["LimitExceeded", "Quota", "RESOURCE_EXHAUSTED", "TooMany"]) => {
            "quota"
        }
        Retry::Never => "other",
    }
}

fn of_apply(words: &Words, error: &ApplyError) -> Problem {
    match error {
        ApplyError::Stale { planned, found } => {
            let (planned, found) = (planned.to_string(), found.to_string());
            Problem::new(
                words,
                "apply-stale",
                &[("planned", &planned), ("found", &found)],
            )
        }
        ApplyError::Store(error) => of_store(words, error),
    }
}

fn of_host(words: &Words, error: &HostError) -> Problem {
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
    use crate::view::style::Style;
    use crate::words::Lang;

    #[test]
    fn a_lock_is_shown_with_the_command_that_breaks_it() {
        let error = StoreError::Locked {
            tenancy: "131016/acme/prod".parse().unwrap(),
            holder: "sato@ops1 (pid 4711)".to_owned(),
            since: "2026-04-01T00:00:00Z".parse().unwrap(),
        };
        let words = Words::new(Lang::Ja);
        let text = of_store(&words, &error).human(&words, &Style::default());
        assert_eq!(
            text,
            "エラー: 131016/acme/prod は sato@ops1 (pid 4711) がロックしています（2026-04-01 09:00 \
             JST から）\nヒント: 終わるのを待ってください。相手がもう動いていないと確かめられたときだけ、\
             解除してください:\n    gabakura state unlock 131016/acme/prod --reason \
             \"実行プロセスの停止を確認\"\n"
        );
        assert!(Error::Store(error).is_conflict());
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
        let problem = of_provider(&words, &error);
        assert_eq!(problem.message, "ec2 refused `CreateVpc`: VpcLimitExceeded");
        assert_eq!(
            problem.causes,
            ["The maximum number of VPCs has been reached."]
        );
        assert!(problem.hint.unwrap().contains("quota"));
    }
}
