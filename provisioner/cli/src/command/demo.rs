//! `demo`: the whole job on the embedded sandbox, in the order a person would do it.

use gabakura_model::plan::{PlanIntent, TenancyPlan};

use crate::command::context::Context;
use crate::command::interrupt::stop_flag;
use crate::error::Error;
use crate::exit::Exit;
use crate::files;
use crate::usecase::demo::tamper;
use crate::usecase::plan::{Planned, Request};
use crate::usecase::project::Project;
use crate::usecase::rollout::Rollout;
use crate::usecase::sandbox;
use crate::usecase::session::Session;
use crate::view::report;

/// The folder of the demo's own state, started over each time.
const DEMO_DIR: &str = "demo";

pub async fn run(outer: &Context<'_>) -> Result<Exit, Error> {
    let context = &Context {
        host: outer.host,
        settings: outer.settings.in_sandbox(DEMO_DIR),
        terminal: outer.terminal.without_json(),
    };
    title(context, "demo-sandbox", &[]);
    sandbox::reset(context.host, &context.settings)?;

    title(context, "demo-render", &[]);
    let project = Project::load(context.host, &context.settings.workspace, None)?;
    let resources: usize = project.graphs.values().map(|graph| graph.len()).sum();
    let counts = (project.tenancies.len().to_string(), resources.to_string());
    let args = [("tenancies", &*counts.0), ("resources", &counts.1)];
    title(context, "demo-rendered", &args);
    let mut session = context.session(project).await?;
    let exit = work(context, &mut session).await;
    session.close().await?;
    exit
}

fn title(context: &Context<'_>, id: &str, args: &[(&str, &str)]) {
    let text = context.terminal.words.say(id, args);
    context.terminal.output.talk(&format!("\n{text}"));
}

async fn work(context: &Context<'_>, session: &mut Session<'_>) -> Result<Exit, Error> {
    let terminal = &context.terminal;
    let apply = Request::to(PlanIntent::Apply);
    title(context, "demo-plan", &[]);
    let planned = session.plan(&apply).await?;
    terminal.show(&planned);

    title(context, "demo-apply", &[]);
    let stop = stop_flag(&terminal.words);
    let carry_out = async |session: &mut Session<'_>, planned: Planned| {
        let applied = session.apply(planned, Rollout::default(), false, &stop);
        let applied = applied.await?;
        terminal.show(&applied);
        Ok::<_, Error>(applied.is_complete())
    };
    if !carry_out(session, planned).await? {
        return Ok(Exit::Error);
    }

    title(context, "demo-again", &[]);
    let again = session.plan(&apply).await?;
    terminal.show(&again);
    if !again.plan.tenancies.iter().all(TenancyPlan::is_empty) {
        return Ok(Exit::Error);
    }

    title(context, "demo-tamper", &[]);
    for done in tamper(session).await? {
        let done = terminal.words.say(done.code, &done.args());
        terminal.output.talk(&format!("  - {done}"));
    }
    title(context, "demo-drift", &[]);
    terminal.show(&session.drift().await?);

    title(context, "demo-fix", &[]);
    let fix = session.plan(&Request::to(PlanIntent::Fix)).await?;
    terminal.show(&fix);
    carry_out(session, fix).await?;
    let left = session.drift().await?;
    terminal.show(&left);

    title(context, "demo-audit", &[]);
    let audited = session.audit().await?;
    terminal.show(&audited);
    let path = context.settings.data_dir.join("report.html");
    let html = report::html(&audited, &terminal.words);
    files::write(&path, html.as_bytes())?;
    title(
        context,
        "demo-report",
        &[("path", &path.display().to_string())],
    );
    title(context, "demo-next", &[]);
    // What the checks find is a result, not a failure of the demo; drift that remains would be one.
    Ok(Exit::of_check(left.entries.is_empty()))
}
