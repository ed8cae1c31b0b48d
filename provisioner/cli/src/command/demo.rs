//! `demo`: the whole job on the embedded sandbox, in the order a person would do it.

use std::collections::BTreeSet;

use gabakura_model::observed::ObservedResource;
use gabakura_model::plan::PlanIntent;
use gabakura_model::port::{DeleteRequest, Permit, UpdateRequest};
use gabakura_model::resource::Kind;
use gabakura_model::tenancy::Tenancy;
use serde_json::{Value, json};

use crate::Exit;
use crate::failure::Failure;
use crate::host::Host;
use crate::output::write_file;
use crate::project::Project;
use crate::session::Session;
use crate::settings::Context;
use crate::view;

/// The folder of the demo's own state, started over each time.
const DEMO_DIR: &str = "demo";

pub async fn run(host: &dyn Host, outer: &Context) -> Result<Exit, Failure> {
    let context = outer.in_sandbox(DEMO_DIR);
    let say = |id: &str, args: &[(&str, &str)]| {
        context
            .output
            .talk(&format!("\n{}", context.words.say(id, args)));
    };
    say("demo-sandbox", &[]);
    host.reset_sandbox(&context.sandbox_dir())?;
    super::sandbox::remove_database(&context.sandbox_store_path())?;

    say("demo-render", &[]);
    let project = Project::load(&context, host, None)?;
    let resources: usize = project.graphs.values().map(|graph| graph.len()).sum();
    let counts = (project.tenancies.len().to_string(), resources.to_string());
    say(
        "demo-rendered",
        &[("tenancies", &counts.0), ("resources", &counts.1)],
    );
    let session = Session::open(&context, host, project).await?;
    let exit = session_of_a_day(&session, &say).await;
    session.close().await?;
    exit
}

async fn session_of_a_day(
    session: &Session<'_>,
    say: &impl Fn(&str, &[(&str, &str)]),
) -> Result<Exit, Failure> {
    let context = session.context;
    let none = BTreeSet::new();
    say("demo-plan", &[]);
    let plan = session.plan(PlanIntent::Apply, &none).await?;
    super::plan::show(session, &plan);

    say("demo-apply", &[]);
    let stop = super::stop_flag(context);
    let reports = session.apply(&plan, &stop).await?;
    context.output.data(&view::apply::human(
        &reports,
        &plan,
        true,
        &context.words,
        &context.style,
    ));
    if !reports
        .iter()
        .all(gabakura_engine::ApplyReport::is_complete)
    {
        return Ok(Exit::Error);
    }

    say("demo-again", &[]);
    let again = session.plan(PlanIntent::Apply, &none).await?;
    super::plan::show(session, &again);
    if !again
        .tenancies
        .iter()
        .all(gabakura_model::plan::TenancyPlan::is_empty)
    {
        return Ok(Exit::Error);
    }

    say("demo-tamper", &[]);
    for done in tamper(session).await? {
        context.output.talk(&format!("  - {done}"));
    }
    say("demo-drift", &[]);
    let drifted = session.drift().await?;
    super::drift::show(context, &drifted);

    say("demo-fix", &[]);
    let fix = session.plan(PlanIntent::Fix, &none).await?;
    super::plan::show(session, &fix);
    let reports = session.apply(&fix, &stop).await?;
    context.output.data(&view::apply::human(
        &reports,
        &fix,
        true,
        &context.words,
        &context.style,
    ));
    let left = session.drift().await?;
    super::drift::show(context, &left);

    say("demo-audit", &[]);
    let audited = session.audit().await?;
    let checks = session.project.policies.checks();
    context.output.data(&view::audit::human(
        &audited,
        checks,
        &context.words,
        &context.style,
    ));
    let path = context.data_dir().join("report.html");
    let shown = path.display().to_string();
    write_file(&path, super::audit::html(session, &audited).as_bytes()).map_err(|error| {
        Failure::say(
            "cannot-write",
            &[("path", &shown), ("problem", &error.to_string())],
        )
    })?;
    say("demo-report", &[("path", &shown)]);
    say("demo-next", &[]);
    // What the checks find is a result, not a failure of the demo; drift that stays would be one.
    Ok(if left.entries.is_empty() {
        Exit::Done
    } else {
        Exit::Error
    })
}

/// Changes the cloud in three ways behind gabakura's back; says what was done.
#[expect(
    clippy::disallowed_methods,
    reason = "it is drift that is demonstrated"
)]
async fn tamper(session: &Session<'_>) -> Result<Vec<String>, Failure> {
    let words = &session.context.words;
    let tenancy = &session.project.tenancies[0];
    let name = tenancy.id.to_string();
    let permit = Permit::without_lock();
    let mut done = Vec::new();

    let opened = first(session, tenancy, "aws.ec2.security_group", |found| {
        found.spec["ingress"]
            .as_array()
            .is_some_and(|rules| !rules.is_empty())
    });
    if let Some(group) = opened.await? {
        let mut after = group.spec.clone();
        let anyone = json!({ "protocol": "tcp", "from_port": 22, "to_port": 22,
                             "cidr_ipv4": "0.0.0.0/0" });
        after["ingress"]
            .as_array_mut()
            .into_iter()
            .for_each(|rules| rules.push(anyone.clone()));
        change(session, tenancy, (&group, after), &permit).await?;
        done.push(words.say(
            "demo-tampered-group",
            &[("tenancy", &name), ("id", &group.id)],
        ));
    }
    if let Some(key) = first(session, tenancy, "aws.kms.key", |_| true).await? {
        let mut after = key.spec.clone();
        after["enable_key_rotation"] = json!(false);
        change(session, tenancy, (&key, after), &permit).await?;
        done.push(words.say("demo-tampered-key", &[("tenancy", &name), ("id", &key.id)]));
    }
    if let Some(flow_log) = first(session, tenancy, "aws.ec2.flow_log", |_| true).await? {
        let order = DeleteRequest {
            kind: flow_log.kind.clone(),
            id: flow_log.id.clone(),
            spec: flow_log.spec.clone(),
        };
        session
            .world
            .provider
            .delete(&tenancy.scope, &order, &permit)
            .await
            .map_err(Failure::Cloud)?;
        done.push(words.say(
            "demo-tampered-log",
            &[("tenancy", &name), ("id", &flow_log.id)],
        ));
    }
    Ok(done)
}

/// The first resource of a kind that is the tenancy's own and fits.
async fn first(
    session: &Session<'_>,
    tenancy: &Tenancy,
    kind: &str,
    fits: impl Fn(&ObservedResource) -> bool,
) -> Result<Option<ObservedResource>, Failure> {
    let kind = Kind::new(kind);
    let all = session
        .world
        .provider
        .list(&tenancy.scope, &kind)
        .await
        .map_err(Failure::Cloud)?;
    let mine =
        |found: &ObservedResource| found.tenancy_tag() == Some(tenancy.id.to_string().as_str());
    Ok(all.into_iter().find(|found| mine(found) && fits(found)))
}

async fn change(
    session: &Session<'_>,
    tenancy: &Tenancy,
    (found, after): (&ObservedResource, Value),
    permit: &Permit,
) -> Result<(), Failure> {
    let schema = session.project.catalogue.get(&found.kind);
    let after = schema
        .and_then(|s| (s.canonical)(&after).ok())
        .unwrap_or(after);
    let order = UpdateRequest {
        kind: found.kind.clone(),
        id: found.id.clone(),
        before: found.spec.clone(),
        after,
        tags_before: found.tags.clone(),
        tags_after: found.tags.clone(),
    };
    session
        .world
        .provider
        .update(&tenancy.scope, &order, permit)
        .await
        .map_err(Failure::Cloud)
}
