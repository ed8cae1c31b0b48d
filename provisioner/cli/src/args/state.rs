//! Arguments of `state`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::args::inspect::SelectorArgs;

/// The commands of `state`.
#[derive(Clone, Debug, Subcommand)]
pub enum StateCommand {
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
