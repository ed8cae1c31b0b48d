//! `sandbox`: the embedded cloud, kept running for any client of AWS or Google.

use crate::args::SandboxCommand;
use crate::command::context::Context;
use crate::command::interrupt::signalled;
use crate::error::Error;
use crate::exit::Exit;
use crate::host::Ports;
use crate::usecase::sandbox;

pub async fn run(context: &Context<'_>, command: SandboxCommand) -> Result<Exit, Error> {
    let (host, settings, terminal) = (context.host, &context.settings, &context.terminal);
    match command {
        SandboxCommand::Start { port } => {
            let started = |ports: Ports| {
                let (aws, google) = (ports.aws.to_string(), ports.google.to_string());
                let args = [("aws", &*aws), ("google", &google)];
                terminal
                    .output
                    .data(&terminal.words.say("sandbox-started", &args));
            };
            let (dir, stop) = (settings.sandbox_dir(), Box::pin(signalled()));
            host.serve_sandbox(&dir, port, &started, stop).await?;
            terminal.talk("sandbox-stopped", &[]);
        }
        SandboxCommand::Reset => {
            sandbox::reset(host, settings)?;
            terminal.talk("sandbox-reset", &[]);
        }
        SandboxCommand::Env { account } => {
            terminal.show(&sandbox::env(host, settings, account.as_deref())?);
        }
    }
    Ok(Exit::Done)
}
