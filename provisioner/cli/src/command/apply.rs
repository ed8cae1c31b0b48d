//! `apply` and `destroy`: a plan is carried out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use gabakura_engine::ApplyReport;
use gabakura_model::plan::{Plan, PlanIntent};
use gabakura_model::resource::Address;
use gabakura_planner::{policy, stale};

use crate::Exit;
use crate::args::{ApplyArgs, DestroyArgs};
use crate::failure::Failure;
use crate::fleet::{Course, WaveReport};
use crate::host::Host;
use crate::plan_file::{self, Saved};
use crate::session::Session;
use crate::settings::Context;
use crate::signature::PublicKey;
use crate::view;

/// `apply [SELECTOR | FILE]`.
pub async fn run(host: &dyn Host, context: &Context, args: &ApplyArgs) -> Result<Exit, Failure> {
    let course = Course::read(args.wave.as_deref(), args.failure_budget)?;
    match args
        .what
        .as_deref()
        .filter(|what| args.undo.is_none() && Path::new(what).is_file())
    {
        Some(file) => {
            let flag = args.require_signature.as_ref();
            let key = flag.or(context.require_signature.as_ref());
            let key = key.map(PathBuf::as_path);
            reviewed(host, context, Path::new(file), key, &course).await
        }
        None if args.require_signature.is_some() => Err(unsigned()),
        None => {
            no_signature_demanded(context)?;
            let mut session = super::open(host, context, args.what.as_deref()).await?;
            settle(&mut session).await?;
            let intent = match &args.undo {
                Some(run) => go_back(&mut session, run).await?,
                None => PlanIntent::Apply,
            };
            let plan = session.plan(intent, &BTreeSet::new()).await?;
            carry_out(session, &plan, Consent::of(args.yes), &course).await
        }
    }
}

/// `destroy SELECTOR`.
pub async fn destroy(
    host: &dyn Host,
    context: &Context,
    args: &DestroyArgs,
) -> Result<Exit, Failure> {
    no_signature_demanded(context)?;
    let overrides = overrides(&args.override_protection)?;
    let mut session = super::open(host, context, Some(&args.selector)).await?;
    settle(&mut session).await?;
    let plan = session.plan(PlanIntent::Destroy, &overrides).await?;
    let course = Course::default();
    carry_out(session, &plan, Consent::of(args.yes), &course).await
}

/// Turns the session to what was on record before a run, and says which runs go with it.
pub async fn go_back(session: &mut Session<'_>, run: &str) -> Result<PlanIntent, Failure> {
    let undone = session.go_back_before(run).await?;
    let context = session.context;
    if !context.quiet {
        let runs = context.words.list(&undone);
        context
            .output
            .talk(&context.words.say("undo-covers", &[("runs", &runs)]));
    }
    Ok(PlanIntent::Undo)
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
async fn reviewed(
    host: &dyn Host,
    context: &Context,
    file: &Path,
    key: Option<&Path>,
    course: &Course,
) -> Result<Exit, Failure> {
    let key = key.map(public_key).transpose()?;
    let Saved {
        plan: saved,
        signed_by,
    } = read(file)?;
    if let Some(key) = key {
        demand(&key, signed_by.as_ref(), file)?;
    }
    let mut session = super::open(host, context, Some(&saved.selector)).await?;
    settle(&mut session).await?;
    if let Some(run) = &saved.undo {
        go_back(&mut session, run).await?;
    }
    let now = session.plan(saved.intent, &saved.overrides).await?;
    let moved = stale::moved(&saved, &now);
    if !moved.is_empty() {
        return Err(Failure::Stale(moved));
    }
    carry_out(session, &now, Consent::Reviewed, course).await
}

/// The key that signatures are held against.
fn public_key(path: &Path) -> Result<PublicKey, Failure> {
    let read = std::fs::read_to_string(path).map_err(|error| error.to_string());
    read.and_then(|pem| PublicKey::from_pem(&pem))
        .map_err(|problem| {
            let path = path.display().to_string();
            Failure::say("verify-key", &[("path", &path), ("problem", &problem)])
        })
}

/// Refuses a plan that does not bear the signature of `key`.
fn demand(key: &PublicKey, signed_by: Option<&PublicKey>, file: &Path) -> Result<(), Failure> {
    let path = file.display().to_string();
    let (code, found) = match signed_by {
        Some(found) if found == key => return Ok(()),
        Some(found) => ("plan-wrong-key", found.to_string()),
        None => ("plan-not-signed", String::new()),
    };
    let args = vec![
        ("path", path),
        ("found", found),
        ("expected", key.to_string()),
    ];
    Err(Failure::Say(code, args, Exit::Conflict))
}

/// Where signatures are demanded, only plan files may be applied.
fn unsigned() -> Failure {
    Failure::Say("signature-needs-file", Vec::new(), Exit::Conflict)
}

/// Refuses to go on where every change must come from a signed plan file.
pub fn no_signature_demanded(context: &Context) -> Result<(), Failure> {
    match context.require_signature {
        Some(_) => Err(unsigned()),
        None => Ok(()),
    }
}

fn read(file: &Path) -> Result<Saved, Failure> {
    let path = file.display().to_string();
    let bytes = std::fs::read(file).map_err(|error| {
        let problem = error.to_string();
        Failure::say("plan-unreadable", &[("path", &path), ("problem", &problem)])
    })?;
    plan_file::read(&bytes).map_err(|fault| Failure::PlanFile(path, fault))
}

/// Settles what an earlier run left open; what stays open blocks only what waits for it.
pub async fn settle(session: &mut Session<'_>) -> Result<(), Failure> {
    session.settled = session.recover().await?;
    if !session.settled.is_empty() {
        let context = session.context;
        context.output.talk(&view::settled::human(
            &session.settled,
            &context.words,
            &context.talk_style(),
        ));
    }
    Ok(())
}

/// How it was agreed that a plan is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// It was read from a file, reviewed before.
    Reviewed,
    /// Agreed to beforehand: `--yes`, or a flag that says it.
    Given,
    /// Somebody has to be asked.
    Asked,
}

impl Consent {
    /// The consent of `--yes`.
    pub fn of(yes: bool) -> Self {
        if yes { Self::Given } else { Self::Asked }
    }
}

/// Shows a plan, asks, applies, reports.
pub async fn carry_out(
    session: Session<'_>,
    plan: &Plan,
    consent: Consent,
    course: &Course,
) -> Result<Exit, Failure> {
    let context = session.context;
    if consent != Consent::Reviewed {
        no_signature_demanded(context)?;
    }
    if consent != Consent::Reviewed && !context.json {
        super::plan::show(&session, plan);
    }
    if policy::denied(&plan.findings) {
        if context.json {
            super::plan::show(&session, plan);
        }
        return Err(Failure::Say("plan-denied", Vec::new(), Exit::Policy));
    }
    // Waves that do not fit are told before anybody is asked to agree.
    course.split(plan)?;
    let stop = super::stop_flag(context);
    let mut waves = Vec::new();
    if plan
        .tenancies
        .iter()
        .any(|tenancy| !tenancy.steps.is_empty())
    {
        super::consent(context, consent != Consent::Asked, "ask-apply")?;
        waves = session.apply_in_waves(plan, course, &stop).await?;
    }
    if let [wave] = &mut waves[..]
        && wave.reports.is_empty()
        && wave.errors.len() == 1
    {
        let (_, error) = wave.errors.remove(0);
        return Err(error);
    }
    tell(&session, plan, consent, course, &waves);
    session.close().await?;
    Ok(exit_of(&waves, plan, stop.load(Ordering::Relaxed)))
}

/// Reports what became of a plan.
fn tell(
    session: &Session<'_>,
    plan: &Plan,
    consent: Consent,
    course: &Course,
    waves: &[WaveReport],
) {
    let context = session.context;
    let (words, style) = (&context.words, &context.style);
    let reports: Vec<ApplyReport> = waves.iter().flat_map(|w| w.reports.clone()).collect();
    let well = waves
        .iter()
        .all(|wave| wave.failed() == 0 && wave.not_started.is_empty());
    if context.json {
        let ledger = session.limiter.ledger();
        let mut told = view::apply::json(&reports, plan, &ledger);
        told["settled"] = view::settled::json(&session.settled, words);
        told["waves"] = view::fleet::json(waves, words);
        if !well {
            told["complete"] = false.into();
        }
        context.output.json(&told);
        return;
    }
    let again = (consent != Consent::Reviewed).then_some(&*plan.selector);
    let told = view::apply::human(&reports, plan, well, words, style);
    let of_waves = view::fleet::human(waves, course, again, words, style);
    context.output.data(&(told + &of_waves));
}

fn exit_of(waves: &[WaveReport], plan: &Plan, stopped: bool) -> Exit {
    let mut reports = waves.iter().flat_map(|wave| &wave.reports);
    let cut_short = reports.any(|report| report.interrupted)
        || waves.iter().any(|wave| !wave.not_started.is_empty());
    if stopped && cut_short {
        Exit::Interrupted
    } else if cut_short || waves.iter().any(|wave| wave.failed() > 0) {
        // Nothing went wrong where somebody else is at work: it can simply be asked again.
        let all_held = !cut_short && waves.iter().all(WaveReport::failed_on_others);
        if all_held {
            Exit::Conflict
        } else {
            Exit::Error
        }
    } else {
        super::plan::exit_of_withheld(plan).unwrap_or(Exit::Done)
    }
}
