//! Arguments of the commands that plan and apply changes.

use std::path::PathBuf;

use clap::Args;

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
