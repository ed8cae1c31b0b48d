//! The command line as a whole: global options and the commands.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand};

use crate::args::change::{AdoptArgs, ApplyArgs, DestroyArgs, PlanArgs};
use crate::args::inspect::{AuditArgs, DriftArgs, ExplainArgs, InitArgs, SearchArgs, SelectorArgs};
use crate::args::state::StateCommand;
use crate::logging::LogFormat;

/// What was typed.
#[derive(Debug, Parser)]
#[command(
    name = "gabakura",
    version,
    about = "about",
    disable_help_subcommand = true
)]
pub struct Cli {
    /// Options every command takes.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// Options every command takes.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// global-workspace
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    pub workspace: PathBuf,
    /// global-state
    #[arg(long, global = true, value_name = "URL")]
    pub state: Option<String>,
    /// global-identity
    #[arg(long, global = true, value_name = "FILE")]
    pub identity: Option<PathBuf>,
    /// global-json
    #[arg(long, global = true)]
    pub json: bool,
    /// global-lang
    #[arg(long, global = true, value_name = "ja|en", value_parser = ["ja", "en"])]
    pub lang: Option<String>,
    /// global-quiet
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// global-no-color
    #[arg(long, global = true)]
    pub no_color: bool,
    /// global-parallel
    #[arg(long, global = true, value_name = "N", default_value_t = 16,
          value_parser = clap::value_parser!(u16).range(1..=256))]
    pub parallel: u16,
    /// global-sandbox
    #[arg(long, global = true)]
    pub sandbox: bool,
    /// global-verbose
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// global-log-format
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "text|json",
        default_value_t,
        hide_possible_values = true
    )]
    pub log_format: LogFormat,
}

/// The commands.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// demo
    Demo,
    /// init
    Init(InitArgs),
    /// validate
    Validate(SelectorArgs),
    /// render
    Render(SelectorArgs),
    /// plan
    Plan(PlanArgs),
    /// apply
    Apply(ApplyArgs),
    /// destroy
    Destroy(DestroyArgs),
    /// adopt
    Adopt(AdoptArgs),
    /// drift
    Drift(DriftArgs),
    /// audit
    Audit(AuditArgs),
    /// state
    #[command(subcommand)]
    State(StateCommand),
    /// explain
    Explain(ExplainArgs),
    /// municipality
    Municipality(SearchArgs),
    /// sandbox
    #[command(subcommand)]
    Sandbox(SandboxCommand),
    /// completions
    Completions(CompletionArgs),
    /// man
    Man,
}

/// The commands of `sandbox`.
#[derive(Clone, Debug, Subcommand)]
pub enum SandboxCommand {
    /// sandbox-start
    Start {
        /// sandbox-port
        #[arg(long, value_name = "PORT", default_value_t = 4747)]
        port: u16,
    },
    /// sandbox-reset
    Reset,
    /// sandbox-env
    Env {
        /// sandbox-account
        #[arg(value_name = "ACCOUNT")]
        account: Option<String>,
    },
}

/// `completions`.
#[derive(Clone, Debug, Args)]
pub struct CompletionArgs {
    /// completions-shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}
