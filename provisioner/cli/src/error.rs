//! Why a command could not do its work.

use gabakura_engine::ApplyError;
use gabakura_model::diagnostic::Diagnostic;
use gabakura_model::outcome::ProviderError;
use gabakura_model::port::StoreError;
use gabakura_planner::stale::Difference;

use crate::host::HostError;
use crate::plan_file::PlanFileError;
use crate::workspace::Sources;

/// Why a command could not do its work. The views word it in the reader's language.
#[derive(Debug)]
pub enum Error {
    /// Mistakes in the files of the workspace; all of them.
    Files(Vec<Diagnostic>, Sources),
    Store(StoreError),
    /// An apply that could not go on.
    Apply(ApplyError),
    Host(HostError),
    /// A call to a cloud that is not part of a plan.
    Provider(ProviderError),
    /// A reviewed plan that no longer fits, and what changed since.
    Stale(Vec<Difference>),
    /// A plan file that is not as it was written: its path, and what is wrong.
    PlanFile(String, PlanFileError),
    /// A plan without the signature that is demanded.
    Unsigned(Message),
    /// A policy refuses the plan.
    Denied,
    Message(Message),
}

/// A message of the catalogue, by its code, with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub code: &'static str,
    pub args: Vec<(&'static str, String)>,
}

impl Message {
    pub fn new(code: &'static str, args: &[(&'static str, &str)]) -> Self {
        let owned = |(name, value): &(&'static str, &str)| (*name, (*value).to_owned());
        Self {
            code,
            args: args.iter().map(owned).collect(),
        }
    }

    /// The arguments as the catalogue takes them.
    pub fn args(&self) -> Vec<(&str, &str)> {
        let args = self.args.iter();
        args.map(|(name, value)| (*name, value.as_str())).collect()
    }
}

impl Error {
    /// An error that a message alone describes.
    pub fn message(code: &'static str, args: &[(&'static str, &str)]) -> Self {
        Self::Message(Message::new(code, args))
    }

    /// Whether somebody else is at work, or was since the plan was reviewed: trying again, or
    /// planning again, may do.
    pub fn is_conflict(&self) -> bool {
        match self {
            Self::Apply(_) | Self::Stale(_) | Self::Unsigned(_) => true,
            Self::PlanFile(_, error) => error.is_tampering(),
            Self::Store(error) => matches!(
                error,
                StoreError::Locked { .. } | StoreError::LockLost { .. } | StoreError::Resealed
            ),
            _ => false,
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<ApplyError> for Error {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::Store(error) => Self::Store(error),
            stale @ ApplyError::Stale { .. } => Self::Apply(stale),
        }
    }
}

impl From<HostError> for Error {
    fn from(error: HostError) -> Self {
        Self::Host(error)
    }
}
