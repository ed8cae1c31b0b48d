//! The commands: each reads its arguments, works, shows one result and says how it ended.

mod adopt;
mod apply;
mod audit;
mod demo;
mod drift;
mod explain;
mod init;
mod plan;
mod render;
mod sandbox;
mod seal;
mod settle;
mod state;
mod transfer;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::CommandFactory;

use crate::Exit;
use crate::args::{Cli, CompletionArgs, Verb};
use crate::failure::Failure;
use crate::host::Host;
use crate::project::Project;
use crate::session::Session;
use crate::settings::Context;
use crate::view;

/// Runs a command and tells what went wrong, if anything did.
pub async fn run(host: &dyn Host, context: &Context, verb: Verb) -> Exit {
    let result = match verb {
        Verb::Demo => demo::run(host, context).await,
        Verb::Init(args) => init::run(context, &args),
        Verb::Validate(args) => render::validate(host, context, &args),
        Verb::Render(args) => render::render(host, context, &args),
        Verb::Plan(args) => plan::run(host, context, &args).await,
        Verb::Apply(args) => apply::run(host, context, &args).await,
        Verb::Destroy(args) => apply::destroy(host, context, &args).await,
        Verb::Adopt(args) => adopt::run(host, context, &args).await,
        Verb::Drift(args) => drift::run(host, context, &args).await,
        Verb::Audit(args) => audit::run(host, context, &args).await,
        Verb::State(verb) => state::run(host, context, verb).await,
        Verb::Explain(args) => explain::explain(host, context, &args),
        Verb::Municipality(args) => explain::municipality(context, &args),
        Verb::Sandbox(verb) => sandbox::run(host, context, verb).await,
        Verb::Completions(args) => completions(context, &args),
        Verb::Man => man(context),
    };
    match result {
        Ok(exit) => exit,
        Err(failure) => tell(context, failure),
    }
}

/// Tells a failure in the view that was asked for.
pub fn tell(context: &Context, failure: Failure) -> Exit {
    let words = &context.words;
    let exit = failure.exit();
    let problem = match failure {
        Failure::Faults(faults, sources) => {
            if context.json {
                context.output.json(&view::diagnostic::json(&faults, words));
            } else {
                let texts: Vec<_> = sources
                    .all()
                    .map(|f| (f.path.as_ref(), f.text.as_str()))
                    .collect();
                let style = context.talk_style();
                context
                    .output
                    .talk(&view::diagnostic::human(&faults, &texts, words, &style));
            }
            return exit;
        }
        failure => view::problem::of_failure(words, &failure),
    };
    if context.json {
        context.output.json(&problem.json());
    } else {
        context
            .output
            .talk(&problem.human(words, &context.talk_style()));
    }
    exit
}

/// Reads the project, tells its warnings and opens the world.
async fn open<'a>(
    host: &dyn Host,
    context: &'a Context,
    selector: Option<&str>,
) -> Result<Session<'a>, Failure> {
    let project = Project::load(context, host, selector)?;
    if !project.warnings.is_empty() && !context.quiet {
        let files = project.sources.all();
        let texts: Vec<_> = files.map(|f| (f.path.as_ref(), f.text.as_str())).collect();
        let (words, style) = (&context.words, context.talk_style());
        let told = view::diagnostic::human(&project.warnings, &texts, words, &style);
        context.output.talk(&told);
    }
    Session::open(context, host, project).await
}

/// Asks before something changes. Without anybody to ask, only `--yes` or the sandbox will do.
fn consent(context: &Context, yes: bool, question: &str) -> Result<(), Failure> {
    if yes || (context.sandbox && !context.interactive) {
        return Ok(());
    }
    if !context.interactive {
        return Err(Failure::say("needs-yes", &[]));
    }
    context.output.talk(&context.words.say(question, &[]));
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    match (read, answer.trim()) {
        (Ok(_), "yes" | "はい") => Ok(()),
        _ => Err(Failure::Say("not-agreed", Vec::new(), Exit::Error)),
    }
}

/// A flag that the first SIGINT or SIGTERM sets; the second ends the process, intents kept.
fn stop_flag(context: &Context) -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let (flag, words) = (Arc::clone(&stop), context.words.say("stopping", &[]));
    tokio::spawn(async move {
        let output = crate::output::Output::new();
        loop {
            interrupted().await;
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(Exit::Interrupted as i32);
            }
            output.talk(&words);
        }
    });
    stop
}

/// Resolves at SIGINT or SIGTERM.
pub(super) async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

fn completions(context: &Context, args: &CompletionArgs) -> Result<Exit, Failure> {
    let mut command = crate::args::translated(Cli::command(), &context.words);
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "gabakura", &mut script);
    context.output.data(&String::from_utf8_lossy(&script));
    Ok(Exit::Done)
}

fn man(context: &Context) -> Result<Exit, Failure> {
    let command = crate::args::translated(Cli::command(), &context.words);
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(command).render(&mut page);
    rendered.map_err(|error| Failure::say("cannot-write", &[("problem", &error.to_string())]))?;
    context.output.data(&String::from_utf8_lossy(&page));
    Ok(Exit::Done)
}
