//! Why a command could not do its work.

use gabakura_engine::ApplyError;
use gabakura_model::diagnostic::Diagnostic;
use gabakura_model::outcome::ProviderError;
use gabakura_model::port::StoreError;
use gabakura_planner::stale::Difference;

use crate::Exit;
use crate::host::HostError;
use crate::plan_file::PlanFault;
use crate::view::problem::is_conflict;
use crate::workspace::Sources;

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// Faults in what people wrote; all of them.
    Faults(Vec<Diagnostic>, Sources),
    /// The store.
    Store(StoreError),
    /// An apply that could not go on.
    Apply(ApplyError),
    /// The sandbox.
    Host(HostError),
    /// A cloud, where no plan stands between.
    Cloud(ProviderError),
    /// A reviewed plan that no longer fits, and why.
    Stale(Vec<Difference>),
    /// A plan file that is not as it was written.
    PlanFile(String, PlanFault),
    /// Anything else, by message code.
    Say(&'static str, Vec<(&'static str, String)>, Exit),
}

impl Failure {
    /// How a command that ran into it ends.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Say(_, _, exit) => *exit,
            Self::Apply(_) | Self::Stale(_) => Exit::Conflict,
            Self::PlanFile(_, fault) if fault.is_tampering() => Exit::Conflict,
            Self::Store(error) if is_conflict(error) => Exit::Conflict,
            _ => Exit::Error,
        }
    }

    /// A failure that is told by a message alone.
    pub fn say(code: &'static str, args: &[(&'static str, &str)]) -> Self {
        let args = args
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        Self::Say(code, args, Exit::Error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<ApplyError> for Failure {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::Store(error) => Self::Store(error),
            stale @ ApplyError::Stale { .. } => Self::Apply(stale),
        }
    }
}

impl From<HostError> for Failure {
    fn from(error: HostError) -> Self {
        Self::Host(error)
    }
}
