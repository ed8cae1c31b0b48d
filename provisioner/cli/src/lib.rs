//! The command line: arguments in, one result with two views out.
//!
//! A floor knows those below it, never one above:
//!
//! | floor | modules |
//! |---|---|
//! | roof | `command`: a command's arguments, use case, view and `exit` code; the terminal |
//! | views | `view`: a result for people and for programs; pure |
//! | use cases | `usecase`: the work; returns one result, prints nothing |
//! | arguments | `args`, and `settings` resolved from them and the environment |
//! | ground | `error`, `files`, `host`, `logging`, `output`, `plan_file`, `signature`, `words`, `workspace` |
//!
//! Nothing here decides what changes; that is the planner's. Clouds and the sandbox come in
//! through `Host`.

mod args;
mod command;
mod error;
mod exit;
mod files;
#[cfg(test)]
mod fixture;
mod host;
mod logging;
mod output;
mod plan_file;
mod settings;
mod signature;
mod usecase;
mod view;
mod words;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

pub use crate::host::{Connection, Host, HostError, Ports, SandboxHandle};

/// Reads the arguments, runs the command and returns its exit code.
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
    ExitCode::from(command::run(host, cli).await as u8)
}
