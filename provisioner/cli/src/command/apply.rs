//! `apply` and `destroy`: a plan is carried out.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::Ordering;

use gabakura_engine::ApplyReport;
use gabakura_model::plan::{Plan, PlanIntent};
use gabakura_model::resource::Address;
use gabakura_planner::{policy, stale};

use crate::Exit;
use crate::args::{ApplyArgs, DestroyArgs};
use crate::host::Host;
use crate::plan_file;
use crate::session::{Failure, Session};
use crate::settings::Context;
use crate::view;

/// `apply [SELECTOR | FILE]`.
pub async fn run(host: &dyn Host, context: &Context, args: &ApplyArgs) -> Result<Exit, Failure> {
    match args
        .what
        .as_deref()
        .filter(|what| Path::new(what).is_file())
    {
        Some(file) => reviewed(host, context, Path::new(file)).await,
        None => {
            let session = super::open(host, context, args.what.as_deref()).await?;
            settle(&session).await?;
            let plan = session.plan(PlanIntent::Apply, &BTreeSet::new()).await?;
            carry_out(session, &plan, args.yes, true).await
        }
    }
}

/// `destroy SELECTOR`.
pub async fn destroy(
    host: &dyn Host,
    context: &Context,
    args: &DestroyArgs,
) -> Result<Exit, Failure> {
    let overrides = overrides(&args.override_protection)?;
    let session = super::open(host, context, Some(&args.selector)).await?;
    settle(&session).await?;
    let plan = session.plan(PlanIntent::Destroy, &overrides).await?;
    carry_out(session, &plan, args.yes, true).await
}

/// The addresses that were named, or the first text that is none.
pub fn overrides(texts: &[String]) -> Result<BTreeSet<Address>, Failure> {
    let address = |text: &String| {
        text.parse()
            .map_err(|_| Failure::say("not-an-address", &[("text", text)]))
    };
    texts.iter().map(address).collect()
}

/// Applies a saved plan, if making it again gives the same plan.
async fn reviewed(host: &dyn Host, context: &Context, file: &Path) -> Result<Exit, Failure> {
    let saved = read(file)?;
    let session = super::open(host, context, Some(&saved.selector)).await?;
    settle(&session).await?;
    let now = session.plan(saved.intent, &saved.overrides).await?;
    let moved = stale::moved(&saved, &now);
    if !moved.is_empty() {
        return Err(Failure::Stale(moved));
    }
    carry_out(session, &now, true, false).await
}

fn read(file: &Path) -> Result<Plan, Failure> {
    let path = file.display().to_string();
    let bytes = std::fs::read(file).map_err(|error| {
        let problem = error.to_string();
        Failure::say("plan-unreadable", &[("path", &path), ("problem", &problem)])
    })?;
    plan_file::read(&bytes).map_err(|fault| Failure::PlanFile(path, fault))
}

/// Settles what an earlier run left open; what stays open blocks only what waits for it.
pub async fn settle(session: &Session<'_>) -> Result<(), Failure> {
    let settled = session.recover().await?;
    if !settled.is_empty() {
        let context = session.context;
        context.output.talk(&view::apply::settled(
            &settled,
            &context.words,
            &context.talk_style(),
        ));
    }
    Ok(())
}

/// Shows a plan, asks, applies, reports.
pub async fn carry_out(
    session: Session<'_>,
    plan: &Plan,
    yes: bool,
    show: bool,
) -> Result<Exit, Failure> {
    let context = session.context;
    if show && !context.json {
        super::plan::show(context, plan);
    }
    if policy::denied(&plan.findings) {
        if context.json {
            super::plan::show(context, plan);
        }
        return Err(Failure::Say("plan-denied", Vec::new(), Exit::Policy));
    }
    let stop = super::stop_flag(context);
    let mut reports: Vec<ApplyReport> = Vec::new();
    if plan
        .tenancies
        .iter()
        .any(|tenancy| !tenancy.steps.is_empty())
    {
        super::consent(context, yes || !show, "ask-apply")?;
        reports = session.apply(plan, &stop).await?;
    }
    if context.json {
        let ledger = session.limiter.ledger();
        context
            .output
            .json(&view::apply::json(&reports, plan, &ledger));
    } else {
        context.output.data(&view::apply::human(
            &reports,
            plan,
            &context.words,
            &context.style,
        ));
    }
    session.close().await?;
    Ok(exit_of(&reports, plan, stop.load(Ordering::Relaxed)))
}

fn exit_of(reports: &[ApplyReport], plan: &Plan, stopped: bool) -> Exit {
    if stopped && reports.iter().any(|report| report.interrupted) {
        Exit::Interrupted
    } else if !reports.iter().all(ApplyReport::is_complete) {
        Exit::Error
    } else if plan
        .tenancies
        .iter()
        .any(|tenancy| !tenancy.coverage.complete)
    {
        Exit::Incomplete
    } else {
        Exit::Done
    }
}
