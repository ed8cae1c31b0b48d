//! `apply` and `destroy`: a plan is carried out.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::Ordering;

use gabakura_engine::ApplyReport;
use gabakura_model::plan::{Plan, PlanIntent};
use gabakura_model::resource::Address;
use gabakura_planner::{digest, policy};

use crate::Exit;
use crate::args::{ApplyArgs, DestroyArgs};
use crate::host::Host;
use crate::session::{Failure, PLAN_FORMAT, Session, made_by};
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
    let mut overrides = BTreeSet::new();
    for text in &args.override_protection {
        let address: Address = text
            .parse()
            .map_err(|_| Failure::say("not-an-address", &[("text", text)]))?;
        overrides.insert(address);
    }
    let session = super::open(host, context, Some(&args.selector)).await?;
    settle(&session).await?;
    let plan = session.plan(PlanIntent::Destroy, &overrides).await?;
    carry_out(session, &plan, args.yes, true).await
}

/// Applies a saved plan, if making it again gives the same plan.
async fn reviewed(host: &dyn Host, context: &Context, file: &Path) -> Result<Exit, Failure> {
    let saved = read(file)?;
    let session = super::open(host, context, Some(&saved.selector)).await?;
    settle(&session).await?;
    let now = session.plan(saved.intent, &BTreeSet::new()).await?;
    if now.digest != saved.digest {
        let moved = moved(&saved, &now).join(", ");
        return Err(Failure::Say(
            "plan-stale",
            vec![("moved", moved)],
            Exit::Conflict,
        ));
    }
    carry_out(session, &now, true, false).await
}

fn read(file: &Path) -> Result<Plan, Failure> {
    let path = file.display().to_string();
    let fail = |problem: String| {
        Failure::say("plan-unreadable", &[("path", &path), ("problem", &problem)])
    };
    let text = std::fs::read(file).map_err(|error| fail(error.to_string()))?;
    let plan: Plan = serde_json::from_slice(&text).map_err(|error| fail(error.to_string()))?;
    if plan.format_version != PLAN_FORMAT {
        return Err(fail(format!(
            "format {}, expected {PLAN_FORMAT}",
            plan.format_version
        )));
    }
    if digest::of_plan(&plan) != plan.digest {
        return Err(Failure::Say(
            "plan-tampered",
            vec![("path", path)],
            Exit::Conflict,
        ));
    }
    Ok(plan)
}

/// Which of the things a plan was made from are no longer the same.
fn moved(saved: &Plan, now: &Plan) -> Vec<&'static str> {
    let pairs = [
        (
            "environments",
            &saved.inputs.environments,
            &now.inputs.environments,
        ),
        ("templates", &saved.inputs.templates, &now.inputs.templates),
        ("policies", &saved.inputs.policies, &now.inputs.policies),
        ("state", &saved.inputs.recorded, &now.inputs.recorded),
        ("cloud", &saved.inputs.observed, &now.inputs.observed),
    ];
    let mut moved: Vec<_> = pairs
        .into_iter()
        .filter(|(_, old, new)| old != new)
        .map(|(name, _, _)| name)
        .collect();
    if saved.made_by != made_by() {
        moved.push("release");
    }
    if moved.is_empty() {
        moved.push("findings");
    }
    moved
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
