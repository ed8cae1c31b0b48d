//! `state`: the record, the journal and the locks.

use gabakura_model::resource::Address;
use gabakura_model::selector::Selector;
use gabakura_model::tenancy::TenancyId;
use gabakura_planner::history::{self, PastRun};
use serde_json::json;

use crate::Exit;
use crate::args::{SelectorArgs, StateVerb};
use crate::failure::Failure;
use crate::host::Host;
use crate::settings::Context;
use crate::view;

pub async fn run(host: &dyn Host, context: &Context, verb: StateVerb) -> Result<Exit, Failure> {
    match verb {
        StateVerb::List(args) => list(context, &args).await,
        StateVerb::Runs(args) => runs(context, &args).await,
        StateVerb::Show { address } => show(context, &address).await,
        StateVerb::Locks => locks(context).await,
        StateVerb::Unlock { tenancy, reason } => unlock(host, context, &tenancy, &reason).await,
        StateVerb::Recover(args) => recover(host, context, &args).await,
        StateVerb::Settle(args) => super::settle::run(host, context, &args).await,
        StateVerb::Verify => verify(context).await,
        StateVerb::Seal(args) => {
            super::seal::seal(context, &args.recipient, host.clock().now()).await
        }
        StateVerb::Rekey(args) => {
            super::seal::rekey(context, &args.recipient, host.clock().now()).await
        }
        StateVerb::Unseal => super::seal::unseal(context, host.clock().now()).await,
        StateVerb::Export { file } => super::transfer::export(context, &file).await,
        StateVerb::Import { file } => super::transfer::import(context, &file).await,
    }
}

/// Lists the record; no environment file is needed for that.
async fn list(context: &Context, args: &SelectorArgs) -> Result<Exit, Failure> {
    let selector = args
        .selector
        .as_deref()
        .map_or_else(Selector::all, Selector::new);
    let store = context.open_store().await?;
    let mut resources = Vec::new();
    for tenancy in store
        .tenancies()
        .await?
        .into_iter()
        .filter(|id| selector.matches(id))
    {
        resources.extend(store.recorded(&tenancy).await?.resources.into_values());
    }
    if context.json {
        context.output.json(&view::state::list_json(&resources));
    } else {
        context.output.data(&view::state::list(
            &resources,
            &context.words,
            &context.style,
        ));
    }
    Ok(Exit::Done)
}

/// Lists the runs of each tenancy, newest first; their names are what `--undo` takes.
async fn runs(context: &Context, args: &SelectorArgs) -> Result<Exit, Failure> {
    let selector = args.selector.as_deref();
    let selector = selector.map_or_else(Selector::all, Selector::new);
    let store = context.open_store().await?;
    let mut all: Vec<(TenancyId, PastRun)> = Vec::new();
    for tenancy in store.tenancies().await? {
        if selector.matches(&tenancy) {
            let notes = crate::past::notes(store.as_ref(), &tenancy).await?;
            let runs = history::runs(&notes).into_iter().rev();
            all.extend(runs.map(|run| (tenancy.clone(), run)));
        }
    }
    let (words, style) = (&context.words, &context.style);
    if context.json {
        context.output.json(&view::state::runs_json(&all));
    } else {
        context.output.data(&view::state::runs(&all, words, style));
    }
    Ok(Exit::Done)
}

async fn show(context: &Context, text: &str) -> Result<Exit, Failure> {
    let address: Address = text
        .parse()
        .map_err(|_| Failure::say("not-an-address", &[("text", text)]))?;
    let recorded = context
        .open_store()
        .await?
        .recorded(&address.tenancy)
        .await?;
    let Some(resource) = recorded.resources.get(&address) else {
        return Err(Failure::say("not-recorded", &[("address", text)]));
    };
    if context.json {
        context
            .output
            .json(&json!({ "format_version": "1.0", "resource": resource }));
    } else {
        context
            .output
            .data(&view::state::show(resource, &context.words, &context.style));
    }
    Ok(Exit::Done)
}

async fn locks(context: &Context) -> Result<Exit, Failure> {
    let locks = context.open_store().await?.locks().await?;
    if context.json {
        context
            .output
            .json(&json!({ "format_version": "1.0", "locks": locks }));
    } else {
        context
            .output
            .data(&view::state::locks(&locks, &context.words, &context.style));
    }
    Ok(Exit::Done)
}

async fn unlock(
    host: &dyn Host,
    context: &Context,
    text: &str,
    reason: &str,
) -> Result<Exit, Failure> {
    refuse_secret(reason)?;
    let tenancy: TenancyId = text
        .parse()
        .map_err(|_| Failure::say("not-a-tenancy", &[("text", text)]))?;
    let broken = context
        .open_store()
        .await?
        .break_lock(&tenancy, reason, host.clock().now())
        .await?;
    let message = if broken { "lock-broken" } else { "lock-none" };
    context
        .output
        .data(&context.words.say(message, &[("tenancy", text)]));
    Ok(Exit::Done)
}

/// Refuses a reason that shows what looks like a secret: the journal keeps it for good.
pub fn refuse_secret(reason: &str) -> Result<(), Failure> {
    match reason.lines().any(gabakura_planner::secret::may_show) {
        true => Err(Failure::say("reason-secret", &[])),
        false => Ok(()),
    }
}

async fn recover(host: &dyn Host, context: &Context, args: &SelectorArgs) -> Result<Exit, Failure> {
    let session = super::open(host, context, args.selector.as_deref()).await?;
    let settled = session.recover().await?;
    if context.json {
        context
            .output
            .json(&json!({ "format_version": "1.0", "settled": view::settled::json(&settled, &context.words) }));
    } else {
        context.output.data(&view::settled::human(
            &settled,
            &context.words,
            &context.style,
        ));
    }
    session.close().await?;
    let open = |s: &gabakura_engine::Resolved| {
        matches!(s.verdict, gabakura_engine::Verdict::InDoubt { .. })
    };
    Ok(if settled.iter().any(open) {
        Exit::Incomplete
    } else {
        Exit::Done
    })
}

async fn verify(context: &Context) -> Result<Exit, Failure> {
    let check = context.open_store().await?.verify_journal().await?;
    let sound = check.is_sound();
    if context.json {
        context
            .output
            .json(&json!({ "format_version": "1.0", "sound": sound, "journal": check }));
    } else {
        context.output.data(&view::state::journal(
            &check,
            &context.words,
            &context.style,
        ));
    }
    Ok(if sound { Exit::Done } else { Exit::Error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_holds_no_secret() {
        for reason in [
            "logged in with postgres://taro:hunter2@db/x",
            "asked\npassword = \"hunter2\"",
            "used AKIAIOSFODNN7EXAMPLE",
        ] {
            assert!(refuse_secret(reason).is_err(), "{reason}");
        }
        assert!(refuse_secret("確認: vpc-0123 is tagged g1-0, seen by 山田").is_ok());
    }
}
