//! `state settle`: somebody who knows decides what looking cannot.

use gabakura_engine::{Decision, Resolution, ResolveError};
use gabakura_model::resource::Address;

use crate::Exit;
use crate::args::SettleArgs;
use crate::failure::Failure;
use crate::host::Host;
use crate::settings::Context;
use crate::view;

pub async fn run(host: &dyn Host, context: &Context, args: &SettleArgs) -> Result<Exit, Failure> {
    let text = args.address.as_str();
    let address: Address = text
        .parse()
        .map_err(|_| Failure::say("not-an-address", &[("text", text)]))?;
    super::state::refuse_secret(&args.reason)?;
    let decision = match &args.done {
        Some(id) => Decision::Done { id: id.clone() },
        None => Decision::NotDone,
    };
    let tenancy = address.tenancy.to_string();
    let session = super::open(host, context, Some(&tenancy)).await;
    let session = session.map_err(|failure| undeclared(&tenancy, failure))?;
    let decided = session.settle(&address, &decision, &args.reason).await?;
    session.close().await?;
    let settlement = decided.map_err(|error| refused(&address, error))?;
    tell(context, &settlement);
    Ok(exit_of(&settlement, &address, &decision))
}

/// The record names no account, region or role, so that of a tenancy nobody declares any more
/// there is nowhere to look.
fn undeclared(tenancy: &str, failure: Failure) -> Failure {
    match failure {
        Failure::Say("selector-matches-nothing", ..) => {
            Failure::say("settle-undeclared", &[("tenancy", tenancy)])
        }
        other => other,
    }
}

fn tell(context: &Context, settlement: &Resolution) {
    let (words, style) = (&context.words, &context.style);
    if context.json {
        let told = view::settled::decided_json(settlement, words);
        context.output.json(&told);
    } else {
        let told = view::settled::decided(settlement, words, style);
        context.output.data(&told);
    }
    if settlement
        .by_hand
        .as_ref()
        .is_some_and(|by_hand| !by_hand.confirmed)
    {
        context.output.talk(&words.say("settle-unconfirmed", &[]));
    }
}

/// What looking told by itself may not be what was decided.
fn exit_of(settlement: &Resolution, address: &Address, decision: &Decision) -> Exit {
    let mut about = settlement
        .resolved
        .iter()
        .filter(|one| one.address == *address);
    match settlement.by_hand {
        None if !about.any(|one| decision.agrees_with(&one.verdict)) => Exit::Conflict,
        _ => Exit::Done,
    }
}

fn refused(address: &Address, error: ResolveError) -> Failure {
    let address = address.to_string();
    match error {
        ResolveError::NotInDoubt(_) => Failure::say("settle-not-open", &[("address", &address)]),
        ResolveError::OtherResource { id, expected } => {
            let args = [
                ("address", &*address),
                ("id", &*id),
                ("expected", &*expected),
            ];
            Failure::say("settle-other", &args)
        }
        ResolveError::NotFound(id) => {
            Failure::say("settle-no-such", &[("address", &address), ("id", &id)])
        }
        ResolveError::StillExists(id) => {
            Failure::say("settle-still-there", &[("address", &address), ("id", &id)])
        }
        ResolveError::Foreign { id, owner } => {
            let args = [("address", &*address), ("id", &*id), ("owner", &*owner)];
            Failure::say("settle-taken", &args)
        }
        ResolveError::Provider(error) => Failure::Cloud(error),
        ResolveError::Store(error) => Failure::Store(error),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use gabakura_engine::{Resolved, Verdict};
    use gabakura_model::plan::StepAction;

    use super::*;
    use crate::args::Cli;
    use crate::fixture;

    #[test]
    fn a_decision_is_one_of_two_and_has_a_reason() {
        let takes = |flags: &[&str]| {
            let words = ["gabakura", "state", "settle", "131016/acme/prod/net/vpc"];
            Cli::try_parse_from(words.iter().chain(flags)).is_ok()
        };
        assert!(takes(&[
            "--done",
            "vpc-1",
            "--reason",
            "seen in the console"
        ]));
        assert!(takes(&["--not-done", "--reason", "asked"]));
        for flags in [
            &["--done", "vpc-1"][..],
            &["--done", "", "--reason", "r"],
            &["--not-done", "--reason", ""],
            &["--reason", "r"],
            &["--not-done", "--done", "vpc-1", "--reason", "r"],
        ] {
            assert!(!takes(flags), "{flags:?}");
        }
    }

    #[test]
    fn a_tenancy_nobody_declares_is_told_as_such() {
        let nothing = Failure::say("selector-matches-nothing", &[("selector", "131016/a/dev")]);
        let told = undeclared("131016/a/dev", nothing);
        assert!(
            matches!(told, Failure::Say("settle-undeclared", ..)),
            "{told:?}"
        );
        let other = undeclared("131016/a/dev", Failure::say("needs-yes", &[]));
        assert!(matches!(other, Failure::Say("needs-yes", ..)), "{other:?}");
    }

    #[test]
    fn what_looking_told_otherwise_is_a_conflict() {
        let address = fixture::address("131016/acme/prod", "vpc");
        let settlement = Resolution {
            resolved: vec![Resolved {
                address: address.clone(),
                action: StepAction::Create,
                token: "g1-0".to_owned(),
                verdict: Verdict::NotDone,
            }],
            by_hand: None,
        };
        let done = Decision::Done {
            id: "vpc-1".to_owned(),
        };
        assert_eq!(exit_of(&settlement, &address, &done), Exit::Conflict);
        assert_eq!(
            exit_of(&settlement, &address, &Decision::NotDone),
            Exit::Done
        );
    }
}
