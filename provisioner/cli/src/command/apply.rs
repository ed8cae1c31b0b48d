//! `apply`, `destroy`, `adopt` and `drift`: a plan is shown, agreed to and carried out.

use std::path::Path;

use gabakura_model::plan::PlanIntent;

use crate::args::{AdoptArgs, ApplyArgs, DestroyArgs, DriftArgs, PlanArgs};
use crate::command::context::Context;
use crate::command::interrupt::stop_flag;
use crate::error::Error;
use crate::exit::Exit;
use crate::usecase::apply::check;
use crate::usecase::plan::{Planned, Request};
use crate::usecase::rollout::Rollout;
use crate::usecase::saved_plan::{load, refuse_unsigned, save, signing_key};
use crate::usecase::session::Session;

pub async fn plan(context: &Context<'_>, args: &PlanArgs) -> Result<Exit, Error> {
    let intent = match args.destroy {
        true => PlanIntent::Destroy,
        false => PlanIntent::Apply,
    };
    let request = Request::to(intent).undoing(args.undo.as_deref());
    let request = request.overriding(&args.override_protection)?;
    let key = args.sign.as_deref().map(signing_key).transpose()?;
    if !request.overrides.is_empty() && request.intent == PlanIntent::Apply {
        return Err(Error::message("override-needs-deletion", &[]));
    }
    let mut session = context.open(args.selector.as_deref()).await?;
    let planned = session.plan(&request).await?;
    if let Some(path) = &args.out {
        save(path, &planned.plan, key.as_ref())?;
        let path = path.display().to_string();
        context.terminal.remark("plan-saved", &[("path", &path)]);
    }
    context.terminal.show(&planned);
    session.close().await?;
    Ok(Exit::of_plan(&planned.plan, args.detailed_exitcode))
}

/// `apply [SELECTOR | FILE]`.
pub async fn apply(context: &Context<'_>, args: &ApplyArgs) -> Result<Exit, Error> {
    let rollout = Rollout::parse(args.wave.as_deref(), args.failure_budget)?;
    let (what, demanded) = (args.what.as_deref(), args.require_signature.as_deref());
    if let Some(file) = what.filter(|file| args.undo.is_none() && Path::new(file).is_file()) {
        let demanded = demanded.or(context.settings.require_signature.as_deref());
        let saved = load(Path::new(file), demanded)?;
        let mut session = context.open(Some(&saved.selector)).await?;
        let planned = session.review(&saved).await?;
        return carry_out(context, session, planned, Consent::Reviewed, rollout).await;
    }
    refuse_unsigned(&context.settings, demanded)?;
    let request = Request::to(PlanIntent::Apply).undoing(args.undo.as_deref());
    change(context, what, &request, args.yes, rollout).await
}

/// `destroy SELECTOR`.
pub async fn destroy(context: &Context<'_>, args: &DestroyArgs) -> Result<Exit, Error> {
    refuse_unsigned(&context.settings, None)?;
    let request = Request::to(PlanIntent::Destroy).overriding(&args.override_protection)?;
    let (selector, rollout) = (Some(&*args.selector), Rollout::default());
    change(context, selector, &request, args.yes, rollout).await
}

/// `adopt SELECTOR`.
pub async fn adopt(context: &Context<'_>, args: &AdoptArgs) -> Result<Exit, Error> {
    refuse_unsigned(&context.settings, None)?;
    let (selector, rollout) = (Some(&*args.selector), Rollout::default());
    let request = Request::to(PlanIntent::Adopt);
    change(context, selector, &request, args.yes, rollout).await
}

/// `drift`, and with `--fix` the plan that undoes it.
pub async fn drift(context: &Context<'_>, args: &DriftArgs) -> Result<Exit, Error> {
    let json = context.terminal.json;
    let mut session = context.open(args.selector.as_deref()).await?;
    if args.fix {
        refuse_unsigned(&context.settings, None)?;
        session.recover_first().await?;
    }
    let drifted = session.drift().await?;
    if !(args.fix && json) {
        context.terminal.show(&drifted);
    }
    if args.fix && (drifted.any() || json) {
        let planned = session.plan(&Request::to(PlanIntent::Fix)).await?;
        let rollout = Rollout::default();
        return carry_out(context, session, planned, Consent::Given, rollout).await;
    }
    session.close().await?;
    Ok(Exit::of_drift(&drifted, args.detailed_exitcode))
}

async fn change(
    context: &Context<'_>,
    selector: Option<&str>,
    request: &Request,
    yes: bool,
    rollout: Rollout,
) -> Result<Exit, Error> {
    let mut session = context.open(selector).await?;
    let planned = session.recover_and_plan(request).await?;
    let consent = match yes {
        true => Consent::Given,
        false => Consent::Asked,
    };
    carry_out(context, session, planned, consent, rollout).await
}

/// How it is agreed that a plan is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Consent {
    /// The plan was read from a file, reviewed before.
    Reviewed,
    /// By a flag.
    Given,
    /// Somebody has to be asked.
    Asked,
}

/// Shows a plan, asks, applies it and shows the result.
async fn carry_out(
    context: &Context<'_>,
    mut session: Session<'_>,
    planned: Planned,
    consent: Consent,
    rollout: Rollout,
) -> Result<Exit, Error> {
    let terminal = &context.terminal;
    let reviewed = consent == Consent::Reviewed;
    let checked = check(&planned.plan, &rollout);
    // JSON is one document: the plan only where nothing follows it but the refusal.
    let denied = matches!(checked, Err(Error::Denied));
    if (terminal.json && denied) || (!terminal.json && !reviewed) {
        terminal.show(&planned);
    }
    checked?;
    let stop = stop_flag(&terminal.words);
    if planned.has_steps() && consent == Consent::Asked {
        ask(context)?;
    }
    let applied = session.apply(planned, rollout, reviewed, &stop).await?;
    terminal.show(&applied);
    session.close().await?;
    Ok(Exit::of_applied(&applied))
}

/// Asks before something changes. Without anybody to ask, only `--yes` or the sandbox will do.
fn ask(context: &Context<'_>) -> Result<(), Error> {
    let (terminal, sandbox) = (&context.terminal, context.settings.sandbox);
    if !terminal.interactive {
        let needs_yes = Error::message("needs-yes", &[]);
        return if sandbox { Ok(()) } else { Err(needs_yes) };
    }
    match terminal.agrees("ask-apply") {
        true => Ok(()),
        false => Err(Error::message("not-agreed", &[])),
    }
}
