//! Every command, from its arguments to its exit code.

use crate::args::{self, AuditArgs, Cli, Command, InitArgs, SelectorArgs};
use crate::command::context::Context;
use crate::command::{apply, demo, sandbox, state};
use crate::error::Error;
use crate::exit::Exit;
use crate::files;
use crate::host::Host;
use crate::logging;
use crate::usecase::project::{Project, Rendered, Validated};
use crate::usecase::{explain, init};
use crate::view::format::View;
use crate::view::report;

/// Runs a command, and shows why it failed if it did.
pub async fn run(host: &dyn Host, cli: Cli) -> Exit {
    let context = Context::new(host, &cli.global);
    let done = match logging::start(cli.global.verbose, cli.global.log_format) {
        Ok(_logs) => dispatch(&context, cli.command).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(exit) => exit,
        Err(error) => {
            context.terminal.fail(&error);
            Exit::of_error(&error)
        }
    }
}

async fn dispatch(context: &Context<'_>, command: Command) -> Result<Exit, Error> {
    let (host, workspace) = (context.host, &*context.settings.workspace);
    let done = |view: &dyn View| {
        context.terminal.show(view);
        Ok(Exit::Done)
    };
    match command {
        Command::Demo => demo::run(context).await,
        Command::Init(args) => initialize(context, &args),
        Command::Validate(SelectorArgs { selector }) => {
            let project = Project::load(host, workspace, selector.as_deref())?;
            done(&Validated(project))
        }
        Command::Render(SelectorArgs { selector }) => {
            let project = Project::load(host, workspace, selector.as_deref())?;
            done(&Rendered(project))
        }
        Command::Plan(args) => apply::plan(context, &args).await,
        Command::Apply(args) => apply::apply(context, &args).await,
        Command::Destroy(args) => apply::destroy(context, &args).await,
        Command::Adopt(args) => apply::adopt(context, &args).await,
        Command::Drift(args) => apply::drift(context, &args).await,
        Command::Audit(args) => audit(context, &args).await,
        Command::State(command) => state::run(context, command).await,
        Command::Explain(args) => done(&explain::explain(host, workspace, &args.what)?),
        Command::Municipality(args) => done(&explain::municipalities(&args.text)?),
        Command::Sandbox(command) => sandbox::run(context, command).await,
        Command::Completions(args) => {
            let script = args::completions(args.shell, &context.terminal.words);
            context.terminal.output.data(&script);
            Ok(Exit::Done)
        }
        Command::Man => {
            let page = args::man(&context.terminal.words);
            let page = page.map_err(|error| {
                Error::message("cannot-write", &[("problem", &error.to_string())])
            });
            context.terminal.output.data(&page?);
            Ok(Exit::Done)
        }
    }
}

fn initialize(context: &Context<'_>, args: &InitArgs) -> Result<Exit, Error> {
    let path = init::init(&context.settings.workspace, args)?;
    let path = path.display().to_string();
    context.terminal.talk("init-written", &[("path", &path)]);
    Ok(Exit::Done)
}

async fn audit(context: &Context<'_>, args: &AuditArgs) -> Result<Exit, Error> {
    let terminal = &context.terminal;
    let session = context.open(args.selector.as_deref()).await?;
    let audited = session.audit().await?;
    let text = match args.format.as_str() {
        "html" => report::html(&audited, &terminal.words),
        "text" if !terminal.json => terminal.human(&audited),
        _ => format!("{:#}", audited.json(&terminal.words)),
    };
    match &args.out {
        None => terminal.output.data(&text),
        Some(path) => {
            files::write(path, text.as_bytes())?;
            let path = path.display().to_string();
            terminal.talk("report-saved", &[("path", &path)]);
        }
    }
    let exit = Exit::of_audit(&audited);
    session.close().await?;
    Ok(exit)
}
