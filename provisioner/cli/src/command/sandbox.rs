//! `sandbox`: the embedded cloud, kept running for any client of AWS or Google.

use serde_json::json;

use crate::Exit;
use crate::args::SandboxVerb;
use crate::failure::Failure;
use crate::host::{Host, Ports};
use crate::settings::Context;

/// Account shown when none is asked for: AWS's documentation uses this number.
const EXAMPLE_ACCOUNT: &str = "111122223333";

pub async fn run(host: &dyn Host, context: &Context, verb: SandboxVerb) -> Result<Exit, Failure> {
    let dir = context.sandbox_dir();
    match verb {
        SandboxVerb::Start { port } => {
            let started = |ports: Ports| {
                let (aws, google) = (ports.aws.to_string(), ports.google.to_string());
                let args = [("aws", &*aws), ("google", &google)];
                context
                    .output
                    .data(&context.words.say("sandbox-started", &args));
            };
            let stop = Box::pin(super::interrupted());
            host.serve_sandbox(&dir, port, &started, stop).await?;
            context
                .output
                .talk(&context.words.say("sandbox-stopped", &[]));
        }
        SandboxVerb::Reset => {
            host.reset_sandbox(&dir)?;
            // The record speaks of resources that are gone now.
            let state = context.sandbox_store_path();
            remove_database(&state)?;
            context
                .output
                .talk(&context.words.say("sandbox-reset", &[]));
        }
        SandboxVerb::Env { account } => env(host, context, account.as_deref())?,
    }
    Ok(Exit::Done)
}

/// What to export so that any client of AWS or Google speaks to the running sandbox.
fn env(host: &dyn Host, context: &Context, account: Option<&str>) -> Result<(), Failure> {
    let account = account.unwrap_or(EXAMPLE_ACCOUNT);
    if account.len() != 12 || !account.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Failure::say("not-an-account", &[("text", account)]));
    }
    let Some(ports) = host.sandbox_ports(&context.sandbox_dir()) else {
        return Err(Failure::say("sandbox-not-running", &[]));
    };
    let url = |port: u16| format!("http://127.0.0.1:{port}");
    let (aws, google) = (url(ports.aws), url(ports.google));
    let compute = format!("{google}/compute/v1/");
    let google_apis = format!("{google}/");
    let variables = [
        ("AWS_ENDPOINT_URL", aws.as_str()),
        ("AWS_ACCESS_KEY_ID", account),
        ("AWS_SECRET_ACCESS_KEY", "sandbox"),
        ("AWS_DEFAULT_REGION", "ap-northeast-1"),
        ("AWS_REGION", "ap-northeast-1"),
        ("STORAGE_EMULATOR_HOST", &google),
        ("CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE", &compute),
        ("CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS", &google_apis),
        ("CLOUDSDK_API_ENDPOINT_OVERRIDES_LOGGING", &google_apis),
        ("CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM", &google_apis),
        (
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER",
            &google_apis,
        ),
    ];
    if context.json {
        let map: serde_json::Map<_, _> = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        context
            .output
            .json(&json!({ "format_version": "1.0", "env": map }));
    } else {
        let line = |(name, value): &(&str, &str)| format!("export {name}={value}");
        context
            .output
            .data(&variables.iter().map(line).collect::<Vec<_>>().join("\n"));
    }
    Ok(())
}

/// Removes a database and what SQLite keeps beside it.
pub fn remove_database(path: &std::path::Path) -> Result<(), Failure> {
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        match std::fs::remove_file(&name) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                let (path, problem) = (path.display().to_string(), error.to_string());
                return Err(Failure::say(
                    "cannot-write",
                    &[("path", &path), ("problem", &problem)],
                ));
            }
        }
    }
    Ok(())
}
