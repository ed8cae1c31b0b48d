//! The command line: arguments in, one result with two views out.
//!
//! Nothing here decides what changes; that is the planner's. Clouds and the sandbox come in
//! through [`Host`].

mod args;
mod command;
mod failure;
#[cfg(test)]
mod fixture;
mod fleet;
mod host;
mod logging;
mod output;
mod past;
mod plan_file;
mod progress;
mod project;
mod report;
mod session;
mod settings;
mod signature;
mod view;
mod words;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

pub use crate::host::{Connection, Host, HostError, Ports, SandboxDoor};

/// Reads the arguments, runs the command, says how it went.
pub async fn run(host: &dyn Host, arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let lang = settings::lang_before_parsing(&arguments);
    let command = args::translated(args::Cli::command(), &words::Words::new(lang));
    let parsed = command.try_get_matches_from(&arguments);
    let cli = match parsed.and_then(|matches| args::Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => {
            // Clap words its own usage errors; help and version are not errors.
            let code = if error.use_stderr() { 1 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let context = settings::Context::new(&cli.global);
    let exit = match logging::start(cli.global.verbose, cli.global.log_format) {
        Ok(_logs) => command::run(host, &context, cli.command).await,
        Err(failure) => command::tell(&context, failure),
    };
    ExitCode::from(exit as u8)
}

/// How a command ended. The numbers are a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done; nothing to report.
    Done = 0,
    /// Something is wrong; it was said what.
    Error = 1,
    /// Changes or drift, where `--detailed-exitcode` asks.
    Differs = 2,
    /// A policy refuses.
    Policy = 3,
    /// Something could not be seen; nothing may be concluded about it.
    Incomplete = 4,
    /// Locked by somebody else, or the plan no longer fits.
    Conflict = 5,
    /// Stopped from outside.
    Interrupted = 130,
}
