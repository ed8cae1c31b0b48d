//! `state`: the record, the journal and the locks.

use gabakura_engine::Decision;
use gabakura_model::selector::Selector;

use crate::args::{RecipientArgs, SelectorArgs, SettleArgs, StateCommand};
use crate::command::context::Context;
use crate::error::Error;
use crate::exit::Exit;
use crate::usecase::plan::address;
use crate::usecase::recover::{refuse_secret, undeclared};
use crate::usecase::seal::{self, Sealing};
use crate::usecase::state;
use crate::usecase::transfer::{self, Transfer};
use crate::view::format::View;
use crate::view::transfer::left_over;

pub async fn run(context: &Context<'_>, command: StateCommand) -> Result<Exit, Error> {
    let settings = &context.settings;
    let done = |view: &dyn View| {
        context.terminal.show(view);
        Ok(Exit::Done)
    };
    match command {
        StateCommand::List(args) => done(&state::list(settings, &selector(&args)).await?),
        StateCommand::Runs(args) => done(&state::runs(settings, &selector(&args)).await?),
        StateCommand::Show { address } => done(&state::show(settings, &address).await?),
        StateCommand::Locks => done(&settings.open_store().await?.locks().await?),
        StateCommand::Unlock { tenancy, reason } => unlock(context, &tenancy, &reason).await,
        StateCommand::Recover(args) => recover(context, &args).await,
        StateCommand::Settle(args) => settle(context, &args).await,
        StateCommand::Verify => {
            let check = settings.open_store().await?.verify_journal().await?;
            context.terminal.show(&check);
            Ok(Exit::of_check(check.is_sound()))
        }
        StateCommand::Seal(args) => seal(context, Sealing::Seal, &args).await,
        StateCommand::Rekey(args) => seal(context, Sealing::Rekey, &args).await,
        StateCommand::Unseal => {
            let recipient = Vec::new();
            seal(context, Sealing::Unseal, &RecipientArgs { recipient }).await
        }
        StateCommand::Export { file } => {
            let exported = transfer::export(settings, &file).await?;
            if let Transfer::Exported(done) | Transfer::Streamed(done) = &exported
                && done.locks > 0
            {
                let count = done.locks.to_string();
                context.terminal.talk("export-locks", &[("count", &count)]);
            }
            Ok(transferred(context, &exported))
        }
        StateCommand::Import { file } => {
            let imported = transfer::import(settings, &file).await?;
            Ok(transferred(context, &imported))
        }
    }
}

fn selector(args: &SelectorArgs) -> Selector {
    args.selector
        .as_deref()
        .map_or_else(Selector::all, Selector::new)
}

async fn unlock(context: &Context<'_>, tenancy: &str, reason: &str) -> Result<Exit, Error> {
    let now = context.host.clock().now();
    let message = match state::unlock(&context.settings, tenancy, reason, now).await? {
        true => "lock-broken",
        false => "lock-none",
    };
    let text = context.terminal.words.say(message, &[("tenancy", tenancy)]);
    context.terminal.output.data(&text);
    Ok(Exit::Done)
}

async fn recover(context: &Context<'_>, args: &SelectorArgs) -> Result<Exit, Error> {
    let session = context.open(args.selector.as_deref()).await?;
    let recovered = session.recover().await?;
    context.terminal.show(&recovered);
    session.close().await?;
    Ok(Exit::of_recovered(&recovered))
}

async fn settle(context: &Context<'_>, args: &SettleArgs) -> Result<Exit, Error> {
    let address = address(&args.address)?;
    refuse_secret(&args.reason)?;
    let decision = match &args.done {
        Some(id) => Decision::Done { id: id.clone() },
        None => Decision::NotDone,
    };
    let tenancy = address.tenancy.to_string();
    let session = context.open(Some(&tenancy)).await;
    let session = session.map_err(|error| undeclared(&tenancy, error))?;
    let decided = session.resolve(address, decision, &args.reason).await;
    session.close().await?;
    let decided = decided?;
    context.terminal.show(&decided);
    let by_hand = decided.settlement.by_hand.as_ref();
    if by_hand.is_some_and(|by_hand| !by_hand.confirmed) {
        context.terminal.talk("settle-unconfirmed", &[]);
    }
    Ok(Exit::of_decided(&decided))
}

async fn seal(
    context: &Context<'_>,
    sealing: Sealing,
    args: &RecipientArgs,
) -> Result<Exit, Error> {
    let now = context.host.clock().now();
    let sealed = seal::seal(&context.settings, sealing, &args.recipient, now).await?;
    let terminal = &context.terminal;
    terminal.show(&sealed);
    if let Some(text) = left_over(&sealed, &terminal.words).filter(|_| !terminal.json) {
        terminal.output.talk(&text);
    }
    Ok(Exit::Done)
}

/// Shows a transfer; on stdout only where the state itself does not go there.
fn transferred(context: &Context<'_>, transfer: &Transfer) -> Exit {
    let terminal = &context.terminal;
    if terminal.json && !matches!(transfer, Transfer::Streamed(_)) {
        terminal.show(transfer);
    } else if !terminal.quiet {
        terminal.output.talk(&terminal.human(transfer));
    }
    Exit::Done
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::args::Cli;

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
}
