//! `plan`: what would change, and why.

use std::path::Path;

use gabakura_model::plan::{Plan, PlanIntent, TenancyPlan};
use gabakura_planner::policy::denied;
use serde_json::json;

use crate::Exit;
use crate::args::PlanArgs;
use crate::failure::Failure;
use crate::host::Host;
use crate::output::write_file;
use crate::plan_file;
use crate::session::Session;
use crate::settings::Context;
use crate::signature::SigningKey;
use crate::view;

pub async fn run(host: &dyn Host, context: &Context, args: &PlanArgs) -> Result<Exit, Failure> {
    let overrides = super::apply::overrides(&args.override_protection)?;
    let key = args.sign.as_deref().map(signing_key).transpose()?;
    if !overrides.is_empty() && !args.destroy && args.undo.is_none() {
        return Err(Failure::say("override-needs-deletion", &[]));
    }
    let mut session = super::open(host, context, args.selector.as_deref()).await?;
    let intent = match &args.undo {
        Some(run) => super::apply::go_back(&mut session, run).await?,
        None if args.destroy => PlanIntent::Destroy,
        None => PlanIntent::Apply,
    };
    let plan = session.plan(intent, &overrides).await?;
    if let Some(path) = &args.out {
        save(path, &plan, key.as_ref())?;
        let path = path.display().to_string();
        if !context.quiet {
            context
                .output
                .talk(&context.words.say("plan-saved", &[("path", &path)]));
        }
    }
    show(&session, &plan);
    session.close().await?;
    Ok(exit_of(&plan, args.detailed_exitcode))
}

/// Shows a plan in the view that was asked for.
pub fn show(session: &Session<'_>, plan: &Plan) {
    let context = session.context;
    let (words, style) = (&context.words, &context.style);
    let budget = session.budget(plan);
    if context.json {
        let mut told = view::plan::json(plan);
        told["budget"] = json!(budget);
        context.output.json(&told);
    } else {
        // Nothing is limited in the sandbox.
        let budget = (!context.sandbox).then_some(budget);
        let cost = view::plan::cost(budget, words, style);
        let told = view::plan::human(plan, words, style);
        context.output.data(&(told + &cost));
    }
}

/// What is held back means for the exit code: something unknown, then something taken.
pub fn exit_of_withheld(plan: &Plan) -> Option<Exit> {
    if plan.tenancies.iter().any(TenancyPlan::is_uncertain) {
        Some(Exit::Incomplete)
    } else if plan.tenancies.iter().any(TenancyPlan::is_contested) {
        Some(Exit::Conflict)
    } else {
        None
    }
}

/// What a plan means for the exit code: a refusal, then what is held back, then a difference.
pub fn exit_of(plan: &Plan, detailed: bool) -> Exit {
    let empty = plan
        .tenancies
        .iter()
        .all(|tenancy| tenancy.steps.is_empty());
    if denied(&plan.findings) {
        Exit::Policy
    } else if let Some(exit) = exit_of_withheld(plan) {
        exit
    } else if detailed && !empty {
        Exit::Differs
    } else {
        Exit::Done
    }
}

/// The key to sign with; read before anything is asked of a cloud.
fn signing_key(path: &Path) -> Result<SigningKey, Failure> {
    let read = std::fs::read_to_string(path).map_err(|error| error.to_string());
    read.and_then(|pem| SigningKey::from_pem(&pem))
        .map_err(|problem| {
            let path = path.display().to_string();
            Failure::say("sign-key", &[("path", &path), ("problem", &problem)])
        })
}

fn save(path: &Path, plan: &Plan, key: Option<&SigningKey>) -> Result<(), Failure> {
    let shown = path.display().to_string();
    let bytes = plan_file::write(plan, key);
    // What cannot be read back as it was written could never be applied.
    plan_file::read(&bytes).map_err(|fault| Failure::PlanFile(shown.clone(), fault))?;
    write_file(path, &bytes).map_err(|error| {
        let problem = error.to_string();
        Failure::say("cannot-write", &[("path", &shown), ("problem", &problem)])
    })
}
