//! Arguments, as the contract in the user guide has them.
//!
//! Doc comments of arguments are message ids (`help-…`); [`translated`] replaces them.

mod change;
mod cli;
mod help;
mod inspect;
mod state;

pub use change::{AdoptArgs, ApplyArgs, DestroyArgs, PlanArgs};
pub use cli::{Cli, Command, Global, SandboxCommand};
pub use help::{completions, man, translated};
pub use inspect::{AuditArgs, DriftArgs, InitArgs, SelectorArgs};
pub use state::{RecipientArgs, SettleArgs, StateCommand};
