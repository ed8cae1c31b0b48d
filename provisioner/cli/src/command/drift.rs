//! `drift`: what changed behind our back, field by field.

use std::collections::BTreeSet;

use gabakura_model::drift::DriftStatus;
use gabakura_model::plan::PlanIntent;

use crate::Exit;
use crate::args::DriftArgs;
use crate::command::apply::Consent;
use crate::failure::Failure;
use crate::fleet::Course;
use crate::host::Host;
use crate::session::Drifted;
use crate::settings::Context;
use crate::view;

pub async fn run(host: &dyn Host, context: &Context, args: &DriftArgs) -> Result<Exit, Failure> {
    let mut session = super::open(host, context, args.selector.as_deref()).await?;
    if args.fix {
        super::apply::no_signature_demanded(context)?;
        super::apply::settle(&mut session).await?;
    }
    let drifted = session.drift().await?;
    let drifts = drifted.entries.iter().any(|entry| entry.status.is_drift());
    if !(args.fix && context.json) {
        show(context, &drifted);
    }
    if args.fix && (drifts || context.json) {
        let plan = session.plan(PlanIntent::Fix, &BTreeSet::new()).await?;
        return super::apply::carry_out(session, &plan, Consent::Given, &Course::default()).await;
    }
    session.close().await?;
    Ok(exit_of(&drifted, args.detailed_exitcode))
}

/// Shows drift in the view that was asked for.
pub fn show(context: &Context, drifted: &Drifted) {
    if context.json {
        context.output.json(&view::drift::json(drifted));
    } else {
        context
            .output
            .data(&view::drift::human(drifted, &context.words, &context.style));
    }
}

/// What drift means for the exit code: drift that was seen, then what was not seen.
pub fn exit_of(drifted: &Drifted, detailed: bool) -> Exit {
    let seen = drifted.entries.iter().any(|entry| entry.status.is_drift());
    let unseen = drifted
        .entries
        .iter()
        .any(|entry| entry.status == DriftStatus::Unknown)
        || drifted.coverage.values().any(|coverage| !coverage.complete);
    if detailed && seen {
        Exit::Differs
    } else if unseen {
        Exit::Incomplete
    } else {
        Exit::Done
    }
}
