//! `audit`: the baseline checks on what is observed.

use gabakura_model::finding::{Finding, FindingStatus, Severity};

use crate::Exit;
use crate::args::AuditArgs;
use crate::failure::Failure;
use crate::host::Host;
use crate::output::write_file;
use crate::report;
use crate::session::{Audited, Session, made_by};
use crate::settings::Context;
use crate::view;

pub async fn run(host: &dyn Host, context: &Context, args: &AuditArgs) -> Result<Exit, Failure> {
    let session = super::open(host, context, args.selector.as_deref()).await?;
    let audited = session.audit().await?;
    let checks = session.project.policies.checks();
    let text = match args.format.as_str() {
        "html" => html(&session, &audited),
        "text" if !context.json => {
            view::audit::human(&audited, checks, &context.words, &context.style)
        }
        _ => serde_json::to_string_pretty(&view::audit::json(&audited, checks))
            .expect("a JSON value serialises"),
    };
    match &args.out {
        None => context.output.data(&text),
        Some(path) => {
            write_file(path, text.as_bytes()).map_err(|error| {
                let (path, problem) = (path.display().to_string(), error.to_string());
                Failure::say("cannot-write", &[("path", &path), ("problem", &problem)])
            })?;
            let path = path.display().to_string();
            context
                .output
                .talk(&context.words.say("report-saved", &[("path", &path)]));
        }
    }
    session.close().await?;
    Ok(exit_of(&audited))
}

/// The HTML report of an audit.
pub fn html(session: &Session<'_>, audited: &Audited) -> String {
    let input = report::ReportInput {
        made_at: session.world.clock.now(),
        made_by: made_by(),
        tenancies: &session.project.tenancies,
        audited,
        checks: session.project.policies.checks(),
    };
    report::html(&input, &session.context.words)
}

/// A failed check of high severity refuses; something undecided is incomplete.
pub fn exit_of(audited: &Audited) -> Exit {
    let all = || audited.findings.values().flatten();
    let grave = |f: &Finding| f.status == FindingStatus::Fail && f.severity >= Severity::High;
    if all().any(grave) {
        Exit::Policy
    } else if all().any(|finding| finding.status == FindingStatus::Unknown) {
        Exit::Incomplete
    } else {
        Exit::Done
    }
}
