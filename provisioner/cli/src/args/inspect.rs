//! Arguments of the commands that prepare, compare and explain.

use std::path::PathBuf;

use clap::Args;

/// The tenancies to work on.
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

/// `explain`.
#[derive(Clone, Debug, Args)]
pub struct ExplainArgs {
    /// explain-what
    #[arg(value_name = "CHECK|CONTROL|KIND|PROFILE")]
    pub what: String,
}

/// `municipality`.
#[derive(Clone, Debug, Args)]
pub struct SearchArgs {
    /// search-text
    #[arg(value_name = "TEXT")]
    pub text: String,
}
