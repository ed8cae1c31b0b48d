//! Arguments, as the contract in the user guide has them.

use std::path::PathBuf;

use clap::{Args, Command, Parser, Subcommand};

use crate::words::Words;

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
    pub command: Verb,
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
}

/// The commands.
#[derive(Clone, Debug, Subcommand)]
pub enum Verb {
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
    State(StateVerb),
    /// explain
    Explain(ExplainArgs),
    /// municipality
    Municipality(SearchArgs),
    /// sandbox
    #[command(subcommand)]
    Sandbox(SandboxVerb),
    /// completions
    Completions(CompletionArgs),
    /// man
    Man,
}

/// Which tenancies.
#[derive(Clone, Debug, Args)]
pub struct SelectorArgs {
    /// selector
    #[arg(value_name = "SELECTOR")]
    pub selector: Option<String>,
}

/// `init`.
#[derive(Clone, Debug, Args)]
pub struct InitArgs {
    /// init-municipality
    #[arg(value_name = "CODE")]
    pub municipality: String,
    /// init-vendor
    #[arg(value_name = "VENDOR")]
    pub vendor: String,
    /// init-account
    #[arg(long, value_name = "ACCOUNT", required_unless_present = "project")]
    pub account: Option<String>,
    /// init-project
    #[arg(long, value_name = "PROJECT", conflicts_with = "account")]
    pub project: Option<String>,
    /// init-cidr
    #[arg(long, value_name = "CIDR", default_value = "10.0.0.0/20")]
    pub cidr: String,
}

/// `plan`.
#[derive(Clone, Debug, Args)]
pub struct PlanArgs {
    /// selector
    #[arg(value_name = "SELECTOR")]
    pub selector: Option<String>,
    /// plan-out
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// plan-sign
    #[arg(long, value_name = "KEY", requires = "out")]
    pub sign: Option<PathBuf>,
    /// detailed-exitcode
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// plan-destroy
    #[arg(long)]
    pub destroy: bool,
    /// plan-undo
    #[arg(long, value_name = "RUN", conflicts_with = "destroy")]
    pub undo: Option<String>,
    /// override-protection
    #[arg(long, value_name = "ADDRESS")]
    pub override_protection: Vec<String>,
}

/// `apply`.
#[derive(Clone, Debug, Args)]
pub struct ApplyArgs {
    /// apply-what
    #[arg(value_name = "SELECTOR|FILE")]
    pub what: Option<String>,
    /// require-signature
    #[arg(long, value_name = "PUB")]
    pub require_signature: Option<PathBuf>,
    /// apply-undo
    #[arg(long, value_name = "RUN")]
    pub undo: Option<String>,
    /// apply-wave
    #[arg(long, value_name = "1,10,rest")]
    pub wave: Option<String>,
    /// failure-budget
    #[arg(long, value_name = "N")]
    pub failure_budget: Option<usize>,
    /// yes
    #[arg(long, short)]
    pub yes: bool,
}

/// `destroy`.
#[derive(Clone, Debug, Args)]
pub struct DestroyArgs {
    /// selector
    #[arg(value_name = "SELECTOR")]
    pub selector: String,
    /// yes
    #[arg(long, short)]
    pub yes: bool,
    /// override-protection
    #[arg(long, value_name = "ADDRESS")]
    pub override_protection: Vec<String>,
}

/// `adopt`.
#[derive(Clone, Debug, Args)]
pub struct AdoptArgs {
    /// selector
    #[arg(value_name = "SELECTOR")]
    pub selector: String,
    /// yes
    #[arg(long, short)]
    pub yes: bool,
}

/// `drift`.
#[derive(Clone, Debug, Args)]
pub struct DriftArgs {
    /// selector
    #[arg(value_name = "SELECTOR")]
    pub selector: Option<String>,
    /// detailed-exitcode
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// drift-fix
    #[arg(long)]
    pub fix: bool,
}

/// `audit`.
#[derive(Clone, Debug, Args)]
pub struct AuditArgs {
    /// selector
    #[arg(value_name = "SELECTOR")]
    pub selector: Option<String>,
    /// audit-format
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json", "html"])]
    pub format: String,
    /// audit-out
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `state`.
#[derive(Clone, Debug, Subcommand)]
pub enum StateVerb {
    /// state-list
    List(SelectorArgs),
    /// state-runs
    Runs(SelectorArgs),
    /// state-show
    Show {
        /// address
        #[arg(value_name = "ADDRESS")]
        address: String,
    },
    /// state-locks
    Locks,
    /// state-unlock
    Unlock {
        /// tenancy
        #[arg(value_name = "TENANCY")]
        tenancy: String,
        /// unlock-reason
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// state-recover
    Recover(SelectorArgs),
    /// state-settle
    Settle(SettleArgs),
    /// state-verify
    Verify,
    /// state-seal
    Seal(RecipientArgs),
    /// state-rekey
    Rekey(RecipientArgs),
    /// state-unseal
    Unseal,
    /// state-export
    Export {
        /// state-export-file
        #[arg(value_name = "FILE|-")]
        file: PathBuf,
    },
    /// state-import
    Import {
        /// state-import-file
        #[arg(value_name = "FILE|-")]
        file: PathBuf,
    },
}

/// `state seal` and `state rekey`.
#[derive(Clone, Debug, Args)]
pub struct RecipientArgs {
    /// seal-recipient
    #[arg(long, short, value_name = "age1…")]
    pub recipient: Vec<String>,
}

/// `state settle`.
#[derive(Clone, Debug, Args)]
pub struct SettleArgs {
    /// address
    #[arg(value_name = "ADDRESS")]
    pub address: String,
    /// settle-done
    #[arg(long, value_name = "ID", required_unless_present = "not_done",
          value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub done: Option<String>,
    /// settle-not-done
    #[arg(long, conflicts_with = "done")]
    pub not_done: bool,
    /// settle-reason
    #[arg(long, value_name = "TEXT",
          value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub reason: String,
}

/// `explain`.
#[derive(Clone, Debug, Args)]
pub struct ExplainArgs {
    /// explain-what
    #[arg(value_name = "CHECK|CONTROL|KIND|MODULE|PROFILE")]
    pub what: String,
}

/// `municipality`.
#[derive(Clone, Debug, Args)]
pub struct SearchArgs {
    /// search-text
    #[arg(value_name = "TEXT")]
    pub text: String,
}

/// `sandbox`.
#[derive(Clone, Debug, Subcommand)]
pub enum SandboxVerb {
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

/// Replaces the message ids in the doc comments above by their words.
pub fn translated(command: Command, words: &Words) -> Command {
    let about = command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default();
    let command = command.about(words.say(&format!("help-{about}"), &[]));
    let command = command.mut_args(|arg| {
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        match help.as_str() {
            "" | "Print help" | "Print version" => arg,
            id => arg.help(words.say(&format!("help-{id}"), &[])),
        }
    });
    command.mut_subcommands(|sub| translated(sub, words))
}
